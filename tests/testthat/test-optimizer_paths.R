skip_without_python()

scales <- c(1, 10)
valley <- function(parameters) list(loss = sum(scales * parameters^2) / 2, gradient = scales * parameters)
parameters_of <- function(path) as.matrix(path[2:3])

test_that("optimizer_path() with momentum is what base R works out by hand", {
  path <- optimizer_path(valley, c(a = 4, b = 1), learning_rate = 0.05, momentum = 0.8, steps = 20)
  theta <- c(4, 1)
  v <- c(0, 0)
  for (step in 1:20) {
    v <- 0.8 * v + scales * theta
    theta <- theta - 0.05 * v
    expect_equal(unname(parameters_of(path)[step + 1, ]), theta, tolerance = 1e-12)
    expect_equal(path$loss[step + 1], valley(theta)$loss, tolerance = 1e-12)
  }
  expect_identical(path$step, 0:20)
  expect_identical(names(path), c("step", "a", "b", "loss"))
})

test_that("Adam is what base R works out by hand", {
  path <- optimizer_path(valley, c(4, 1), optimizer = "adam", learning_rate = 0.3, betas = c(0.8, 0.95), steps = 20)
  theta <- c(4, 1)
  m <- s <- c(0, 0)
  for (step in 1:20) {
    g <- scales * theta
    m <- 0.8 * m + 0.2 * g
    s <- 0.95 * s + 0.05 * g^2
    theta <- theta - 0.3 * (m / (1 - 0.8^step)) / (sqrt(s / (1 - 0.95^step)) + 1e-8)
    expect_equal(unname(parameters_of(path)[step + 1, ]), theta, tolerance = 1e-12)
  }
})

test_that("mini-batches hold positions counted from 1", {
  x <- c(1, 2, 3, 4)
  mean_square <- function(parameters, examples = seq_along(x)) {
    errors <- parameters[1] + parameters[2] * x[examples] - 1
    list(loss = mean(errors^2), gradient = c(2 * mean(errors), 2 * mean(errors * x[examples])))
  }
  path <- optimizer_path(mean_square, c(0, 0), learning_rate = 0.01, steps = 3, batches = rbind(c(4, 1), c(2, 3)))
  theta <- c(0, 0)
  for (batch in list(c(4, 1), c(2, 3), c(4, 1))) theta <- theta - 0.01 * mean_square(theta, batch)$gradient
  expect_equal(unname(parameters_of(path)[4, ]), theta, tolerance = 1e-12)
  expect_equal(path$loss[4], mean_square(theta)$loss, tolerance = 1e-12)
  expect_error(optimizer_path(mean_square, c(0, 0), batches = rbind(0:1)), "batches must count from 1 in R; given 0")
})

test_that("errors in the surface are the user's own", {
  expect_error(optimizer_path(function(parameters) stop("no surface here"), c(0, 0)), "no surface here")
})
