#' Batch normalization, forward and backward
#'
#' Normalizes a batch by hand, feature by feature, in double precision, and returns all that happens. With the mean
#' \eqn{\mu}{mu} and the variance \eqn{\sigma^2}{sigma^2} of each feature over the n examples of the batch,
#' \deqn{\hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}, \qquad y = \gamma \hat{x} + \beta}{
#'   x^ = (x - mu) / sqrt(sigma^2 + eps), y = gamma x^ + beta}
#' and, with g the gradient of the loss with respect to y, all means over the batch,
#' \deqn{\frac{\partial L}{\partial x} = \frac{\gamma}{\sqrt{\sigma^2 + \epsilon}}
#'   \left( g - \mathrm{mean}(g) - \hat{x} \, \mathrm{mean}(g \hat{x}) \right)}{
#'   dL/dx = gamma / sqrt(sigma^2 + eps) (g - mean(g) - x^ mean(g x^))}
#'
#' @param inputs One batch, a matrix `(examples, features)`.
#' @param weights A named list of vectors with a number per feature, by torch's names: `weight` (\eqn{\gamma}{gamma})
#'   and `bias` (\eqn{\beta}{beta}), ones and zeros if left out; `running_mean` and `running_var`, what is known of
#'   earlier batches, zeros and ones if left out.
#' @param training In training, the batch is normalized by its own mean and variance, and the running ones move towards
#'   them. Else it is normalized by the running ones, which stay.
#' @param momentum How far the running statistics move: running = (1 - momentum) running + momentum batch.
#' @param eps Added to the variance.
#' @param loss_gradient The gradient of the loss with respect to the outputs, a matrix in the shape of `inputs`; with
#'   it, the way back is returned too.
#' @return A tibble of class `torchduet_batch_norm_trace` with a row per number: `quantity`, `example`, `feature`,
#'   `value`. By example and feature: `"input"`, `"normalized"`, `"output"`; by feature: `"mean"` and `"variance"`,
#'   those that were used, and `"running_mean"` and `"running_var"` after the batch. With `loss_gradient` also
#'   `"input_gradient"`, `"weight_gradient"`, `"bias_gradient"`. The same as R torch's `nn_batch_norm1d()` gives: the
#'   variance is divided by n, but for the running one by n - 1.
#' @references S. Ioffe and C. Szegedy (2015), "Batch normalization: accelerating deep network training by reducing
#'   internal covariate shift", ICML.
#' @seealso [layer_norm_trace()], [mlp_trace()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' batch_norm_trace(matrix(c(1, 3)), eps = 0)
batch_norm_trace <- function(inputs, weights = NULL, training = TRUE, momentum = 0.1, eps = 1e-5,
                             loss_gradient = NULL) {
  new_trace(
    python_call(
      "torchduet:batch_norm_trace", inputs, weights,
      training = training, momentum = momentum, eps = eps, loss_gradient = loss_gradient
    ),
    "torchduet_batch_norm_trace"
  )
}
