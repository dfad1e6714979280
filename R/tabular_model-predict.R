#' Predict with a fitted model of tables
#'
#' @param object,x A fitted model.
#' @param new_data A data frame, or a matrix, with the columns that the model was fitted on, in any order; others are
#'   not looked at.
#' @param type `"class"` for the most probable class, `"prob"` for the probability of each; of a regressor, `"numeric"`.
#' @param y For `evaluate()`: what is right of each row, or the name of its column; `NULL` takes the outcome of the
#'   formula that the model was fitted with.
#' @param ... Not used.
#' @return `predict()`: a tibble with one row per row of `new_data`, in their order: `.pred_class` (a factor), or
#'   `.pred_` and the class's name, or `.pred`. `augment()`: a tibble with the columns of `new_data`, followed by all
#'   that `predict()` gives, and with a regressor that was fitted with a formula `.resid`, if the outcome is among the
#'   columns. `evaluate()`: a tibble; of a classifier with `accuracy`, `auc` (area under the ROC curve; with more than
#'   two classes the mean over one against the rest) and `log_loss`, of a regressor with `rmse`, `mae` and `r_squared`;
#'   and what each of the model's `metrics` gives.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' model <- tabular_classifier(seed = 1, epochs = 5) |> fit(Species ~ ., data = iris)
#' predict(model, iris[c(1, 51), ])
#' augment(model, iris[c(1, 51), ])
#'
#' model <- tabular_regressor(seed = 1, epochs = 5) |> fit(dist ~ speed, data = cars)
#' predict(model, data.frame(speed = c(10, 20)))
#' evaluate(model, cars)
predict.tabular_classifier <- function(object, new_data, type = c("class", "prob"), ...) {
  check_dots_empty(...)
  predict_classes(object, new_data, type)
}

#' @rdname predict.tabular_classifier
#' @export
predict.tabular_regressor <- function(object, new_data, type = "numeric", ...) {
  check_dots_empty(...)
  type <- match_type(type, "numeric")
  handle <- fitted_handle(object, "predict")
  predicted <- python_method(handle, "predict", new_inputs(object, new_data))
  tibble::tibble(.pred = predicted)
}

#' @rdname predict.tabular_classifier
#' @export
augment.tabular_model <- function(x, new_data, ...) {
  check_dots_empty(...)
  if (inherits(x, "tabular_classifier")) {
    probabilities <- class_probabilities(x, new_data, "augment")
    return(beside(new_data, c(predicted_class(x, probabilities), probabilities)))
  }
  predicted <- stats::predict(x, new_data)
  known <- !is.null(x$terms) && all(all.vars(attr(x$terms, "variables")[[2]]) %in% names(new_data))
  if (known) predicted$.resid <- as.vector(outcome_of(x$terms, new_data)) - predicted$.pred
  beside(new_data, predicted)
}

#' @rdname predict.tabular_classifier
#' @export
evaluate.tabular_model <- function(x, new_data, y = NULL, ...) {
  check_dots_empty(...)
  handle <- fitted_handle(x, "evaluate")
  predictors <- new_inputs(x, new_data)
  tibble::as_tibble(python_method(handle, "evaluate", predictors, new_targets(x, new_data, y)))
}

# What is right of new data: given, named as a column, or as the formula has it.
new_targets <- function(object, new_data, y) {
  new_data <- as.data.frame(new_data)
  if (is.null(y) && !is.null(object$terms)) {
    check_variables(object$terms, new_data, "new_data")
    y <- outcome_of(object$terms, new_data)
  } else {
    y <- named_column(new_data, y)
  }
  if (is.null(y)) {
    abort("{.arg y} must hold what is right of each row; it is missing.")
  }
  as_targets(object, only_column(y))
}
