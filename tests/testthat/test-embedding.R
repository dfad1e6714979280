skip_without_python()

test_that("one_hot() counts ids from 1", {
  expect_identical(one_hot(c(3, 1), num_classes = 3), rbind(c(0, 0, 1), c(1, 0, 0)))
  expect_error(one_hot(0, num_classes = 3), "ids must count from 1 in R; given 0", class = "torchduet_value_error")
  expect_error(one_hot(4, num_classes = 3), "between 1 and 3.*given 4", class = "torchduet_position_error")
  expect_error(one_hot(1.5, num_classes = 3), "whole numbers", class = "torchduet_type_error")
})

test_that("embed() is the product of one-hot rows and weights", {
  set.seed(1)
  weights <- matrix(rnorm(12), nrow = 4)
  ids <- c(2, 4, 4, 1)
  expect_identical(embed(ids, weights), weights[ids, ])
  expect_equal(embed(ids, weights), diag(4)[ids, ] %*% weights, tolerance = 1e-15)
})

test_that("embed() of a matrix of ids has shape (batch, time, embedding_dim)", {
  weights <- matrix(as.double(1:8), nrow = 4)
  ids <- rbind(c(1, 2, 3), c(4, 4, 1))
  embedded <- embed(ids, weights)
  expect_identical(dim(embedded), c(2L, 3L, 2L))
  for (batch in 1:2) for (time in 1:3) expect_identical(embedded[batch, time, ], weights[ids[batch, time], ])
})

test_that("R torch's reference numbers come out", {
  reference <- jsonlite::fromJSON(test_path("r-torch-embedding.json"), simplifyVector = FALSE)
  values <- function(tensor) unlist(tensor$data)
  shape <- unlist(reference$params[[1]]$shape)
  # The reference file's formula: element i, row by row, is scale * sin(k * (i + 1)).
  flat <- reference$params[[1]]$scale * sin(reference$params[[1]]$k * seq_len(prod(shape)))
  weights <- matrix(flat, nrow = shape[1], byrow = TRUE)
  ids <- do.call(rbind, lapply(reference$indices_one_based, unlist))
  embedded <- embed(ids, weights)
  expect_identical(dim(embedded), as.integer(unlist(reference$f64$output$shape)))
  expect_equal(as.vector(aperm(embedded)), values(reference$f64$output), tolerance = 6e-9)
})

test_that("missing values in a matrix are refused, not taken for numbers", {
  expect_error(embed(1:2, matrix(c(1L, NA, 2L, 3L), 2)), "weights must not hold missing values")
  expect_error(average_pool(array(0, c(1, 2, 1)), matrix(c(TRUE, NA), 1)), "mask must not hold missing values")
  expect_error(one_hot(matrix(NA_integer_), 2), "ids must be whole numbers without NA")
})
