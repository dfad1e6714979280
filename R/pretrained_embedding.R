#' How many words have a vector
#'
#' Of a model that started from word vectors: how much of its training texts they cover.
#'
#' @param object A fitted [text_classifier()].
#' @return `NULL` for a model without `embeddings`; else a list of `words`, the share of the training texts' vocabulary
#'   that has a vector; `tokens`, the share of their running words; and `missing`, the words without one, most frequent
#'   first.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' vectors <- word_vectors(c("good", "tea"), rbind(c(1, 0), c(0, 1)))
#' model <- text_classifier(embeddings = vectors, freeze_embeddings = TRUE, seed = 1, epochs = 2) |>
#'   fit(rep(c("good", "bad"), 10), rep(c("+", "-"), 10))
#' embedding_coverage(model)
embedding_coverage <- function(object) {
  coverage <- python_attribute(fitted_handle(object, "embedding_coverage", "text_classifier"), "embedding_coverage_")
  if (is.null(coverage)) NULL else replace(coverage, "missing", list(as.character(coverage$missing)))
}

# The Python object of word vectors. Anything else goes to Python as it is, which says what is wrong with it.
as_embeddings <- function(embeddings) {
  handle <- if (is.list(embeddings)) embeddings[["handle"]]
  if (is.null(handle)) embeddings else handle
}

# In words, what embedding_coverage() gives.
coverage_text <- function(coverage) {
  if (!is.null(coverage)) {
    sprintf("%.1f %% of the vocabulary, %.1f %% of the texts' words", 100 * coverage$words, 100 * coverage$tokens)
  }
}
