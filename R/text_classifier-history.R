#' What happened in training
#'
#' @param object A fitted model.
#' @return `training_history()`: a tibble with a row per epoch: `epoch`, `loss`, `validation_loss`,
#'   `validation_accuracy`, `validation_` and the name of each of the model's `metrics`, `learning_rate` if it is a
#'   function's, `seconds` (without those of `metrics` and `callbacks`). `model_weights()`: a named list of arrays, in
#'   double precision. The padding row of `embedding.weight` is row 1.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' model <- text_classifier(seed = 1, epochs = 2) |>
#'   fit(rep(c("good", "bad"), 10), rep(c("+", "-"), 10))
#' training_history(model)
#' dim(model_weights(model)$embedding.weight)
training_history <- function(object) {
  tibble::as_tibble(python_attribute(fitted_handle(object, "training_history", models_with_weights), "history_"))
}

#' @rdname training_history
#' @export
model_weights <- function(object) {
  python_method(fitted_handle(object, "model_weights", models_with_weights), "get_weights")
}

models_of_texts <- c("text_classifier", "sequence_generator", "sequence_labeler")
models_with_layers <- c(models_of_texts, "tabular_classifier", "tabular_regressor")
models_with_weights <- c(models_with_layers, "forecaster")
