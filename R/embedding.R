#' Turn ids into one-hot vectors
#'
#' All zeros but for a one at the id.
#'
#' @param ids Positions in the vocabulary, counted from 1: a vector, matrix or array of shape `(...)`.
#' @param num_classes Length of a vector: the size of the vocabulary.
#' @return An array of shape `(..., num_classes)`.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' one_hot(c(3, 1), num_classes = 3)
one_hot <- function(ids, num_classes) {
  python_call("torchduet:one_hot", ids, num_classes = num_classes)
}

#' Look up the vector of each id
#'
#' Equal to `one_hot(ids, nrow(weights)) %*% weights`, without the zeros.
#'
#' @param ids Positions in the vocabulary, counted from 1: rows of `weights`, of shape `(...)`.
#' @param weights A matrix with one row per token, `(num_embeddings, embedding_dim)`.
#' @return An array of shape `(..., embedding_dim)`.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' embed(c(2, 1, 2), rbind(c(0, 0), c(0.5, -1)))
embed <- function(ids, weights) {
  python_call("torchduet:embed", ids, weights)
}
