#' Predict with a fitted text classifier
#'
#' @param object A fitted text classifier.
#' @param new_data Texts: a character vector, or a data frame with the column of texts that the model was fitted on.
#' @param type `"class"` for the most probable class, `"prob"` for the probability of each.
#' @param y For `evaluate()` with texts: their labels. With a data frame, the labels or the name of their column;
#'   `NULL` takes the outcome of the formula that the model was fitted with.
#' @param x Same as `object`.
#' @param ... Not used.
#' @return `predict()`: a tibble with one row per text: `.pred_class` (a factor), or `.pred_` and the class's name.
#'   `evaluate()`: a tibble with `accuracy`, `auc` (area under the ROC curve; with more than two classes the mean over
#'   one against the rest) and `log_loss`.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' texts <- rep(c("good", "very good", "bad", "very bad"), 10)
#' labels <- factor(rep(c("+", "+", "-", "-"), 10))
#' model <- text_classifier(seed = 1, learning_rate = 0.1) |> fit(texts, labels)
#' predict(model, "really good", type = "prob")
#' evaluate(model, texts, labels)
predict.text_classifier <- function(object, new_data, type = c("class", "prob"), ...) {
  check_dots_empty(...)
  type <- match.arg(type)
  handle <- fitted_handle(object, "predict()")
  probabilities <- python_method(handle, "predict_proba", new_texts(object, new_data))
  if (type == "prob") {
    colnames(probabilities) <- paste0(".pred_", object$classes)
    return(tibble::as_tibble(probabilities))
  }
  # The first of equal probabilities, as in Python.
  best <- max.col(probabilities, ties.method = "first")
  tibble::tibble(.pred_class = factor(object$classes[best], levels = object$classes, ordered = object$ordered))
}

#' @rdname predict.text_classifier
#' @export
evaluate.text_classifier <- function(x, new_data, y = NULL, ...) {
  check_dots_empty(...)
  handle <- fitted_handle(x, "evaluate()")
  labels <- new_labels(x, new_data, y)
  tibble::as_tibble(python_method(handle, "evaluate", new_texts(x, new_data), labels))
}

new_texts <- function(object, new_data) {
  if (!is.data.frame(new_data)) {
    return(as_texts(new_data, "new_data"))
  }
  column <- if (is.null(object$text_column) && length(new_data) == 1) names(new_data) else object$text_column
  if (is.null(column)) {
    abort(sprintf(
      "new_data must be texts, or have one column: the model was fitted on texts alone. Its columns are %s.",
      toString(names(new_data))
    ))
  }
  if (!column %in% names(new_data)) {
    abort(sprintf(
      "new_data has no column %s, which the model was fitted on; it has %s.", column, toString(names(new_data))
    ))
  }
  as_texts(new_data[[column]], column)
}

new_labels <- function(object, new_data, y) {
  if (is.null(y) && is.data.frame(new_data)) {
    y <- object$outcome_column
  }
  if (is.null(y)) {
    abort("y must hold the labels of the texts; it is missing.")
  }
  if (is.data.frame(new_data) && is.character(y) && length(y) == 1) {
    if (!y %in% names(new_data)) {
      abort(sprintf("new_data has no column %s; it has %s.", y, toString(names(new_data))))
    }
    y <- new_data[[y]]
  }
  as_labels(y)
}
