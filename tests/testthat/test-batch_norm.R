skip_without_python()

traced <- function(trace, quantity) {
  rows <- trace[trace$quantity == quantity, ]
  if (anyNA(rows$example)) rows$value else matrix(rows$value, ncol = max(rows$feature), byrow = TRUE)
}
x <- withr::with_seed(1, matrix(rnorm(15, 2, 3), ncol = 3))
g <- withr::with_seed(2, matrix(rnorm(15), ncol = 3))
weights <- list(weight = c(0.5, -1, 2), bias = c(0, 1, -1), running_mean = c(1, 2, 3), running_var = c(4, 5, 6))

test_that("batch_norm_trace() is what base R works out by hand, forward and backward", {
  trace <- batch_norm_trace(x, weights, momentum = 0.3, loss_gradient = g)
  mean <- colMeans(x)
  variance <- apply(x, 2, function(feature) mean((feature - mean(feature))^2))
  columns <- function(values) rep(values, each = 5)
  normalized <- (x - columns(mean)) / columns(sqrt(variance + 1e-5))
  back <- g - columns(colMeans(g)) - normalized * columns(colMeans(g * normalized))
  by_hand <- list(
    mean = mean, variance = variance, normalized = normalized,
    output = columns(weights$weight) * normalized + columns(weights$bias),
    running_mean = 0.7 * weights$running_mean + 0.3 * mean,
    running_var = 0.7 * weights$running_var + 0.3 * apply(x, 2, stats::var),
    input_gradient = columns(weights$weight / sqrt(variance + 1e-5)) * back,
    weight_gradient = colSums(g * normalized), bias_gradient = colSums(g)
  )
  for (quantity in names(by_hand)) {
    expect_equal(traced(trace, quantity), by_hand[[quantity]], tolerance = 1e-12)
  }
  expect_identical(range(trace$example, na.rm = TRUE), c(1L, 5L))
})

test_that("in prediction the running statistics are used, and a batch may be one example", {
  trace <- batch_norm_trace(x[1, , drop = FALSE], weights, training = FALSE)
  expected <- weights$weight * (x[1, ] - weights$running_mean) / sqrt(weights$running_var + 1e-5) + weights$bias
  expect_equal(drop(traced(trace, "output")), expected, tolerance = 1e-12)
  expect_identical(traced(trace, "running_mean"), weights$running_mean)
  expect_error(batch_norm_trace(x[1, , drop = FALSE]), "Set training = FALSE, or take larger batches")
})
