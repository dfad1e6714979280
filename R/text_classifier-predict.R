#' Predict with a fitted text classifier
#'
#' @param object A fitted text classifier.
#' @param new_data Texts: a character vector, or a data frame with the column of texts that the model was fitted on.
#' @param type `"class"` for the most probable class, `"prob"` for the probability of each.
#' @param y For `evaluate()` with texts: their labels. With a data frame, the labels or the name of their column;
#'   `NULL` takes the outcome of the formula that the model was fitted with.
#' @param x Same as `object`.
#' @param ... Not used.
#' @return `predict()`: a tibble with one row per text, in their order: `.pred_class` (a factor), or `.pred_` and the
#'   class's name. `augment()`: a tibble with the columns of `new_data`, or `text` where it is a vector, followed by all
#'   that `predict()` gives. `evaluate()`: a tibble with `accuracy`, `auc` (area under the ROC curve; with more than two
#'   classes the mean over one against the rest), `log_loss`, and what each of the model's `metrics` gives.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' texts <- rep(c("good", "very good", "bad", "very bad"), 10)
#' labels <- factor(rep(c("+", "+", "-", "-"), 10))
#' model <- text_classifier(seed = 1, learning_rate = 0.1) |> fit(texts, labels)
#' predict(model, "really good", type = "prob")
#' augment(model, c("really good", "really bad"))
#' evaluate(model, texts, labels)
predict.text_classifier <- function(object, new_data, type = c("class", "prob"), ...) {
  check_dots_empty(...)
  predict_classes(object, new_data, type)
}

#' @rdname predict.text_classifier
#' @export
augment.text_classifier <- function(x, new_data, ...) {
  check_dots_empty(...)
  probabilities <- class_probabilities(x, new_data, "augment")
  if (!is.data.frame(new_data)) {
    new_data <- tibble::tibble(text = as.character(new_data))
  }
  beside(new_data, c(predicted_class(x, probabilities), probabilities))
}

#' @rdname predict.text_classifier
#' @export
evaluate.text_classifier <- function(x, new_data, y = NULL, ...) {
  check_dots_empty(...)
  handle <- fitted_handle(x, "evaluate")
  texts <- new_inputs(x, new_data)
  tibble::as_tibble(python_method(handle, "evaluate", texts, new_labels(x, new_data, y)))
}

new_labels <- function(object, new_data, y) {
  if (is.null(y) && is.data.frame(new_data) && !is.null(object$outcome_column)) {
    check_column(new_data, object$outcome_column, "new_data")
    y <- object$outcome_column
  }
  if (is.null(y)) {
    abort("{.arg y} must hold the labels of the texts; it is missing.")
  }
  as_labels(if (is.data.frame(new_data)) named_column(new_data, y) else y)
}

# The column that a string names; else `y` as it is. Where no column is called so, it may be the label of a single row.
named_column <- function(new_data, y) {
  if (!is.character(y) || length(y) != 1) {
    return(y)
  }
  if (nrow(new_data) != 1) check_column(new_data, y, "new_data")
  if (y %in% names(new_data)) new_data[[y]] else y
}
