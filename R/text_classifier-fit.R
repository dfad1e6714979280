#' Fit a text classifier
#'
#' @param object A [text_classifier()].
#' @param x Texts: a character vector or a data frame with one column; or a formula `outcome ~ text`.
#' @param y With texts as `x`: a class label per text, best a factor.
#' @param data With a formula: the data frame that its variables are in.
#' @param validation_data Texts and labels to choose the best epoch by, instead of a share of the training texts. With a
#'   formula, a data frame with the same columns as `data`; else a list of two, `list(texts, labels)`.
#' @param ... Not used.
#' @return A fitted model; `object` itself is not changed. Ctrl-C ends training early: the model keeps what it has
#'   learned and its history.
#' @details Where torchrun has started several processes (`torchrun --no-python --nproc-per-node 2 Rscript train.R`),
#'   they train one model together, each with its share of every batch.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' texts <- rep(c("good", "very good", "bad", "very bad"), 10)
#' labels <- factor(rep(c("+", "+", "-", "-"), 10))
#' text_classifier(seed = 1, epochs = 2) |> fit(texts, labels)
#'
#' # with a formula, and texts of its own to choose the best epoch by
#' reviews <- data.frame(text = texts, verdict = labels)
#' text_classifier(seed = 1, epochs = 2) |>
#'   fit(verdict ~ text, data = reviews, validation_data = reviews[c(1, 3), ])
fit.text_classifier <- function(object, x, y = NULL, data = NULL, validation_data = NULL, ...) {
  check_dots_empty(...)
  learned <- training_examples(x, y, data, validation_data)
  arguments <- classifier_arguments(object, learned$labels)
  handle <- train_in_python("TextClassifier", arguments, learned$examples, learned$notes)
  new_fitted_text_classifier(handle, object$arguments, learned$notes)
}

# What fit() and refit() learn from: `examples`, as Python's methods take them, the `labels` as R has them, and `notes`
# of what a prediction needs to know.
training_examples <- function(x, y, data, validation_data) {
  examples <- labelled_texts(x, y, data)
  validation <- if (!is.null(validation_data)) validation_examples(x, validation_data)
  labels <- examples$labels
  list(
    examples = list(examples$texts, labels, validation_data = validation),
    labels = labels,
    notes = list(
      ordered = is.ordered(labels), text_column = examples$text_column, outcome_column = examples$outcome_column,
      n_texts = length(examples$texts)
    )
  )
}

# Texts, their labels as a factor, and the names of their columns, from what fit() takes.
labelled_texts <- function(x, y, data) {
  examples <- if (inherits(x, "formula")) formula_examples(x, formula_data(y, data), "data") else text_examples(x, y)
  examples$labels <- as_labels(examples$labels)
  examples
}

# The arguments of Python's TextClassifier; labels: those that metrics will be called with.
classifier_arguments <- function(object, labels) {
  arguments <- object$arguments
  arguments$tokenizer <- as_tokenizer(arguments$tokenizer)
  arguments$metrics <- as_metrics(arguments$metrics, labels)
  arguments["embeddings"] <- list(as_embeddings(arguments$embeddings))
  arguments
}

# Train a model of Python's class `python_class` on examples, a list of what its fit method takes; return the handle.
# notes: what R needs to know besides; they are saved with the model.
train_in_python <- function(python_class, arguments, examples, notes) {
  with_progress(arguments, arguments$verbose, function(arguments) {
    handle <- do.call(python_call, c(paste0("torchduet:", python_class), arguments))
    do.call(python_method, c(list(handle, "fit"), examples))
    do.call(python_method, c(list(handle, "_remember"), notes))
    handle
  })
}

# Texts and labels from a formula with one variable on either side. argument: what the data frame came as.
formula_examples <- function(formula, data, argument) {
  check_formula(formula, data, argument, "score ~ review")
  outcome <- all.vars(formula[[2]])
  text <- if (identical(formula[[3]], quote(.))) setdiff(names(data), outcome) else all.vars(formula[[3]])
  if (length(text) != 1 || is.call(formula[[3]])) {
    given <- deparse1(formula[[3]])
    abort(c(
      "{.arg x} must have the name of one text column on its right side; given {.code {given}}.",
      i = "Make a column of it first."
    ))
  }
  check_column(data, text, argument)
  # An outcome may be computed, and from variables beside the data.
  if (is.name(formula[[2]])) check_known(outcome, data, environment(formula), argument)
  labels <- eval(formula[[2]], data, environment(formula))
  check_outcome(labels, formula)
  list(
    texts = text_column(data, text),
    labels = labels,
    text_column = text,
    outcome_column = if (is.name(formula[[2]])) outcome
  )
}

text_examples <- function(x, y) {
  if (is.null(y)) {
    abort("{.arg y} must hold a class label per text; it is missing.")
  }
  column <- if (is.data.frame(x)) names(x)
  if (length(column) > 1) {
    abort("{.arg x} must have one column of texts; given {length(column)}: {.field {column}}.")
  }
  texts <- if (is.data.frame(x)) text_column(x, 1) else as_texts(x, "x")
  list(texts = texts, labels = y, text_column = column)
}

# The pair of texts and labels that Python takes, from a data frame (with a formula) or a list of two.
validation_examples <- function(x, validation_data) {
  if (inherits(x, "formula")) {
    examples <- formula_examples(x, validation_data, "validation_data")
    return(list(examples$texts, as_labels(examples$labels)))
  }
  validation_data <- validation_pair(validation_data, "texts and labels", "score ~ review")
  texts <- validation_data[[1]]
  texts <- if (is.data.frame(texts) && length(texts) == 1) text_column(texts, 1) else as_texts(texts, "validation_data")
  list(texts, as_labels(validation_data[[2]]))
}

# list(x, y), in this order. expected: what the two are; formula: one that would go with a data frame.
validation_pair <- function(validation_data, expected, formula) {
  if (!is.list(validation_data) || is.data.frame(validation_data) || length(validation_data) != 2) {
    call <- sprintf("fit(model, %s, data, validation_data = other_data)", formula)
    abort(c(
      "{.arg validation_data} must be a list of two, {expected}; given {.cls {class(validation_data)[[1]]}}.",
      i = "A data frame goes with a formula: {.code {call}}."
    ))
  }
  if (setequal(names(validation_data), c("x", "y"))) validation_data[c("x", "y")] else validation_data
}
