#' Save a model and read it back
#'
#' A model is written as JSON and safetensors: numbers and texts only, nothing that can run code. Python's
#' `torchduet.load()` reads the same file.
#'
#' @param object A fitted model.
#' @param path A folder, or a file whose name ends in `.zip`.
#' @return `save_model()`: the object, invisibly. `load_model()`: a fitted model.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' path <- tempfile(fileext = ".zip")
#' text_vectorizer() |> fit(c("a b a")) |> save_model(path)
#' load_model(path) |> vocabulary()
save_model <- function(object, path) {
  python_method(fitted_handle(object, "save_model()"), "save", path.expand(path))
  invisible(object)
}

#' @rdname save_model
#' @export
load_model <- function(path) {
  handle <- python_call("torchduet:load", path.expand(path))
  switch(class(handle)[[1]],
    TextClassifier = new_fitted_text_classifier(
      handle, python_method(handle, "get_params"), lapply(python_attribute(handle, "_notes"), unlist)
    ),
    TextVectorizer = new_fitted_text_vectorizer(handle, python_method(handle, "get_params"))
  )
}

# The Python object of a fitted model.
fitted_handle <- function(object, caller) {
  handle <- if (is.list(object)) object[["handle"]]
  if (is.null(handle)) {
    abort(
      c(
        sprintf("%s needs a fitted model; given an object of class %s.", caller, class(object)[[1]]),
        "Call fit() first, and use what it returns: fit() does not change its argument."
      ),
      class = "torchduet_not_fitted_error"
    )
  }
  handle
}
