skip_without_python()

test_that("weights go to a file by R torch's names and come back into another model", {
  model <- tiny_model(architecture = "lstm", hidden_size = 3, layers = 2, validation_split = 0)
  other <- text_classifier(
    "lstm", hidden_size = 3, layers = 2, embedding_dim = 4, epochs = 1, validation_split = 0, seed = 1
  ) |>
    fit(score ~ review, data = tiny_reviews())
  path <- withr::local_tempfile(fileext = ".safetensors")
  expect_identical(withVisible(export_weights(model, path, names = "r-torch"))$visible, FALSE)

  # The file's own table of contents: its length in eight bytes, then JSON.
  connection <- file(path, "rb")
  withr::defer(close(connection))
  size <- readBin(connection, "integer", 2, size = 4)
  contents <- jsonlite::fromJSON(rawToChar(readBin(connection, "raw", size[[1]])))
  expect_identical(contents$layers.recurrent.weight_ih_l1$shape, c(12L, 4L))
  expect_identical(contents$layers.recurrent.weight_ih_l2$shape, c(12L, 3L))
  expect_false(any(grepl("_l0", names(contents))))

  before <- model_weights(other)
  same <- import_weights(other, path, names = "r-torch")
  expect_identical(model_weights(same), model_weights(model))
  expect_identical(model_weights(other), before) # what is given stays as it is
  expect_identical(
    predict(same, tiny_reviews(), type = "prob"), predict(model, tiny_reviews(), type = "prob")
  )
  expect_s3_class(same, "fitted_text_classifier")
})

test_that("weights of a model with another vocabulary are refused", {
  path <- withr::local_tempfile(fileext = ".safetensors")
  settings <- list("gru", hidden_size = 2, embedding_dim = 2, epochs = 1, validation_split = 0, seed = 1)
  fitted_to <- function(texts) fit(do.call(text_classifier, settings), texts, rep(c("+", "-"), 5))
  export_weights(fitted_to(rep(c("good", "bad"), 5)), path)
  expect_error(
    import_weights(fitted_to(rep(c("fine", "poor"), 5)), path), "another vocabulary", class = "torchduet_value_error"
  )
})

test_that("weights that do not fit are named, as the file names them", {
  wide <- tiny_model(architecture = "gru", hidden_size = 5)
  narrow <- tiny_model(architecture = "gru", hidden_size = 3)
  path <- withr::local_tempfile(fileext = ".safetensors")
  export_weights(wide, path, names = "r-torch")
  expect_error(
    import_weights(narrow, path, names = "r-torch"),
    "weight_ih_l1 must have shape \\(9, 4\\), as in the network; given \\(15, 4\\)", class = "torchduet_value_error"
  )
  expect_error(import_weights(narrow, tempfile()), "there is no file of weights")
  expect_error(export_weights(text_classifier(), path), "needs a fitted model", class = "torchduet_not_fitted_error")
  expect_error(export_weights(narrow, path, names = "keras"), "names must be one of", class = "torchduet_value_error")
})
