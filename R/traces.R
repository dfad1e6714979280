#' What happens inside a recurrent network
#'
#' Run a recurrent network by hand, in double precision, and return every quantity at every step, as a table. Dropout is
#' left out, as in prediction.
#'
#' The recurrent network of `rnn_trace()`:
#' \deqn{h_t = \tanh(x_t W_{ih}^\top + b_{ih} + h_{t-1} W_{hh}^\top + b_{hh})}{
#'   h[t] = tanh(x[t] W_ih' + b_ih + h[t-1] W_hh' + b_hh)}
#' The LSTM of `lstm_trace()`, each gate with its rows of the weights:
#' \deqn{i, f, o = \sigma(x_t W_{i\cdot}^\top + b_{i\cdot} + h_{t-1} W_{h\cdot}^\top + b_{h\cdot})}{
#'   i, f, o = sigmoid(x[t] W_i' + b_i + h[t-1] W_h' + b_h)}
#' \deqn{g = \tanh(x_t W_{ig}^\top + b_{ig} + h_{t-1} W_{hg}^\top + b_{hg})}{
#'   g = tanh(x[t] W_ig' + b_ig + h[t-1] W_hg' + b_hg)}
#' \deqn{c_t = f \odot c_{t-1} + i \odot g, \quad h_t = o \odot \tanh(c_t)}{
#'   c[t] = f * c[t-1] + i * g, h[t] = o * tanh(c[t])}
#' Its variant `"peephole"` adds weights times the cell inside the gates: \eqn{c_{t-1}}{c[t-1]} for i and f,
#' \eqn{c_t}{c[t]} for o. `"coupled"` has \eqn{i = 1 - f}{i = 1 - f}.
#'
#' The GRU of `gru_trace()`, in torch's form: the reset gate stands outside the product, and z is the part of the old
#' state that is kept:
#' \deqn{r, z = \sigma(x_t W_{i\cdot}^\top + b_{i\cdot} + h_{t-1} W_{h\cdot}^\top + b_{h\cdot})}{
#'   r, z = sigmoid(x[t] W_i' + b_i + h[t-1] W_h' + b_h)}
#' \deqn{n = \tanh(x_t W_{in}^\top + b_{in} + r \odot (h_{t-1} W_{hn}^\top + b_{hn}))}{
#'   n = tanh(x[t] W_in' + b_in + r * (h[t-1] W_hn' + b_hn))}
#' \deqn{h_t = (1 - z) \odot n + z \odot h_{t-1}}{h[t] = (1 - z) * n + z * h[t-1]}
#'
#' @param inputs A matrix `(time, features)`: a vector per step; a plain vector where there is one feature. Or a fitted
#'   model with recurrent layers.
#' @param weights A named list of matrices, by the names of R's torch: `weight_ih_l1`, of shape `(hidden, features)`,
#'   `weight_hh_l1`, `(hidden, hidden)`, and, if there are biases, vectors `bias_ih_l1` and `bias_hh_l1`. A second
#'   layer's end in `_l2`, those of the backward direction in `_reverse`. An LSTM has four blocks of such rows, one
#'   under the other: input gate, forget gate, candidate, output gate; coupled, three: forget gate, candidate, output
#'   gate; a GRU three: reset gate, update gate, candidate. Peepholes are vectors `weight_ci_l1`, `weight_cf_l1` and
#'   `weight_co_l1`. A whole network's weights, as [model_weights()] gives them, will do. Of a fitted model: the text
#'   that it reads.
#' @param nonlinearity `"tanh"` or `"relu"`; of a model, its own is taken.
#' @param variant `"standard"`, `"peephole"` or `"coupled"`.
#' @param initial_state The state before the first step: a matrix `(layers * directions, hidden)`, layer by layer,
#'   forward before backward, or a vector where there is one layer and direction. Of an LSTM, a list of two: hidden
#'   state and cell, in this order or by the names `hidden` and `cell`. Zeros if left out.
#' @param tokens What the steps are called, a character vector; of a fitted model, its tokens.
#' @return A tibble of class `torchduet_trace` with a row per number: `step`, `token`, `layer`, `direction` (`"forward"`
#'   or `"backward"`), `quantity`, `unit`, `value`. The quantities are `"input"`, the gates (`"input_gate"`,
#'   `"forget_gate"`, `"output_gate"`; `"reset_gate"`, `"update_gate"`), `"candidate"`, `"cell"` and `"hidden"`; and
#'   where `initial_state` is given, `"initial_hidden"` and `"initial_cell"` at the first step that is read. The input
#'   of a layer above the first is what the layer below shows.
#' @seealso [plot()][plot.torchduet_trace] draws a trace; [gradient_trace()] goes the way back.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' rnn_trace(c(1, 2), list(weight_ih_l1 = matrix(0.5), weight_hh_l1 = matrix(-1)))
#' weights <- list(weight_ih_l1 = matrix(1:4), weight_hh_l1 = matrix(0, 4, 1))
#' lstm_trace(0.5, weights)
#' gru_trace(0.5, list(weight_ih_l1 = matrix(1:3), weight_hh_l1 = matrix(0, 3, 1)))
rnn_trace <- function(inputs, weights, nonlinearity = "tanh", initial_state = NULL, tokens = NULL) {
  new_trace(python_call(
    "torchduet:rnn_trace", traced_inputs(inputs, "rnn_trace"), without_levels(weights),
    nonlinearity = nonlinearity, initial_state = initial_state, tokens = without_levels(tokens)
  ))
}

#' @rdname rnn_trace
#' @export
lstm_trace <- function(inputs, weights, variant = "standard", initial_state = NULL, tokens = NULL) {
  new_trace(python_call(
    "torchduet:lstm_trace", traced_inputs(inputs, "lstm_trace"), without_levels(weights),
    variant = variant, initial_state = initial_state, tokens = without_levels(tokens)
  ))
}

#' @rdname rnn_trace
#' @export
gru_trace <- function(inputs, weights, initial_state = NULL, tokens = NULL) {
  new_trace(python_call(
    "torchduet:gru_trace", traced_inputs(inputs, "gru_trace"), without_levels(weights),
    initial_state = initial_state, tokens = without_levels(tokens)
  ))
}

# A fitted model by its Python object, anything else as it is.
traced_inputs <- function(inputs, caller) {
  is_model <- is.list(inputs) && is.list(inputs[["arguments"]])
  if (is_model) fitted_handle(inputs, caller) else inputs
}

# A text or a label that is a factor, as a column of a data frame may be, as the text it is.
without_levels <- function(x) if (is.factor(x)) as.character(x) else x

new_trace <- function(table, class = "torchduet_trace") {
  tibble::new_tibble(table, nrow = nrow(table), class = class)
}
