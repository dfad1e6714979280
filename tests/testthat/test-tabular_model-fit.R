skip_without_python()

quick <- function(...) tabular_regressor(5, epochs = 3, seed = 1, ...)
# What the network is given of the columns.
features <- function(model) summary(model)$features

test_that("a formula and its columns learn the same", {
  by_formula <- quick() |> fit(mpg ~ wt + hp, data = mtcars)
  by_columns <- quick() |> fit(mtcars[c("wt", "hp")], mtcars$mpg)
  by_matrix <- quick() |> fit(as.matrix(mtcars[c("wt", "hp")]), mtcars$mpg)
  expected <- predict(by_formula, mtcars)
  expect_identical(predict(by_columns, mtcars), expected)
  expect_identical(predict(by_matrix, as.matrix(mtcars)), expected)
  expect_identical(predict(quick() |> fit(mpg ~ wt + hp, mtcars), mtcars), expected) # as in parsnip
  expect_identical(model_weights(by_formula), model_weights(by_columns))
})

test_that("validation data is the same in every form", {
  held_back <- mtcars[1:8, ]
  by_formula <- quick() |> fit(mpg ~ wt, data = mtcars, validation_data = held_back)
  for (pair in list(list(held_back["wt"], held_back$mpg), list(y = held_back$mpg, x = held_back["wt"]))) {
    by_columns <- quick() |> fit(mtcars["wt"], mtcars$mpg, validation_data = pair)
    expect_identical(model_weights(by_columns), model_weights(by_formula))
  }
})

test_that("a fitted model may be fitted again", {
  once <- quick() |> fit(mpg ~ wt, data = mtcars)
  twice <- fit(once, mpg ~ wt, data = mtcars)
  expect_s3_class(twice, c("fitted_tabular_regressor", "tabular_regressor", "tabular_model"), exact = TRUE)
  expect_identical(predict(twice, mtcars), predict(once, mtcars))
})

test_that("formulas take what model.frame() takes of a row", {
  expect_identical(features(quick() |> fit(mpg ~ ., data = mtcars[1:4])), c("cyl", "disp", "hp"))
  few <- quick() |> fit(mpg ~ . - hp - disp, data = mtcars[1:4])
  expect_identical(features(few), "cyl")
  expect_identical(nrow(predict(few, mtcars["cyl"])), 32L) # what was taken away need not be there
  computed <- quick() |>
    fit(log(mpg) ~ log(wt) + I(hp^2) + factor(cyl) + (am == 1), data = mtcars, validation_data = mtcars)
  expect_identical(
    features(computed),
    c("log(wt)", "I(hp^2)", "factor(cyl)_4", "factor(cyl)_6", "factor(cyl)_8", "am == 1")
  )
  expect_lt(max(predict(computed, mtcars)), log(50))
  odd <- data.frame(`a b` = 1:8, y = 1:8, check.names = FALSE)
  expect_identical(features(quick() |> fit(y ~ ., data = odd)), "a b")
  power <- 2
  expect_identical(features(quick() |> fit(mpg ~ I(wt^power), data = mtcars)), "I(wt^power)")
})

test_that("factors, strings, logicals and missing values become features", {
  pieces <- data.frame(
    size = c(1, NA, 3, 4, 5, 6, 7, 8), kind = factor(rep(c("b", "a"), 4), levels = c("b", "a", "never")),
    shop = rep(c("x", NA), each = 4), old = rep(c(TRUE, FALSE), 4), same = 1, y = 1:8
  )
  model <- quick(validation_split = 0) |> fit(y ~ ., data = pieces)
  expect_identical(features(model), c("size", "size_missing", "kind_b", "kind_a", "shop_x", "shop_missing", "old"))
  expect_warning(
    predict(model, transform(pieces, kind = "new")), "column kind has levels that training did not see: 'new'"
  )
  expect_identical(nrow(predict(model, pieces)), 8L)
})

test_that("a classifier's labels are factors, and come back as they were", {
  model <- tabular_classifier(5, epochs = 3, seed = 1) |>
    fit(kind ~ wt, data = transform(mtcars, kind = factor(cyl > 4, c(TRUE, FALSE), c("many", "few"), ordered = TRUE)))
  found <- predict(model, mtcars)$.pred_class
  expect_s3_class(found, c("ordered", "factor"), exact = TRUE)
  expect_identical(levels(found), c("many", "few"))
  numbers <- tabular_classifier(5, epochs = 3, seed = 1) |> fit(mtcars["wt"], mtcars$cyl)
  expect_identical(levels(predict(numbers, mtcars)$.pred_class), c("4", "6", "8"))
})

test_that("a linear model with an L2 penalty is ridge regression in base R", {
  rows <- nrow(mtcars)
  model <- tabular_regressor(
    integer(),
    l2_penalty = 0.4, validation_split = 0, batch_size = rows, epochs = 800, seed = 1,
    learning_rate = function(epoch) 0.1 * 0.5^(epoch / 60)
  ) |> fit(mpg ~ wt + hp + qsec, data = mtcars)
  standard <- function(x) (x - mean(x)) / sqrt(mean((x - mean(x))^2))
  x <- apply(as.matrix(mtcars[c("wt", "hp", "qsec")]), 2, standard)
  closed_form <- solve(crossprod(x) + rows * 0.4 / 2 * diag(3), crossprod(x, standard(mtcars$mpg)))
  expect_equal(as.vector(model_weights(model)$output.weight), as.vector(closed_form), tolerance = 1e-4)
})

test_that("without a penalty it is lm() and glm()", {
  steps <- list(
    integer(),
    validation_split = 0, batch_size = 32, epochs = 800, seed = 1,
    learning_rate = function(epoch) 0.1 * 0.5^(epoch / 60)
  )
  model <- do.call(tabular_regressor, steps) |> fit(mpg ~ qsec + factor(am), data = mtcars)
  expect_equal(
    predict(model, mtcars)$.pred, unname(stats::fitted(stats::lm(mpg ~ qsec + factor(am), mtcars))),
    tolerance = 1e-4
  )
  model <- do.call(tabular_classifier, steps) |> fit(factor(vs) ~ mpg, data = mtcars)
  by_glm <- stats::glm(vs ~ mpg, stats::binomial, mtcars)
  expect_equal(predict(model, mtcars, type = "prob")$.pred_1, unname(stats::fitted(by_glm)), tolerance = 1e-3)
})

test_that("it reaches what nnet reaches", {
  skip_if_not_installed("nnet")
  set.seed(1)
  training <- sample(150, 100)
  peer <- nnet::nnet(Species ~ ., data = iris[training, ], size = 8, decay = 0.01, maxit = 100, trace = FALSE)
  right <- mean(predict(peer, iris[-training, ], type = "class") == iris$Species[-training])
  model <- tabular_classifier(seed = 1, epochs = 50) |> fit(Species ~ ., data = iris[training, ])
  expect_gt(right, 0.9)
  expect_gte(evaluate(model, iris[-training, ])$accuracy, right - 0.04)
})

test_that("functions of R take part", {
  squares <- function(predictions, targets) {
    errors <- predictions - targets
    list(loss = mean(errors^2), gradient = 2 * errors / length(errors))
  }
  worst <- function(targets, predictions) max(abs(targets - predictions))
  model <- quick(loss = squares, metrics = list(worst = worst)) |>
    fit(mpg ~ wt, data = mtcars)
  expect_gt(min(training_history(model)$loss), 1) # in miles per gallon
  scaled <- function(predictions, targets) {
    parts <- squares(predictions, targets)
    lapply(parts, function(part) part / mean((mtcars$mpg - mean(mtcars$mpg))^2))
  }
  by_hand <- quick(loss = scaled, validation_split = 0) |> fit(mpg ~ wt, data = mtcars)
  built_in <- quick(validation_split = 0) |> fit(mpg ~ wt, data = mtcars)
  expect_equal(predict(by_hand, mtcars), predict(built_in, mtcars), tolerance = 1e-5)
  measured <- evaluate(model, mtcars)
  expect_named(measured, c("rmse", "mae", "r_squared", "worst"))
  expect_equal(measured$worst, max(abs(augment(model, mtcars)$.resid)))
  told <- tabular_classifier(5, epochs = 2, seed = 1, metrics = list(first = function(labels, probabilities) {
    mean(probabilities[, levels(labels)[[1]]])
  })) |> fit(Species ~ ., data = iris)
  expect_equal(evaluate(told, iris)$first, mean(predict(told, iris, type = "prob")$.pred_setosa))
})

test_that("what depends on other rows is refused, and what depends on its own is not", {
  refused <- function(formula, given, data = mtcars) {
    expect_error(
      fit(quick(), formula, data = data),
      paste0("that look at one row; given `", given, ".*`.*Make a column of it first")
    )
  }
  refused(mpg ~ wt + I(hp - mean(hp)), "I\\(hp - mean\\(hp\\)\\)")
  refused(mpg ~ cut(hp, 3), "cut")
  refused(mpg ~ scale(wt), "scale")
  refused(scale(mpg) ~ wt, "scale\\(mpg\\)")
  refused(mpg ~ cumsum(wt), "cumsum")
  refused(mpg ~ c(wt[-1], NA), "c\\(wt\\[-1\\], NA\\)")
  refused(mpg ~ as.integer(factor(cyl)), "as.integer")
  beside <- mtcars$wt
  refused(mpg ~ hp + beside, "beside")
  outcome <- mtcars$mpg
  odd <- transform(mtcars, kind = factor(cyl), wt = replace(wt, c(1, 32), NA), day = as.Date("2020-01-01") + hp)
  breaks <- c(0, 100, 400)
  accepted <- outcome ~ I(hp^2) + log(hp) + cut(hp, breaks) + factor(cyl) + kind + as.integer(kind) + (am == 1) +
    ifelse(wt > 3, 1, 0) + as.numeric(day) + format(day, "%Y")
  expect_no_error(fit(quick(), accepted, data = tibble::as_tibble(odd)))
  expect_no_error(fit(quick(validation_split = 0), mpg ~ log(wt), data = mtcars[1:2, ]))
})

test_that("formulas and tables that do not fit", {
  refused <- function(formula, message, data = mtcars) expect_error(fit(quick(), formula, data = data), message)
  refused(~wt, "with an outcome")
  refused(mpg ~ 1, "with a variable on its right side")
  refused(mpg ~ wt * hp, "without interactions; given `wt:hp`")
  refused(mpg ~ wt + offset(hp), "without an offset")
  refused(mpg ~ poly(wt, 2), "that look at one row; given `poly\\(wt, 2\\)`")
  refused(mpg ~ wtt, "`data` has no column wtt")
  refused(mpg ~ t, "`data` has no column t") # a function is no variable
  refused(mgp ~ wt, "`data` has no column mgp")
  refused(mpg ~ wt, "`data` must be a data frame", data = as.list(mtcars))
  refused(Ozone ~ Wind, "`Ozone` must not be missing: rows 5, 10", data = airquality)
  expect_error(fit(quick(), mtcars), "`y` must hold what to learn")
  expect_error(fit(quick(), mtcars$wt, mtcars$mpg), "`x` must be a data frame or a matrix")
  expect_error(fit(quick(), mpg ~ wt, mtcars, validation_data = list(1, 2)), "`validation_data` must be a data frame")
  expect_error(fit(quick(), mtcars["wt"], mtcars$mpg, validation_data = mtcars), "must be a list of two")
  expect_error(fit(quick(), mpg ~ wt, data = mtcars, held_back = mtcars), "unused argument: `held_back`")
})
