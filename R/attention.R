#' Attention by one head
#'
#' Each word's vector becomes a mean over the text's words, weighted by how well they fit:
#' \deqn{A = \mathrm{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right), \qquad \mathrm{output} = A V}{
#'   A = softmax(Q K' / sqrt(d)), output = A V}
#' the softmax over each row: how much each word takes of every other. In *self*-attention all three are the same words
#' times weights of their own.
#'
#' @param queries A matrix `(n, d)` with a row per word that asks.
#' @param keys A matrix `(m, d)` with a row per word that is asked.
#' @param values A matrix `(m, dimension)`: what each of these gives.
#' @param mask A logical vector with an element per row of `keys`, `FALSE` at words that must not count, such as
#'   padding; `NULL` counts all.
#' @return A list of `weights`, a matrix `(n, m)` whose rows add up to 1, and `output`, a matrix `(n, dimension)`. The
#'   same as torch's `scaled_dot_product_attention` gives.
#' @references A. Vaswani and others (2017), "Attention is all you need", NeurIPS.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' words <- rbind(c(1, 0), c(0, 1), c(1, 1))
#' attention(words, words, words)
#' attention(words, words, words, mask = c(TRUE, TRUE, FALSE))
attention <- function(queries, keys, values, mask = NULL) {
  python_call("torchduet:attention", queries, keys, values, mask = mask)
}
