#' Turn texts into numbers
#'
#' Rows of ids, or counts of tokens. Id 1 is padding, 2 stands for every token outside the vocabulary; the tokens follow
#' by falling frequency, ties by first appearance. (In Python these ids are 0, 1, and so on.)
#'
#' With n texts learned from, of which df have token t, and with tf its count in a text, `"tfidf"` gives
#' \deqn{w_t = tf_t \left(1 + \ln\frac{1 + n}{1 + df_t}\right)}{w[t] = tf[t] * (1 + log((1 + n) / (1 + df[t])))}
#' and each text's w is divided by its length, \eqn{\sqrt{\sum_t w_t^2}}{sqrt(sum(w^2))}. This is what scikit-learn's
#' `TfidfVectorizer` computes. Padding and unknown tokens have weight 0.
#'
#' @param level What a token is: `"word"` or `"character"`; see [tokenize()].
#' @param ngram_range Shortest and longest run of neighbouring tokens to take as a token; see [ngrams()]. `c(1, 2)`:
#'   words and pairs.
#' @param max_tokens Largest size of the vocabulary, the two special tokens included. `NULL`: all.
#' @param max_length Tokens kept of a text, from its start; rows of ids have this length. `NULL`: as long as the longest
#'   text given.
#' @param output What `transform()` returns: `"ids"`; `"one_hot"`, a one-hot vector per id; `"count"`, how often each
#'   token occurs in a text; `"tfidf"`, that, weighted by how few texts have the token.
#' @param lowercase Whether to fold letters to lower case.
#' @param tokenizer A function from a character vector of texts, all in one call, to a list with the tokens of each, in
#'   place of the rules of `level` and `lowercase`, which then play no part. It stays out of a saved vectorizer:
#'   [load_model()] has to be given it again.
#' @param object,x A vectorizer.
#' @param texts A character vector.
#' @param ids A matrix of ids `(text, time)`, counted from 1.
#' @param _data A fitted vectorizer.
#' @param ... Not used.
#' @return `text_vectorizer()`: a vectorizer to be fitted. `fit()`: a fitted one; its argument is not changed.
#'   `transform()`: of `"ids"`, an integer matrix `(text, time)`, padded on the right with 1; of `"one_hot"`, an array
#'   `(text, time, token)`; of `"count"` and `"tfidf"`, a sparse matrix `(text, token)` of the package Matrix, its
#'   columns named by their tokens.
#'   `inverse_transform()`: a character vector: words, and tokens of one's own, joined by blanks, characters by nothing,
#'   padding left out, and the longer grams too where `ngram_range` begins with 1, so that a text of known grams comes
#'   back. `vocabulary()`: a character vector, the token of each id.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' vectorizer <- text_vectorizer() |> fit(c("eu gosto de gatos", "eu gosto de cachorros"))
#' vocabulary(vectorizer)
#' transform(vectorizer, c("eu gosto de peixes", "gatos"))
#'
#' counter <- text_vectorizer(output = "count") |> fit(c("a b a", "b c"))
#' transform(counter, c("a b a", "b c"))
#'
#' by_commas <- text_vectorizer(tokenizer = function(texts) strsplit(texts, ", *")) |>
#'   fit("red wine, white wine")
#' vocabulary(by_commas)
text_vectorizer <- function(level = "word",
                            ngram_range = c(1, 1),
                            max_tokens = 10000,
                            max_length = NULL,
                            output = "ids",
                            lowercase = TRUE,
                            tokenizer = NULL) {
  structure(list(arguments = as.list(environment())[names(formals())]), class = "text_vectorizer")
}

new_fitted_text_vectorizer <- function(handle, arguments) {
  structure(list(arguments = arguments, handle = handle), class = c("fitted_text_vectorizer", "text_vectorizer"))
}

#' @rdname text_vectorizer
#' @export
fit.text_vectorizer <- function(object, texts, ...) {
  check_dots_empty(...)
  arguments <- object$arguments
  arguments$tokenizer <- as_tokenizer(arguments$tokenizer)
  handle <- do.call(python_call, c("torchduet:TextVectorizer", arguments))
  python_method(handle, "fit", as_texts(texts, "texts"))
  new_fitted_text_vectorizer(handle, object$arguments)
}

#' @rdname text_vectorizer
#' @export
transform.text_vectorizer <- function(`_data`, texts, ...) { # nolint: object_name_linter. The generic's name
  check_dots_empty(...)
  numbers <- python_method(fitted_handle(`_data`, "transform"), "transform", as_texts(texts, "texts"))
  if (inherits(numbers, "Matrix")) colnames(numbers) <- vocabulary(`_data`)
  numbers
}

#' @rdname text_vectorizer
#' @export
inverse_transform <- function(object, ids) {
  python_method(fitted_handle(object, "inverse_transform"), "inverse_transform", ids)
}

#' @rdname text_vectorizer
#' @export
vocabulary <- function(object) {
  handle <- fitted_handle(object, "vocabulary")
  if (inherits(object, "word_vectors")) {
    return(python_attribute(handle, "words"))
  }
  if (inherits(object, "text_classifier")) {
    handle <- python_attribute(handle, "vectorizer_")
  }
  python_attribute(handle, "vocabulary_")
}

#' @rdname text_vectorizer
#' @export
print.text_vectorizer <- function(x, ...) {
  print_model(
    x, "text vectorizer", text_vectorizer,
    learn = "Learn its vocabulary with fit(texts).",
    learned = {
      tokens <- vocabulary(x)
      shown <- c(utils::head(tokens[-(1:2)], 8), if (length(tokens) > 10) "...")
      sprintf("  vocabulary of %d tokens: %s", length(tokens), toString(shown))
    },
    use = "Use transform(texts) for ids, vocabulary() for the tokens, save_model(path)."
  )
}
