skip_without_python()

test_that("average_pool() is the mean over real tokens, worked out by hand", {
  set.seed(1)
  embedded <- array(rnorm(24), dim = c(2, 3, 4))
  mask <- rbind(c(TRUE, TRUE, FALSE), c(TRUE, TRUE, TRUE))
  by_hand <- rbind(colMeans(embedded[1, 1:2, ]), colMeans(embedded[2, , ]))
  expect_equal(average_pool(embedded, mask), by_hand, tolerance = 1e-15)
})

test_that("padding never counts, not even when it is NaN", {
  embedded <- array(c(1, 3, NaN), dim = c(1, 3, 1))
  expect_identical(average_pool(embedded, matrix(c(TRUE, TRUE, FALSE), 1)), matrix(2))
  expect_identical(average_pool(embedded, matrix(FALSE, 1, 3)), matrix(0))
})

test_that("shapes that do not fit are named", {
  expect_error(average_pool(array(0, c(2, 3, 1)), matrix(TRUE, 2, 2)), "mask must have shape.*\\(2, 3\\)")
})
