#' How good forecasts are
#'
#' With the errors \eqn{e_t = y_t - \hat y_t}{e[t] = y[t] - f[t]}: MAE is the mean of \eqn{|e_t|}{|e[t]|}, RMSE the root
#' of the mean of \eqn{e_t^2}{e[t]^2}, sMAPE the mean of
#' \eqn{200 |e_t| / (|y_t| + |\hat y_t|)}{200 |e[t]| / (|y[t]| + |f[t]|)}, in per cent, and 0 where both are 0. MASE is
#' the MAE divided by that of the seasonal naive forecast on the training part, \deqn{\frac{1}{n - m} \sum_{t=m+1}^{n}
#' |y_t - y_{t-m}|}{sum(|y[t] - y[t - m]|) / (n - m)} below 1, the forecast is better than that was there. The pinball
#' loss of a bound q that stands for the quantile p is the mean of \eqn{\max(p(y_t - q_t), (p - 1)(y_t - q_t))}{max(p
#' (y[t] - q[t]), (p - 1)(y[t] - q[t]))}; of several bounds, the mean of theirs. Coverage is the share of what happened
#' that lies between the bounds.
#'
#' @param forecast A data frame as [predict()][predict.naive_forecaster] gives it, with the columns `mean` and, for each
#'   level of intervals, `lower_80` and `upper_80`; or just numbers.
#' @param actual What happened: a series, matched by time where both have times, else in order. It may be left out where
#'   `forecast` has a column `actual`, as the forecasts of [backtest()] have.
#' @param training The series that the model learned from. Without it MASE is left out.
#' @param seasonal_period Observations in a season of `training`; `NULL` takes that of its times.
#' @param by Names of columns of `forecast`; each combination gets a row, for instance `"step"`. `NULL`: `"series"`, if
#'   there are several.
#' @return A tibble with a row, or one for each group: `n` (how many forecasts), `mae`, `rmse`, `mase`, `smape`, and,
#'   where there are intervals, `pinball` and for each level `coverage_80` and `width_80` (their mean width). MASE is
#'   `NaN` where the training part is not longer than a season.
#' @references R. J. Hyndman and A. B. Koehler (2006), "Another look at measures of forecast accuracy", International
#'   Journal of Forecasting 22; R. Koenker and G. Bassett (1978), "Regression Quantiles", Econometrica 46.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' training <- window(AirPassengers, end = c(1958, 12))
#' naive_forecaster("seasonal") |>
#'   fit(training) |>
#'   predict(h = 24) |>
#'   forecast_accuracy(AirPassengers, training = training)
forecast_accuracy <- function(forecast, actual = NULL, training = NULL, seasonal_period = NULL, by = NULL) {
  tibble::as_tibble(python_call(
    "torchduet:forecast_accuracy", forecast, actual,
    training = training, seasonal_period = seasonal_period, by = by
  ))
}
