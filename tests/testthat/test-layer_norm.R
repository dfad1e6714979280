skip_without_python()

matrix_of <- function(trace, quantity) {
  rows <- trace[trace$quantity == quantity, ]
  matrix(rows$value, ncol = max(rows$feature), byrow = TRUE)
}
values_of <- function(trace, quantity) trace$value[trace$quantity == quantity]

x <- withr::with_seed(1, matrix(rnorm(15, 2, 3), ncol = 3))
g <- withr::with_seed(2, matrix(rnorm(15), ncol = 3))
weights <- list(weight = c(0.5, -1, 2), bias = c(0, 1, -1))

test_that("layer_norm_trace() is what base R works out by hand, forward and backward", {
  trace <- layer_norm_trace(x, weights, loss_gradient = g)
  mean <- rowMeans(x)
  variance <- rowMeans((x - mean)^2)
  normalized <- (x - mean) / sqrt(variance + 1e-5)
  scaled <- sweep(g, 2, weights$weight, "*")
  back <- scaled - rowMeans(scaled) - normalized * rowMeans(scaled * normalized)
  expect_equal(values_of(trace, "mean"), mean, tolerance = 1e-12)
  expect_equal(values_of(trace, "variance"), variance, tolerance = 1e-12)
  expect_equal(matrix_of(trace, "normalized"), normalized, tolerance = 1e-12)
  output <- sweep(sweep(normalized, 2, weights$weight, "*"), 2, weights$bias, "+")
  expect_equal(matrix_of(trace, "output"), output, tolerance = 1e-12)
  expect_equal(matrix_of(trace, "input_gradient"), back / sqrt(variance + 1e-5), tolerance = 1e-12)
  expect_equal(values_of(trace, "weight_gradient"), colSums(g * normalized), tolerance = 1e-12)
  expect_equal(values_of(trace, "bias_gradient"), colSums(g), tolerance = 1e-12)
})

test_that("examples and features are counted from 1, and the statistics are by example", {
  trace <- layer_norm_trace(x)
  means <- trace[trace$quantity == "mean", ]
  expect_identical(means$example, 1:5)
  expect_identical(means$feature, rep(NA_integer_, 5))
  expect_identical(range(trace$feature, na.rm = TRUE), c(1L, 3L))
})

test_that("one example is no problem, running statistics are none of its weights", {
  expect_equal(
    matrix_of(layer_norm_trace(x[2, , drop = FALSE]), "output"),
    matrix_of(layer_norm_trace(x), "output")[2, , drop = FALSE],
    tolerance = 1e-15
  )
  expect_error(layer_norm_trace(x, list(running_mean = 1:3)), "must hold arrays by the names weight, bias;")
})
