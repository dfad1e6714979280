skip_without_python()

test_that("forecasts are tibbles with dates, by the textbook's formulas", {
  model <- naive_forecaster("drift") |> fit(AirPassengers)
  found <- predict(model, h = 3, levels = 90)
  expect_s3_class(found, "tbl_df")
  expect_identical(found$time, as.Date(c("1961-01-01", "1961-02-01", "1961-03-01")))
  slope <- (432 - 112) / 143
  expect_equal(found$mean, 432 + 1:3 * slope)
  sigma <- sqrt(sum((diff(AirPassengers) - slope)^2) / 142)
  expect_equal(found$upper_90 - found$mean, qnorm(0.95) * sigma * sqrt(1:3 * (1 + 1:3 / 143)))
  expect_named(predict(model, h = 1, levels = NULL), c("time", "step", "mean"))
})

test_that("the season is that of the ts, or what is said", {
  expect_identical(nrow(naive_forecaster("seasonal") |> fit(AirPassengers) |> predict()), 24L)
  found <- naive_forecaster("seasonal", seasonal_period = 2) |> fit(c(1, 2, 3, 5)) |> predict(h = 3)
  expect_identical(found$mean, c(3, 5, 3))
  expect_identical(found$time, 5:7)
})

test_that("it says what it is, and what is misspelt", {
  expect_output(print(naive_forecaster("drift")), 'not fitted yet.*method = "drift"')
  expect_output(print(fit(naive_forecaster(), 1:3)), "A naive forecaster, fitted")
  expect_error(predict(naive_forecaster()), class = "torchduet_not_fitted_error")
  expect_error(predict(fit(naive_forecaster(), 1:3), steps = 3), "unused argument")
})

test_that("accuracy is measured by time", {
  training <- window(AirPassengers, end = c(1959, 12))
  forecast <- naive_forecaster("seasonal") |> fit(training) |> predict(h = 12)
  found <- forecast_accuracy(forecast, AirPassengers, training = training)
  errors <- AirPassengers[133:144] - AirPassengers[121:132]
  expect_equal(found$mase, mean(abs(errors)) / mean(abs(diff(training, 12))))
  expect_identical(nrow(forecast_accuracy(forecast, AirPassengers, by = "step")), 12L)
})
