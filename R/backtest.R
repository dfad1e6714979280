#' Backtest models at rolling origins
#'
#' Each fold holds back `horizon` observations. A model is made anew for it, learns from what came before, and forecasts
#' them; nothing of what is held back reaches its `fit()`. The last fold's test part ends where the series end.
#'
#' @param models A list of models by the names they get in the table, or one model: [naive_forecaster()] and the others
#'   that forecast, not fitted; their horizon is this one if they have none. A string is a baseline: `"last"`,
#'   `"seasonal_naive"`, `"drift"`, `"mean"`; with the package forecast installed `"auto_arima"`, `"ets"` and
#'   `"nnetar"`, with their own defaults, and `"auto_arima_box_cox"` and so on with `lambda = "auto"`; with Python's
#'   statsmodels `"statsmodels_ets"` and `"statsmodels_arima"`. A function is called with the training part and the
#'   horizon, and returns the means, a data frame as `predict()` does, or what the package forecast returns:
#'   `function(y, h) forecast::thetaf(y, h)`.
#' @param series One series: a `ts`, a vector, or a data frame with a row per observation, where `time` and `value` name
#'   columns. Several: a `ts` of several, or such a data frame where `key` names a column too. All end at the same time.
#' @param horizon How many steps each fold forecasts.
#' @param folds How many origins.
#' @param step From one origin to the next. `NULL`: the horizon, so that no observation is in two test parts.
#' @param window `"expanding"`: learn from everything up to the origin. `"sliding"`: from as many observations as the
#'   first fold has.
#' @param covariates Numbers that are known in advance, a row for each time of the series: a matrix, a `ts` of several
#'   series, a list of such by the series' names, or, where `series` is a data frame, the names of its columns. `fit()`
#'   gets those up to the origin, `predict()` those of the steps that it forecasts.
#' @param past_covariates The same of numbers that are not known in advance: `fit()` gets those up to the origin,
#'   `predict()` none.
#' @param levels Of the prediction intervals, in per cent; `NULL` for none.
#' @param seasonal_period Observations in a season, for MASE, and for baselines and models that have none of their own.
#'   `NULL` takes that of the times.
#' @param missing What becomes of observations that are missing: `"error"`, or `"last"` to repeat the one before. They
#'   are never interpolated: at an origin that would look ahead.
#' @param time,value,key Of a data frame, the names of the columns with the times, the observations, and the series'
#'   names.
#' @param seed The seed of every model and baseline that has none. R's own generator is left as it was.
#' @param callbacks Functions called after each model of each fold with a data frame of one row: `done`, `total`,
#'   `model`, `fold`, `folds`, `seconds`.
#' @param verbose Whether to show progress; `"auto"` shows it in interactive sessions.
#' @param object,x A backtest.
#' @param ... Not used.
#' @return `backtest()`: a list of class `torchduet_backtest`. Its element `accuracy` is a tibble with a row per model,
#'   series (if there are several) and fold: `model`, `series`, `fold` (from 1), `origin` (the last time that was
#'   learned from), the measures of [forecast_accuracy()], and `seconds` (fit and predict; each of several series has
#'   an equal share). `forecasts` has a row per step: the same first columns, `time`, `step` (from 1), `actual`, `mean`,
#'   the bounds, and `scale`, by which MASE divides; [forecast_accuracy()] measures it by other columns, for instance
#'   `"step"`.
#'
#'   `summary()`: a tibble with a row per model: `folds`, the measures over all forecasts together, where a series of
#'   large numbers weighs more in `mae` and `rmse` than one of small ones; for each level the 95 % interval of the
#'   coverage, `coverage_80_low` and `coverage_80_high`, by Clopper and Pearson; `seconds` per fold. The interval takes
#'   each forecast for a trial of its own, and errors of neighbouring steps are alike: it is rather too narrow.
#'   `tidy()`: the element `accuracy`.
#' @references L. J. Tashman (2000), "Out-of-sample tests of forecasting accuracy: an analysis and review",
#'   International Journal of Forecasting 16; C. J. Clopper and E. S. Pearson (1934), "The use of confidence or fiducial
#'   limits illustrated in the case of the binomial", Biometrika 26.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' tested <- backtest(c("seasonal_naive", "drift"), AirPassengers, horizon = 24, folds = 5)
#' tested
#' tested$accuracy
#' forecast_accuracy(tested$forecasts, by = c("model", "step"))
backtest <- function(models, series, horizon, folds = 5, step = NULL, window = "expanding", covariates = NULL,
                     past_covariates = NULL, levels = c(80, 95), seasonal_period = NULL, missing = "error",
                     time = NULL, value = NULL, key = NULL, seed = NULL, callbacks = list(), verbose = "auto") {
  progress <- backtest_progress(verbose)
  on.exit(progress$close())
  handle <- python_call(
    "torchduet:backtest", python_models(models), series, horizon, folds,
    step = step, window = window, covariates = covariates, past_covariates = past_covariates, levels = levels,
    seasonal_period = seasonal_period, missing = missing, time = time, value = value, key = key, seed = seed,
    callbacks = c(as_callbacks(callbacks), progress$callback), verbose = FALSE
  )
  tables <- list(
    accuracy = python_attribute(handle, "accuracy"),
    forecasts = python_attribute(handle, "forecasts"),
    summary = python_method(handle, "summary")
  )
  tables <- lapply(tables, function(table) tibble::as_tibble(count_times(table, is_timed(series))))
  structure(tables, class = "torchduet_backtest")
}

# Models by their names, as Python's backtest takes them.
python_models <- function(models) {
  if (is_forecaster(models) || is.function(models)) models <- list(models)
  if (!is.list(models) && !is.character(models)) {
    abort(
      "{.arg models} must be models, functions, or names of baselines; given {.cls {class(models)[[1]]}}.",
      class = "torchduet_type_error"
    )
  }
  models <- as.list(models)
  given <- if (is.null(names(models))) character(length(models)) else names(models)
  own <- vapply(models, function(model) if (is.character(model)) model[[1]] else class(model)[[1]], "")
  names(models) <- ifelse(nzchar(given), given, own)
  twice <- anyDuplicated(names(models))
  if (twice) {
    name <- names(models)[[twice]]
    abort("{.arg models} must have names of their own; given {.val {name}}. Give them in a list with names.")
  }
  lapply(models, python_model)
}

is_forecaster <- function(model) inherits(model, names(python_forecasters))

# Python's class of each constructor.
python_forecasters <- c(naive_forecaster = "NaiveForecaster", forecaster = "Forecaster")

python_model <- function(model) {
  if (is_forecaster(model)) {
    class <- python_forecasters[[intersect(class(model), names(python_forecasters))]]
    arguments <- model$arguments
    if (!is.null(arguments$callbacks)) arguments$callbacks <- as_callbacks(arguments$callbacks)
    do.call(python_call, c(paste0("torchduet:", class), arguments))
  } else if (is.function(model)) {
    function(series, horizon) forecast_columns(model(series, horizon))
  } else {
    model
  }
}

# What a function of the user's forecasts: an object of the package forecast as a data frame; other things as they are.
forecast_columns <- function(found) {
  if (!inherits(found, "forecast")) {
    return(if (is.data.frame(found)) found else as.vector(found))
  }
  bounds <- lapply(found[c("lower", "upper")], function(bound) as.data.frame(matrix(bound, length(found$mean))))
  for (side in names(bounds)) names(bounds[[side]]) <- sprintf("%s_%s", side, format(found$level, trim = TRUE))
  data.frame(mean = as.vector(found$mean), bounds$lower, bounds$upper)
}

# Progress of a backtest: a line or a step of the bar per model and fold.
backtest_progress <- function(verbose) {
  show_progress(
    verbose,
    line = function(record) sprintf("Fold %d/%d %s", record$fold, record$folds, record$model),
    format = "Backtest {cli::pb_current}/{cli::pb_total} {cli::pb_bar} {said} | about {cli::pb_eta} left",
    step = function(record) list(done = record$done, total = record$total, said = record$model)
  )
}

#' @rdname backtest
#' @export
summary.torchduet_backtest <- function(object, ...) {
  check_dots_empty(...)
  object$summary
}

#' @rdname backtest
#' @export
tidy.torchduet_backtest <- function(x, ...) {
  check_dots_empty(...)
  x$accuracy
}

#' @rdname backtest
#' @export
print.torchduet_backtest <- function(x, ...) {
  folds <- max(x$accuracy$fold)
  cat(sprintf(
    "A backtest of %d model%s, %d fold%s of %d step%s.\n",
    nrow(x$summary), if (nrow(x$summary) > 1) "s" else "", folds, if (folds > 1) "s" else "",
    max(x$forecasts$step), if (max(x$forecasts$step) > 1) "s" else ""
  ))
  shown <- !grepl("_(low|high)$|^width_|^folds$|^n$", names(x$summary))
  print(x$summary[shown])
  cat("Use $accuracy (by fold), $forecasts (by step), summary(), plot().\n")
  invisible(x)
}
