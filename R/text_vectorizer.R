#' Turn texts into rows of integer ids
#'
#' Id 1 is padding, 2 stands for every word outside the vocabulary; the words follow by falling frequency, ties by
#' first appearance. (In Python these ids are 0, 1, and so on.)
#'
#' @param max_tokens Largest size of the vocabulary, the two special tokens included.
#' @param max_length Words kept of a text, from its start; rows have this length. `NULL`: as long as the longest text
#'   given.
#' @param lowercase Whether to fold letters to lower case.
#' @param object,x A vectorizer.
#' @param texts A character vector.
#' @param ids A matrix of ids `(text, time)`, counted from 1.
#' @param _data A fitted vectorizer.
#' @param ... Not used.
#' @return `text_vectorizer()`: a vectorizer to be fitted. `fit()`: a fitted one; its argument is not changed.
#'   `transform()`: an integer matrix `(text, time)`, padded on the right with 1. `inverse_transform()`: a character
#'   vector, padding left out. `vocabulary()`: a character vector, the token of each id.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' vectorizer <- text_vectorizer() |> fit(c("eu gosto de gatos", "eu gosto de cachorros"))
#' vocabulary(vectorizer)
#' transform(vectorizer, c("eu gosto de peixes", "gatos"))
text_vectorizer <- function(max_tokens = 10000, max_length = NULL, lowercase = TRUE) {
  structure(
    list(arguments = list(max_tokens = max_tokens, max_length = max_length, lowercase = lowercase)),
    class = "text_vectorizer"
  )
}

new_fitted_text_vectorizer <- function(handle, arguments) {
  structure(list(arguments = arguments, handle = handle), class = c("fitted_text_vectorizer", "text_vectorizer"))
}

#' @rdname text_vectorizer
#' @export
fit.text_vectorizer <- function(object, texts, ...) {
  check_dots_empty(...)
  handle <- do.call(python_call, c("torchduet:TextVectorizer", object$arguments))
  python_method(handle, "fit", texts)
  new_fitted_text_vectorizer(handle, object$arguments)
}

#' @rdname text_vectorizer
#' @export
transform.text_vectorizer <- function(`_data`, texts, ...) { # nolint: object_name_linter. The generic's name
  python_method(fitted_handle(`_data`, "transform()"), "transform", texts)
}

#' @rdname text_vectorizer
#' @export
inverse_transform <- function(object, ids) {
  python_method(fitted_handle(object, "inverse_transform()"), "inverse_transform", ids)
}

#' @rdname text_vectorizer
#' @export
vocabulary <- function(object) {
  handle <- fitted_handle(object, "vocabulary()")
  if (inherits(object, "text_classifier")) {
    handle <- python_attribute(handle, "vectorizer_")
  }
  python_attribute(handle, "vocabulary_")
}

#' @rdname text_vectorizer
#' @export
print.text_vectorizer <- function(x, ...) {
  if (is.null(x[["handle"]])) {
    cat("A text vectorizer, not fitted yet. Learn its vocabulary with fit(texts).\n")
  } else {
    tokens <- vocabulary(x)
    cat(sprintf("A text vectorizer of %d tokens: %s, ...\n", length(tokens), toString(utils::head(tokens[-(1:2)], 8))))
    cat("Use transform(texts) for ids, vocabulary() for the tokens.\n")
  }
  invisible(x)
}
