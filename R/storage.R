#' Save a model and read it back
#'
#' A model is written as JSON and safetensors: numbers and texts only, nothing that can run code. Python's
#' `torchduet.load()` reads the same file. (`save.image()` and `saveRDS()` cannot keep a model: its weights are
#' Python's, and a file of R's holds R's part of it only.)
#'
#' Functions stay out of the file: a model that is read back has no `callbacks` and `metrics`, and the default for a
#' `learning_rate` or `loss` that was a function.
#' Of word vectors that a model started from, the file holds what has become of them: they are not needed to
#' predict, and have to be given again to fit anew.
#'
#' @param object A fitted model.
#' @param path A folder, or a file whose name ends in `.zip`; of word vectors, a file, for instance
#'   `"vectors.safetensors"`; of [contextual_vectors()], a new folder. A model that was saved there before is replaced;
#'   anything else there is left alone, with an error.
#' @param tokenizer For a model that was fitted with a tokenizer, and only then: the same function again. Without it the
#'   model would read other words.
#' @return `save_model()`: the object, invisibly. `load_model()`: a fitted model.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' path <- tempfile(fileext = ".zip")
#' text_vectorizer() |> fit(c("a b a")) |> save_model(path)
#' load_model(path) |> vocabulary()
save_model <- function(object, path) {
  others <- c("text_vectorizer", "bigram_model", "word_vectors", "contextual_vectors")
  handle <- fitted_handle(object, "save_model", c(models_with_weights, others))
  python_method(handle, "save", model_path(path))
  invisible(object)
}

#' @rdname save_model
#' @export
load_model <- function(path, tokenizer = NULL) {
  handle <- python_call("torchduet:load", model_path(path), tokenizer = as_tokenizer(tokenizer))
  switch(class(handle)[[1]],
    TextClassifier = new_fitted_text_classifier(
      handle, saved_arguments(handle, tokenizer), lapply(python_attribute(handle, "_notes"), unlist)
    ),
    TextVectorizer = new_fitted_text_vectorizer(handle, saved_arguments(handle, tokenizer)),
    SequenceGenerator = load_sequence_model("sequence_generator", handle),
    SequenceLabeler = load_sequence_model("sequence_labeler", handle),
    BigramModel = new_fitted_bigram_model(handle, saved_arguments(handle)),
    Forecaster = load_forecaster(handle),
    WordVectors = new_word_vectors(handle),
    TabularClassifier = load_tabular_model("tabular_classifier", handle),
    TabularRegressor = load_tabular_model("tabular_regressor", handle)
  )
}

# expected: what it is the name of.
model_path <- function(path, expected = "a folder or {.file .zip} file") {
  if (!is.character(path) || length(path) != 1 || is.na(path)) {
    abort(
      paste0("{.arg path} must be the name of ", expected, "; given {.cls {class(path)[[1]]}}."),
      class = "torchduet_type_error"
    )
  }
  path.expand(path)
}

# The settings as the user gave them. What R sets for Python, whose progress would bypass R's console, is no setting.
saved_arguments <- function(handle, tokenizer = NULL) {
  arguments <- python_method(handle, "get_params")
  if (!is.null(arguments$verbose)) arguments$verbose <- "auto"
  if (!is.null(tokenizer)) arguments$tokenizer <- tokenizer
  arguments
}
