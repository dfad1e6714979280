# What the predictions of all models have in common.

# What predict() gives of a classifier.
predict_classes <- function(object, new_data, type) {
  type <- match_type(type)
  probabilities <- class_probabilities(object, new_data, "predict")
  if (type == "prob") probabilities else predicted_class(object, probabilities)
}

# A tibble with a row per text, or row of a table, and a column per class.
class_probabilities <- function(object, new_data, caller) {
  handle <- fitted_handle(object, caller)
  probability_columns(object, python_method(handle, "predict_proba", new_inputs(object, new_data)))
}

# New data as the methods of Python's model take them, after a look whether they are what the model was fitted on.
new_inputs <- function(object, new_data) UseMethod("new_inputs")

new_inputs.text_classifier <- function(object, new_data) {
  if (missing(new_data)) {
    abort("{.arg new_data} must hold the texts to predict; it is missing.")
  }
  if (!is.data.frame(new_data)) {
    return(as_texts(new_data, "new_data"))
  }
  column <- if (is.null(object$text_column) && length(new_data) == 1) names(new_data) else object$text_column
  if (is.null(column)) {
    abort(c(
      "{.arg new_data} must be texts, or have one column: the model was fitted on texts alone.",
      x = "Its columns are {.field {names(new_data)}}."
    ))
  }
  if (!column %in% names(new_data)) {
    abort(c(
      "{.arg new_data} has no column {.field {column}}, which the model was fitted on.",
      x = "Its columns are {.field {names(new_data)}}."
    ))
  }
  text_column(new_data, column)
}

new_inputs.tabular_model <- function(object, new_data) {
  if (missing(new_data)) {
    abort("{.arg new_data} must hold the rows to predict; it is missing.")
  }
  table <- as_predictors(new_data, "new_data")
  if (!is.null(object$terms)) {
    return(formula_predictors(object$terms, table, "new_data"))
  }
  for (column in python_attribute(object$handle, "feature_names_in_")) check_column(table, column, "new_data")
  table
}

probability_columns <- function(object, probabilities) {
  colnames(probabilities) <- paste0(".pred_", object$classes)
  tibble::as_tibble(probabilities)
}

predicted_class <- function(object, probabilities) {
  # The first of equal probabilities, as in Python.
  best <- max.col(as.matrix(probabilities), ties.method = "first")
  tibble::tibble(.pred_class = factor(object$classes[best], levels = object$classes, ordered = object$ordered))
}

match_type <- function(type, types = c("class", "prob")) {
  if (identical(type, types)) {
    return(types[[1]])
  }
  if (!is.character(type) || length(type) != 1 || !type %in% types) {
    given <- deparse1(type)
    abort("{.arg type} must be {.or {.val {types}}}; given {.code {given}}.")
  }
  type
}

# The columns of a data frame, or matrix, followed by what was predicted of its rows.
beside <- function(new_data, predicted) {
  new_data <- as.data.frame(new_data)
  taken <- intersect(names(predicted), names(new_data))
  if (length(taken)) {
    abort(c(
      "{.arg new_data} has the column{?s} {.field {taken}} already.",
      i = "Leave out or rename what an earlier {.fn augment} added."
    ))
  }
  tibble::as_tibble(c(tibble::as_tibble(new_data), predicted))
}
