# What of R's attributes Python sees, and what becomes of them where Python makes something else of the value. That all
# of them come back is in the table of types, benchmarks/bridge_types.R, which `make check-full` runs.

skip_without_python()

test_that("arrays with dimnames are arrays, and say their names", {
  x <- matrix(c(1.5, 2, 3, 4), 2, dimnames = list(c("a", "b"), c("x", "y")))
  expect_round_trip(x)
  expect_identical(probe("describe", x), "RArray[float64]")
  expect_identical(probe("axis_names", x, 2L), c("x", "y"))
  expect_identical(probe("axis_names", matrix(c(1L, NA), 1, dimnames = list(NULL, c("u", "v"))), 2L), c("u", "v"))
  large <- matrix(as.double(1:1e4), 100, dimnames = list(NULL, paste0("column", 1:100)))
  expect_false(probe("is_writeable", large)) # still a view
  expect_round_trip(large)
})

test_that("what Python computes from an array has no attributes", {
  x <- structure(matrix(c(1, 2, 3, 4), 2, dimnames = list(NULL, c("x", "y"))), unit = "m")
  expect_identical(probe("twice", x), 2 * unname(structure(x, unit = NULL)))
  expect_identical(probe("cut_array", x, 1L), matrix(c(1, 3), 1))
  expect_identical(probe("twice", structure(c(1, 3), class = "money")), c(2, 6))
  expect_identical(probe("twice", structure(c(1L, NA), class = "money")), c(2L, NA))
  expect_identical(probe("cut", structure(c(a = 1, b = 2), class = "money"), 0, 1), c(a = 1))
})

test_that("functions take a matrix with dimnames or a class as any other", {
  plain <- matrix(c(1, 2, 3, 4), 2)
  named <- structure(plain, dimnames = list(NULL, c("x", "y")), class = "mine")
  expect_identical(unname(cosine_similarity(named)), unname(cosine_similarity(plain)))
  expect_identical(tokenize(structure("a b", class = "glue")), tokenize("a b"))
})

test_that("data frames that Python cuts keep what holds for each row, and drop the rest", {
  frame <- structure(
    list(
      span = as.difftime(c(1, 2, 3), units = "mins"), m = matrix(1:6, 3), named = c(a = 1, b = 2, c = 3),
      level = addNA(factor(c("x", NA, "y")))
    ),
    row.names = c(NA, -3L), class = c("mine", "data.frame"), note = "whole"
  )
  expect_round_trip(frame)
  cut <- probe("cut", frame, 1, 3)
  expect_identical(class(cut), "data.frame")
  expect_null(attr(cut, "note"))
  expect_identical(cut$span, as.difftime(c(2, 3), units = "mins"))
  expect_identical(cut$m, frame$m[2:3, ])
  expect_identical(cut$named, c(2, 3))
  expect_identical(cut$level, addNA(factor(c(NA, "y"), levels = c("x", "y"))))
  expect_identical(probe("cut", mtcars[3:5, ], 1, 2), mtcars[4, ])
  expect_identical(probe("cut", data.frame(x = 1:5)[3:5, , drop = FALSE], 1, 3), data.frame(x = 4:5))
})

test_that("a column that Python knows nothing of is cut by R", {
  skip_if_not_installed("Matrix")
  methods::setClass("torchduet_wide", contains = "numeric", where = globalenv())
  withr::defer(methods::removeClass("torchduet_wide", where = globalenv()))
  frame <- structure(list(x = methods::new("torchduet_wide", c(1, 2, 3))), row.names = c(NA, -3L), class = "data.frame")
  expect_round_trip(frame)
  expect_identical(as.numeric(probe("reverse", frame)$x), c(3, 2, 1))
})

test_that("series side by side are a frame with periods, and stay a ts where their times stay even", {
  x <- ts(matrix(c(1, 2, 3, 4, 5, 6), 3, dimnames = list(NULL, c("a", "b"))), start = c(2000, 11), frequency = 12)
  expect_identical(probe("describe_index", x), "PeriodIndex M 2000-11 2001-01")
  expect_equal(probe("cut", x, 1, 3), window(x, c(2000, 12)))
  expect_identical(probe("reverse", x), data.frame(a = c(3, 2, 1), b = c(6, 5, 4)))
})

test_that("integer64 is int64, without bit64", {
  # 2^53 + 1, which no double holds, and NA, by their low and high words.
  words <- writeBin(c(1L, 2097152L, 0L, NA), raw())
  x <- structure(readBin(words, "double", 2), class = "integer64")
  expect_round_trip(x)
  expect_identical(probe("as_text", x), c("9007199254740993", "<NA>"))
  expect_identical(probe("as_text", structure(unclass(x)[1], class = "integer64")), "9007199254740993")
  skip_if(nzchar(system.file(package = "bit64")), "bit64 is installed")
  expect_error(probe("twice", x), "exact up to 2\\^53; install.packages\\(\"bit64\"\\)")
})

test_that("an attribute that no longer fits is left out", {
  x <- structure(list(a = 1), class = "record")
  expect_identical(probe("with_item", x, "b", 2), structure(list(a = 1, b = 2), class = "record"))
  bag <- structure(list(1, 2), dim = 1:2, class = "bag")
  expect_identical(probe("without_last", bag), structure(list(1), class = "bag"))
})

test_that("strings marked as bytes are refused wherever they stand", {
  bytes <- "\xff\xfe"
  Encoding(bytes) <- "bytes"
  values <- list(list(bytes), data.frame(x = bytes), structure(1, note = bytes), structure("a", note = list(bytes)))
  for (value in values) {
    expect_error(probe("identity", value), "marked as \"bytes\"", class = "torchduet_value_error")
  }
  expect_true(probe("lock_is_free"))
})

test_that("times by year, month and day are pandas' times, and come back as such", {
  x <- as.POSIXlt(as.POSIXct(c("2020-06-01 12:00:00", NA), tz = "Europe/Lisbon"))
  expect_round_trip(x)
  expect_identical(probe("isoformat", x), "2020-06-01T12:00:00+01:00")
  expect_error(probe("identity", structure(list(1), class = c("POSIXlt", "POSIXt"))), NA)
})
