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

test_that("compact and lazy (ALTREP) vectors are read through R", {
  lazy <- as.character(1:100000)
  probe("describe", lazy)
  # A direct look at its memory would have made 100,000 strings in it.
  expect_match(utils::capture.output(.Internal(inspect(lazy)))[[1]], "<deferred string conversion>", fixed = TRUE)
  expect_round_trip(1:100000)
  expect_round_trip(as.character(1:3000))
  expect_round_trip(stats::setNames(1:3000, 1:3000))
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

test_that("long character vectors keep what short ones keep, compiled or not", {
  on.exit(probe("use_compiled", TRUE))
  many <- sprintf("s%d", 1:5000)
  accented <- paste0(many, "\u00e7")
  latin1 <- iconv(accented, "UTF-8", "latin1")
  bytes <- "\xff\xfe"
  Encoding(bytes) <- "bytes"
  mislabelled <- "caf\xe9"
  Encoding(mislabelled) <- "UTF-8"
  for (compiled in c(TRUE, FALSE)) {
    probe("use_compiled", compiled)
    for (x in list(many, c(many, NA, ""), accented, c(many, "\U0001F600"), rep(accented, 3), rep(NA_character_, 100))) {
      expect_round_trip(x)
      expect_identical(Encoding(probe("identity", x)), Encoding(x))
    }
    expect_equal(probe("identity", c(many, latin1)), c(many, accented))
    expect_error(probe("identity", c(many, bytes)), "value: a string is marked as \"bytes\"")
    expect_error(probe("identity", c(many, "caf\xe9")), "value: a string is not valid in its encoding")
    expect_error(probe("identity", c(many, mislabelled)), "value: a string is not valid in its encoding")
    for (missing in c("NA", "NaN", "None")) {
      expect_identical(probe("odd_texts", missing, 100), c(paste0("s", 0:99, "\u00e9"), NA))
    }
    expect_error(probe("odd_texts", "zero", 100), "a string holds a zero character", class = "torchduet_value_error")
    expect_error(probe("odd_texts", "surrogate", 100), "surrogates not allowed", class = "torchduet_value_error")
    expect_identical(probe("odd_texts", "number", 100)[[101]], 1L)
  }
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
  expect_error(probe("add", c(1, 2)), "single value; given c(1, 2)", fixed = TRUE, class = "torchduet_value_error")
  expect_identical(probe("repeat", 2, "x"), c("x", "x"))
  expect_error(probe("repeat", 1.5, "x"), "count must be a whole number; given 1.5", class = "torchduet_type_error")
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
  expect_round_trip(structure(1:3, levels = 1:3))
  expect_round_trip(structure(c(1L, 5L), levels = "a", class = "factor"))
  expect_error(probe("identity", structure(new.env(), class = "python_object")), "R session that has ended")
  expect_error(probe("text_with_zero"), "a string holds a zero character", class = "torchduet_value_error")
  expect_error(probe("fail", "ValueError", "plain"), "plain")
  odd <- structure(class = c("odd", "error", "condition"), list(message = 42, call = NULL))
  expect_identical(tryCatch(probe("call_back", function() stop(odd)), odd = function(e) e$message), 42)
})

test_that("numbers that are not whole are named, infinite ones too", {
  expect_error(probe("repeat", Inf, "x"), "count must be a whole number; given Inf")
  expect_error(one_hot(Inf, num_classes = 2), "ids must be whole numbers")
})

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

test_that("sparse matrices are scipy's, and come back compressed by column", {
  skip_if_not_installed("Matrix")
  dense <- matrix(c(0, 1.5, 0, 0, -2, 0, 3, 0, 0, 0, 0, NA), 3)
  columns <- methods::as(dense, "dgCMatrix")
  expect_round_trip(columns)
  expect_round_trip(methods::new("dgCMatrix", Dim = c(0L, 3L), p = integer(4)))
  expect_round_trip(Matrix::sparseMatrix(i = 1:1000, j = 1:1000, x = 1:1000 / 7))
  expect_identical(probe("identity", methods::as(columns, "RsparseMatrix")), columns)
  expect_identical(probe("describe", columns), "csc_array[float64]")
  expect_identical(probe("describe", methods::as(columns, "RsparseMatrix")), "csr_array[float64]")
  for (format in c("csr_matrix", "csc_matrix", "coo_matrix", "csr_array", "csc_array", "coo_array", "lil_array")) {
    expect_identical(probe("sparse", dense[, 1:3], format), methods::as(dense[, 1:3], "dgCMatrix"))
  }
  triplets <- methods::as(columns, "TsparseMatrix")
  expect_round_trip(triplets) # opaque
})

test_that("a sparse matrix in disorder is put in order, in Python's copy and not in Python's own", {
  skip_if_not_installed("Matrix")
  expected <- Matrix::sparseMatrix(i = c(1, 2), j = c(1, 1), x = c(3, 4), dims = c(2, 1))
  expect_identical(probe("disordered_sparse"), expected)
})

test_that("a sparse matrix that R cannot hold is refused", {
  expect_error(probe("sparse", matrix(1i), "csr_array"), "a sparse matrix of complex128 has no counterpart in R")
  expect_error(probe("sparse", c(1, 2), "coo_array"), "a sparse array must have two axes for R; given 1")
})

test_that("a sparse matrix without the package Matrix is a clear error", {
  lines <- run_r(c(
    "library(torchduet)",
    "unlockBinding('requireNamespace', baseenv())",
    "assign('requireNamespace', function(package, ...) package != 'Matrix', baseenv())",
    "sparse <- getFromNamespace('python_call', 'torchduet')",
    "message <- tryCatch(sparse('probe:sparse', diag(2), 'csr_array'), error = conditionMessage)",
    "cat('<', message, '>', sep = '')"
  ))
  expected <- "<a sparse matrix needs R's package Matrix, which is missing"
  expect_match(paste(lines, collapse = "\n"), expected, fixed = TRUE)
})

test_that("names of vectors come back", {
  expect_round_trip(c(a = 1.5, b = NA))
  expect_round_trip(c(a = 1L, a = NA, 3L))
  expect_round_trip(stats::setNames(c(TRUE, NA), c(NA, "x")))
  expect_round_trip(c(first = "a", second = NA))
  expect_round_trip(c(z = 1i))
  expect_round_trip(stats::setNames(double(), character()))
  expect_round_trip(c(a = as.Date("2020-01-01")))
  expect_round_trip(c(a = .POSIXct(0, "UTC")))
  expect_round_trip(stats::setNames(as.difftime(c(1, NA), units = "mins"), c("a", "b")))
  expect_round_trip(stats::setNames(factor(c("x", NA)), c("a", "b")))
  many <- stats::setNames(as.double(1:1e4), paste0("n", 1:1e4))
  expect_round_trip(many)
  expect_identical(probe("describe", c(a = 1)), "Series[float64]")
  expect_identical(probe("describe", c(a = "x")), "Series[object]")
})

test_that("names do not get in the way of what a function does", {
  named <- stats::setNames(c("good", "bad"), c("first", "second"))
  expect_identical(probe("add", c(x = 1), c(y = 2L)), 3)
  expect_identical(probe("repeat", c(count = 2), c(text = "x")), c("x", "x"))
  expect_error(probe("add", c(x = 1, y = 2)), "first must be a single value; given")
  expect_identical(tokenize(named), tokenize(unname(named)))
  expect_identical(one_hot(c(a = 1, b = 2), num_classes = 2), one_hot(c(1, 2), num_classes = 2))
  expect_identical(cosine_similarity(c(a = 1, b = 2)), cosine_similarity(c(1, 2)))
  expect_identical(probe("call_back", function() c(a = 1.5)), 1.5)
  vectorizer <- fit(text_vectorizer(max_tokens = 10), named)
  expect_identical(transform(vectorizer, named), transform(vectorizer, unname(named)))
  texts <- rep(named, 20)
  labels <- stats::setNames(factor(texts), texts)
  fitted <- function(texts, labels) predict(fit(text_classifier(seed = 1, epochs = 1), texts, labels), texts)
  expect_identical(fitted(texts, labels), fitted(unname(texts), unname(labels)))
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

test_that("lists hold what has a class", {
  expect_round_trip(list(when = as.Date("2020-01-01"), passengers = AirPassengers, list(.POSIXct(0, "UTC"))))
})

test_that("an object whose class promises what it does not have is no crash", {
  expect_round_trip(structure(c(1, 2), class = "ts"))
  expect_identical(probe("identity", structure(60, class = "difftime")), as.difftime(60, units = "secs"))
  expect_error(probe("identity", structure(60, class = "difftime", units = "moons")), "value: .*units.*moons")
  expect_error(probe("identity", structure(60, class = c("POSIXct", "POSIXt"), tzone = 3)), "value: ")
  expect_round_trip(structure("2020-01-01", class = "Date"))
  expect_true(probe("lock_is_free"))
})
