skip_without_python()

classifier <- tabular_classifier(c(5, 4), batch_normalization = "after", epochs = 3, seed = 1) |>
  fit(Species ~ ., data = iris)
regressor <- tabular_regressor(integer(), epochs = 3, seed = 1) |> fit(mpg ~ wt + factor(cyl), data = mtcars)

test_that("glance() is one row of facts", {
  facts <- glance(classifier)
  history <- training_history(classifier)
  expect_named(facts, c(
    "n_classes", "n_columns", "n_features", "n_parameters", "n_rows", "epochs", "best_epoch", "loss", "validation_loss",
    "validation_accuracy", "seconds", "seed"
  ))
  expect_identical(facts$n_parameters, 4L * 5L + 5L + 10L + 5L * 4L + 4L + 8L + 4L * 3L + 3L)
  expect_identical(facts$validation_loss, min(history$validation_loss))
  facts <- glance(regressor)
  expect_false(any(c("n_classes", "validation_accuracy") %in% names(facts)))
  expect_identical(unlist(facts[c("n_columns", "n_features", "n_rows")], use.names = FALSE), c(2L, 4L, 32L))
})

test_that("tidy() and summary() list the layers", {
  layers <- tidy(classifier)
  expect_identical(sum(layers$parameters), glance(classifier)$n_parameters)
  all_names <- names(model_weights(classifier))
  expect_identical(layers$weights, grep("running|num_batches", all_names, value = TRUE, invert = TRUE))
  about <- summary(regressor)
  expect_identical(about$features, c("wt", "factor(cyl)_4", "factor(cyl)_6", "factor(cyl)_8"))
  expect_output(print(about), "A tabular regressor\n.*output.weight.*rows +32\n columns +2\n features +4\n")
  expect_output(print(summary(classifier)), "A tabular classifier: setosa, versicolor, virginica.*validation accuracy")
  expect_false(any(grepl("accuracy", capture.output(print(about)))))
})

test_that("printing says what to do next", {
  expect_output(print(tabular_classifier(3)), "A tabular classifier, not fitted yet.\n  with hidden_sizes = 3\n.*outco")
  expect_output(print(classifier), "fitted: setosa, versicolor, virginica.*4 features of 4 columns.*accuracy.*Use")
  expect_output(print(regressor), "A tabular regressor, fitted.\n.*on held-back rows: loss [0-9.]+\n")
})

test_that("plot() draws the history", {
  skip_if_not_installed("ggplot2")
  picture <- ggplot2::autoplot(regressor)
  expect_s3_class(picture, "ggplot")
  expect_identical(unique(picture$data$texts), c("training", "validation"))
  withr::local_pdf(NULL)
  expect_identical(withVisible(plot(classifier))$visible, FALSE)
})

test_that("weights go to files and come back", {
  path <- withr::local_tempfile(fileext = ".safetensors")
  export_weights(regressor, path)
  other <- tabular_regressor(integer(), epochs = 1, seed = 5) |> fit(mpg ~ wt + factor(cyl), data = mtcars)
  expect_identical(model_weights(import_weights(other, path)), model_weights(regressor))
})
