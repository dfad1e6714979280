#' Activations and their derivatives
#'
#' \deqn{\sigma(x) = 1 / (1 + e^{-x}), \quad \mathrm{relu}(x) = \max(0, x), \quad
#'   \mathrm{softmax}(x)_i = e^{x_i} / \textstyle\sum_k e^{x_k}}{
#'   sigmoid(x) = 1 / (1 + exp(-x)), relu(x) = max(0, x), softmax(x)[i] = exp(x[i]) / sum(exp(x))}
#' `"heaviside"` is 1 above 0, else 0. The derivatives are \eqn{\sigma (1 - \sigma)}{sigmoid (1 - sigmoid)}, \eqn{1 -
#' \tanh^2}{1 - tanh^2}, 1 above 0 and else 0 of relu, 0 of heaviside. In double precision; large scores neither
#' overflow nor make `NaN`. Where a function has a kink or a step, at 0, the derivative is 0, as torch has it.
#'
#' @param x Scores: a vector, matrix or array. Of softmax, `(..., classes)`: each row of a matrix is made into shares
#'   that add up to one.
#' @param kind `"identity"`, `"heaviside"`, `"sigmoid"`, `"tanh"`, `"relu"` or `"softmax"`.
#' @param derivative Whether to return the derivative at `x`.
#' @return Numbers in the shape of `x`. The derivative of softmax, where each share depends on all scores, is an array
#'   `(..., classes, classes)`: row i, column j is that of share i with respect to score j.
#' @seealso [loss()], [mlp_trace()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' activation(c(-2, 0, 3), "relu")
#' activation(c(-2, 0, 3), "relu", derivative = TRUE)
#' round(activation(1:5, "softmax"), 3)
activation <- function(x, kind, derivative = FALSE) {
  python_call("torchduet:activation", x, kind, derivative = derivative)
}

#' Losses and their gradients
#'
#' With scores z, targets y, and the predictions \eqn{p = \sigma(z)}{p = sigmoid(z)} or
#' \eqn{p = \mathrm{softmax}(z)}{p = softmax(z)}:
#'
#' * `"mse"`: the mean of \eqn{(z - y)^2}{(z - y)^2}; its gradient is \eqn{2 (z - y) / n}{2 (z - y) / n}.
#' * `"binary_cross_entropy"`: the mean of \eqn{-y \log p - (1 - y) \log(1 - p)}{-y log(p) - (1 - y) log(1 - p)}.
#' * `"cross_entropy"`: the mean over the examples of \eqn{-\sum_j y_j \log p_j}{-sum(y log(p))}.
#'
#' The gradient of both cross-entropies is \eqn{(p - y) / n}{(p - y) / n}.
#'
#' @param scores What the last layer computes, before sigmoid or softmax: from them the loss is exact where a
#'   probability would be rounded to 0 or 1. A vector `(examples)` or a matrix `(examples, outputs)`; of
#'   `"cross_entropy"` a vector is one example.
#' @param targets In the shape of `scores`. Of `"binary_cross_entropy"`, between 0 and 1. Of `"cross_entropy"`, rows
#'   that add up to one: [one_hot()] makes them of classes.
#' @param kind `"mse"`, `"binary_cross_entropy"` or `"cross_entropy"`: R torch's `nnf_mse_loss()`,
#'   `nnf_binary_cross_entropy_with_logits()` and `nnf_cross_entropy()`.
#' @param derivative Whether to return the gradient with respect to the scores.
#' @return A number; or the gradient, in the shape of `scores`.
#' @seealso [activation()], [mlp_trace()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' loss(c(0, 2), c(1, 1), "mse")
#' loss(c(0, 2), c(1, 1), "mse", derivative = TRUE)
#' loss(1000, 0, "binary_cross_entropy")
loss <- function(scores, targets, kind, derivative = FALSE) {
  python_call("torchduet:loss", scores, targets, kind, derivative = derivative)
}

#' A multi-layer perceptron, forward and backward
#'
#' Runs a network of linear layers by hand, in double precision, and returns all that happens in it. Forward, layer by
#' layer, with \eqn{x_1}{x[1]} the inputs and f the activation:
#' \deqn{z_l = x_l W_l^\top + b_l, \qquad x_{l+1} = f(z_l)}{z[l] = x[l] W[l]' + b[l], x[l+1] = f(z[l])}
#' Backward, from the last layer to the first, with the error
#' \eqn{\delta_l = \partial L / \partial z_l}{delta[l] = dL/dz[l]}:
#' \deqn{\delta_l = (\delta_{l+1} W_{l+1}) \odot f'(z_l)}{delta[l] = (delta[l+1] W[l+1]) * f'(z[l])}
#' \deqn{\partial L / \partial W_l = \delta_l^\top x_l, \qquad
#'   \partial L / \partial b_l = \textstyle\sum_i \delta_{l,i}}{
#'   dL/dW[l] = delta[l]' x[l], dL/db[l] = colSums(delta[l])}
#'
#' @param inputs A matrix `(examples, features)`; a plain vector is one example.
#' @param weights A list with an element for each layer: a list of `weight`, a matrix `(units, inputs)`, and, if the
#'   layer has biases, `bias`, a vector.
#' @param targets What the outputs should be, as of [loss()]: a matrix `(examples, outputs)`, or a vector where there is
#'   one output. Without them, there is no loss and no way back.
#' @param activation Of all layers but the last: `"identity"`, `"heaviside"`, `"sigmoid"`, `"tanh"` or `"relu"`.
#' @param loss `"mse"`, `"binary_cross_entropy"` or `"cross_entropy"`. It says what the last layer's activation is, too:
#'   none, sigmoid or softmax.
#' @return A tibble of class `torchduet_mlp_trace` with a row per number: `layer`, `quantity`, `example`, `unit`,
#'   `input_unit`, `value`. By layer, example and unit: `"input"`, what the layer reads; `"score"`, z; `"activation"`,
#'   f(z), of the last layer the prediction; and with targets `"error"`, the gradient of the loss with respect to z. By
#'   `unit` and `input_unit`, summed over the examples: `"weight_gradient"`; by unit: `"bias_gradient"`. And, of the
#'   last layer, `"loss"`. What does not apply is `NA`.
#' @references D. E. Rumelhart, G. E. Hinton and R. J. Williams (1986), "Learning representations by back-propagating
#'   errors", Nature 323.
#' @seealso [activation()], [loss()], [perceptron_trace()], [rnn_trace()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' # Two layers of one unit each; the way back multiplies the error by the weight, 2, and by the
#' # slope, 1/4.
#' layers <- list(list(weight = matrix(1)), list(weight = matrix(2)))
#' mlp_trace(0, layers, targets = 0)
mlp_trace <- function(inputs, weights, targets = NULL, activation = "sigmoid", loss = "mse") {
  new_trace(
    python_call("torchduet:mlp_trace", inputs, weights, targets, activation = activation, loss = loss),
    "torchduet_mlp_trace"
  )
}
