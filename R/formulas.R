# What the formulas of texts and those of tables have in common.

# The data frame of a formula: fit(object, formula, data) does without its name, as in parsnip.
formula_data <- function(y, data) if (is.data.frame(y) && is.null(data)) y else data

# Stop where a formula has no outcome, or no data frame. argument: what the data frame came as; example: a formula that
# has one.
check_formula <- function(formula, data, argument, example) {
  if (length(formula) != 3) {
    abort("{.arg x} must be a formula with an outcome, like {.code {example}}; the left side is empty.")
  }
  check_frame(data, argument)
}

check_frame <- function(data, argument) {
  if (!is.data.frame(data)) {
    abort("{.arg {argument}} must be a data frame with the formula's variables; given {.cls {class(data)[[1]]}}.")
  }
}

check_column <- function(data, column, argument) {
  if (!column %in% names(data)) {
    abort("{.arg {argument}} has no column {.field {column}}; it has {.field {names(data)}}.")
  }
}

# A plain name that is in neither the data nor the formula's environment is a misspelt column; a function is none.
check_known <- function(variables, data, environment, argument) {
  for (name in variables) {
    outside <- get0(name, environment, ifnotfound = NULL)
    if (is.null(outside) || is.function(outside)) check_column(data, name, argument)
  }
}

# An outcome that is missing can be neither learned nor held back.
check_outcome <- function(y, formula) if (is.atomic(y)) check_complete(y, deparse1(formula[[2]]), "row")
