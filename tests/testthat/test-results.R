skip_without_python()

test_that("results come back in order, arrays with their shape", {
  clear_results()
  withr::defer(clear_results())
  record_result("loss", 0.5)
  record_result("weights", matrix(c(1, 2, 3, 4), 2), kind = "by_hand", expected = matrix(c(1, 2, 3, 4), 2))
  results <- recorded_results()
  expect_identical(vapply(results, `[[`, "", "name"), c("loss", "weights"))
  expect_identical(results[[2]]$values, matrix(c(1, 2, 3, 4), 2))
  expect_null(results[[1]]$expected)
})

test_that("a by-hand result needs what it is compared with", {
  expect_error(record_result("x", 1, kind = "by_hand"), "expected must be what the library gives for result 'x'")
  expect_error(record_result("x", 1, kind = "guess"), "kind must be one of")
})
