skip_without_python()

test_that("lists keep names, nesting and order", {
  expect_round_trip(list(1, "a", NULL, TRUE))
  expect_round_trip(list(a = 1, b = list(c = "x", d = c(1L, NA))))
  expect_round_trip(list(a = 1, a = 2))
  expect_round_trip(list(a = 1, 2))
  expect_round_trip(stats::setNames(list(), character()))
})

test_that("lists hold what has a class", {
  expect_round_trip(list(when = as.Date("2020-01-01"), passengers = AirPassengers, list(.POSIXct(0, "UTC"))))
})

# Long enough to cross as one vector.
test_that("lists of many vectors of one kind come back as they were", {
  expect_round_trip(lapply(1:100, function(i) as.double(seq_len(i %% 5))))
  expect_round_trip(lapply(1:100, function(i) c(NA, NaN, i)))
  expect_round_trip(as.list(1:100))
  expect_round_trip(as.list(rep(c(TRUE, FALSE), 50)))
  expect_round_trip(lapply(1:100, function(i) rep(c("a", NA, "\u00e7"), i %% 3)))
  expect_round_trip(as.list(c(letters, letters, NA)))
  expect_round_trip(rep(list(character()), 100))
})

test_that("so do lists in which one is of another kind, has a name, an NA or a compact form", {
  expect_round_trip(lapply(1:100, function(i) c(i, NA)))
  expect_round_trip(as.list(rep(c(TRUE, NA), 50)))
  expect_round_trip(c(as.list(1:99), list(c(a = 1L))))
  expect_round_trip(c(as.list(1:99), list(1:3)))
  expect_round_trip(c(as.list(as.double(1:99)), list(1L)))
  expect_round_trip(stats::setNames(as.list(1:60), paste0("n", 1:60)))
})

test_that("many strings come back whatever their encoding, and what is no text is refused", {
  latin <- "fa\xE7ile"
  Encoding(latin) <- "latin1"
  expect_round_trip(rep(c(latin, NA, "b"), 50))
  expect_round_trip(as.list(rep(c(latin, "b"), 50)))
  expect_round_trip(rep(c("\u00e7", NA), 5000))
  bytes <- "a\xff"
  Encoding(bytes) <- "bytes"
  expect_error(python_call("probe:identity", rep(c(bytes, "a"), 50)), "marked as \"bytes\"")
  expect_error(python_call("probe:identity", as.list(rep(c(bytes, "a"), 50))), "marked as \"bytes\"")
  Encoding(bytes) <- "UTF-8"
  expect_error(python_call("probe:identity", rep(c(bytes, "a"), 50)), "not valid in its encoding")
})
