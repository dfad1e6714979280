skip_without_python()

test_that("fine_foods() is modeldata's small_fine_foods", {
  skip_if_not_installed("modeldata")
  original <- new.env()
  utils::data("small_fine_foods", package = "modeldata", envir = original)
  expect_identical(fine_foods(), tibble::as_tibble(original$training_data[c("review", "score")]))
  expect_identical(fine_foods(subset = "test"), tibble::as_tibble(original$testing_data[c("review", "score")]))
})

test_that("an unknown subset is named", {
  expect_error(fine_foods(subset = "all"), "subset must be 'train' or 'test'; given 'all'")
})
