#' Classify texts with a neural network
#'
#' `text_classifier()` says what to fit; [fit()][fit.text_classifier] learns it from labelled texts.
#'
#' @param architecture The network between ids and classes: `"average_pooling"`.
#' @param embedding_dim Length of a word's vector.
#' @param max_tokens Largest size of the vocabulary, padding and unknown included.
#' @param max_length Words kept of a text, from its start; `NULL` keeps all.
#' @param lowercase Whether to fold letters to lower case.
#' @param dropout Share of the pooled features dropped in training.
#' @param epochs Most passes over the training texts.
#' @param batch_size Texts per step.
#' @param learning_rate Size of a step of the optimizer, AdamW.
#' @param weight_decay Decoupled weight decay; biases and the padding row are left out.
#' @param gradient_clip Largest norm of the gradient, or `NULL`.
#' @param validation_split Share of the training texts held back to choose the best epoch by; 0 trains on all, for all
#'   epochs.
#' @param patience Epochs without a lower validation loss after which training stops; `NULL` never stops early. The
#'   weights of the best epoch are kept either way.
#' @param seed Settles everything that is drawn: same seed, machine and number of threads, same model, in R and in
#'   Python. `NULL` draws a seed from torch's generator. R's own generator is not touched.
#' @param callbacks A function, or a list of them, called at each epoch's end with a list of what was measured; if one
#'   returns `"stop"`, training ends.
#' @param verbose Whether to show progress; `"auto"` shows it in interactive sessions.
#' @return An object of class `text_classifier`.
#' @seealso [fit()][fit.text_classifier], [predict()][predict.text_classifier]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' reviews <- data.frame(
#'   text = rep(c("good", "very good", "bad", "very bad"), 10),
#'   verdict = factor(rep(c("+", "+", "-", "-"), 10))
#' )
#' model <- text_classifier(seed = 1, learning_rate = 0.1, validation_split = 0) |>
#'   fit(verdict ~ text, data = reviews)
#' predict(model, c("so good", "so bad"))
text_classifier <- function(architecture = "average_pooling",
                            embedding_dim = 64,
                            max_tokens = 10000,
                            max_length = 250,
                            lowercase = TRUE,
                            dropout = 0,
                            epochs = 20,
                            batch_size = 32,
                            learning_rate = 0.001,
                            weight_decay = 0,
                            gradient_clip = NULL,
                            validation_split = 0.125,
                            patience = 3,
                            seed = NULL,
                            callbacks = list(),
                            verbose = "auto") {
  structure(list(arguments = as.list(environment())[names(formals())]), class = "text_classifier")
}

# notes: what of the data frame a prediction needs to know; they are saved with the model.
new_fitted_text_classifier <- function(handle, arguments, notes = list()) {
  structure(
    list(
      arguments = arguments,
      handle = handle,
      classes = as.character(python_attribute(handle, "classes_")),
      ordered = isTRUE(notes$ordered),
      text_column = notes$text_column,
      outcome_column = notes$outcome_column
    ),
    class = c("fitted_text_classifier", "text_classifier")
  )
}

#' Fit a text classifier
#'
#' @param object A [text_classifier()].
#' @param x Texts: a character vector or a data frame with one column; or a formula `outcome ~ text`.
#' @param y With texts as `x`: a class label per text, best a factor.
#' @param data With a formula: the data frame that its variables are in.
#' @param ... Not used.
#' @return A fitted model; `object` itself is not changed. Ctrl-C ends training early: the model keeps what it has
#'   learned and its history.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' texts <- rep(c("good", "very good", "bad", "very bad"), 10)
#' labels <- factor(rep(c("+", "+", "-", "-"), 10))
#' text_classifier(seed = 1, epochs = 2) |> fit(texts, labels)
fit.text_classifier <- function(object, x, y = NULL, data = NULL, ...) {
  check_dots_empty(...)
  if (inherits(x, "formula") && is.data.frame(y) && is.null(data)) {
    data <- y # fit(object, formula, data), as in parsnip
  }
  examples <- if (inherits(x, "formula")) formula_examples(x, data) else text_examples(x, y)
  arguments <- object$arguments
  progress <- progress_bar(arguments$verbose, arguments$epochs)
  on.exit(progress$close())
  arguments$callbacks <- c(as_callbacks(arguments$callbacks), progress$callback)
  arguments$verbose <- FALSE # Python's own line would bypass R's console
  handle <- do.call(python_call, c("torchduet:TextClassifier", arguments))
  labels <- as_labels(examples$labels)
  python_method(handle, "fit", examples$texts, labels)
  notes <- list(
    ordered = is.ordered(labels), text_column = examples$text_column, outcome_column = examples$outcome_column
  )
  do.call(python_method, c(list(handle, "_remember"), notes))
  new_fitted_text_classifier(handle, object$arguments, notes)
}

# Texts and labels from a formula with one variable on either side.
formula_examples <- function(formula, data) {
  if (length(formula) != 3) {
    abort("x must be a formula with an outcome, like score ~ review; the left side is empty.")
  }
  if (!is.data.frame(data)) {
    abort(sprintf("data must be a data frame with the formula's variables; given %s.", class(data)[[1]]))
  }
  outcome <- all.vars(formula[[2]])
  text <- if (identical(formula[[3]], quote(.))) setdiff(names(data), outcome) else all.vars(formula[[3]])
  if (length(text) != 1 || is.call(formula[[3]])) {
    abort(sprintf(
      "x must have the name of one text column on its right side; given %s. Make a column of it first.",
      deparse1(formula[[3]])
    ))
  }
  unknown <- setdiff(text, names(data))
  if (length(unknown)) {
    abort(sprintf("data has no column %s; it has %s.", unknown, toString(names(data))))
  }
  list(
    texts = as_texts(data[[text]], text),
    labels = eval(formula[[2]], data, environment(formula)),
    text_column = text,
    outcome_column = if (is.name(formula[[2]])) outcome
  )
}

text_examples <- function(x, y) {
  if (is.null(y)) {
    abort("y must hold a class label per text; it is missing.")
  }
  column <- if (is.data.frame(x)) names(x)
  if (length(column) > 1) {
    abort(sprintf("x must have one column of texts; given %d: %s.", length(column), toString(column)))
  }
  list(texts = as_texts(if (is.data.frame(x)) x[[1]] else x, "x"), labels = y, text_column = column)
}

as_texts <- function(x, name) {
  if (is.factor(x)) x <- as.character(x)
  if (!is.character(x)) {
    abort(
      sprintf("%s must be a character vector of texts; given %s.", name, class(x)[[1]]),
      class = "torchduet_type_error"
    )
  }
  x
}

# Labels of any type as a factor, so that what predict() gives can be compared with them.
as_labels <- function(y) {
  if (is.factor(y)) y else factor(y)
}

as_callbacks <- function(callbacks) {
  if (is.function(callbacks)) list(callbacks) else as.list(callbacks)
}

# A cli progress bar: the callback that moves it, in a list, or none; and the function that closes it.
progress_bar <- function(verbose, epochs) {
  if (!identical(verbose, "auto") && !isTRUE(verbose) && !isFALSE(verbose)) {
    abort(sprintf("verbose must be TRUE, FALSE or \"auto\"; given %s.", deparse1(verbose)))
  }
  shown <- if (identical(verbose, "auto")) interactive() else verbose
  if (!shown) {
    return(list(callback = list(), close = function() NULL))
  }
  loss <- NULL # named in the bar's format
  bar <- cli::cli_progress_bar(
    total = epochs, .auto_close = FALSE,
    format = "Epoch {cli::pb_current}/{cli::pb_total} {cli::pb_bar} {loss} | at most {cli::pb_eta} left"
  )
  move <- function(record) {
    loss <<- paste0(
      sprintf("loss %.4f", record$loss),
      if (!is.null(record$validation_loss)) sprintf(", validation %.4f", record$validation_loss)
    )
    cli::cli_progress_update(set = record$epoch, id = bar)
    NULL
  }
  list(callback = list(move), close = function() cli::cli_progress_done(id = bar))
}

#' @rdname fit.text_classifier
#' @export
print.text_classifier <- function(x, ...) {
  cat(sprintf("A text classifier with %s, not fitted yet.\n", x$arguments$architecture))
  cat("Learn from labelled texts with fit(outcome ~ text, data) or fit(texts, labels).\n")
  invisible(x)
}

#' @rdname fit.text_classifier
#' @export
print.fitted_text_classifier <- function(x, ...) {
  gone <- tryCatch(is.null(python_attribute(x$handle, "seed_")), torchduet_object_gone_error = conditionMessage)
  if (is.character(gone)) {
    cat(sprintf("A text classifier with %s: %s\n", x$arguments$architecture, gone))
    return(invisible(x))
  }
  history <- training_history(x)
  best <- if (is.null(history$validation_loss)) nrow(history) else which.min(history$validation_loss)
  cat(sprintf("A text classifier with %s, fitted: %s.\n", x$arguments$architecture, toString(x$classes)))
  tokens <- length(vocabulary(x))
  cat(sprintf("  vocabulary of %d tokens, epochs run: %d, weights of epoch %d\n", tokens, nrow(history), best))
  if (!is.null(history$validation_loss)) {
    cat(sprintf(
      "  on held-back texts: loss %.3f, accuracy %.3f\n",
      history$validation_loss[best], history$validation_accuracy[best]
    ))
  }
  cat("Use predict(new_data), evaluate(new_data), plot(), save_model(path).\n")
  invisible(x)
}

#' What happened in training
#'
#' @param object A fitted model.
#' @return `training_history()`: a tibble with a row per epoch: `epoch`, `loss`, `validation_loss`,
#'   `validation_accuracy`, `seconds`. `model_weights()`: a named list of arrays, in double precision. The padding row
#'   of `embedding.weight` is row 1.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' model <- text_classifier(seed = 1, epochs = 2) |>
#'   fit(rep(c("good", "bad"), 10), rep(c("+", "-"), 10))
#' training_history(model)
#' dim(model_weights(model)$embedding.weight)
training_history <- function(object) {
  tibble::as_tibble(python_attribute(fitted_handle(object, "training_history()"), "history_"))
}

#' @rdname training_history
#' @export
model_weights <- function(object) {
  if (!inherits(object, "text_classifier")) {
    abort(sprintf("model_weights() needs a fitted text classifier; given %s.", class(object)[[1]]))
  }
  python_method(fitted_handle(object, "model_weights()"), "get_weights")
}
