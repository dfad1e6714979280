#' Layer normalization, forward and backward
#'
#' Normalizes examples by hand, each by itself, in double precision, and returns all that happens. With the mean
#' \eqn{\mu}{mu} and the variance \eqn{\sigma^2}{sigma^2} of each example over its features,
#' \deqn{\hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}, \qquad y = \gamma \hat{x} + \beta}{
#'   x^ = (x - mu) / sqrt(sigma^2 + eps), y = gamma x^ + beta}
#' and, with g the gradient of the loss with respect to y, all means over the features,
#' \deqn{\frac{\partial L}{\partial x} = \frac{1}{\sqrt{\sigma^2 + \epsilon}}
#'   \left( \gamma g - \mathrm{mean}(\gamma g) - \hat{x} \, \mathrm{mean}(\gamma g \hat{x}) \right)}{
#'   dL/dx = 1 / sqrt(sigma^2 + eps) (gamma g - mean(gamma g) - x^ mean(gamma g x^))}
#' No example has a share in another's mean and variance: there is nothing to keep from batch to batch, and training and
#' prediction do the same.
#'
#' @param inputs One batch, or the steps of a sequence: a matrix `(examples, features)`.
#' @param weights A named list of vectors with a number per feature, by torch's names: `weight` (\eqn{\gamma}{gamma})
#'   and `bias` (\eqn{\beta}{beta}), ones and zeros if left out.
#' @param eps Added to the variance.
#' @param loss_gradient The gradient of the loss with respect to the outputs, a matrix in the shape of `inputs`; with
#'   it, the way back is returned too.
#' @return A tibble of class `torchduet_layer_norm_trace` with a row per number: `quantity`, `example`, `feature`,
#'   `value`. By example and feature: `"input"`, `"normalized"`, `"output"`; by example: `"mean"` and `"variance"`. With
#'   `loss_gradient` also `"input_gradient"` and, by feature, `"weight_gradient"` and `"bias_gradient"`. The same as R
#'   torch's `nn_layer_norm()` gives: the variance is divided by the number of features.
#' @references J. L. Ba, J. R. Kiros and G. E. Hinton (2016), "Layer normalization", arXiv:1607.06450.
#' @seealso [batch_norm_trace()], [mlp_trace()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' layer_norm_trace(t(c(1, 3)), eps = 0)
layer_norm_trace <- function(inputs, weights = NULL, eps = 1e-5, loss_gradient = NULL) {
  new_trace(
    python_call("torchduet:layer_norm_trace", inputs, weights, eps = eps, loss_gradient = loss_gradient),
    "torchduet_layer_norm_trace"
  )
}
