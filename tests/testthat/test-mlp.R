skip_without_python()

sigmoid <- function(z) 1 / (1 + exp(-z))

test_that("activation() and its derivatives are the formulas", {
  x <- c(-2, -0.5, 0, 1.5)
  softmax <- exp(x) / sum(exp(x))
  expect_equal(activation(x, "sigmoid"), sigmoid(x), tolerance = 1e-14)
  expect_equal(activation(x, "sigmoid", derivative = TRUE), sigmoid(x) * (1 - sigmoid(x)), tolerance = 1e-14)
  expect_equal(activation(x, "tanh", derivative = TRUE), 1 - tanh(x)^2, tolerance = 1e-14)
  expect_identical(activation(x, "relu"), c(0, 0, 0, 1.5))
  expect_identical(activation(x, "heaviside"), c(0, 0, 0, 1))
  expect_equal(activation(x, "softmax"), softmax, tolerance = 1e-14)
  expect_equal(activation(x, "softmax", derivative = TRUE), diag(softmax) - outer(softmax, softmax), tolerance = 1e-14)
  rows <- matrix(x, 2)
  expect_equal(rowSums(activation(rows, "softmax")), c(1, 1))
  expect_identical(dim(activation(rows, "softmax", derivative = TRUE)), c(2L, 2L, 2L))
})

test_that("loss() and its gradient are the formulas, and exact far out", {
  z <- rbind(c(-3, 0.5), c(0, 1.5), c(4, -1))
  y <- rbind(c(1, 0), c(0, 1), c(0, 1))
  p <- sigmoid(z)
  shares <- exp(z) / rowSums(exp(z))
  expect_equal(loss(z, y, "mse"), mean((z - y)^2), tolerance = 1e-14)
  expect_equal(loss(z, y, "mse", derivative = TRUE), 2 * (z - y) / 6, tolerance = 1e-14)
  expect_equal(loss(z, y, "binary_cross_entropy"), -mean(y * log(p) + (1 - y) * log(1 - p)), tolerance = 1e-14)
  expect_equal(loss(z, y, "binary_cross_entropy", derivative = TRUE), (p - y) / 6, tolerance = 1e-14)
  expect_equal(loss(z, y, "cross_entropy"), -mean(rowSums(y * log(shares))), tolerance = 1e-14)
  expect_equal(loss(z, y, "cross_entropy", derivative = TRUE), (shares - y) / 3, tolerance = 1e-14)
  expect_identical(loss(1000, 0, "binary_cross_entropy"), 1000)
  expect_equal(loss(z, one_hot(c(1, 2, 2), num_classes = 2), "cross_entropy"), loss(z, y, "cross_entropy"))
})

# A quantity of a layer as a matrix, by example and unit or by unit and input.
traced <- function(trace, layer, quantity) {
  rows <- trace[trace$layer == layer & trace$quantity == quantity, ]
  matrix(rows$value, nrow = max(rows$example, rows$unit[is.na(rows$example)], na.rm = TRUE), byrow = TRUE)
}

test_that("mlp_trace() is what base R works out by hand, forward and backward", {
  x <- withr::with_seed(1, matrix(rnorm(12), ncol = 3))
  w <- withr::with_seed(2, list(
    list(weight = matrix(rnorm(6), 2), bias = rnorm(2)), list(weight = matrix(rnorm(2), 1), bias = rnorm(1))
  ))
  y <- c(1, 0, 0, 1)
  trace <- mlp_trace(x, w, y, activation = "tanh", loss = "binary_cross_entropy")

  z1 <- sweep(x %*% t(w[[1]]$weight), 2, w[[1]]$bias, "+")
  a1 <- tanh(z1)
  z2 <- a1 %*% t(w[[2]]$weight) + w[[2]]$bias
  p <- sigmoid(z2)
  error2 <- (p - y) / 4
  error1 <- (error2 %*% w[[2]]$weight) * (1 - a1^2)
  by_hand <- list(
    list(input = x, score = z1, activation = a1, error = error1, weight_gradient = t(error1) %*% x),
    list(input = a1, score = z2, activation = p, error = error2, weight_gradient = t(error2) %*% a1)
  )
  for (layer in 1:2) {
    for (quantity in names(by_hand[[layer]])) {
      expect_equal(traced(trace, layer, quantity), by_hand[[layer]][[quantity]], tolerance = 1e-12)
    }
  }
  expect_equal(drop(traced(trace, 1, "bias_gradient")), colSums(error1), tolerance = 1e-12)
  expect_equal(trace$value[trace$quantity == "loss"], -mean(y * log(p) + (1 - y) * log(1 - p)), tolerance = 1e-12)
  expect_identical(range(trace$layer), 1:2)
  expect_identical(range(trace$unit, na.rm = TRUE), c(1L, 3L))
})

test_that("layers are counted from 1 in errors", {
  expect_error(mlp_trace(c(1, 2), list(list(weight = matrix(1)))), "the weight of layer 1 must have shape")
})
