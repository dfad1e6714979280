#' Cross-validate a model
#'
#' Fit a model on some rows and measure it on the others, several times. Nothing of what is held back reaches its
#' `fit()`; the model itself is left as it was. One that holds rows back of its own, to choose its best epoch by, takes
#' them from what it is given to learn from.
#'
#' @param model A model, not fitted: [text_classifier()], [tabular_classifier()], [tabular_regressor()],
#'   [sequence_labeler()]; or [sequence_generator()], [bigram_model()], which learn from `x` alone. Models of series are
#'   tested by [backtest()].
#' @param x A formula with an outcome on its left side, or what the model's `fit()` takes as `x`.
#' @param y With `x` that is no formula: what the model's `fit()` takes as `y`, if it takes any.
#' @param data With a formula: the data frame that its variables are in.
#' @param method `"k_fold"` holds each row back once, in one of `folds` parts; `"hold_out"` one part, drawn once for
#'   each repeat; `"leave_one_out"` each row by itself.
#' @param folds Of `"k_fold"`, how many parts.
#' @param repeats How often to draw anew; the first repeat is the same however many follow.
#' @param test_size Of `"hold_out"`, the share of the rows that is held back, rounded up.
#' @param stratified Whether each fold has its share of each class of the outcome, as nearly as whole rows allow.
#' @param seed Settles the folds, and a seed for each fit of a model that has none. `NULL` draws one from torch's
#'   generator. R's own is not touched.
#' @param callbacks A function, or a list of them, called after each fold with a data frame of one row: `done`, `total`,
#'   `repeat`, `fold`, `repeats`, `folds`, `seconds`.
#' @param verbose Whether to show progress; `"auto"` shows it in interactive sessions.
#' @param object A cross-validation. For the methods that print and tidy, `x` is one, too.
#' @param ... Not used.
#' @return `cross_validate()`: a list of class `torchduet_cross_validation`. Its element `metrics` is a tibble with a
#'   row per repeat and fold: `repeat` and `fold` (both from 1), `n_train` and `n_test` (how many rows it learned from
#'   and was measured on), a column for each number that `evaluate()` gives, `seed` (the fit's), `seconds`. `rows` has
#'   what each fold held back: `repeat`, `fold`, `row` (from 1). Ctrl-C ends it with the folds that were done, and the
#'   element `interrupted` is `TRUE`.
#'
#'   `summary()`: a tibble with a row per metric: `metric`, `mean` over the folds, `std_err` (their standard deviation
#'   over the square root of their number), `n` (the folds that have it). Folds share the rows that they learn from, so
#'   the standard error is rather too small. By `"leave_one_out"` each fold is measured on one row, and the mean is that
#'   of such numbers: `rmse` is then the mean absolute error, for the root of one squared error is its size, and
#'   `r_squared` and `auc`, which need several rows, have `n` 0. `tidy()`: the element `metrics`.
#' @references M. Stone (1974), "Cross-validatory choice and assessment of statistical predictions", Journal of the
#'   Royal Statistical Society B 36; Y. Bengio and Y. Grandvalet (2004), "No unbiased estimator of the variance of
#'   k-fold cross-validation", Journal of Machine Learning Research 5.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' reviews <- data.frame(
#'   text = rep(c("good", "very good", "bad", "very bad"), 10),
#'   verdict = factor(rep(c("+", "+", "-", "-"), 10))
#' )
#' tested <- text_classifier(epochs = 2) |>
#'   cross_validate(verdict ~ text, data = reviews, folds = 3, stratified = TRUE, seed = 1)
#' tested
#' tested$metrics
cross_validate <- function(model, x, y = NULL, data = NULL, method = "k_fold", folds = 5, repeats = 1,
                           test_size = 0.25, stratified = FALSE, seed = NULL, callbacks = list(), verbose = "auto") {
  progress <- fold_progress(verbose, "Cross-validation")
  on.exit(progress$close())
  if (missing(x)) abort("{.arg x} must be a formula, or what the model learns from; it is missing.")
  task <- learning_task(model, x, y, data)
  handle <- python_call(
    "torchduet:cross_validate", task$model, task$x, task$y, method, folds,
    repeats = repeats, test_size = test_size, stratified = stratified, seed = seed,
    callbacks = c(as_callbacks(callbacks), progress$callback), verbose = FALSE
  )
  structure(
    list(
      metrics = tibble::as_tibble(python_attribute(handle, "metrics")),
      summary = tibble::as_tibble(python_method(handle, "summary")),
      rows = tibble::as_tibble(python_attribute(handle, "rows")),
      interrupted = python_attribute(handle, "interrupted")
    ),
    class = "torchduet_cross_validation"
  )
}

# What Python's cross_validate takes: its model, not fitted, and what that learns from, x and y.
learning_task <- function(model, x, y, data) UseMethod("learning_task")

learning_task.text_classifier <- function(model, x, y, data) {
  examples <- labelled_texts(x, y, data)
  arguments <- classifier_arguments(model, examples$labels)
  list(model = python_copy("TextClassifier", arguments), x = examples$texts, y = examples$labels)
}

learning_task.sequence_labeler <- function(model, x, y, data) {
  labels <- as_step_labels(y)
  attributes(labels) <- NULL
  list(model = python_copy("SequenceLabeler", model$arguments), x = as_sequences(x, "x"), y = labels)
}

learning_task.tabular_model <- function(model, x, y, data) {
  examples <- labelled_rows(model, x, y, data)
  arguments <- tabular_arguments(model, examples$y)
  list(model = python_copy(table_class(model), arguments), x = examples$x, y = examples$y)
}

learning_task.sequence_generator <- function(model, x, y, data) {
  list(model = python_copy("SequenceGenerator", model$arguments), x = as_texts(x, "x"), y = y)
}

learning_task.bigram_model <- function(model, x, y, data) {
  list(model = do.call(python_call, c("torchduet:BigramModel", model$arguments)), x = as_texts(x, "x"), y = y)
}

learning_task.default <- function(model, x, y, data) {
  class <- class(model)[[1]]
  hint <- if (is_forecaster(model)) {
    "What comes after must not teach what came before: use {.fn backtest}."
  } else {
    "{.fn text_classifier} and {.fn tabular_regressor} make one."
  }
  abort(
    c("{.arg model} must be a model that learns from labelled rows; given {.cls {class}}.", i = hint),
    class = "torchduet_type_error"
  )
}

# Python's model with the settings of R's; a fit's own progress would be in the way of that of the folds.
python_copy <- function(python_class, arguments) {
  arguments$callbacks <- as_callbacks(arguments$callbacks)
  arguments$verbose <- FALSE
  do.call(python_call, c(paste0("torchduet:", python_class), arguments))
}

#' @rdname cross_validate
#' @export
summary.torchduet_cross_validation <- function(object, ...) {
  check_dots_empty(...)
  object$summary
}

#' @rdname cross_validate
#' @export
tidy.torchduet_cross_validation <- function(x, ...) {
  check_dots_empty(...)
  x$metrics
}

#' @rdname cross_validate
#' @export
print.torchduet_cross_validation <- function(x, ...) {
  fits <- nrow(x$metrics)
  repeats <- max(x$metrics$`repeat`)
  cat(sprintf(
    "A cross-validation of %d fit%s%s%s.\n", fits, if (fits > 1) "s" else "",
    if (repeats > 1) sprintf(" in %d repeats", repeats) else "", if (x$interrupted) ", interrupted" else ""
  ))
  print(x$summary)
  cat("Use $metrics (by fold), $rows (what each fold held back), summary().\n")
  invisible(x)
}
