skip_without_python()

pairs <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))

test_that("perceptron_trace() is what base R works out by hand, until nothing is wrong any more", {
  targets <- c(0, 0, 0, 1)
  trace <- perceptron_trace(pairs, targets, weights = c(1, 0.2, -0.3))
  w <- c(1, 0.2, -0.3)
  row <- 0
  repeat {
    errors <- 0
    for (example in 1:4) {
      x <- c(1, pairs[example, ])
      output <- as.numeric(sum(w * x) > 0)
      w <- w + (targets[example] - output) * x
      errors <- errors + (output != targets[example])
      row <- row + 1
      expect_equal(unlist(trace[row, c("bias", "weight_1", "weight_2")], use.names = FALSE), w, tolerance = 1e-12)
      expect_equal(trace$output[row], output)
      expect_identical(trace$example[row], example)
    }
    if (errors == 0) break
  }
  expect_identical(nrow(trace), as.integer(row))
  expect_equal(w, c(-3, 2.2, 1.7))
  expect_s3_class(trace, c("torchduet_perceptron_trace", "tbl_df"))
})

test_that("the numbers of the lecture", {
  trace <- perceptron_trace(pairs, c(0, 0, 0, 1), weights = c(1, 0.2, -0.3), epochs = 1)
  expected <- rbind(c(0, 0.2, -0.3), c(0, 0.2, -0.3), c(-1, -0.8, -0.3), c(0, 0.2, 0.7))
  expect_equal(as.matrix(trace[c("bias", "weight_1", "weight_2")]), expected, ignore_attr = TRUE, tolerance = 1e-15)
})

test_that("data frames name the weights; logicals are targets", {
  trace <- perceptron_trace(data.frame(rides = c(1, 3), rain = 0:1), c(TRUE, FALSE), epochs = 1)
  expect_identical(names(trace)[c(3, 4, 9, 10)], c("rides", "rain", "weight_rides", "weight_rain"))
  expect_identical(trace$target, 1:0)
})

test_that("a perceptron that cannot end goes on as long as it may", {
  expect_identical(max(perceptron_trace(pairs, c(0, 1, 1, 0), epochs = 7)$epoch), 7L)
})
