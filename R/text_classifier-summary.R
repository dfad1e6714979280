#' Look into a fitted text classifier
#'
#' `summary()` lists the layers and how the training went. `coef()` and `tidy()` say what each word does to the scores,
#' where the architecture adds words up. `glance()` is one row of facts about the model.
#'
#' @param object,x A fitted text classifier.
#' @param ... Not used.
#' @return `summary()`: an object that prints itself; a list of `architecture`, `settings` (the arguments that differ
#'   from the defaults), `layers` (a tibble: `weights`, named as in [model_weights()], `layer`, `shape`, `parameters`,
#'   `trainable`), `n_parameters`, `classes`, `coverage` (what [embedding_coverage()] gives) and `training` (what
#'   `glance()` gives).
#'
#'   `coef()`: a matrix with a row per token and a column per class. A text's scores (the logarithms of its
#'   probabilities, up to a constant) are the first row, `(Intercept)`, plus the mean of its words' rows. Padding is
#'   left out; Python's `coef_` is the transpose, with it. `tidy()`: the same as a tibble of `term`, `class` and
#'   `estimate`.
#'
#'   `glance()`: a tibble of one row: `architecture`, `n_classes`, `n_tokens` (size of the vocabulary), `n_parameters`,
#'   `n_texts` (given to [fit()][fit.text_classifier], held-back ones included; `NA` for a model that was fitted in
#'   Python), `epochs`, `best_epoch` (whose weights the model has), `loss`, `validation_loss` and `validation_accuracy`
#'   of that epoch, `seconds` and `seed`.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' texts <- rep(c("good", "very good", "bad", "very bad"), 10)
#' labels <- factor(rep(c("+", "+", "-", "-"), 10))
#' model <- text_classifier(seed = 1, learning_rate = 0.1) |> fit(texts, labels)
#' summary(model)
#' coef(model)
#' tidy(model)
#' glance(model)
summary.text_classifier <- function(object, ...) {
  new_summary(
    "summary.text_classifier", object, text_classifier,
    what = list(architecture = object$arguments$architecture),
    classes = object$classes, coverage = embedding_coverage(object)
  )
}

#' @rdname summary.text_classifier
#' @export
print.summary.text_classifier <- function(x, ...) {
  print_summary(x, sprintf("text classifier with %s", x$architecture), text_sizes(x$training))
}

text_sizes <- function(training) c("texts" = training$n_texts, "tokens in the vocabulary" = training$n_tokens)

#' @rdname summary.text_classifier
#' @importFrom stats coef
#' @export
coef.text_classifier <- function(object, ...) {
  handle <- words_add_up(object, "coef")
  estimates <- rbind(python_attribute(handle, "intercept_"), t(python_attribute(handle, "coef_")))
  dimnames(estimates) <- list(c("(Intercept)", vocabulary(object)), object$classes)
  estimates[-2, , drop = FALSE] # the padding, whose vector is zero
}

#' @rdname summary.text_classifier
#' @export
tidy.text_classifier <- function(x, ...) {
  check_dots_empty(...)
  words_add_up(x, "tidy")
  estimates <- coef(x)
  tibble::tibble(
    term = rep(rownames(estimates), times = ncol(estimates)),
    class = factor(rep(x$classes, each = nrow(estimates)), levels = x$classes, ordered = x$ordered),
    estimate = as.vector(estimates)
  )
}

# The handle of a model of which a word's part in the scores can be told; Python's message would name its attributes.
words_add_up <- function(object, caller) {
  handle <- fitted_handle(object, caller)
  architecture <- object$arguments$architecture
  if (architecture != "average_pooling") {
    abort(c(
      "{.fn {caller}} needs a model with {.val average_pooling}, where words add up; given one with
       {.val {architecture}}.",
      i = "To see what a word changes, {.fn predict} a text with it and without."
    ))
  }
  handle
}

#' @rdname summary.text_classifier
#' @export
glance.text_classifier <- function(x, ...) {
  check_dots_empty(...)
  handle <- fitted_handle(x, "glance")
  glance_at(x, handle, sum(python_method(handle, "summary")$parameters))
}

glance_at <- function(object, handle, n_parameters) {
  sizes <- tibble::tibble(
    architecture = object$arguments$architecture,
    n_classes = length(object$classes),
    n_tokens = length(vocabulary(object)),
    n_parameters = n_parameters,
    n_texts = object$n_texts
  )
  tibble::as_tibble(c(sizes, training_facts(object, handle)))
}
