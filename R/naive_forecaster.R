#' Forecasts without learning
#'
#' What every model has to beat. `"last"` repeats the last value, `"seasonal"` the last season, `"drift"` goes on along
#' the line from the first value to the last, `"mean"` repeats the mean.
#'
#' Their prediction intervals, of T values with the standard deviation of residuals \eqn{\hat\sigma}{s}, are
#' \eqn{\hat y \pm z \hat\sigma_h}{y +- z s[h]}, with \eqn{\hat\sigma_h}{s[h]} at step h
#' - last: \eqn{\hat\sigma \sqrt{h}}{s sqrt(h)},
#' - seasonal, of m observations: \eqn{\hat\sigma \sqrt{k + 1}}{s sqrt(k + 1)}, k the whole part of
#'   \eqn{(h - 1) / m}{(h - 1) / m},
#' - drift: \eqn{\hat\sigma \sqrt{h (1 + h / (T - 1))}}{s sqrt(h (1 + h / (T - 1)))},
#' - mean: \eqn{\hat\sigma \sqrt{1 + 1 / T}}{s sqrt(1 + 1 / T)}, with Student's t of T - 1 degrees of freedom in place
#'   of the normal z.
#'
#' These are the numbers of `forecast::naive()`, `snaive()`, `rwf(drift = TRUE)` and `meanf()`.
#'
#' @param method `"last"`, `"seasonal"`, `"drift"` or `"mean"`.
#' @param seasonal_period Observations in a season, rounded where it is no whole number. `NULL` takes that of the times:
#'   12 of months, 7 of days. With 1, `"seasonal"` is `"last"`.
#' @param object,x A naive forecaster.
#' @param series One series: a `ts`, a vector, or a data frame with a row per observation, where `time` and `value` name
#'   columns. Several: a `ts` of several, or such a data frame where `key` names a column too.
#' @param covariates,past_covariates Taken as every model takes them, and not looked at.
#' @param time,value,key Of a data frame, the names of the columns with the times, the observations, and the series'
#'   names.
#' @param h How many steps to forecast. `NULL`: two seasons, or 10 where there is no season.
#' @param levels Of the prediction intervals, in per cent; `NULL` for none.
#' @param ... Not used.
#' @return `naive_forecaster()`: a model to be fitted. `fit()`: a fitted one; its argument is not changed. `predict()`:
#'   a tibble with a row per series and step: `series` (of several), `time`, `step` (from 1), `mean`, and for each level
#'   `lower_80` and `upper_80`.
#' @references R. J. Hyndman and G. Athanasopoulos (2021), "Forecasting: Principles and Practice", 3rd ed., 5.2 and 5.5.
#' @seealso [backtest()] compares models with it.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' naive_forecaster("seasonal") |>
#'   fit(AirPassengers) |>
#'   predict(h = 3)
naive_forecaster <- function(method = "last", seasonal_period = NULL) {
  structure(
    list(arguments = list(method = method, seasonal_period = seasonal_period)),
    class = "naive_forecaster"
  )
}

#' @rdname naive_forecaster
#' @export
fit.naive_forecaster <- function(object, series, covariates = NULL, past_covariates = NULL, time = NULL, value = NULL,
                                 key = NULL, ...) {
  check_dots_empty(...)
  handle <- do.call(python_call, c("torchduet:NaiveForecaster", object$arguments))
  python_method(handle, "fit", series, time = time, value = value, key = key)
  structure(
    list(arguments = object$arguments, handle = handle, is_timed = is_timed(series)),
    class = c("fitted_naive_forecaster", "naive_forecaster")
  )
}

#' @rdname naive_forecaster
#' @export
predict.naive_forecaster <- function(object, h = NULL, covariates = NULL, levels = c(80, 95), ...) {
  check_dots_empty(...)
  handle <- fitted_handle(object, "predict", "naive_forecaster")
  table <- python_method(handle, "predict", h, levels = levels)
  tibble::as_tibble(count_times(table, object$is_timed))
}

#' @rdname naive_forecaster
#' @export
print.naive_forecaster <- function(x, ...) {
  print_model(x, "naive forecaster", naive_forecaster, learn = "Fit with fit(series).", use = "Use predict(h).")
}

# Whether observations came with times. Those that are only numbered count from 1, like everything in R.
is_timed <- function(series) stats::is.ts(series) || is.data.frame(series)

count_times <- function(table, is_timed) {
  if (!is_timed) {
    columns <- intersect(c("time", "origin"), names(table))
    table[columns] <- lapply(table[columns], function(place) place + 1L)
  }
  table
}
