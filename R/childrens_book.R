#' The children's book
#'
#' `childrens_book()` writes it: every sentence is *name* saw *name*. with two different names. The names are Doug, Jane
#' and Spot; each pair, in either order, is as probable as any other. To write the second name, one has to remember the
#' first. Filler words (big, dear, kind, little, old), drawn at random, say nothing and make that harder: "Doug saw dear
#' old Jane." `sentence_kind()` says which sentences are right, and which of the typical mistakes the others make; it
#' passes over filler words between a verb and a name, however many there are.
#'
#' @param n_sentences How many sentences.
#' @param fillers Filler words in each sentence, between the verb and the second name.
#' @param seed Settles what is drawn; with `NULL`, every book is another one. R's own generator is not touched.
#' @param texts A character vector, a sentence each.
#' @return `childrens_book()`: a character vector. `sentence_kind()`: a factor: `"right"`, *name* saw another *name*.;
#'   `"same name"`, Doug saw Doug.; `"run-on"`, more than one verb, as in Jane saw Spot saw Doug, whether it comes to an
#'   end or not; `"no verb"`, a name alone, as in Spot.; `"other"`, anything else.
#' @source After the book in B. Rohrer (2017), "How recurrent neural networks and long short-term memory work".
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' childrens_book(3, seed = 1)
#' childrens_book(1, fillers = 2, seed = 1)
#' sentence_kind(c("Doug saw dear Jane.", "Doug saw Doug.", "Jane saw Spot saw", "Spot.", "saw"))
childrens_book <- function(n_sentences = 1000, fillers = 0, seed = NULL) {
  python_call("torchduet:datasets.childrens_book", n_sentences, fillers = fillers, seed = seed)
}

#' @rdname childrens_book
#' @export
sentence_kind <- function(texts) {
  python_call("torchduet:datasets.sentence_kind", as_texts(texts, "texts"))
}
