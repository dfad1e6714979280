skip_without_python()

test_that("vectors of every mode come back as they were", {
  expect_round_trip(c(1.5, -0, Inf, -Inf))
  expect_round_trip(c(1L, -5L, .Machine$integer.max))
  expect_round_trip(c(TRUE, FALSE))
  expect_round_trip(c("a", "", "b c"))
  expect_round_trip(as.raw(0:255))
  expect_round_trip(c(1 + 2i, NA))
  expect_null(probe("identity", NULL))
})

test_that("NA stays NA, and stays apart from NaN", {
  expect_round_trip(c(1L, NA, 3L))
  expect_round_trip(c(TRUE, NA, FALSE))
  expect_round_trip(c("a", NA, "NA"))
  expect_round_trip(NA_character_)
  doubles <- probe("identity", c(1, NA, NaN))
  expect_identical(is.na(doubles) & !is.nan(doubles), c(FALSE, TRUE, FALSE))
  expect_identical(is.nan(doubles), c(FALSE, FALSE, TRUE))
})

test_that("empty vectors keep their mode", {
  expect_round_trip(double())
  expect_round_trip(integer())
  expect_round_trip(logical())
  expect_round_trip(character())
  expect_round_trip(list())
  expect_round_trip(factor(character(), levels = c("a", "b")))
})

test_that("long vectors take the fast paths and come back as they were", {
  expect_round_trip(as.double(1:1e5) / 7)
  expect_round_trip(c(sample.int(1e5), NA))
  distinct <- c(as.character(1:5000), NA, "", "\u00e7\u00e3o")
  expect_round_trip(distinct)
  expect_round_trip(rep(c("alpha", "bet\u00e1", NA, ""), 2000))
  expect_round_trip(rep_len(as.character(1:100), 5000))
})

test_that("compact and lazy (ALTREP) vectors are read through R", {
  lazy <- as.character(1:100000)
  probe("describe", lazy)
  # A direct look at its memory would have made 100,000 strings in it.
  expect_match(utils::capture.output(.Internal(inspect(lazy)))[[1]], "<deferred string conversion>", fixed = TRUE)
  expect_round_trip(1:100000)
  expect_round_trip(as.character(1:3000))
  expect_round_trip(stats::setNames(1:3000, 1:3000))
})

test_that("factors keep levels, order and NA", {
  expect_round_trip(factor(c("b", NA, "a"), levels = c("b", "a", "unused")))
  expect_round_trip(factor(c("low", "high"), levels = c("low", "high"), ordered = TRUE))
})

test_that("a double vector is a read-only view that keeps its memory alive", {
  expect_false(probe("is_writeable", as.double(1:1e4)))
  probe("keep", rep(1, 1e6) + 0)
  gc()
  junk <- lapply(1:20, function(i) rep(7, 1e6) + 0)
  expect_identical(probe("kept_sum"), 1e6)
})

test_that("matrices and arrays keep their shape and the place of every element", {
  expect_round_trip(matrix(c(1.5, 2, 3, 4, 5, 6), nrow = 2))
  expect_round_trip(array(1:24, dim = c(2, 3, 4)))
  expect_round_trip(matrix(c(TRUE, FALSE, NA, TRUE), 2))
  expect_round_trip(matrix(c(1L, NA, 3L, 4L), 2))
  expect_round_trip(matrix(c("a", NA, "c", "d"), 2))
  expect_round_trip(matrix(numeric(), nrow = 0, ncol = 3))
  expect_round_trip(array(as.double(1:60000), dim = c(100, 200, 3)))
})

test_that("what Python changes in a matrix with NA stays in Python", {
  numbers <- matrix(c(NA, 2L, 3L, 4L), 2)
  probe("overwrite", numbers)
  expect_identical(numbers, matrix(c(NA, 2L, 3L, 4L), 2))
})
