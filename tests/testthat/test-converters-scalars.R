skip_without_python()

test_that("annotated scalars want one value of their kind", {
  expect_identical(probe("add", 1, second = 2L), 3)
  expect_error(probe("add", c(1, 2)), "single value; given c(1, 2)", fixed = TRUE, class = "torchduet_value_error")
  expect_identical(probe("repeat", 2, "x"), c("x", "x"))
  expect_error(probe("repeat", 1.5, "x"), "count must be a whole number; given 1.5", class = "torchduet_type_error")
  expect_error(probe("repeat", NA_integer_, "x"), "count must not be NA", class = "torchduet_value_error")
})

test_that("numbers that are not whole are named, infinite ones too", {
  expect_error(probe("repeat", Inf, "x"), "count must be a whole number; given Inf")
  expect_error(one_hot(Inf, num_classes = 2), "ids must be whole numbers")
})
