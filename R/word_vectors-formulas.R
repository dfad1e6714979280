#' GloVe's loss and its gradients
#'
#' With \eqn{r_{ij} = w_i \cdot \tilde w_j + b_i + \tilde b_j - \log X_{ij}}{r[i, j] = w[i] . w'[j] + b[i] + b'[j] -
#' log(X[i, j])} and \eqn{f(x) = \min(1, (x / 100)^{0.75})}{f(x) = min(1, (x / 100)^0.75)},
#' \deqn{J = \sum_{X_{ij} > 0} f(X_{ij}) \, r_{ij}^2, \quad
#'   \frac{\partial J}{\partial w_i} = \sum_j 2 f(X_{ij}) \, r_{ij} \, \tilde w_j, \quad
#'   \frac{\partial J}{\partial b_i} = \sum_j 2 f(X_{ij}) \, r_{ij}}{J = sum(f(X) * r^2), dJ/dw[i] = sum over j of
#'   2 * f(X[i, j]) * r[i, j] * w'[j], dJ/db[i] = sum over j of 2 * f(X[i, j]) * r[i, j]}
#' and the same with i and j in each other's place for the contexts. This is the step that [train_glove()] takes, block
#' by block of the table of counts; here in double precision.
#'
#' @param counts A matrix `(n, m)`, as [co_occurrences()] counts; 0 where two words never meet, which has no part in
#'   the loss.
#' @param words A matrix `(n, embedding_dim)`: w.
#' @param contexts A matrix `(m, embedding_dim)`: \eqn{\tilde w}{w'}.
#' @param word_biases,context_biases n and m numbers.
#' @return A list of `loss`; `weights` and `residuals`, f and r, 0 where there is no count; and the gradients `words`,
#'   `contexts`, `word_biases`, `context_biases`, each of the shape of the argument of its name.
#' @source J. Pennington, R. Socher and C. D. Manning (2014), "GloVe: Global Vectors for Word Representation", EMNLP.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' glove_gradients(matrix(100), t(c(1, 2)), t(c(0.5, 0.5)), 0, 0)
glove_gradients <- function(counts, words, contexts, word_biases, context_biases) {
  python_call("torchduet:glove_gradients", counts, words, contexts, word_biases, context_biases)
}

#' The loss of one step of word2vec, and its gradients
#'
#' With h the mean of the m vectors that are read, \eqn{u_o}{u[o]} the vector of the target and \eqn{u_k}{u[k]} those of
#' words that were drawn,
#' \deqn{J = -\log \sigma(u_o \cdot h) - \sum_k \log \sigma(-u_k \cdot h)}{
#'   J = -log(sigmoid(u[o] . h)) - sum(log(sigmoid(-u[k] . h)))}
#' Skip-gram has one input, the word in the middle, and its target is a neighbour; CBOW has all neighbours for inputs,
#' and its target is the word in the middle. In fastText the parts of a word are inputs, too. All is in double
#' precision.
#'
#' @param inputs A matrix `(m, embedding_dim)`, or one vector: what is read.
#' @param target A vector: of the word that is there.
#' @param negatives A matrix `(k, embedding_dim)`, or one vector: of words that were drawn.
#' @return A list of `loss`; `probabilities`, those of the target and of each negative to be real; and the gradients
#'   `inputs`, `target` and `negatives`, each of the shape of the argument of its name.
#' @source T. Mikolov, I. Sutskever, K. Chen, G. Corrado and J. Dean (2013), "Distributed representations of words and
#'   phrases and their compositionality", NeurIPS.
#' @seealso [train_word2vec()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' negative_sampling_gradients(c(1, 0), c(0, 2), t(c(0, -1)))
negative_sampling_gradients <- function(inputs, target, negatives) {
  python_call("torchduet:negative_sampling_gradients", inputs, target, negatives)
}

#' The parts of a word
#'
#' What fastText cuts words into: n-grams of characters, between marks for the two ends. fastText adds the word as a
#' whole.
#'
#' @param word A string.
#' @param minn,maxn Length of the shortest and the longest part, marks included.
#' @return A character vector, in fastText's order: by where a part begins, shorter ones first. A mark alone is no part.
#' @source P. Bojanowski, E. Grave, A. Joulin and T. Mikolov (2017), "Enriching word vectors with subword information",
#'   TACL 5.
#' @seealso [train_fasttext()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' subwords("armarinho", maxn = 3)
subwords <- function(word, minn = 3, maxn = 6) {
  python_call("torchduet:subwords", word, minn = minn, maxn = maxn)
}
