skip_without_python()

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

test_that("named list columns, missing values of pandas and complex numbers come back", {
  expect_identical(unname(probe("identity", tibble::tibble(x = list(a = 1, b = 2)))$x), list(1, 2))
  expect_identical(probe("strings_with_missing"), c("a", NA))
  expect_identical(probe("call_back", function() NA), NA)
  expect_identical(probe("call_back", function() 1i), 1i)
})

test_that("columns with a class come back as what they were", {
  columns <- list(
    date = as.Date(c("2001-01-22", NA)), local = as.POSIXct(c("2020-06-01 12:00:00", NA)),
    zoned = as.POSIXct(c(NA, "2020-06-01 12:00:00.5"), tz = "Europe/Lisbon"),
    span = as.difftime(c(1.5, NA), units = "hours"), series = ts(c(1, 2), start = c(2000, 3), frequency = 12)
  )
  expect_round_trip(structure(columns, row.names = c(NA, -2L), class = "data.frame"))
  expect_round_trip(tibble::as_tibble(columns))
  frame <- structure(columns, row.names = c(NA, -2L), class = "data.frame")
  rows <- probe("reverse", frame)
  expect_identical(rows$date, rev(columns$date))
  expect_identical(rows$span, rev(columns$span))
  expect_identical(rows$series, c(2, 1)) # no longer at even times
  expect_round_trip(tibble::tibble(x = c(b = 1, a = 2)))
})
