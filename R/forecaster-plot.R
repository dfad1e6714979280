#' Plot a forecast
#'
#' Draws the last observations, what the model forecasts, and its intervals.
#'
#' @inheritParams forecaster
#' @param object,x A fitted [forecaster()].
#' @param last How many observations of each series to draw. `NULL`: six times the steps.
#' @return `autoplot()`: a ggplot. `plot()` draws it and returns it invisibly.
#' @exportS3Method ggplot2::autoplot
#' @examplesIf torchduet_status(quiet = TRUE)$ready && requireNamespace("ggplot2", quietly = TRUE)
#' model <- forecaster("linear", horizon = 12, members = 1, seed = 1) |> fit(AirPassengers)
#' plot(model)
# nolint start: object_name_linter. A late registered method
autoplot.forecaster <- function(object, h = NULL, covariates = NULL, levels = c(80, 95), last = NULL, ...) {
  # nolint end
  check_dots_empty(...)
  forecast_plot(object, h, covariates, levels, last, "autoplot")
}

#' @rdname autoplot.forecaster
#' @export
plot.forecaster <- function(x, h = NULL, covariates = NULL, levels = c(80, 95), last = NULL, ...) {
  check_dots_empty(...)
  picture <- forecast_plot(x, h, covariates, levels, last, "plot")
  print(picture)
  invisible(picture)
}

forecast_plot <- function(object, h, covariates, levels, last, caller) {
  handle <- fitted_handle(object, caller, "forecaster")
  need_package("ggplot2", "Drawing a plot")
  forecast <- as.data.frame(stats::predict(object, h, covariates, levels))
  last <- if (is.null(last)) 6 * max(forecast$step) else last
  observed <- count_times(as.data.frame(python_method(handle, "_observations", last)), object$is_timed)
  bands <- do.call(rbind, lapply(sort(levels, decreasing = TRUE), function(level) {
    label <- format(level)
    bounds <- forecast[paste0(c("lower_", "upper_"), label)]
    names(bounds) <- c("lower", "upper")
    kept <- forecast[intersect(c("series", "time"), names(forecast))]
    cbind(kept, bounds, level = factor(paste(label, "%"), levels = paste(format(sort(levels)), "%")))
  }))
  time <- value <- lower <- upper <- level <- NULL # columns, for R CMD check
  picture <- ggplot2::ggplot(mapping = ggplot2::aes(x = time))
  if (!is.null(bands)) {
    picture <- picture +
      ggplot2::geom_ribbon(ggplot2::aes(ymin = lower, ymax = upper, alpha = level), data = bands, fill = "#0b5394") +
      ggplot2::scale_alpha_manual(values = seq(0.45, 0.2, length.out = max(2, length(levels)))[seq_along(levels)])
  }
  picture <- picture +
    ggplot2::geom_line(ggplot2::aes(y = value), data = observed, colour = "#222222") +
    ggplot2::geom_line(ggplot2::aes(y = mean), data = forecast, colour = "#0b5394", linetype = "dashed") +
    ggplot2::labs(y = "value", alpha = NULL) +
    ggplot2::theme_minimal()
  if ("series" %in% names(forecast)) {
    picture + ggplot2::facet_wrap(ggplot2::vars(series), scales = "free_y")
  } else {
    picture
  }
}
