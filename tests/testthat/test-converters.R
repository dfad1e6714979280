skip_without_python()

expect_round_trip <- function(x) expect_identical(probe("identity", x), x)

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

test_that("ALTREP vectors are read without expanding them in place", {
  expect_identical(probe("identity", 1:100000), 1:100000)
  expect_identical(probe("identity", as.character(1:3000)), as.character(1:3000))
})

test_that("strings keep their text whatever their encoding", {
  latin1 <- iconv("a\u00e7\u00e3o", "UTF-8", "latin1")
  expect_equal(probe("identity", latin1), "a\u00e7\u00e3o")
  expect_round_trip(c("\U0001F600", "\u65e5\u672c"))
  long <- strrep("x", 1e6)
  expect_round_trip(long)
})

test_that("a string marked as bytes is refused by name, and the next call works", {
  bytes <- "\xff\xfe"
  Encoding(bytes) <- "bytes"
  expect_error(probe("identity", bytes), "value: a string is marked as \"bytes\"", class = "torchduet_value_error")
  expect_true(probe("lock_is_free"))
  expect_identical(probe("add", 1, 2), 3)
})

test_that("a string that is not valid in its encoding is refused", {
  expect_error(probe("identity", "caf\xe9"), "value: a string is not valid in its encoding")
})

test_that("factors keep levels, order and NA", {
  expect_round_trip(factor(c("b", NA, "a"), levels = c("b", "a", "unused")))
  expect_round_trip(factor(c("low", "high"), levels = c("low", "high"), ordered = TRUE))
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

test_that("lists keep names, nesting and order", {
  expect_round_trip(list(1, "a", NULL, TRUE))
  expect_round_trip(list(a = 1, b = list(c = "x", d = c(1L, NA))))
  expect_round_trip(list(a = 1, a = 2))
  expect_round_trip(list(a = 1, 2))
  expect_round_trip(stats::setNames(list(), character()))
})

test_that("data frames and tibbles come back as what they were", {
  frame <- data.frame(
    number = c(1.5, NA), count = c(1L, NA), flag = c(NA, TRUE), text = c("a", NA), kind = factor(c("x", NA))
  )
  expect_round_trip(frame)
  expect_round_trip(tibble::as_tibble(frame))
  expect_round_trip(tibble::tibble(values = list(1, "a")))
  expect_round_trip(data.frame(x = 1:2, row.names = c("first", "second")))
  expect_round_trip(data.frame())
  expect_round_trip(frame[0, ])
  expect_round_trip(stats::setNames(data.frame(1, 2), c("a", "a")))
})

test_that("what Python does not know comes back as what it was", {
  expect_identical(probe("identity", y ~ x), y ~ x)
  expect_identical(probe("identity", globalenv()), globalenv())
  expect_identical(probe("identity", quote(a)), quote(a))
  expect_identical(probe("identity", quote(a + b)), quote(a + b))
  expect_identical(probe("identity", mean), mean)
})

test_that("types arrive in Python as its users expect", {
  expect_identical(probe("describe", c(1, 2)), "ndarray[float64]")
  expect_identical(probe("describe", c(1L, 2L)), "ndarray[int32]")
  expect_identical(probe("describe", c(1L, NA)), "IntegerArray[Int32]")
  expect_identical(probe("describe", c(TRUE, FALSE)), "ndarray[bool]")
  expect_identical(probe("describe", c(TRUE, NA)), "BooleanArray[boolean]")
  expect_identical(probe("describe", "a"), "ndarray[object]")
  expect_identical(probe("describe", factor("a")), "Categorical[category]")
  expect_identical(probe("describe", list(1)), "list")
  expect_identical(probe("describe", list(a = 1)), "dict")
  expect_identical(probe("describe", list(a = 1, 2)), "NamedList")
  expect_identical(probe("describe", data.frame(a = 1)), "DataFrame")
})

test_that("a double vector is a read-only view that keeps its memory alive", {
  expect_false(probe("is_writeable", as.double(1:1e4)))
  probe("keep", rep(1, 1e6) + 0)
  gc()
  junk <- lapply(1:20, function(i) rep(7, 1e6) + 0)
  expect_identical(probe("kept_sum"), 1e6)
})

test_that("annotated scalars want one value of their kind", {
  expect_identical(probe("add", 1, second = 2L), 3)
  expect_error(probe("add", c(1, 2)), "first must be a single value; given 2 values", class = "torchduet_value_error")
  expect_identical(probe("repeat", 2, "x"), c("x", "x"))
  expect_error(probe("repeat", 1.5, "x"), "count must be a whole number; given 1.5", class = "torchduet_value_error")
  expect_error(probe("repeat", NA_integer_, "x"), "count must not be NA", class = "torchduet_value_error")
})

test_that("what Python changes in a matrix with NA stays in Python", {
  numbers <- matrix(c(NA, 2L, 3L, 4L), 2)
  probe("overwrite", numbers)
  expect_identical(numbers, matrix(c(NA, 2L, 3L, 4L), 2))
})

test_that("named list columns, missing values of pandas and complex numbers come back", {
  expect_identical(unname(probe("identity", tibble::tibble(x = list(a = 1, b = 2)))$x), list(1, 2))
  expect_identical(probe("strings_with_missing"), c("a", NA))
  expect_identical(probe("call_back", function() NA), NA)
  expect_identical(probe("call_back", function() 1i), 1i)
})

test_that("objects that are not what their class says are no crash", {
  expect_identical(probe("identity", structure(1:3, levels = 1:3)), 1:3)
  expect_error(probe("identity", structure(new.env(), class = "python_object")), "R session that has ended")
  expect_error(probe("text_with_zero"), "a string holds a zero character", class = "torchduet_value_error")
  expect_error(probe("fail", "ValueError", "plain"), "plain")
  odd <- structure(class = c("odd", "error", "condition"), list(message = 42, call = NULL))
  expect_identical(tryCatch(probe("call_back", function() stop(odd)), odd = function(e) e$message), 42)
})

test_that("numbers that are not whole are named, infinite ones too", {
  expect_error(probe("repeat", Inf, "x"), "count must be a whole number; given inf")
  expect_error(one_hot(Inf, num_classes = 2), "ids must be whole numbers")
})
