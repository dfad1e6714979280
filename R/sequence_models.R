# What sequence generators and labelers share.

# A model with its settings, not fitted. class: the name of its constructor.
new_sequence_model <- function(class, arguments) {
  structure(list(arguments = arguments), class = c(class, "sequence_model"))
}

# A fitted one. notes: what R needs to know besides; they are saved with the model.
new_fitted_sequence_model <- function(class, handle, arguments, notes = list()) {
  structure(
    list(
      arguments = arguments,
      handle = handle,
      classes = if (class == "sequence_labeler") as.character(python_attribute(handle, "classes_")),
      ordered = isTRUE(notes$ordered),
      n_texts = if (is.null(notes$n_texts)) NA_integer_ else notes$n_texts
    ),
    class = c(paste0("fitted_", class), class, "sequence_model")
  )
}

load_sequence_model <- function(class, handle) {
  notes <- lapply(python_attribute(handle, "_notes"), unlist)
  new_fitted_sequence_model(class, handle, saved_arguments(handle), notes)
}

fit_sequence_model <- function(object, python_class, examples, notes) {
  handle <- train_in_python(python_class, object$arguments, examples, notes)
  new_fitted_sequence_model(model_class(object), handle, object$arguments, notes)
}

# Texts as they are, or the one column of a data frame.
texts_of <- function(x, argument) {
  if (is.data.frame(x) && length(x) == 1) text_column(x, 1) else as_texts(x, argument)
}

#' Look into a fitted sequence model
#'
#' `summary()` lists the layers and how the training went, `glance()` is one row of facts about the model, `plot()`
#' draws loss and validation loss by epoch.
#'
#' @param object,x A fitted [sequence_generator()] or [sequence_labeler()].
#' @param ... Not used.
#' @return `summary()`: an object that prints itself; a list of `architecture`, `settings` (the arguments that differ
#'   from the defaults), `layers` (a tibble: `weights`, `layer`, `shape`, `parameters`, `trainable`), `n_parameters`,
#'   `classes` (of a labeler) and `training` (what `glance()` gives).
#'
#'   `glance()`: a tibble of one row: `architecture`, `n_classes` (of a labeler), `n_tokens` (size of the vocabulary),
#'   `n_parameters`, `n_texts` (`NA` for a model that was fitted in Python), `epochs`, `best_epoch` (whose weights the
#'   model has), `loss`, `validation_loss` and `validation_accuracy` of that epoch, `seconds` and `seed`.
#'
#'   `autoplot()`: a ggplot. `plot()` draws it and returns it invisibly.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' model <- sequence_generator(hidden_size = 8, seed = 1, epochs = 3) |>
#'   fit(childrens_book(200, seed = 1))
#' summary(model)
#' glance(model)
#' plot(model)
summary.sequence_model <- function(object, ...) {
  new_summary(
    "summary.sequence_model", object, constructor_of(object),
    what = list(model = model_name(object), architecture = object$arguments$architecture), classes = object$classes
  )
}

#' @rdname summary.sequence_model
#' @export
print.summary.sequence_model <- function(x, ...) {
  print_summary(x, sprintf("%s with %s", x$model, x$architecture), text_sizes(x$training))
}

#' @rdname summary.sequence_model
#' @export
glance.sequence_model <- function(x, ...) {
  check_dots_empty(...)
  handle <- fitted_handle(x, "glance")
  facts <- glance_at(x, handle, sum(python_method(handle, "summary")$parameters))
  if (is.null(x$classes)) facts[names(facts) != "n_classes"] else facts
}

#' @rdname summary.sequence_model
#' @exportS3Method ggplot2::autoplot
autoplot.sequence_model <- function(object, ...) { # nolint: object_name_linter. A late registered method
  history_plot(object, "autoplot")
}

#' @rdname summary.sequence_model
#' @export
plot.sequence_model <- function(x, ...) {
  picture <- history_plot(x, "plot")
  print(picture)
  invisible(picture)
}

#' @rdname summary.sequence_model
#' @export
print.sequence_model <- function(x, ...) {
  is_labeler <- inherits(x, "sequence_labeler")
  print_model(
    x, sprintf("%s with %s", model_name(x), x$arguments$architecture), constructor_of(x),
    learn = if (is_labeler) {
      "Learn from labelled texts with fit(texts, labels)."
    } else {
      "Learn from texts with fit(texts)."
    },
    learned = {
      facts <- glance(x)
      training_lines(facts, sprintf("vocabulary of %d tokens", facts$n_tokens), "texts")
    },
    use = sprintf("Use %s, summary(), plot(), save_model(path).", if (is_labeler) {
      "predict(new_data), evaluate(new_data, y)"
    } else {
      "generate(n), predict(prompt), evaluate(texts)"
    }),
    classes = x$classes
  )
}

model_name <- function(object) if (inherits(object, "sequence_labeler")) "sequence labeler" else "sequence generator"

constructor_of <- function(object) {
  if (inherits(object, "sequence_labeler")) sequence_labeler else sequence_generator
}
