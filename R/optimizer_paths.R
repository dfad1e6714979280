#' The way that an optimizer takes
#'
#' Lets an optimizer go down a surface over two parameters. With the gradient \eqn{g_t}{g[t]} at
#' \eqn{\theta_{t-1}}{theta[t-1]}, the learning rate \eqn{\eta}{eta}, and all that is kept zero at the start, `"sgd"`
#' with the momentum \eqn{\mu}{mu} is
#' \deqn{v_t = \mu v_{t-1} + g_t, \qquad \theta_t = \theta_{t-1} - \eta v_t}{
#'   v[t] = mu v[t-1] + g[t], theta[t] = theta[t-1] - eta v[t]}
#' and `"adam"`
#' \deqn{m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t, \qquad s_t = \beta_2 s_{t-1} + (1 - \beta_2) g_t^2}{
#'   m[t] = beta1 m[t-1] + (1 - beta1) g[t], s[t] = beta2 s[t-1] + (1 - beta2) g[t]^2}
#' \deqn{\theta_t = \theta_{t-1} - \eta \frac{m_t / (1 - \beta_1^t)}{\sqrt{s_t / (1 - \beta_2^t)} + 10^{-8}}}{
#'   theta[t] = theta[t-1] - eta (m[t] / (1 - beta1^t)) / (sqrt(s[t] / (1 - beta2^t)) + 1e-8)}
#'
#' @param surface A function of the parameters, a vector of two, that returns a list of `loss`, a number, and
#'   `gradient`, two numbers. With `batches` it is also called with a second argument, the positions of a mini-batch's
#'   examples, and returns loss and gradient of these alone.
#' @param start Where to begin: two numbers; their names, if any, name the parameters.
#' @param optimizer `"sgd"` or `"adam"`. `"sgd"` without `batches` is plain gradient descent: every step looks at all
#'   examples.
#' @param learning_rate A number.
#' @param momentum Of `"sgd"`: the share of the last step's direction that is kept, at least 0 and less than 1.
#' @param betas Of `"adam"`, two numbers: how much is kept of the running means of gradients and of squared gradients.
#' @param steps How many.
#' @param batches Mini-batches: a matrix `(batches, batch_size)`, each row the positions of a step's examples. They are
#'   taken in turn, and after the last one the first again.
#' @return A tibble of class `torchduet_optimizer_path`: `step`, a count, 0 at the start; the two parameters, under
#'   their names, or as `parameter_1` and `parameter_2`; `loss`, of all examples. A row more than there are steps. The
#'   same as R torch's `optim_sgd()` and `optim_adam()` give.
#' @references B. T. Polyak (1964) for momentum; D. P. Kingma and J. Ba (2015), "Adam: a method for stochastic
#'   optimization", ICLR.
#' @seealso [plot()][plot.torchduet_optimizer_path] draws it over contours, [bind_traces()] puts several into one
#'   picture.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' bowl <- function(parameters) list(loss = sum(parameters^2) / 2, gradient = parameters)
#' optimizer_path(bowl, c(4, 2), learning_rate = 0.5, steps = 2)
optimizer_path <- function(surface, start, optimizer = "sgd", learning_rate = 0.1, momentum = 0,
                           betas = c(0.9, 0.999), steps = 50, batches = NULL) {
  table <- python_call(
    "torchduet:optimizer_path", surface, start,
    optimizer = optimizer, learning_rate = learning_rate, momentum = momentum, betas = betas, steps = steps,
    batches = batches
  )
  new_trace(table, "torchduet_optimizer_path")
}
