skip_without_python()

tested <- backtest(c("seasonal_naive", "drift"), AirPassengers, horizon = 12, folds = 2)

test_that("a backtest is three tibbles", {
  expect_s3_class(tested, "torchduet_backtest")
  expect_s3_class(tested$accuracy, "tbl_df")
  expect_identical(tidy(tested), tested$accuracy)
  expect_identical(tested$accuracy$origin, as.Date(rep(c("1958-12-01", "1959-12-01"), 2)))
  expect_identical(tested$accuracy$fold, c(1L, 2L, 1L, 2L))
  expect_identical(tested$forecasts$step, rep(1:12, 4))
  expect_identical(tested$forecasts$actual, rep(AirPassengers[121:144], 2))
  expect_identical(summary(tested)$model, c("seasonal_naive", "drift"))
})

test_that("the measures are those of base R", {
  naive <- tested$forecasts[tested$forecasts$model == "seasonal_naive", ]
  expect_identical(naive$mean, c(AirPassengers[109:120], AirPassengers[121:132]))
  errors <- naive$actual - naive$mean
  scales <- c(mean(abs(diff(AirPassengers[1:120], 12))), mean(abs(diff(AirPassengers[1:132], 12))))
  pooled <- summary(tested)[1, ]
  expect_equal(pooled$mae, mean(abs(errors)))
  expect_equal(pooled$rmse, sqrt(mean(errors^2)))
  expect_equal(pooled$mase, mean(abs(errors) / rep(scales, each = 12)))
  hits <- sum(naive$lower_80 <= naive$actual & naive$actual <= naive$upper_80)
  interval <- binom.test(hits, 24)$conf.int
  expect_equal(c(pooled$coverage_80_low, pooled$coverage_80_high), as.vector(interval))
})

test_that("functions get what the series is, and may return what the package forecast does", {
  as_forecast <- function(y, h) {
    expect_true(stats::is.ts(y))
    expect_identical(frequency(y), 12)
    bounds <- function(numbers) matrix(numbers, h, 2, byrow = TRUE)
    structure(
      list(mean = ts(rep(1, h)), level = c(80, 95), lower = bounds(c(0, -1)), upper = bounds(2:3)),
      class = "forecast"
    )
  }
  found <- backtest(list(mine = as_forecast), AirPassengers, horizon = 2, folds = 1)$forecasts
  expect_identical(found$lower_95, c(-1, -1))
  expect_identical(found$upper_80, c(2, 2))
  weekly <- function(y, h) {
    expect_identical(frequency(y), 7)
    rep(y[[length(y)]], h)
  }
  series <- ts(sin(1:50), frequency = 7, start = 2)
  found <- backtest(list(weekly), series, horizon = 7, folds = 2, window = "sliding")
  expect_equal(found$accuracy$origin, time(series)[c(36, 43)])
})

test_that("observations without times count from 1", {
  found <- backtest("last", c(1, 2, 4, 8), horizon = 1, folds = 2)
  expect_identical(found$accuracy$origin, 2:3)
  expect_identical(found$forecasts$time, 3:4)
})

test_that("several series come as a ts of several or as a data frame", {
  wide <- backtest("last", cbind(mdeaths, fdeaths), horizon = 12, folds = 1)
  expect_identical(wide$accuracy$series, c("mdeaths", "fdeaths"))
  months <- seq(as.Date("1974-01-01"), by = "month", length.out = 72)
  long <- data.frame(month = rep(months, 2), sex = rep(c("m", "f"), each = 72), deaths = c(mdeaths, fdeaths))
  found <- backtest("last", long, horizon = 12, folds = 1, time = "month", value = "deaths", key = "sex")
  expect_identical(found$accuracy$mae, wide$accuracy$mae)
  expect_identical(found$forecasts$time[1:2], as.Date(c("1979-01-01", "1979-02-01")))
})

test_that("an error names model and origin, models have names of their own", {
  expect_error(
    backtest(list(mine = function(y, h) stop("no idea")), AirPassengers, horizon = 1, folds = 1),
    'model "mine" failed at origin 1960-11: no idea', class = "torchduet_runtime_error"
  )
  expect_error(backtest(list("last", "last"), AirPassengers, horizon = 1), "names of their own")
  expect_error(backtest(3, AirPassengers, horizon = 1), class = "torchduet_type_error")
  expect_error(backtest("last", AirPassengers, horizon = 1, verbose = "no"), "verbose")
})

test_that("progress is told by model and fold", {
  expect_message(backtest("last", 1:9, horizon = 1, folds = 2, verbose = TRUE), "Fold 2/2 last")
  told <- NULL
  backtest("last", 1:9, horizon = 1, folds = 2, callbacks = function(record) told <<- rbind(told, record))
  expect_identical(told$done, 1:2)
  expect_identical(told$model, c("last", "last"))
})

test_that("it prints and draws itself", {
  shown <- capture.output(print(tested))
  expect_identical(shown[[1]], "A backtest of 2 models, 2 folds of 12 steps.")
  skip_if_not_installed("ggplot2")
  picture <- ggplot2::autoplot(tested)
  expect_identical(levels(picture$data$model), c("seasonal_naive", "drift"))
  expect_match(ggplot2::get_alt_text(picture), "with intervals of 95 %")
  expect_error(plot(backtest("last", cbind(mdeaths, fdeaths), 12, 1), series = "x"), "one of")
})
