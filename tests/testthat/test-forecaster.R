skip_without_python()

quick <- function(...) {
  settings <- utils::modifyList(list("linear", horizon = 4, members = 1, epochs = 3, seed = 1), list(...))
  do.call(forecaster, settings)
}

test_that("a ts goes in and can come out", {
  model <- quick() |> fit(AirPassengers)
  table <- predict(model)
  expect_s3_class(table, "tbl_df")
  expect_named(table, c("time", "step", "mean", "lower_80", "upper_80", "lower_95", "upper_95"))
  expect_identical(table$time, as.Date(sprintf("1961-%02d-01", 1:4)))
  expect_identical(table$step, 1:4)
  series <- as.ts(table)
  expect_equal(as.ts(table[2:3, ]), window(series, start = c(1961, 2), end = c(1961, 3)))
  expect_equal(tsp(series), c(1961, 1961 + 3 / 12, 12))
  expect_identical(as.vector(series[, "mean"]), table$mean)
  expect_identical(names(predict(model, h = 1, levels = NULL)), c("time", "step", "mean"))
})

test_that("times are those of R", {
  expect_identical(predict(quick() |> fit(as.numeric(nottem)))$time, 241:244)
  weekly <- ts(as.numeric(nottem), start = c(3, 2), frequency = 7)
  table <- predict(quick() |> fit(weekly))
  expect_equal(table$time, as.vector(tsp(weekly)[[2]] + 1:4 / 7))
  expect_equal(tsp(as.ts(table))[[1]], tsp(weekly)[[2]] + 1 / 7)
  days <- data.frame(day = as.Date("2020-01-01") + 0:99, rides = 50 + as.numeric(nottem)[1:100], line = "a")
  long <- rbind(days, transform(days, rides = 2 * rides, line = "b"))
  table <- predict(quick() |> fit(long, time = "day", value = "rides", key = "line"))
  expect_identical(table$series, rep(c("a", "b"), each = 4))
  expect_identical(table$time, rep(as.Date("2020-04-10") + 0:3, 2))
  expect_equal(table$mean[5:8], 2 * table$mean[1:4], tolerance = 1e-3)
  both <- as.ts(predict(quick() |> fit(cbind(one = ldeaths, two = mdeaths))))
  expect_named(both, c("one", "two"))
  expect_equal(tsp(both$two)[[1]], 1980)
})

test_that("covariates may be columns, a data frame or a matrix", {
  days <- chicago()[1:304, c("date", "ridership", "Cubs_Home", "temp_max")]
  past <- days[1:300, ]
  future <- days[301:304, ]
  given <- c("Cubs_Home", "temp_max")
  named <- quick() |> fit(past, covariates = given, time = "date", value = "ridership")
  table <- predict(named, covariates = future)
  dated <- quick() |> fit(past, past[c("date", given)], time = "date", value = "ridership")
  expect_identical(predict(dated, covariates = future[c("date", given)]), table)
  counted <- quick() |> fit(past, as.matrix(past[given]), time = "date", value = "ridership")
  expect_identical(predict(counted, covariates = as.matrix(future[given]))$mean, table$mean)
  expect_error(predict(named, covariates = future[1:3, ]), "no row for 1 time.* the first is 2001-11-21")
})

test_that("update() leaves its argument as it was", {
  model <- quick() |> fit(AirPassengers)
  before <- predict(model)
  grown <- update(model, c(450, 430))
  expect_identical(predict(model), before)
  expect_identical(predict(grown)$time[[1]], as.Date("1961-03-01"))
  expect_equal(tsp(as.ts(predict(grown)))[[1]], 1961 + 2 / 12)
  expect_identical(glance(grown)$n_observations, 146L)
  expect_error(update(model, AirPassengers), "1961-01 is next; given 1949-01")
})

test_that("broom's verbs", {
  model <- quick() |> fit(AirPassengers)
  around <- augment(model)
  expect_named(around, c("time", "value", ".fitted", ".resid"))
  expect_identical(around$value, as.vector(AirPassengers)[-(1:24)])
  expect_equal(around$.fitted + around$.resid, around$value)
  facts <- glance(model)
  expect_identical(nrow(facts), 1L)
  expect_identical(facts[c("window", "horizon", "epochs")], tibble::tibble(window = 24L, horizon = 4L, epochs = 3L))
  expect_identical(facts$n_parameters, sum(tidy(model)$parameters))
  expect_named(training_history(model), c("epoch", "loss", "validation_loss", "seconds"))
})

test_that("a saved model forecasts the same", {
  model <- quick() |> fit(ts(as.numeric(nottem), frequency = 7))
  path <- withr::local_tempfile(fileext = ".zip")
  save_model(model, path)
  back <- load_model(path)
  expect_identical(predict(back), predict(model))
  expect_identical(as.ts(predict(back)), as.ts(predict(model)))
  save_model(quick() |> fit(as.numeric(nottem)), path)
  expect_identical(predict(load_model(path))$time, 241:244)
})

test_that("printing says what to do next", {
  expect_output(print(forecaster(window = 3)), "not fitted yet.*window = 3.*fit\\(series\\)")
  expect_output(print(quick() |> fit(AirPassengers)), "144 observations, window 24, horizon 4, epochs run: 3")
})

test_that("a plot shows the series and the bands", {
  skip_if_not_installed("ggplot2")
  model <- quick() |> fit(AirPassengers)
  picture <- ggplot2::autoplot(model, last = 30)
  drawn <- ggplot2::ggplot_build(picture)$data
  expect_identical(vapply(drawn, nrow, 1L), c(8L, 30L, 4L))
  expect_identical(vapply(ggplot2::ggplot_build(ggplot2::autoplot(model, levels = NULL))$data, nrow, 1L), c(24L, 4L))
})

test_that("errors are in R's words", {
  expect_error(quick() |> fit(c(1, NA, 3)), "the first is element 2")
  expect_error(quick(horizon = 0) |> fit(AirPassengers), "horizon must be at least 1 or NULL; given 0")
  expect_error(quick() |> predict(), class = "torchduet_not_fitted_error")
  expect_error(quick() |> fit(AirPassengers) |> predict(h = 5), "at most 4")
})
