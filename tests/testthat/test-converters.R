# The types as Python sees them, and what is none of them.

skip_without_python()

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

test_that("what Python does not know comes back as what it was", {
  expect_identical(probe("identity", y ~ x), y ~ x)
  expect_identical(probe("identity", globalenv()), globalenv())
  expect_identical(probe("identity", quote(a)), quote(a))
  expect_identical(probe("identity", quote(a + b)), quote(a + b))
  expect_identical(probe("identity", mean), mean)
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

test_that("an object whose class promises what it does not have is no crash", {
  expect_round_trip(structure(c(1, 2), class = "ts"))
  expect_identical(probe("identity", structure(60, class = "difftime")), as.difftime(60, units = "secs"))
  expect_error(probe("identity", structure(60, class = "difftime", units = "moons")), "value: .*units.*moons")
  expect_error(probe("identity", structure(60, class = c("POSIXct", "POSIXt"), tzone = 3)), "value: ")
  expect_round_trip(structure("2020-01-01", class = "Date"))
  expect_true(probe("lock_is_free"))
})
