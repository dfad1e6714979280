skip_without_python()

test_that("dates keep their class and NA, and are NumPy's dates in Python", {
  dates <- as.Date(c("2001-01-22", NA, "1969-12-31", "0001-01-01", "9999-12-31"))
  expect_round_trip(dates)
  expect_round_trip(as.Date(character()))
  expect_round_trip(rep(dates, 1000))
  expect_identical(probe("describe", dates), "ndarray[datetime64[D]]")
  expect_identical(probe("isoformat", dates[[1]]), "2001-01-22")
  expect_round_trip(structure(c(1L, NA), class = "Date"))
})

test_that("a date that is no whole day is refused by name", {
  for (days in c(0.5, Inf)) {
    expect_error(
      probe("identity", structure(days, class = "Date")), "value: a Date is infinite or holds a part of a day",
      class = "torchduet_value_error"
    )
  }
})

test_that("times keep zone, NA and every fraction of a second that a clock gives", {
  text <- c("2020-06-01 12:00:00", NA, "1969-12-31 23:59:59", "1850-01-01 00:00:01")
  for (zone in c("UTC", "GMT", "Europe/Lisbon", "America/New_York", "Etc/GMT-3")) {
    expect_round_trip(as.POSIXct(text, tz = zone))
  }
  expect_round_trip(as.POSIXct("2020-06-01 12:00:00.25", tz = "UTC") + (0:9) / 7)
  expect_round_trip(Sys.time())
  expect_round_trip(.POSIXct(c(1.7e9 + 1 / 3, -1.7e9 - 1 / 3, NA), "UTC"))
  expect_round_trip(.POSIXct(2^40 + 0.5, "UTC"))
  expect_round_trip(.POSIXct(double(), "UTC"))
  moment <- as.POSIXct("2020-06-01 12:00:00", tz = "Europe/Lisbon")
  expect_identical(probe("describe", moment), "DatetimeArray[datetime64[us, Europe/Lisbon]]")
  expect_identical(probe("isoformat", moment), "2020-06-01T12:00:00+01:00")
})

test_that("local times stay local, whatever the zone, with R's attribute or without", {
  for (zone in list("America/New_York", "Asia/Kolkata", ":UTC", NA)) {
    withr::local_envvar(TZ = zone)
    expect_round_trip(as.POSIXct(c("1995-05-09 02:13:20", NA, "2023-11-14 17:13:20")))
    expect_round_trip(Sys.time())
  }
  withr::local_envvar(TZ = "America/New_York")
  # Ten years apart the rules of summer time differ: 10 April is after its start in 2020, not in 1970.
  expect_identical(probe("isoformat", as.POSIXct("2020-04-10 12:00:00")), "2020-04-10T12:00:00-04:00")
  expect_identical(probe("isoformat", as.POSIXct("1970-04-10 12:00:00")), "1970-04-10T12:00:00-05:00")
  kept <- probe("through_pickle", as.POSIXct("2020-04-10 12:00:00"))
  expect_identical(kept, as.POSIXct("2020-04-10 12:00:00"))
})

test_that("a time zone that Python does not know is refused by name, and so are infinite times", {
  expect_error(
    probe("identity", .POSIXct(0, "Mars/Olympus")), "value: the time zone 'Mars/Olympus' is not known to Python",
    class = "torchduet_value_error"
  )
  expect_error(probe("identity", .POSIXct(Inf, "UTC")), "value: a time is infinite or too far away")
})

test_that("spans of time keep their units", {
  for (units in c("secs", "mins", "hours", "days", "weeks")) {
    expect_round_trip(as.difftime(c(1, NA, -2.5, 1e6), units = units))
  }
  expect_round_trip(as.difftime(1 / 3, units = "hours"))
  expect_round_trip(as.difftime(double(), units = "mins"))
  expect_identical(probe("describe", as.difftime(1, units = "days")), "Series[timedelta64[us]]")
  expect_identical(probe("total_seconds", as.difftime(c(1, 2.5), units = "hours")), c(3600, 9000))
})

test_that("what Python makes of dates and times itself has R's classes", {
  made <- probe("python_times")
  expect_identical(made$date, as.Date("2020-02-29"))
  expect_identical(made$dates, as.Date(c("2020-02-29", NA)))
  expect_identical(made$naive, as.POSIXct("2020-02-29 12:30:00.5", tz = "UTC"))
  expect_identical(made$nanoseconds, as.POSIXct("2020-02-29 12:30:00", tz = "UTC"))
  expect_identical(made$seconds, as.POSIXct("2020-02-29 12:30:00", tz = "UTC"))
  expect_identical(made$midnights, as.Date(c("2020-02-29", NA)))
  expect_identical(made$zoned, as.POSIXct("2020-02-29 12:30:00", tz = "Asia/Tokyo"))
  expect_identical(made$offset, as.POSIXct("2020-02-29 12:30:00", tz = "Etc/GMT-3"))
  expect_identical(made$odd_offset, as.POSIXct("2020-02-29 07:00:00", tz = "UTC"))
  expect_identical(made$utc, rep(list(as.POSIXct("2020-02-29 12:30:00", tz = "UTC")), 2))
  expect_identical(made$midnight, as.POSIXct("2020-02-29", tz = "UTC"))
  expect_identical(made$midnight_alone, as.POSIXct("2020-02-29", tz = "UTC"))
  expect_identical(made$missing, .POSIXct(NA_real_, "UTC"))
  expect_identical(made$span, as.difftime(90, units = "secs"))
  expect_identical(made$days, as.difftime(c(1, NA), units = "days"))
})
