#' Look into a fitted text classifier
#'
#' `summary()` lists the layers and how the training went. `coef()` and `tidy()` say what each word does to the scores,
#' where the architecture adds words up. `glance()` is one row of facts about the model.
#'
#' @param object,x A fitted text classifier.
#' @param ... Not used.
#' @return `summary()`: an object that prints itself; a list of `architecture`, `settings` (the arguments that differ
#'   from the defaults), `layers` (a tibble: `weights`, named as in [model_weights()], `layer`, `shape`, `parameters`,
#'   `trainable`), `n_parameters`, `classes`, `coverage` (what [embedding_coverage()] gives) and `training` (what
#'   `glance()` gives).
#'
#'   `coef()`: a matrix with a row per token and a column per class. A text's scores (the logarithms of its
#'   probabilities, up to a constant) are the first row, `(Intercept)`, plus the mean of its words' rows. Padding is
#'   left out; Python's `coef_` is the transpose, with it. `tidy()`: the same as a tibble of `term`, `class` and
#'   `estimate`.
#'
#'   `glance()`: a tibble of one row: `architecture`, `n_classes`, `n_tokens` (size of the vocabulary), `n_parameters`,
#'   `n_texts` (given to [fit()][fit.text_classifier], held-back ones included; `NA` for a model that was fitted in
#'   Python), `epochs`, `best_epoch` (whose weights the model has), `loss`, `validation_loss` and `validation_accuracy`
#'   of that epoch, `seconds` and `seed`.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' texts <- rep(c("good", "very good", "bad", "very bad"), 10)
#' labels <- factor(rep(c("+", "+", "-", "-"), 10))
#' model <- text_classifier(seed = 1, learning_rate = 0.1) |> fit(texts, labels)
#' summary(model)
#' coef(model)
#' tidy(model)
#' glance(model)
summary.text_classifier <- function(object, ...) {
  handle <- fitted_handle(object, "summary")
  layers <- tibble::as_tibble(python_method(handle, "summary"))
  structure(
    list(
      architecture = object$arguments$architecture,
      settings = changed_settings(object$arguments, text_classifier),
      layers = layers,
      n_parameters = sum(layers$parameters),
      classes = object$classes,
      coverage = embedding_coverage(object),
      training = glance_at(object, handle, sum(layers$parameters))
    ),
    class = "summary.text_classifier"
  )
}

#' @rdname summary.text_classifier
#' @export
print.summary.text_classifier <- function(x, ...) {
  cat(sprintf("A text classifier with %s: %s\n\n", x$architecture, toString(x$classes)))
  cat_summary(x, text_sizes(x$training))
  invisible(x)
}

text_sizes <- function(training) c("texts" = training$n_texts, "tokens in the vocabulary" = training$n_tokens)

# What the summaries of all models with layers have in common. sizes: of the training data, by what is counted; NA where
# that is not known.
cat_summary <- function(x, sizes) {
  count <- function(number) format(number, big.mark = ",", scientific = FALSE)
  training <- x$training
  cat(sprintf("Layers (%s parameters)\n", count(x$n_parameters)))
  shown <- as.data.frame(x$layers[c("weights", "layer", "shape", "parameters")])
  shown$parameters <- count(shown$parameters)
  shown$weights[!x$layers$trainable] <- paste(shown$weights[!x$layers$trainable], "(kept as it is)")
  print(format(shown, justify = "left"), row.names = FALSE)
  cat("\nTraining\n")
  facts <- c(
    vapply(sizes[!is.na(sizes)], count, ""),
    "words with a vector" = coverage_text(x$coverage),
    "epochs" = sprintf("%d, the weights are those of epoch %d", training$epochs, training$best_epoch),
    "loss" = sprintf("%.4f", training$loss),
    "validation loss" = if (!is.na(training$validation_loss)) sprintf("%.4f", training$validation_loss),
    "validation accuracy" = if (isTRUE(training[["validation_accuracy"]] >= 0)) {
      sprintf("%.4f", training$validation_accuracy)
    },
    "seconds" = sprintf("%.2f", training$seconds),
    "seed" = format(training$seed, scientific = FALSE),
    if (length(x$settings)) c("settings" = toString(x$settings))
  )
  cat(sprintf(" %-25s %s\n", names(facts), facts), sep = "")
}

#' @rdname summary.text_classifier
#' @importFrom stats coef
#' @export
coef.text_classifier <- function(object, ...) {
  handle <- words_add_up(object, "coef")
  estimates <- rbind(python_attribute(handle, "intercept_"), t(python_attribute(handle, "coef_")))
  dimnames(estimates) <- list(c("(Intercept)", vocabulary(object)), object$classes)
  estimates[-2, , drop = FALSE] # the padding, whose vector is zero
}

#' @rdname summary.text_classifier
#' @export
tidy.text_classifier <- function(x, ...) {
  check_dots_empty(...)
  words_add_up(x, "tidy")
  estimates <- coef(x)
  tibble::tibble(
    term = rep(rownames(estimates), times = ncol(estimates)),
    class = factor(rep(x$classes, each = nrow(estimates)), levels = x$classes, ordered = x$ordered),
    estimate = as.vector(estimates)
  )
}

# The handle of a model of which a word's part in the scores can be told; Python's message would name its attributes.
words_add_up <- function(object, caller) {
  handle <- fitted_handle(object, caller)
  architecture <- object$arguments$architecture
  if (architecture != "average_pooling") {
    abort(c(
      "{.fn {caller}} needs a model with {.val average_pooling}, where words add up; given one with
       {.val {architecture}}.",
      i = "To see what a word changes, {.fn predict} a text with it and without."
    ))
  }
  handle
}

#' @rdname summary.text_classifier
#' @export
glance.text_classifier <- function(x, ...) {
  check_dots_empty(...)
  handle <- fitted_handle(x, "glance")
  glance_at(x, handle, sum(python_method(handle, "summary")$parameters))
}

glance_at <- function(object, handle, n_parameters) {
  sizes <- tibble::tibble(
    architecture = object$arguments$architecture,
    n_classes = length(object$classes),
    n_tokens = length(vocabulary(object)),
    n_parameters = n_parameters,
    n_texts = object$n_texts
  )
  tibble::as_tibble(c(sizes, training_facts(object, handle)))
}

# How a training went: what glance() says of all models with layers.
training_facts <- function(object, handle) {
  history <- training_history(object)
  best <- best_epoch(history)
  measured <- function(column) if (is.null(history[[column]])) NA_real_ else history[[column]][best]
  tibble::tibble(
    epochs = nrow(history),
    best_epoch = best,
    loss = measured("loss"),
    validation_loss = measured("validation_loss"),
    validation_accuracy = measured("validation_accuracy"),
    seconds = sum(history$seconds),
    seed = python_attribute(handle, "seed_")
  )
}

# The epoch whose weights the model keeps: the first with the lowest validation loss; without one, the last. NA where
# the training was interrupted before the first was over.
best_epoch <- function(history) {
  lowest <- which.min(history[["validation_loss"]])
  if (length(lowest)) lowest else if (nrow(history)) nrow(history) else NA_integer_
}
