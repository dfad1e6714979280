skip_without_python()

test_that("cosine_similarity() is what base R works out by hand", {
  set.seed(1)
  x <- matrix(rnorm(12), nrow = 4)
  y <- matrix(rnorm(6), nrow = 2)
  by_hand <- (x %*% t(y)) / outer(sqrt(rowSums(x^2)), sqrt(rowSums(y^2)))
  expect_equal(cosine_similarity(x, y), by_hand, tolerance = 1e-12)
  expect_equal(diag(cosine_similarity(x)), rep(1, 4), tolerance = 1e-12)
})

test_that("nearest() gives a tibble, the nearest first", {
  weights <- rbind(c(0, 0), c(0, 0), c(1, 0.1), c(1, 0), c(-1, 0))
  found <- nearest("good", vocabulary = c("", "[UNK]", "good", "great", "bad"), weights = weights)
  expect_s3_class(found, "tbl_df")
  expect_identical(found$token, c("great", "bad"))
  expect_error(nearest("x", vocabulary = "good", weights = matrix(1)), "token must be in the vocabulary; 'x' is not")
})
