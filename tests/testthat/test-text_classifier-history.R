skip_without_python()

test_that("the history has a row per epoch", {
  history <- training_history(tiny_model())
  expect_s3_class(history, "tbl_df")
  expect_named(history, c("epoch", "loss", "validation_loss", "validation_accuracy", "seconds"))
  expect_identical(history$epoch, 1:5)
  expect_named(training_history(tiny_model(validation_split = 0)), c("epoch", "loss", "seconds"))
})

test_that("the weights are named arrays with torch's shapes", {
  weights <- model_weights(tiny_model())
  expect_identical(lapply(weights, dim), list(
    embedding.weight = c(6L, 4L), output.weight = c(2L, 4L), output.bias = NULL
  ))
})

test_that("both need a fitted classifier", {
  expect_error(training_history(text_classifier()), "`training_history\\(\\)` needs a fitted model")
  expect_error(model_weights(text_classifier()), "`model_weights\\(\\)` needs a fitted model")
  vectorizer <- fit(text_vectorizer(), "a")
  expect_error(
    model_weights(vectorizer),
    "needs a fitted model of `text_classifier\\(\\)`.*given[\n ]+<fitted_text_vectorizer>"
  )
  expect_error(model_weights(3), "`model_weights\\(\\)` needs a fitted model; given <numeric>")
})
