#' A perceptron learns, step by step
#'
#' Shows a perceptron one example after the other and returns what happens at every step:
#' \deqn{o = 1 \;\mathrm{if}\; w_0 + w_1 x_1 + w_2 x_2 + \dots > 0 \;\mathrm{else}\; 0}{
#'   o = 1 if w[0] + w[1] x[1] + w[2] x[2] + ... > 0, else 0}
#' \deqn{w \leftarrow w + (y - o) \, (1, x_1, x_2, \dots)}{w <- w + (y - o) (1, x[1], x[2], ...)}
#'
#' @param inputs A matrix or data frame of numbers, `(examples, features)`, in the order in which they are shown; a
#'   plain vector where there is one feature.
#' @param targets A vector of 0 and 1, or of logicals, one per example.
#' @param weights The weights to start from, the bias first; zeros if left out.
#' @param epochs How often all examples are shown, at most. After an epoch without an error nothing would ever change
#'   again: then learning stops.
#' @return A tibble of class `torchduet_perceptron_trace` with a row per example shown: `epoch`; `example`; the inputs,
#'   under the names of the data frame, or as `input_1`, `input_2`, ...; `target`; `score`, the weighted sum; `output`,
#'   what was answered; and the weights after it has learned from this example: `bias` and `weight_1`, `weight_2`, ...,
#'   numbered as in the formula (of named inputs: `weight_` and the name).
#' @references F. Rosenblatt (1958), "The perceptron: a probabilistic model for information storage and organization in
#'   the brain", Psychological Review 65. If a line (a plane) separates the classes, learning comes to an end
#'   (A. B. J. Novikoff, 1962); if none does, it never does.
#' @seealso [plot()][plot.torchduet_perceptron_trace] draws the boundary; [mlp_trace()] has more layers.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' # The function AND
#' pairs <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
#' trace <- perceptron_trace(pairs, c(0, 0, 0, 1), weights = c(1, 0.2, -0.3))
#' trace[1:4, c("target", "output", "bias", "weight_1", "weight_2")]
#' max(trace$epoch)
perceptron_trace <- function(inputs, targets, weights = NULL, epochs = 100) {
  new_trace(
    python_call("torchduet:perceptron_trace", inputs, targets, weights = weights, epochs = epochs),
    "torchduet_perceptron_trace"
  )
}
