#' Average each text's vectors over its real tokens
#'
#' \deqn{p_b = \frac{\sum_t m_{bt} x_{bt}}{\sum_t m_{bt}}}{p[b] = sum(m[b, t] * x[b, t]) / sum(m[b, t])}
#' Padding never counts; a text without any real token gives zeros.
#'
#' @param embedded An array `(batch, time, embedding_dim)`, for instance from [embed()].
#' @param mask A logical matrix `(batch, time)`, `TRUE` at real tokens.
#' @return A matrix `(batch, embedding_dim)`.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' embedded <- array(c(1, 3, 0, 2, 6, 0), dim = c(1, 3, 2))
#' average_pool(embedded, matrix(c(TRUE, TRUE, FALSE), nrow = 1))
average_pool <- function(embedded, mask) {
  python_call("torchduet:average_pool", embedded, mask)
}
