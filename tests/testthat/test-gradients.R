skip_without_python()

# An RNN of two units over four steps, and its loss: the sum of the final state.
weights <- withr::with_seed(1, list(
  weight_ih_l1 = matrix(rnorm(6), 2), weight_hh_l1 = matrix(rnorm(4), 2), bias_ih_l1 = rnorm(2), bias_hh_l1 = rnorm(2)
))
inputs <- withr::with_seed(2, matrix(rnorm(12), ncol = 3))

hidden_by_hand <- function(w) {
  h <- matrix(0, 5, 2)
  for (step in 1:4) {
    from_input <- w$weight_ih_l1 %*% inputs[step, ] + w$bias_ih_l1
    h[step + 1, ] <- tanh(from_input + w$weight_hh_l1 %*% h[step, ] + w$bias_hh_l1)
  }
  h
}

element <- function(trace, quantity, row, column) {
  here <- trace$quantity == quantity & trace$row == row & !is.na(trace$column) & trace$column == column
  trace$value[here]
}

test_that("gradient_trace() is backpropagation worked out in base R", {
  h <- hidden_by_hand(weights)
  d_h <- c(1, 1)
  norms <- numeric(4)
  shares <- vector("list", 4)
  for (step in 4:1) {
    norms[step] <- sqrt(sum(d_h^2))
    d_a <- d_h * (1 - h[step + 1, ]^2)
    shares[[step]] <- d_a %o% h[step, ]
    d_h <- drop(t(weights$weight_hh_l1) %*% d_a)
  }
  trace <- gradient_trace(inputs, weights)
  expect_s3_class(trace, c("torchduet_gradient_trace", "tbl_df"))
  expect_equal(trace$norm[trace$quantity == "hidden"], norms, tolerance = 1e-12)
  expect_equal(trace$distance[trace$quantity == "hidden"], 3:0)
  expect_identical(unique(trace$step), 1:4)

  values <- gradient_trace(inputs, weights, output = "value")
  for (row in 1:2) for (column in 1:2) {
    expected <- vapply(shares, function(share) share[row, column], 0)
    expect_equal(element(values, "weight_hh", row, column), expected, tolerance = 1e-12)
  }
  expect_true(all(is.na(values$column[values$quantity == "bias_ih"])))
  expect_identical(typeof(values$column), "integer")
})

test_that("the sum over the copies is the slope of the loss", {
  loss <- function(by) {
    moved <- weights
    moved$weight_hh_l1[2, 1] <- moved$weight_hh_l1[2, 1] + by
    sum(hidden_by_hand(moved)[5, ])
  }
  values <- gradient_trace(inputs, weights, output = "value")
  slope <- (loss(1e-6) - loss(-1e-6)) / 2e-6
  expect_equal(sum(element(values, "weight_hh", 2, 1)), slope, tolerance = 1e-8)
})

test_that("truncated, no gradient crosses a cut; clipped, the weights' norm is the largest that is allowed", {
  trace <- gradient_trace(inputs, weights, truncate = 2)
  expect_identical(trace$norm[trace$quantity == "hidden"] > 0, c(FALSE, FALSE, TRUE, TRUE))
  values <- gradient_trace(inputs, weights, clip = 0.1, output = "value")
  values <- values[grepl("weight|bias", values$quantity), ]
  totals <- tapply(values$value, paste(values$quantity, values$row, values$column), sum)
  expect_equal(sqrt(sum(totals^2)), 0.1, tolerance = 1e-5)
})

test_that("a fitted model's text has a label", {
  model <- tiny_model(architecture = "gru", hidden_size = 3)
  trace <- gradient_trace(model, "very good", label = factor("great", levels = c("great", "other")))
  expect_identical(unique(trace$token), c("very", "good"))
  expect_gt(min(trace$norm[trace$quantity == "hidden"]), 0)
  expect_error(gradient_trace(model, "very good", label = "x"), "label must be one of", class = "torchduet_value_error")
})

test_that("bind_traces() keeps the class and says which trace a row is of", {
  whole <- gradient_trace(inputs, weights)
  both <- bind_traces(list(whole = whole, cut = gradient_trace(inputs, weights, truncate = 1)))
  expect_s3_class(both, c("torchduet_gradient_trace", "tbl_df"))
  expect_identical(names(both)[[1]], "trace")
  expect_identical(unique(both$trace), c("whole", "cut"))
  expect_error(bind_traces(both), "must hold traces by their names", class = "torchduet_type_error")
  mixed <- list(a = both, b = rnn_trace(inputs, weights))
  expect_error(bind_traces(mixed), "same columns", class = "torchduet_value_error")
})
