skip_without_python()

test_that("printing says what it is, what was set and what to do next", {
  expect_snapshot(print(text_classifier()))
  settings <- text_classifier(
    epochs = 5, patience = NULL, learning_rate = 0.05, seed = 20240131, verbose = FALSE,
    callbacks = function(record) NULL
  )
  expect_snapshot(print(settings))
  model <- tiny_model()
  expect_snapshot(print(model), transform = function(lines) sub("loss [0-9.]+", "loss (number)", lines))
  capture.output(expect_identical(print(model), model))
})

test_that("a model that was read back shows the same settings; how progress was shown is none of the model", {
  model <- tiny_model()
  path <- withr::local_tempfile()
  save_model(model, path)
  expect_identical(capture.output(print(load_model(path))), capture.output(print(model)))
})

test_that("many classes are not all printed", {
  expect_warning(model <- fit(text_classifier(seed = 1, epochs = 1), letters, LETTERS), "26 classes for 26 texts")
  expect_output(print(model), "fitted: A, B, C, D, E, F, G, H, I, J, \\.\\.\\.\\.")
})
