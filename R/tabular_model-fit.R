#' Fit a model of tables
#'
#' @param object A [tabular_classifier()] or [tabular_regressor()].
#' @param x A data frame or a matrix of predictors; or a formula, `outcome ~ a + b`.
#' @param y With predictors as `x`: a class label per row, best a factor, or a number.
#' @param data With a formula: the data frame that its variables are in.
#' @param validation_data What to choose the best epoch by, instead of a share of the training rows. With a formula, a
#'   data frame with the same columns as `data`; else a list of two, `list(x, y)`.
#' @param ... Not used.
#' @return A fitted model; `object` itself is not changed. Ctrl-C ends training early: the model keeps what it has
#'   learned and its history.
#' @details The right side of a formula names variables as [stats::model.frame()] reads them: `.` for all others, `- a`
#'   to leave one out, and transformations of a row, such as `log(a)` or `factor(a)`. Rows with missing predictors are
#'   kept; [tabular_classifier()] tells what becomes of them. Interactions, offsets and what depends on other rows, such
#'   as `poly(a, 2)` or `a - mean(a)`, are refused: make a column of them first. The intercept is always there.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' tabular_classifier(seed = 1, epochs = 2) |> fit(Species ~ . - Sepal.Width, data = iris)
#' tabular_regressor(seed = 1, epochs = 2) |> fit(mtcars[c("wt", "cyl")], mtcars$mpg)
fit.tabular_model <- function(object, x, y = NULL, data = NULL, validation_data = NULL, ...) {
  check_dots_empty(...)
  examples <- labelled_rows(object, x, y, data)
  targets <- examples$y
  validation <- if (!is.null(validation_data)) validation_rows(object, examples, validation_data)
  notes <- list(
    ordered = is.ordered(targets), n_rows = NROW(examples$x),
    formula = if (!is.null(examples$terms)) deparse1(stats::formula(examples$terms)),
    columns = attr(examples$terms, "columns")
  )
  handle <- train_in_python(
    table_class(object), tabular_arguments(object, targets), list(examples$x, targets, validation_data = validation),
    notes
  )
  new_fitted_tabular_model(object, handle, notes, examples$terms)
}

# Predictors, outcome as Python takes it, and the terms of a formula, from what fit() takes.
labelled_rows <- function(object, x, y, data) {
  examples <- if (inherits(x, "formula")) formula_rows(x, formula_data(y, data), "data") else table_rows(x, y)
  examples$y <- as_targets(object, examples$y)
  examples
}

# The arguments of Python's model; targets: those that metrics will be called with.
tabular_arguments <- function(object, targets) {
  arguments <- object$arguments
  arguments$metrics <- as_metrics(arguments$metrics, if (is.factor(targets)) targets)
  arguments
}

table_class <- function(object) {
  if (inherits(object, "tabular_classifier")) "TabularClassifier" else "TabularRegressor"
}

# A model with its settings, not fitted. class: the name of its constructor.
new_tabular_model <- function(class, arguments) {
  structure(list(arguments = arguments), class = c(class, "tabular_model"))
}

# notes: what R needs to know besides; they are saved with the model. terms: of the formula it was fitted with.
new_fitted_tabular_model <- function(object, handle, notes, terms = NULL) {
  classifies <- inherits(object, "tabular_classifier")
  structure(
    list(
      arguments = object$arguments,
      handle = handle,
      classes = if (classifies) as.character(python_attribute(handle, "classes_")),
      ordered = isTRUE(notes$ordered),
      terms = terms,
      n_rows = if (is.null(notes$n_rows)) NA_integer_ else notes$n_rows
    ),
    class = c(paste0("fitted_", model_class(object)), model_class(object), "tabular_model")
  )
}

load_tabular_model <- function(class, handle) {
  notes <- lapply(python_attribute(handle, "_notes"), unlist)
  arguments <- saved_arguments(handle)
  arguments$hidden_sizes <- as.numeric(arguments$hidden_sizes)
  object <- new_tabular_model(class, arguments)
  terms <- if (!is.null(notes$formula)) {
    structure(stats::terms(stats::as.formula(notes$formula, env = globalenv())), columns = notes$columns)
  }
  new_fitted_tabular_model(object, handle, notes, terms)
}

table_rows <- function(x, y) {
  if (is.null(y)) {
    abort("{.arg y} must hold what to learn, a label or a number per row; it is missing.")
  }
  list(x = as_predictors(x, "x"), y = only_column(y))
}

# The column of a data frame that has one; what else there is, as it is.
only_column <- function(y) if (is.data.frame(y) && length(y) == 1) y[[1]] else y

as_predictors <- function(x, argument) {
  if (!is.data.frame(x) && !(is.matrix(x) && is.atomic(x))) {
    abort(
      "{.arg {argument}} must be a data frame or a matrix; given {.cls {class(x)[[1]]}}.",
      class = "torchduet_type_error"
    )
  }
  as.data.frame(x)
}

# The pair that Python takes, from a data frame (with a formula) or a list of two.
validation_rows <- function(object, examples, validation_data) {
  if (!is.null(examples$terms)) {
    check_frame(validation_data, "validation_data")
    check_variables(examples$terms, validation_data, "validation_data")
    y <- outcome_of(examples$terms, validation_data)
    return(list(formula_predictors(examples$terms, validation_data, "validation_data"), as_targets(object, y)))
  }
  validation_data <- validation_pair(validation_data, "predictors and what is right of them", "mpg ~ wt")
  list(as_predictors(validation_data[[1]], "validation_data"), as_targets(object, validation_data[[2]]))
}

# Outcomes as Python takes them: labels as a factor, numbers as they are.
as_targets <- function(object, y) {
  if (!inherits(object, "tabular_classifier")) {
    return(if (stats::is.ts(y)) as.vector(y) else y)
  }
  # A factor does not tell Python any more whether these were numbers to predict.
  if (is.double(y)) python_call("torchduet.tabular.classifier:as_class_labels", as.double(y))
  as_labels(y, unit = "row")
}
