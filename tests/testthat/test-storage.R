skip_without_python()

test_that("a saved model predicts the same to the last bit", {
  model <- tiny_model()
  for (path in c(withr::local_tempfile(), withr::local_tempfile(fileext = ".zip"))) {
    save_model(model, path)
    again <- load_model(path)
    expect_identical(predict(again, "very good", type = "prob"), predict(model, "very good", type = "prob"))
    expect_identical(training_history(again), training_history(model))
    expect_identical(again$arguments$learning_rate, 0.05)
  }
})

test_that("a model that was read back knows its columns and the order of its classes", {
  reviews <- data.frame(id = "x", review = tiny_reviews()$review, score = factor(tiny_reviews()$score, ordered = TRUE))
  model <- text_classifier(seed = 1, epochs = 2) |> fit(score ~ review, data = reviews)
  path <- withr::local_tempfile()
  save_model(model, path)
  expect_identical(predict(load_model(path), reviews, type = "prob"), predict(model, reviews, type = "prob"))
  expect_identical(predict(load_model(path), reviews), predict(model, reviews))
  expect_identical(evaluate(load_model(path), reviews), evaluate(model, reviews))
})

test_that("what is not a saved model is refused by name", {
  expect_error(
    load_model("/no/such/model"), "no saved model at /no/such/model",
    class = "torchduet_file_not_found_error"
  )
  folder <- withr::local_tempdir()
  expect_error(load_model(folder), "is not a saved model", class = "torchduet_value_error")
  writeLines("mine", file.path(folder, "thesis.txt"))
  expect_error(save_model(tiny_model(), folder), "exists and is not a saved model")
  expect_true(file.exists(file.path(folder, "thesis.txt")))
})

test_that("save_model() needs a fitted model", {
  expect_error(save_model(text_classifier(), tempfile()), "needs a fitted model", class = "torchduet_not_fitted_error")
})

test_that("a path is one string", {
  for (unfit in list(3, NULL, NA_character_, c("a", "b"))) {
    expect_error(load_model(unfit), "`path` must be the name of a folder", class = "torchduet_type_error")
  }
  expect_error(save_model(tiny_model(), 3), "`path` must be the name of a folder.*given <numeric>")
})
