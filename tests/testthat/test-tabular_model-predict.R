skip_without_python()

classifier <- tabular_classifier(5, epochs = 3, seed = 1) |> fit(Species ~ ., data = iris)
regressor <- tabular_regressor(5, epochs = 3, seed = 1) |> fit(mpg ~ wt + hp, data = mtcars)

test_that("predict() gives a tibble with a row per row", {
  probabilities <- predict(classifier, iris, type = "prob")
  expect_s3_class(probabilities, "tbl_df")
  expect_named(probabilities, c(".pred_setosa", ".pred_versicolor", ".pred_virginica"))
  expect_equal(rowSums(probabilities), rep(1, 150))
  found <- predict(classifier, iris)
  expect_identical(levels(found$.pred_class), levels(iris$Species))
  expect_identical(as.integer(found$.pred_class), max.col(as.matrix(probabilities), "first"))
  expect_named(predict(regressor, mtcars), ".pred")
  expect_identical(predict(regressor, mtcars, type = "numeric"), predict(regressor, mtcars))
  expect_identical(nrow(predict(regressor, mtcars[0, ])), 0L)
})

test_that("columns are found by their names", {
  expect_identical(predict(classifier, iris[5:1]), predict(classifier, iris))
  expect_error(predict(regressor, mtcars["wt"]), "`new_data` has no column hp; it has wt")
  by_columns <- tabular_regressor(5, epochs = 2, seed = 1) |> fit(mtcars[c("wt", "hp")], mtcars$mpg)
  expect_error(predict(by_columns, mtcars["wt"]), "`new_data` has no column hp; it has wt")
  expect_error(predict(regressor), "`new_data` must hold the rows to predict")
  expect_error(predict(regressor, 3), "`new_data` must be a data frame or a matrix")
  expect_error(predict(regressor, mtcars, type = "prob"), "`type` must be \"numeric\"")
  expect_error(predict(classifier, iris, type = "numeric"), "`type` must be \"class\" or \"prob\"")
  expect_error(predict(tabular_regressor(), mtcars), "needs a fitted model")
})

test_that("a column of the training data is one of new data, whatever else has its name", {
  wt <- mtcars$wt
  mpg <- mtcars$mpg
  power <- 2
  model <- tabular_regressor(5, epochs = 2, seed = 1) |> fit(mpg ~ I(wt^power), data = mtcars, validation_data = mtcars)
  expect_identical(nrow(predict(model, data.frame(wt = 1:3))), 3L)
  expect_error(predict(model, data.frame(hp = 1:3)), "`new_data` has no column wt; it has hp")
  expect_error(evaluate(model, mtcars["wt"]), "`new_data` has no column mpg")
  expect_error(
    tabular_regressor() |> fit(mpg ~ wt, data = mtcars, validation_data = mtcars["mpg"]),
    "`validation_data` has no column wt"
  )
  path <- withr::local_tempfile(fileext = ".zip")
  tabular_regressor(5, epochs = 2, seed = 1) |>
    fit(mpg ~ wt, data = mtcars) |>
    save_model(path)
  assign("wt", 1:3, globalenv())
  withr::defer(rm("wt", envir = globalenv()))
  expect_error(predict(load_model(path), data.frame(hp = 1:3)), "`new_data` has no column wt; it has hp")
})

test_that("evaluate() measures as base R does", {
  measured <- evaluate(regressor, mtcars)
  errors <- mtcars$mpg - predict(regressor, mtcars)$.pred
  expect_equal(measured$rmse, sqrt(mean(errors^2)))
  expect_equal(measured$mae, mean(abs(errors)))
  expect_equal(measured$r_squared, 1 - sum(errors^2) / sum((mtcars$mpg - mean(mtcars$mpg))^2))
  expect_identical(evaluate(regressor, mtcars[c("hp", "wt")], mtcars$mpg), measured)
  expect_identical(evaluate(regressor, mtcars, "mpg"), measured)
  expect_error(evaluate(regressor, mtcars[c("hp", "wt")]), "`new_data` has no column mpg")
  expect_error(evaluate(regressor, mtcars, "mgp"), "`new_data` has no column mgp")
  found <- evaluate(classifier, iris)
  expect_named(found, c("accuracy", "auc", "log_loss"))
  expect_equal(found$accuracy, mean(predict(classifier, iris)$.pred_class == iris$Species))
  right <- as.matrix(predict(classifier, iris, type = "prob"))[cbind(1:150, as.integer(iris$Species))]
  expect_equal(found$log_loss, -mean(log(right)))
})

test_that("of one row too, a string names a column if there is one, else it is the label", {
  expect_identical(evaluate(regressor, mtcars[1, ], y = "mpg"), evaluate(regressor, mtcars[1, ], y = mtcars$mpg[[1]]))
  expect_identical(evaluate(regressor, as.matrix(mtcars), y = "mpg"), evaluate(regressor, mtcars))
  expect_identical(evaluate(regressor, as.matrix(mtcars)), evaluate(regressor, mtcars))
  expected <- evaluate(classifier, iris[1, ], y = iris$Species[[1]])
  expect_identical(evaluate(classifier, iris[1, ], y = "Species"), expected)
  expect_identical(evaluate(classifier, iris[1, ], y = "setosa"), expected)
  # the formula's outcome is no name, even where a column is called like the label
  text <- transform(iris[1, ], Species = as.character(Species), setosa = "virginica")
  expect_identical(evaluate(classifier, text), expected)
})

test_that("augment() puts predictions beside the data", {
  around <- augment(regressor, mtcars)
  expect_named(around, c(names(mtcars), ".pred", ".resid"))
  expect_equal(around$.pred + around$.resid, mtcars$mpg)
  expect_named(augment(regressor, mtcars[c("hp", "wt")]), c("hp", "wt", ".pred"))
  expect_named(augment(classifier, iris), c(names(iris), ".pred_class", paste0(".pred_", levels(iris$Species))))
  expect_error(augment(regressor, around), "has the columns .pred and .resid already")
})

test_that("a saved model is the same", {
  path <- withr::local_tempfile(fileext = ".zip")
  for (model in list(classifier, regressor)) {
    save_model(model, path)
    back <- load_model(path)
    data <- if (inherits(model, "tabular_classifier")) iris else mtcars
    expect_identical(predict(back, data), predict(model, data))
    expect_identical(evaluate(back, data), evaluate(model, data)) # the formula came back too
    expect_identical(glance(back), glance(model))
    expect_identical(capture.output(print(back)), capture.output(print(model)))
  }
})
