#' The model that remembers one word only
#'
#' Count in texts which token follows which, and write texts by these counts. With \eqn{n_{ij}}{n[i, j]} times that
#' token j comes after token i, the probability of j after i is
#' \deqn{p(j \mid i) = \frac{n_{ij}}{\sum_k n_{ik}}}{p(j | i) = n[i, j] / sum(n[i, ])}
#' Nothing before the last token matters, which is what networks with a memory are compared with. A text begins after
#' the stop token `[END]` and ends with it.
#'
#' @param level What a token is: `"word"` or `"character"`; see [tokenize()]. With words, punctuation marks are
#'   tokens too.
#' @param lowercase Whether to fold letters to lower case.
#' @param object,x A bigram model.
#' @param texts A character vector.
#' @param n How many texts to write.
#' @param prompt What a text begins with.
#' @param temperature The logarithms of the probabilities are divided by it: below 1 the likely tokens become likelier,
#'   above 1 all become more alike. 0 takes the most probable token always.
#' @param max_length Most tokens of a text, those of the prompt included; a text that long is cut off.
#' @param seed Settles what is drawn; `NULL` draws a seed from torch's generator.
#' @param ... Not used.
#' @return `bigram_model()`: a model to be fitted. `fit()`: a fitted one; its argument is not changed.
#'   `bigram_counts()`: an integer matrix: how often the token of a column comes after the token of a row.
#'   `bigram_probabilities()`: the counts, divided by the sum of their row. [vocabulary()] gives their tokens: the stop
#'   token, then the others by falling frequency. `generate()`, `predict()`, `evaluate()`: as of a
#'   [sequence_generator()].
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' model <- bigram_model() |> fit(childrens_book(1000, seed = 1))
#' bigram_counts(model)
#' round(bigram_probabilities(model), 2)
#' table(sentence_kind(generate(model, 10000, seed = 1)))
bigram_model <- function(level = "word", lowercase = FALSE) {
  structure(list(arguments = list(level = level, lowercase = lowercase)), class = "bigram_model")
}

#' @rdname bigram_model
#' @export
fit.bigram_model <- function(object, texts, ...) {
  check_dots_empty(...)
  handle <- do.call(python_call, c("torchduet:BigramModel", object$arguments))
  python_method(handle, "fit", texts_of(texts, "texts"))
  new_fitted_bigram_model(handle, object$arguments)
}

new_fitted_bigram_model <- function(handle, arguments) {
  structure(list(arguments = arguments, handle = handle), class = c("fitted_bigram_model", "bigram_model"))
}

#' @rdname bigram_model
#' @export
bigram_counts <- function(object) {
  as.matrix(python_attribute(fitted_handle(object, "bigram_counts", "bigram_model"), "counts_"))
}

#' @rdname bigram_model
#' @export
bigram_probabilities <- function(object) {
  as.matrix(python_attribute(fitted_handle(object, "bigram_probabilities", "bigram_model"), "probabilities_"))
}

#' @rdname bigram_model
#' @export
generate.bigram_model <- function(x, n = 1, prompt = "", temperature = 1, max_length = 100, seed = NULL, ...) {
  check_dots_empty(...)
  write_texts(x, n, prompt, temperature, max_length, seed)
}

#' @rdname bigram_model
#' @export
predict.bigram_model <- function(object, prompt = "", ...) {
  check_dots_empty(...)
  next_tokens(object, prompt)
}

#' @rdname bigram_model
#' @export
evaluate.bigram_model <- function(x, texts, ...) {
  check_dots_empty(...)
  measure_texts(x, texts)
}

#' @rdname bigram_model
#' @export
print.bigram_model <- function(x, ...) {
  print_model(
    x, "bigram model", bigram_model,
    learn = "Count with fit(texts).",
    learned = sprintf("  vocabulary of %d tokens", length(vocabulary(x))),
    use = paste(
      "Use bigram_counts(), bigram_probabilities(), generate(n), predict(prompt), evaluate(texts),",
      "save_model(path)."
    )
  )
}
