skip_without_python()

sigmoid <- function(a) 1 / (1 + exp(-a))

# Weights of a cell with `blocks` blocks of rows, by the names of R's torch.
cell_weights <- function(blocks, features = 3, hidden = 4) {
  withr::with_seed(1, list(
    weight_ih_l1 = matrix(rnorm(blocks * hidden * features), ncol = features),
    weight_hh_l1 = matrix(rnorm(blocks * hidden * hidden), ncol = hidden),
    bias_ih_l1 = rnorm(blocks * hidden),
    bias_hh_l1 = rnorm(blocks * hidden)
  ))
}

sequence <- withr::with_seed(2, matrix(rnorm(15), ncol = 3))

# The rows of the weights that belong to a gate: x W_ih' + b_ih and h W_hh' + b_hh, as vectors.
from_input <- function(w, block, x) {
  rows <- (block - 1) * 4 + 1:4
  drop(w$weight_ih_l1[rows, ] %*% x) + w$bias_ih_l1[rows]
}
from_hidden <- function(w, block, h) {
  rows <- (block - 1) * 4 + 1:4
  drop(w$weight_hh_l1[rows, ] %*% h) + w$bias_hh_l1[rows]
}
linear <- function(w, block, x, h) from_input(w, block, x) + from_hidden(w, block, h)

traced <- function(trace, quantity) {
  rows <- trace[trace$quantity == quantity, ]
  matrix(rows$value, ncol = max(rows$unit), byrow = TRUE)
}

test_that("rnn_trace() is what base R works out by hand", {
  w <- cell_weights(1)
  trace <- rnn_trace(sequence, w)
  h <- numeric(4)
  for (step in 1:5) {
    h <- tanh(linear(w, 1, sequence[step, ], h))
    expect_equal(traced(trace, "hidden")[step, ], h, tolerance = 1e-12)
  }
  expect_equal(traced(trace, "input"), sequence, tolerance = 0)
})

test_that("lstm_trace() is what base R works out by hand, in every variant", {
  for (variant in c("standard", "peephole", "coupled")) {
    w <- cell_weights(if (variant == "coupled") 3 else 4)
    if (variant == "peephole") w[c("weight_ci_l1", "weight_cf_l1", "weight_co_l1")] <- list(1:4 / 4, 4:1 / 3, 1:4)
    see <- function(gate, c) if (variant == "peephole") w[[sprintf("weight_c%s_l1", gate)]] * c else 0
    block <- if (variant == "coupled") c(f = 1, g = 2, o = 3) else c(i = 1, f = 2, g = 3, o = 4)
    trace <- lstm_trace(sequence, w, variant = variant)
    h <- c <- numeric(4)
    for (step in 1:5) {
      x <- sequence[step, ]
      f <- sigmoid(linear(w, block[["f"]], x, h) + see("f", c))
      i <- if (variant == "coupled") 1 - f else sigmoid(linear(w, block[["i"]], x, h) + see("i", c))
      g <- tanh(linear(w, block[["g"]], x, h))
      c <- f * c + i * g
      o <- sigmoid(linear(w, block[["o"]], x, h) + see("o", c))
      h <- o * tanh(c)
      by_hand <- list(input_gate = i, forget_gate = f, candidate = g, output_gate = o, cell = c, hidden = h)
      for (quantity in names(by_hand)) {
        expect_equal(traced(trace, quantity)[step, ], by_hand[[quantity]], tolerance = 1e-12)
      }
    }
  }
})

test_that("gru_trace() is what base R works out by hand, from a state of one's own", {
  w <- cell_weights(3)
  h <- c(0.5, -0.5, 0, 1)
  trace <- gru_trace(sequence, w, initial_state = h)
  expect_identical(trace$value[trace$quantity == "initial_hidden"], h)
  for (step in 1:5) {
    x <- sequence[step, ]
    r <- sigmoid(linear(w, 1, x, h))
    z <- sigmoid(linear(w, 2, x, h))
    n <- tanh(from_input(w, 3, x) + r * from_hidden(w, 3, h))
    h <- (1 - z) * n + z * h
    by_hand <- list(reset_gate = r, update_gate = z, candidate = n, hidden = h)
    for (quantity in names(by_hand)) {
      expect_equal(traced(trace, quantity)[step, ], by_hand[[quantity]], tolerance = 1e-12)
    }
  }
})

test_that("a trace is a tibble whose steps, layers and units count from 1, as the names of the weights do", {
  w <- cell_weights(1)
  both <- c(w, stats::setNames(w, paste0(names(w), "_reverse")))
  above <- stats::setNames(cell_weights(1, features = 8), sub("l1", "l2", names(w)))
  layers <- c(both, above, stats::setNames(above, paste0(names(above), "_reverse")))
  trace <- rnn_trace(sequence, layers, tokens = c("a", "b", "c", "d", "e"))
  expect_s3_class(trace, c("torchduet_trace", "tbl_df"))
  expect_named(trace, c("step", "token", "layer", "direction", "quantity", "unit", "value"))
  expect_identical(unique(vapply(trace[c("step", "layer", "unit")], typeof, "")), "integer")
  expect_identical(range(trace$step), c(1L, 5L))
  expect_identical(range(trace$layer), c(1L, 2L))
  expect_identical(range(trace$unit), c(1L, 8L))
  expect_identical(unique(trace$token[trace$step == 2]), "b")
  expect_identical(unique(rnn_trace(sequence, w)$token), NA_character_)

  states <- function(inputs) traced(rnn_trace(inputs, w), "hidden")
  backward <- trace[trace$layer == 1 & trace$direction == "backward", ]
  expect_equal(traced(backward, "hidden"), states(sequence[5:1, ])[5:1, ], tolerance = 1e-12)
})

test_that("an LSTM's initial state is a list of two; a plain vector is one feature per step", {
  w <- list(weight_ih_l1 = matrix(1:4 / 4), weight_hh_l1 = matrix(4:1 / 4))
  trace <- lstm_trace(c(0.1, 0.2), w, initial_state = list(0.3, -0.4))
  first <- trace[trace$step == 1, ]
  of <- function(quantity) first$value[first$quantity == quantity]
  expect_identical(of("initial_cell"), -0.4)
  expect_equal(of("forget_gate"), sigmoid(0.1 * 2 / 4 + 0.3 * 3 / 4), tolerance = 1e-12)
  expect_equal(of("cell"), of("forget_gate") * -0.4 + of("input_gate") * of("candidate"), tolerance = 1e-12)
})

test_that("a fitted model reads a text; its weights give the same", {
  model <- tiny_model(architecture = "lstm", hidden_size = 3)
  trace <- lstm_trace(model, "very good")
  expect_identical(unique(trace$token), c("very", "good"))
  again <- lstm_trace(traced(trace, "input"), model_weights(model), tokens = c("very", "good"))
  expect_equal(again$value, trace$value, tolerance = 1e-12)
  expect_error(gru_trace(model, "good"), "Use lstm_trace", class = "torchduet_type_error")
  expect_error(rnn_trace(tiny_model(), "good"), "recurrent layers; .*average_pooling", class = "torchduet_type_error")
  expect_error(lstm_trace(text_classifier(architecture = "lstm"), "good"), class = "torchduet_not_fitted_error")
})

test_that("errors name weights as R does", {
  w <- cell_weights(4)
  expect_error(lstm_trace(sequence, w[-2]), "weight_hh_l1", class = "torchduet_value_error")
  expect_error(
    lstm_trace(sequence[, 1:2], w), "weight_ih_l1 must have shape \\(16, 2\\)", class = "torchduet_value_error"
  )
  expect_error(lstm_trace(sequence, w, variant = "gru"), "variant must be one of", class = "torchduet_value_error")
  python_names <- stats::setNames(w, sub("_l1", "_l0", names(w)))
  expect_error(
    lstm_trace(sequence, python_names), "count from 1 in R; given weight_ih_l0", class = "torchduet_value_error"
  )
  expect_error(lstm_trace(rbind(sequence, NA), w), "inputs must hold finite numbers", class = "torchduet_value_error")
  w$bias_ih_l1[[3]] <- NA
  expect_error(lstm_trace(sequence, w), "bias_ih_l1 must hold finite numbers", class = "torchduet_value_error")
  expect_error(lstm_trace(matrix(0, 0, 3), w), "at least one step", class = "torchduet_value_error")
})
