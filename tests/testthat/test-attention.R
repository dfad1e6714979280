skip_without_python()

words <- withr::with_seed(1, matrix(rnorm(12), ncol = 4))
values <- withr::with_seed(2, matrix(rnorm(6), ncol = 2))
softmax <- function(rows) exp(rows) / rowSums(exp(rows))

test_that("attention() is what base R works out by hand", {
  weights <- softmax(words %*% t(words) / sqrt(4))
  found <- attention(words, words, values)
  expect_equal(found$weights, weights, tolerance = 1e-12)
  expect_equal(found$output, weights %*% values, tolerance = 1e-12)
})

test_that("words outside the mask do not count", {
  kept <- c(TRUE, FALSE, TRUE)
  found <- attention(words, words, values, mask = kept)
  expect_equal(found$output, attention(words, words[kept, ], values[kept, ])$output, tolerance = 1e-12)
  expect_identical(found$weights[, 2], numeric(3))
})

test_that("what does not fit is named", {
  expect_error(
    attention(words, words[1:2, ], values), "given queries of shape (3, 4), keys of shape (2, 4)",
    fixed = TRUE
  )
  expect_error(attention(words, words, values, mask = TRUE), "mask must have one element per row of keys, 3")
})
