#' Look into a fitted model of tables
#'
#' `summary()` lists the layers and how the training went, `tidy()` the weight arrays, `glance()` is one row of facts
#' about the model, `plot()` draws loss and validation loss by epoch.
#'
#' @param object,x A fitted [tabular_classifier()] or [tabular_regressor()].
#' @param ... Not used.
#' @return `summary()`: an object that prints itself; a list of `settings` (the arguments that differ from the
#'   defaults), `layers` (a tibble: `weights`, named as in [model_weights()], `layer`, `shape`, `parameters`,
#'   `trainable`), `n_parameters`, `features` (what the network is given of the columns: a column's own name, its name
#'   and that of a level, or its name and "missing"), `classes` (of a classifier) and `training` (what `glance()`
#'   gives). `tidy()`: `layers` alone.
#'
#'   `glance()`: a tibble of one row: `n_classes` (of a classifier), `n_columns`, `n_features` (what the network is
#'   given of them), `n_parameters`, `n_rows` (given to [fit()][fit.tabular_model], held-back ones included; `NA` for a
#'   model that was fitted in Python), `epochs`, `best_epoch` (whose weights the model has), `loss`, `validation_loss`
#'   and, of a classifier, `validation_accuracy` of that epoch, `seconds` and `seed`.
#'
#'   `autoplot()`: a ggplot. `plot()` draws it and returns it invisibly.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' model <- tabular_classifier(hidden_sizes = c(8, 8), seed = 1, epochs = 5) |>
#'   fit(Species ~ ., data = iris)
#' summary(model)
#' tidy(model)
#' glance(model)
#' plot(model)
summary.tabular_model <- function(object, ...) {
  new_summary(
    "summary.tabular_model", object, table_constructor(object),
    what = list(model = table_model_name(object)),
    features = as.character(python_attribute(object$handle, "features_")), classes = object$classes
  )
}

#' @rdname summary.tabular_model
#' @export
print.summary.tabular_model <- function(x, ...) {
  training <- x$training
  sizes <- c("rows" = training$n_rows, "columns" = training$n_columns, "features" = training$n_features)
  print_summary(x, x$model, sizes)
}

#' @rdname summary.tabular_model
#' @export
tidy.tabular_model <- function(x, ...) {
  check_dots_empty(...)
  tibble::as_tibble(python_method(fitted_handle(x, "tidy"), "summary"))
}

#' @rdname summary.tabular_model
#' @export
glance.tabular_model <- function(x, ...) {
  check_dots_empty(...)
  handle <- fitted_handle(x, "glance")
  facts <- training_facts(x, handle)
  if (is.null(x$classes)) facts$validation_accuracy <- NULL
  sizes <- tibble::tibble(
    n_classes = length(x$classes),
    n_columns = python_attribute(handle, "n_features_in_"),
    n_features = length(python_attribute(handle, "features_")),
    n_parameters = sum(python_method(handle, "summary")$parameters),
    n_rows = x$n_rows
  )
  tibble::as_tibble(c(sizes[if (is.null(x$classes)) -1 else TRUE], facts))
}

#' @rdname summary.tabular_model
#' @exportS3Method ggplot2::autoplot
autoplot.tabular_model <- autoplot.sequence_model # nolint: object_name_linter. A late registered method

#' @rdname summary.tabular_model
#' @export
plot.tabular_model <- plot.sequence_model

#' @rdname summary.tabular_model
#' @export
print.tabular_model <- function(x, ...) {
  print_model(
    x, table_model_name(x), table_constructor(x),
    learn = "Learn from a table with fit(outcome ~ ., data) or fit(x, y).",
    learned = {
      facts <- glance(x)
      training_lines(facts, sprintf("%d features of %d columns", facts$n_features, facts$n_columns), "rows")
    },
    use = "Use predict(new_data), evaluate(new_data), summary(), plot(), save_model(path).",
    classes = first_classes(x)
  )
}

table_model_name <- function(object) {
  if (inherits(object, "tabular_classifier")) "tabular classifier" else "tabular regressor"
}

table_constructor <- function(object) {
  if (inherits(object, "tabular_classifier")) tabular_classifier else tabular_regressor
}
