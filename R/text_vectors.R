#' Vectors of words and texts in their context
#'
#' A pretrained model, such as BERT, gives each word a vector that depends on its text, and each text a vector.
#' [load_embeddings()] makes one of a model's name or folder; `contextual_vectors()` does so with settings.
#'
#' A model of this kind knows some ten thousands of *pieces*; a word that is none of them is several, and its vector is
#' the mean of theirs. A text's vector is the mean over all of its pieces, the marks that the model puts around it
#' included, with padding left out (see [average_pool()]), as Sentence-BERT has it; or that of the first mark, BERT's
#' `[CLS]`. Nothing is drawn: equal texts get equal vectors.
#'
#' Needs the Python package transformers (`pip install "torchduet[bert]"`).
#'
#' @param path A folder with a `config.json`, or the name of a model of Hugging Face's, like
#'   `"neuralmind/bert-base-portuguese-cased"`. A model that is not on this machine is not fetched unasked;
#'   [download_embeddings()] does that.
#' @param max_length Pieces kept of a text, from its start, the marks around it included. `NULL`: as many as the model
#'   can read.
#' @param batch_size Texts that go through the model at once; no vector depends on it.
#' @param device Where to compute; see [text_classifier()].
#' @param object,x What `contextual_vectors()` or [hosted_embeddings()] gave.
#' @param texts A character vector.
#' @param pooling What a text's vector is: the `"mean"` over its pieces, or the vector of the mark at its start,
#'   `"cls"`.
#' @param layers How many of the model's layers to go through: 0 gives the vectors that the model begins with, which
#'   know their place in the text but no other word. `NULL`: all.
#' @param ... Not used.
#' @return `contextual_vectors()`: an object that `embed_texts()`, `embed_words()` and [similarity()] take, and
#'   [text_classifier()] as its `embeddings`. `embed_texts()`: a matrix with a row per text, named by it.
#'   `embed_words()`: a tibble with a row per word: `text` and `position` (which text, and which of its words), `word`
#'   as it stands in the text, `pieces` (how many it was split into), and its vector, `dimension_1` and so on.
#'   Punctuation marks are words.
#' @references N. Reimers and I. Gurevych (2019), "Sentence-BERT: Sentence Embeddings using Siamese BERT-Networks",
#'   EMNLP.
#' @seealso [save_model()] writes model and tokenizer to a folder that `contextual_vectors()` and Python's transformers
#'   read.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' # a model that is on this machine:
#' # bert <- load_embeddings("neuralmind/bert-base-portuguese-cased")
#' # embed_words(bert, c("a margem do rio", "a margem de lucro"))
#' try(contextual_vectors("nobody/has-this-model"))
contextual_vectors <- function(path, max_length = NULL, batch_size = 32, device = "auto") {
  new_text_vectors(python_call(
    "torchduet:ContextualVectors", model_path(path, "a folder or a model"),
    max_length = max_length, batch_size = batch_size, device = device
  ))
}

# The R object of what gives vectors of texts, by the class of the Python one.
new_text_vectors <- function(handle) {
  kind <- switch(class(handle)[[1]],
    ContextualVectors = "contextual_vectors",
    HostedEmbeddings = "hosted_embeddings"
  )
  structure(list(handle = handle), class = c(kind, "text_vectors"))
}

#' @rdname contextual_vectors
#' @export
embed_texts <- function(object, texts, pooling = "mean", layers = NULL) {
  handle <- text_vectors_handle(object, "embed_texts")
  texts <- as_texts(texts, "texts")
  settings <- if (inherits(object, "contextual_vectors")) list(pooling = pooling, layers = layers)
  if (is.null(settings) && !(identical(pooling, "mean") && is.null(layers))) {
    abort("{.arg pooling} and {.arg layers} are for {.fn contextual_vectors}; a service has settled its own.")
  }
  vectors <- do.call(python_method, c(list(handle, "embed_texts", texts), settings))
  rownames(vectors) <- texts
  vectors
}

#' @rdname contextual_vectors
#' @export
embed_words <- function(object, texts, layers = NULL) {
  handle <- text_vectors_handle(object, "embed_words", "contextual_vectors")
  tibble::as_tibble(python_method(handle, "embed_words", as_texts(texts, "texts"), layers = layers))
}

#' @rdname contextual_vectors
#' @export
print.text_vectors <- function(x, ...) {
  if (is_gone(x$handle)) {
    cat("Vectors of texts.\n")
    cat_gone()
  } else {
    cat(python_method(x$handle, "__repr__"), "\n", sep = "")
    words <- if (inherits(x, "contextual_vectors")) "embed_words(texts), " else "estimate_cost(texts), "
    cat("Use embed_texts(texts), ", words, "similarity(x, y).\n", sep = "")
  }
  invisible(x)
}

# The Python object of what gives vectors of texts. of: the classes that will do.
text_vectors_handle <- function(object, caller = "similarity", of = c("contextual_vectors", "hosted_embeddings")) {
  if (!inherits(object, of)) {
    abort(
      "{.fn {caller}} needs what {.or {.fn {of}}} gave; given {.cls {class(object)[[1]]}}.",
      class = "torchduet_type_error"
    )
  }
  fitted_handle(object, caller)
}
