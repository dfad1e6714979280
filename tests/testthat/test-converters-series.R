skip_without_python()

test_that("series keep start, end and frequency to the last bit", {
  for (series in list(
    AirPassengers, nottem, sunspots, Nile, presidents, ts(1:7, start = c(2020, 3), frequency = 4), ts(c(1L, NA)),
    ts(c(TRUE, NA), start = 1990), ts(1:20, frequency = 7), ts(c(1.5, 2), start = 1.25), ts(1:3, frequency = 0.1),
    ts(as.double(1:1000), start = c(2001, 22), frequency = 365.25), ts(1, start = -5, frequency = 12)
  )) {
    expect_round_trip(series)
  }
  expect_identical(probe("describe_index", AirPassengers), "PeriodIndex M 1949-01 1960-12")
  expect_identical(probe("describe_index", presidents), "PeriodIndex Q-DEC 1945Q1 1974Q4")
  expect_identical(probe("describe_index", Nile), "PeriodIndex Y-DEC 1871 1970")
  expect_identical(probe("describe_index", ts(1:20, start = 2, frequency = 10)), "Index float64 2.0 3.9")
})

test_that("what Python does to a series does not come back with the wrong times", {
  expect_equal(probe("cut", AirPassengers, 12, 24), window(AirPassengers, 1950, c(1950, 12)))
  expect_identical(probe("cut", ts(1:20, frequency = 7), 7, 14), 8:14)
  expect_identical(probe("reverse", ts(c(1, 2, 3), start = 2000)), c(3, 2, 1))
  expect_identical(probe("reverse", ts(c(1, 2, 3), frequency = 7)), c(3, 2, 1))
})
