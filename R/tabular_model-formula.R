# Formulas of tables: which columns they name, and what they make of them.

# Predictors, outcome and terms of a formula. argument: what the data frame came as.
formula_rows <- function(formula, data, argument) {
  check_formula(formula, data, argument, "mpg ~ wt + hp")
  terms <- check_terms(stats::terms(formula, data = data), formula)
  check_variables(terms, data, argument)
  frame <- stats::model.frame(terms, data, na.action = stats::na.pass)
  terms <- attr(frame, "terms")
  attr(terms, "columns") <- intersect(all.vars(attr(terms, "variables")), names(data))
  check_same_elsewhere(frame, data)
  y <- stats::model.response(frame)
  check_outcome(y, formula)
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

# What was a column when the model was fitted (the attribute "columns") is one in other data, whatever has its name.
check_variables <- function(terms, data, argument) {
  variables <- all.vars(attr(terms, "variables"))
  columns <- intersect(variables, attr(terms, "columns"))
  for (name in columns) check_column(data, name, argument)
  check_known(setdiff(variables, columns), data, environment(terms), argument)
}

# What depends on other rows, as scale() does, is another thing in new data: a part of the rows alone must give what
# all gave for that part. The last row alone has none before it, the first half none after it.
check_same_elsewhere <- function(frame, data) {
  variables <- as.list(attr(attr(frame, "terms"), "variables"))[-1]
  data <- as.data.frame(data)
  rows <- seq_len(nrow(data))
  parts <- list(utils::head(rows, ceiling(length(rows) / 2)), utils::head(rows, 1), utils::tail(rows, 1))
  for (place in seq_along(variables)) {
    beside <- place == 1 && !any(all.vars(variables[[1]]) %in% names(data)) # an outcome may be beside the data
    alone <- function(rows) eval(variables[[place]], data[rows, , drop = FALSE], environment(attr(frame, "terms")))
    is_same <- function(rows) have_same_values(frame[rows, place], tryCatch(alone(rows), error = function(e) NULL))
    if (beside || all(vapply(parts, function(rows) suppressWarnings(is_same(rows)), NA))) next
    given <- deparse1(variables[[place]])
    abort(c(
      "{.arg x} must be a formula of transformations that look at one row; given {.code {given}}.",
      i = "Make a column of it first; in new data, with the numbers of the training rows, such as their mean."
    ))
  }
}

# Levels that do not occur, and the type of what is missing, make no difference.
have_same_values <- function(one, other) {
  plain <- function(values) if (is.numeric(values) || is.logical(values)) as.numeric(values) else as.character(values)
  if (length(one) && all(is.na(one))) {
    return(length(one) == length(other) && all(is.na(other)))
  }
  isTRUE(all.equal(plain(one), plain(other), tolerance = 1e-12))
}

outcome_of <- function(terms, data) eval(attr(terms, "variables")[[2]], data, environment(terms))
