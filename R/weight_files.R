#' Weights to and from other tools
#'
#' Write the weights of a fitted model to a safetensors file, and read them from one: R's own torch package, PyTorch and
#' other tools read and write such files.
#'
#' @param model A fitted model: of [text_classifier()], [tabular_classifier()],
#'   [tabular_regressor()], [sequence_generator()] or [sequence_labeler()].
#' @param path The file, for instance `"weights.safetensors"`; one that is there is replaced.
#' @param names How the file names recurrent weights: PyTorch counts layers from zero (`"torch"`: `weight_ih_l0`), R's
#'   torch from one (`"r-torch"`: `weight_ih_l1`). All other names are the same in both.
#' @return `export_weights()`: the model, invisibly. `import_weights()`: a model like the one given, with the weights of
#'   the file.
#' @details
#' The file holds numbers only, and a fingerprint of the vocabulary, whose ids are the rows of `embedding.weight`; the
#' vocabulary itself, the classes and the settings are in what [save_model()] writes.
#'
#' With R's torch, for a network whose parts have the same names and shapes:
#' ```
#' # what was exported here with names = "r-torch"
#' network$load_state_dict(safetensors::safe_load_file(path, framework = "torch"))
#' # what is to be imported here
#' safetensors::safe_save_file(network$state_dict(), path)
#' ```
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' texts <- rep(c("good", "bad"), 10)
#' labels <- rep(c("+", "-"), 10)
#' model <- text_classifier("gru", hidden_size = 3, epochs = 1, seed = 1) |> fit(texts, labels)
#' other <- text_classifier("gru", hidden_size = 3, epochs = 2, seed = 1) |> fit(texts, labels)
#' path <- tempfile(fileext = ".safetensors")
#' export_weights(model, path, names = "r-torch")
#' same <- import_weights(other, path, names = "r-torch")
#' identical(model_weights(same), model_weights(model))
export_weights <- function(model, path, names = "torch") {
  handle <- fitted_handle(model, "export_weights", models_with_layers)
  python_call("torchduet:export_weights", handle, model_path(path, "a file"), names = names)
  invisible(model)
}

#' @rdname export_weights
#' @export
import_weights <- function(model, path, names = "torch") {
  copy <- copied_handle(model, "import_weights", models_with_layers)
  model$handle <- python_call("torchduet:import_weights", copy, model_path(path, "a file"), names = names)
  model
}
