#' Freeze layers, and let them be learned again
#'
#' A frozen layer is kept as it is when the model is [refitted][refit.text_classifier]: no gradient, no weight decay.
#'
#' @param object A fitted [text_classifier()].
#' @param layers Names of layers, as in the model's [summary()][summary.text_classifier], or how they begin:
#'   `"embedding"`, `"layers.recurrent"`, `"output.bias"`.
#' @param depth Instead of names, a number of layers counted from the output; the column `depth` of
#'   `summary(object)$layers` has the depths. `freeze()` freezes all layers but these, `unfreeze()` unfreezes these.
#'   Without either, `freeze()` freezes all but the output layer, and `unfreeze()` leaves none frozen.
#' @return A fitted model; `object` itself is not changed.
#' @details Frozen normalisation uses its running estimates, and leaves them as they are, as in prediction. Dropout goes
#'   on.
#' @seealso [refit()][refit.text_classifier]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' texts <- rep(c("good", "bad"), 10)
#' labels <- rep(c("+", "-"), 10)
#' model <- text_classifier("gru", seed = 1, epochs = 1) |> fit(texts, labels)
#' summary(freeze(model, "embedding"))
#'
#' # gradual unfreezing (Howard and Ruder, 2018): the output layer first, then one more at a time
#' for (depth in 1:3) {
#'   model <- freeze(model) |>
#'     unfreeze(depth = depth) |>
#'     refit(texts, labels)
#' }
freeze <- function(object, layers = NULL, depth = NULL) {
  change_layers(object, "freeze", layers, depth)
}

#' @rdname freeze
#' @export
unfreeze <- function(object, layers = NULL, depth = NULL) {
  change_layers(object, "unfreeze", layers, depth)
}

change_layers <- function(object, method, layers, depth) {
  object$handle <- copied_handle(object, method, "text_classifier")
  python_method(object$handle, method, layers, depth = depth)
  object
}

#' Learn further, from what a text classifier has learned
#'
#' Training goes on from the weights and with the vocabulary that the model has, with its output layer or with a new one
#' for other labels.
#'
#' @inheritParams fit.text_classifier
#' @param object A fitted text classifier.
#' @param ... Of the arguments of [text_classifier()], those of training, which become the model's: `epochs`,
#'   `batch_size`, `learning_rate`, `weight_decay`, `gradient_clip`, `validation_split`, `patience`, `seed`, `device`,
#'   `loss`, `metrics`, `callbacks`, `verbose`.
#' @param head `"new"` draws the output layer anew, for the classes of the labels given: what the layers before it have
#'   learned is used for another question. `"keep"` keeps it.
#' @param learning_rates Of layers, named as in [freeze()], that learn at rates of their own: a named vector, like
#'   `c(embedding = 1e-4, layers = 1e-3)`. The others have the model's `learning_rate`.
#' @return A fitted model with the history of this training; the optimizer began anew. `object` itself is not changed.
#' @seealso [freeze()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' model <- text_classifier(seed = 1, epochs = 2) |>
#'   fit(rep(c("good", "bad"), 10), rep(c("+", "-"), 10))
#' model |>
#'   freeze("embedding") |>
#'   refit(rep(c("good", "so so", "bad"), 10), rep(3:1, 10), head = "new", epochs = 5)
refit.text_classifier <- function(object, x, y = NULL, data = NULL, validation_data = NULL, ..., head = "keep",
                                  learning_rates = NULL) { # after the dots: learning_rate is no short form of it
  handle <- copied_handle(object, "refit")
  learned <- training_examples(x, y, data, validation_data)
  settings <- refit_settings(...)
  object$arguments[names(settings)] <- settings
  labels <- learned$labels
  if (!identical(head, "new")) { # the classes are the model's, whatever levels these labels have
    labels <- factor(character(), levels = object$classes, ordered = object$ordered)
    learned$notes$ordered <- object$ordered
  }
  settings["metrics"] <- list(as_metrics(object$arguments$metrics, labels))
  settings["callbacks"] <- list(object$arguments$callbacks)
  how <- list(head = head, learning_rates = unlist(learning_rates))
  with_progress(settings, object$arguments$verbose, function(settings) {
    do.call(python_method, c(list(handle, "refit"), learned$examples, how, settings))
    do.call(python_method, c(list(handle, "_remember"), learned$notes))
  })
  new_fitted_text_classifier(handle, object$arguments, learned$notes)
}

refit_settings <- function(...) {
  settings <- list(...)
  if (length(settings) && (is.null(names(settings)) || !all(nzchar(names(settings))))) {
    abort("Settings must have names, like {.code epochs = 5}.")
  }
  settings
}
