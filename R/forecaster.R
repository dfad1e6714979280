#' Forecast series with a neural network
#'
#' A network reads a window of a series and says what comes next, all steps at once; errors on observations that it has
#' not learned from make the intervals. [backtest()] says whether it was worth it.
#'
#' @inheritParams text_classifier
#' @param architecture The network that reads a window: `"lstm"`, `"gru"`, `"rnn"`, `"mlp"` or `"linear"`.
#' @param window Observations that a forecast is made of. `NULL`: two seasons, at least 12, at most a third of the
#'   shortest series.
#' @param horizon Most steps that can be forecast. `NULL`: two seasons, or 10 where there are none.
#' @param strategy `"direct"`: all steps at once. `"recursive"`: one after the other, each reading the forecasts before
#'   it as if they had been observed.
#' @param transform What makes the spread independent of the level: `"none"`, `"log"`, `"sqrt"`, `"box_cox"` with lambda
#'   estimated by Guerrero's method, or `"auto"`, which does so where no number is negative, and takes at least the
#'   square root where one is zero.
#' @param difference What the network reads and forecasts: `0`, the series, `1`, its changes, or `"seasonal"`, its
#'   changes against a season ago.
#' @param center What is taken from each window, and added to its forecast, so that a level never seen before is none:
#'   its `"mean"`, its `"last"` number, or `"none"`. Not used with differences, which have no level.
#' @param scale Of each series: `"standard"`, to mean 0 and variance 1, `"min_max"`, to the range from 0 to 1, or
#'   `"none"`.
#' @param seasonal_period Observations in a season, or in each of several seasons; the first is the one of differences.
#'   `NULL`: that of the times, 12 of months, 7 of days, the frequency of a `ts`.
#' @param seasonal_features Pairs of sine and cosine of each season that the network is given; 0 for none.
#' @param missing What becomes of missing observations and of times that are left out: `"error"`, `"interpolate"` or
#'   `"last"`, the one before.
#' @param intervals `"conformal"`: the errors on held-back observations, around the forecast. `"quantile"`: around
#'   quantiles that the network learns. `"none"`.
#' @param quantiles With `"quantile"`, the levels to learn; 0.1 and 0.9 make the interval of 80 per cent.
#' @param hidden_size Units of a layer.
#' @param layers Layers on top of each other.
#' @param dropout Share dropped in training of what the layers give.
#' @param decoder How what is known in advance of a step is put together with what was read: `"linear"`, added, or
#'   `"mlp"`, through a hidden layer. `NULL`: `"mlp"` with covariates, else `"linear"`.
#' @param members Networks trained together from different first weights; the forecast is their mean.
#' @param epochs Most passes over the windows. For `update()`, passes over all observations, old and new, to go on
#'   learning for; 0 leaves the weights as they are.
#' @param batch_size Windows in a batch.
#' @param validation_split Share of each series, its last part, held back to choose the best epoch by and to measure
#'   intervals on.
#' @param refit Whether to train again on all observations, for as many epochs as were best.
#' @param loss `"absolute_error"`, which makes the column `mean` a forecast of the median, `"squared_error"` or
#'   `"huber"`.
#' @param object,x A forecaster.
#' @param series One series: a `ts`, a vector, or a data frame with a row per observation, where `time` and `value` name
#'   columns. Several: a `ts` of several, or such a data frame where `key` names a column too. For `update()`, the next
#'   observations.
#' @param covariates Numbers that are known in advance: a matrix or data frame with a row per time, matched by a column
#'   of dates if there is one, else counted from the first; or, where `series` is a data frame, the names of its
#'   columns. For `predict()` those of the times to forecast, for `update()` of the new ones.
#' @param past_covariates The same, of numbers that are not known in advance.
#' @param time,value,key Of a data frame, the names of the columns with the times, the observations, and the series'
#'   names.
#' @param h How many steps to forecast. `NULL`: as many as the model was made for.
#' @param levels Of the prediction intervals, in per cent; `NULL` for none.
#' @param ... Not used.
#' @return `forecaster()`: a model to be fitted. `fit()`: a fitted one; its argument is not changed. `predict()`: a
#'   tibble with a row per series and step: `series` (of several), `time`, `step` (from 1), `mean`, and for each level
#'   `lower_80` and `upper_80`; if a `ts` came in, [stats::as.ts()] makes one of it. `update()`: a model that knows the
#'   new observations too.
#'
#'   `augment()`: a tibble with a row per observation after the first window: `series` (of several), `time`, `value`,
#'   `.fitted`, the forecast one step before, and `.resid`. With `refit`, the network has learned from all of them.
#'   `tidy()`: a tibble with a row per weight array. `glance()`: a tibble of one row: `architecture`, `n_series`,
#'   `n_observations`, `lambda` (of each series' power transformation, in a list), `window`, `horizon`, `n_parameters`,
#'   `epochs`, `best_epoch`, `loss` and `validation_loss` of that epoch, `seconds` and `seed`.
#' @details Everything learned, the scaling too, comes from the part that is not held back; with `refit`, in the end
#'   from all observations given to `fit()`.
#' @references T. Kim and others (2022), "Reversible instance normalization for accurate time-series forecasting against
#'   distribution shift", ICLR; J. Lei and others (2018), "Distribution-free predictive inference for regression",
#'   Journal of the American Statistical Association 113.
#' @seealso [backtest()], [naive_forecaster()], [plot.forecaster()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' model <- forecaster(horizon = 12, epochs = 20, members = 1, seed = 1) |>
#'   fit(AirPassengers)
#' predict(model, h = 3)
#' stats::as.ts(predict(model, h = 3))
#' glance(model)
forecaster <- function(architecture = "lstm",
                       window = NULL,
                       horizon = NULL,
                       strategy = "direct",
                       transform = "auto",
                       difference = 0,
                       center = "mean",
                       scale = "standard",
                       seasonal_period = NULL,
                       seasonal_features = 3,
                       missing = "error",
                       intervals = "conformal",
                       quantiles = c(0.025, 0.1, 0.9, 0.975),
                       hidden_size = 32,
                       layers = 1,
                       dropout = 0,
                       decoder = NULL,
                       members = 3,
                       epochs = 300,
                       batch_size = 64,
                       learning_rate = 0.005,
                       weight_decay = 0,
                       gradient_clip = 1,
                       validation_split = 0.2,
                       patience = 30,
                       refit = TRUE,
                       loss = "absolute_error",
                       seed = NULL,
                       device = "auto",
                       callbacks = list(),
                       verbose = "auto") {
  structure(list(arguments = as.list(environment())[names(formals())]), class = "forecaster")
}

#' @rdname forecaster
#' @export
fit.forecaster <- function(object, series, covariates = NULL, past_covariates = NULL, time = NULL, value = NULL,
                           key = NULL, ...) {
  check_dots_empty(...)
  notes <- list(is_timed = is_timed(series), tsp = if (stats::is.ts(series)) stats::tsp(series))
  examples <- list(series, covariates, past_covariates, time = time, value = value, key = key)
  handle <- train_in_python("Forecaster", object$arguments, examples, notes)
  new_fitted_forecaster(handle, object$arguments, notes)
}

# notes: how times came; they are saved with the model.
new_fitted_forecaster <- function(handle, arguments, notes) {
  structure(
    list(arguments = arguments, handle = handle, is_timed = !isFALSE(notes$is_timed), tsp = notes$tsp),
    class = c("fitted_forecaster", "forecaster")
  )
}

load_forecaster <- function(handle) {
  new_fitted_forecaster(handle, saved_arguments(handle), lapply(python_attribute(handle, "_notes"), unlist))
}

#' @rdname forecaster
#' @export
predict.forecaster <- function(object, h = NULL, covariates = NULL, levels = c(80, 95), ...) {
  check_dots_empty(...)
  handle <- fitted_handle(object, "predict", "forecaster")
  table <- python_method(handle, "predict", h, covariates = covariates, levels = levels)
  table <- tibble::as_tibble(count_times(table, object$is_timed))
  if (is.null(object$tsp)) {
    return(table)
  }
  tibble::new_tibble(table, tsp_before = object$tsp, class = "torchduet_forecast", nrow = nrow(table))
}

#' @importFrom stats as.ts
#' @export
as.ts.torchduet_forecast <- function(x, ...) { # nolint: object_name_linter. The generic's name
  before <- attr(x, "tsp_before")
  columns <- as.data.frame(x)[setdiff(names(x), c("series", "time", "step"))]
  of_one <- function(rows) {
    start <- before[[2]] + x$step[[rows[[1]]]] / before[[3]]
    stats::ts(as.matrix(columns[rows, , drop = FALSE]), start = start, frequency = before[[3]])
  }
  if (!"series" %in% names(x)) {
    return(of_one(seq_len(nrow(x))))
  }
  lapply(split(seq_len(nrow(x)), factor(x$series, unique(x$series))), of_one)
}

#' @rdname forecaster
#' @importFrom stats update
#' @export
update.forecaster <- function(object, series, covariates = NULL, past_covariates = NULL, epochs = 0, ...) {
  check_dots_empty(...)
  copy <- copied_handle(object, "update", "forecaster")
  object$handle <- python_method(copy, "update", series, covariates, past_covariates, epochs = epochs)
  if (!is.null(object$tsp)) {
    object$tsp[[2]] <- object$tsp[[2]] + NROW(series) / object$tsp[[3]]
  }
  object
}

#' @rdname forecaster
#' @export
augment.forecaster <- function(x, ...) {
  check_dots_empty(...)
  table <- tibble::as_tibble(python_method(fitted_handle(x, "augment", "forecaster"), "residuals"))
  names(table)[names(table) %in% c("fitted", "residual")] <- c(".fitted", ".resid")
  count_times(table, x$is_timed)
}

#' @rdname forecaster
#' @export
tidy.forecaster <- function(x, ...) {
  check_dots_empty(...)
  tibble::as_tibble(python_method(fitted_handle(x, "tidy", "forecaster"), "summary"))
}

#' @rdname forecaster
#' @export
glance.forecaster <- function(x, ...) {
  check_dots_empty(...)
  handle <- fitted_handle(x, "glance", "forecaster")
  sizes <- python_method(handle, "_sizes")
  facts <- tibble::tibble(
    architecture = x$arguments$architecture,
    n_series = sizes$series,
    n_observations = sizes$observations,
    lambda = list(python_attribute(handle, "lambda_")),
    window = python_attribute(handle, "window_"),
    horizon = python_attribute(handle, "horizon_"),
    n_parameters = sum(python_method(handle, "summary")$parameters)
  )
  training <- training_facts(x, handle)
  tibble::as_tibble(c(facts, training[names(training) != "validation_accuracy"]))
}

#' @rdname forecaster
#' @export
print.forecaster <- function(x, ...) {
  print_model(
    x, sprintf("forecaster with %s", x$arguments$architecture), forecaster,
    learn = "Learn from a series with fit(series).",
    learned = {
      facts <- glance(x)
      sprintf(
        "  %d observations%s, window %d, horizon %d, epochs run: %d, best: %d", facts$n_observations,
        if (facts$n_series > 1) sprintf(" of %d series", facts$n_series) else "", facts$window, facts$horizon,
        facts$epochs, facts$best_epoch
      )
    },
    use = "Use predict(h), update(series), augment(), plot(), save_model(path)."
  )
}
