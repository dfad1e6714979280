# Formulas of tables: which columns they name, and what they make of them.

# Predictors, outcome and terms of a formula. argument: what the data frame came as.
formula_rows <- function(formula, data, argument) {
  if (length(formula) != 3) {
    abort("{.arg x} must be a formula with an outcome, like {.code mpg ~ wt + hp}; the left side is empty.")
  }
  check_frame(data, argument)
  terms <- check_terms(stats::terms(formula, data = data), formula)
  check_variables(terms, data, argument)
  frame <- stats::model.frame(terms, data, na.action = stats::na.pass)
  terms <- attr(frame, "terms")
  attr(terms, "columns") <- intersect(all.vars(attr(terms, "variables")), names(data))
  check_same_elsewhere(terms)
  y <- stats::model.response(frame)
  if (is.atomic(y)) check_complete(y, deparse1(formula[[2]]), "row")
  list(x = predictors_of(frame[-1]), y = y, terms = terms)
}

# The predictors of a fitted model's formula in another data frame.
formula_predictors <- function(terms, data, argument) {
  terms <- stats::delete.response(terms)
  check_variables(terms, data, argument)
  predictors_of(stats::model.frame(terms, data, na.action = stats::na.pass))
}

# A data frame without what model.frame() adds to it, and without the class that I() gives.
predictors_of <- function(frame) {
  plain <- lapply(frame, function(column) {
    class(column) <- setdiff(oldClass(column), "AsIs")
    column
  })
  structure(plain, names = names(frame), class = "data.frame", row.names = .set_row_names(nrow(frame)))
}

check_frame <- function(data, argument) {
  if (!is.data.frame(data)) {
    abort("{.arg {argument}} must be a data frame with the formula's variables; given {.cls {class(data)[[1]]}}.")
  }
}

# The terms without the variables that a formula takes away, which model.frame() would ask for.
check_terms <- function(terms, formula) {
  labels <- attr(terms, "term.labels")
  crossed <- labels[attr(terms, "order") > 1]
  if (length(crossed)) {
    abort(c(
      "{.arg x} must be a formula without interactions; given {.code {crossed[[1]]}}.",
      i = "Hidden layers find them. For a model without one, make a column of it first."
    ))
  }
  if (!is.null(attr(terms, "offset"))) abort("{.arg x} must be a formula without an offset.")
  if (!length(labels)) abort("{.arg x} must be a formula with a variable on its right side.")
  used <- as.list(attr(terms, "variables"))[-1][rowSums(attr(terms, "factors")) > 0]
  # Parentheses, as `a == 1` has a weaker bond than the plus.
  right <- Reduce(function(left, next_one) call("+", left, call("(", next_one)), used[-1], call("(", used[[1]]))
  stats::terms(stats::as.formula(call("~", formula[[2]], right), env = environment(formula)))
}

# A plain name that is in neither the data nor the formula's environment is a misspelt column. What was a column when
# the model was fitted (the attribute "columns") is one in other data, whatever else has its name by now.
check_variables <- function(terms, data, argument) {
  outside <- Filter(function(name) is_variable(name, environment(terms)), all.vars(attr(terms, "variables")))
  needed <- setdiff(all.vars(attr(terms, "variables")), setdiff(outside, attr(terms, "columns")))
  for (name in needed) check_column(data, name, argument)
}

# Whether there is such a variable; a function is none.
is_variable <- function(name, environment) {
  found <- get0(name, environment, ifnotfound = NULL)
  !is.null(found) && !is.function(found)
}

# What depends on other rows, as scale() does, would have to be kept with the model.
check_same_elsewhere <- function(terms) {
  given <- as.list(attr(terms, "variables"))
  kept <- as.list(attr(terms, "predvars"))
  changed <- Filter(function(place) !identical(given[[place]], kept[[place]]), seq_along(given))
  if (length(changed)) {
    first <- deparse1(given[[changed[[1]]]])
    abort(c(
      "{.arg x} must be a formula of transformations that look at one row; given {.code {first}}.",
      i = "Make a column of it first."
    ))
  }
}

outcome_of <- function(terms, data) eval(attr(terms, "variables")[[2]], data, environment(terms))
