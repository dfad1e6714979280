#' How the gradient of a loss travels back through time
#'
#' The same weights are used at every step. Unrolled over T steps there are T copies of them, and the gradient of the
#' shared weight is the sum over the copies:
#' \deqn{\frac{\partial L}{\partial W} = \sum_{t=1}^{T} \frac{\partial L}{\partial W_t}}{dL/dW = sum(dL/dW[t])}
#' Worked out by hand, in double precision.
#'
#' @param inputs,weights As of [rnn_trace()] and [lstm_trace()].
#' @param loss_gradient The gradient of the loss with respect to what the top layer shows: a matrix
#'   `(time, hidden * directions)`, or a vector `(hidden * directions)` where the loss looks at the final states only
#'   (backward, the final one is at the first step). Ones if left out: the loss is the sum of the final states.
#' @param label Of a fitted model, the right answer; the loss is the model's cross-entropy. Of a [text_classifier()],
#'   the class of the text; of a [sequence_generator()], the token that comes after the text (`"[END]"` if it ends
#'   there); of a [sequence_labeler()], one label per token, and the loss is their mean.
#' @param cell `"rnn"`, `"lstm"` or `"gru"`; read from the weights if left out: `weight_hh_l1` has one block of rows in
#'   an RNN, three in a GRU, four in an LSTM.
#' @param nonlinearity `"tanh"` or `"relu"`, of an RNN given by its matrices.
#' @param variant `"standard"`, `"peephole"` or `"coupled"`, of an LSTM given by its matrices, as of [lstm_trace()].
#' @param truncate Truncated backpropagation: the steps are cut into pieces of that many, counted from the last that is
#'   read, and no gradient crosses a cut. `NULL` cuts nothing.
#' @param clip Largest norm of all weights' gradients together, or `NULL`; if it is larger, all are made smaller by the
#'   same factor, as R torch's `nn_utils_clip_grad_norm_()` does. The gradients with respect to states and inputs are
#'   left as they are.
#' @param output `"norm"`, the norm of each gradient, or `"value"`, its elements.
#' @param initial_state As of [rnn_trace()] and [lstm_trace()].
#' @param tokens What the steps are called; of a fitted model, its tokens.
#' @return A tibble of class `torchduet_gradient_trace`. With `"norm"`, a row per `step`, `layer`, `direction` and
#'   `quantity`: `"hidden"`, of an LSTM `"cell"`, `"input"`, and what the copy of this step adds to the gradient of
#'   `"weight_ih"`, `"weight_hh"`, `"bias_ih"`, `"bias_hh"` (and, with peepholes, `"weight_ci"`, `"weight_cf"`,
#'   `"weight_co"`). Column `token`; `distance`, the steps that were read after
#'   this one; `norm`. With `"value"`, a row per element: `row` and `column` (`NA` where the gradient is a vector) and
#'   `value` in place of `norm`; the sum over the steps is the gradient. The gradient with respect to an input is the
#'   part that goes through this direction.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' # The gradient fades by the factor w (1 - h^2) at every step back; here w is 0.5.
#' weights <- list(weight_ih_l1 = matrix(1), weight_hh_l1 = matrix(0.5))
#' trace <- gradient_trace(c(0, 0, 0), weights)
#' trace[trace$quantity == "hidden", c("step", "distance", "norm")]
gradient_trace <- function(inputs, weights, loss_gradient = NULL, label = NULL, cell = NULL, nonlinearity = "tanh",
                           variant = "standard", truncate = NULL, clip = NULL, output = "norm", initial_state = NULL,
                           tokens = NULL) {
  table <- python_call(
    "torchduet:gradient_trace", traced_inputs(inputs, "gradient_trace"), without_levels(weights),
    loss_gradient = loss_gradient, label = without_levels(label), cell = cell,
    nonlinearity = nonlinearity, variant = variant, truncate = truncate, clip = clip, output = output,
    initial_state = initial_state, tokens = without_levels(tokens)
  )
  new_trace(table, "torchduet_gradient_trace")
}

#' Put traces one under the other
#'
#' To compare them, and to draw them in one picture.
#'
#' @param traces A named list of traces, all of one kind: of cells ([rnn_trace()], [lstm_trace()], [gru_trace()]), of
#'   gradients ([gradient_trace()]) or of optimizers ([optimizer_path()]). The names say what each one is.
#' @return A tibble of the same class with the rows of all and a first column `trace`: the name.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' weights <- list(weight_ih_l1 = matrix(1), weight_hh_l1 = matrix(0.5))
#' bind_traces(list(
#'   zero = rnn_trace(0, weights),
#'   one = rnn_trace(0, weights, initial_state = 1)
#' ))
bind_traces <- function(traces) {
  if (is.data.frame(traces) || is.null(names(traces)) || !all(vapply(traces, is.data.frame, NA))) {
    abort(
      "{.arg traces} must hold traces by their names, a named list; given {.cls {class(traces)[[1]]}}.",
      class = "torchduet_type_error"
    )
  }
  if (length(unique(lapply(traces, names))) != 1) {
    abort("{.arg traces} must all have the same columns; given {.val {names(traces)}}.")
  }
  rows <- do.call(rbind, unname(lapply(traces, as.data.frame)))
  name <- rep(names(traces), vapply(traces, nrow, 0L))
  new_trace(cbind(data.frame(trace = name), rows), class(traces[[1]])[[1]])
}
