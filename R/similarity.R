#' Cosine similarity, and the neighbours of a word
#'
#' \deqn{\cos(u, v) = \frac{u \cdot v}{\|u\| \|v\|}}{cos(u, v) = sum(u * v) / (norm(u) * norm(v))}
#' A vector of zeros has no direction; its similarity to everything is 0.
#'
#' @param x,y Matrices with one vector per row, or single vectors; `y = NULL` compares `x` with itself.
#' @param token A token of the vocabulary.
#' @param vocabulary The token of each row of `weights`, for instance `vocabulary(model)`.
#' @param weights A matrix `(num_embeddings, embedding_dim)`, for instance `model_weights(model)$embedding.weight`.
#' @param k How many neighbours to return; the token itself, padding and unknown are left out.
#' @return `cosine_similarity()`: a matrix with a row per vector of `x` and a column per vector of `y`. `nearest()`: a
#'   tibble of `token` and `similarity`, the nearest first.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' cosine_similarity(rbind(c(1, 0), c(3, 4)))
#' nearest(
#'   "good",
#'   vocabulary = c("", "[UNK]", "good", "great", "bad"),
#'   weights = rbind(c(0, 0), c(0, 0), c(1, 0.1), c(1, 0), c(-1, 0)), k = 1
#' )
cosine_similarity <- function(x, y = NULL) {
  python_call("torchduet:cosine_similarity", x, y)
}

#' @rdname cosine_similarity
#' @export
nearest <- function(token, vocabulary, weights, k = 10) {
  tibble::as_tibble(python_call("torchduet:nearest", token, vocabulary = vocabulary, weights = weights, k = k))
}
