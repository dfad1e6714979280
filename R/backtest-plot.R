#' Draw a backtest
#'
#' A panel per model: what happened, dashed the forecast of each fold, and its widest interval.
#'
#' @param object,x A backtest.
#' @param series Which of several; the first if left out.
#' @param ... Not used.
#' @return `autoplot()`: a ggplot, with an alternative text that [ggplot2::get_alt_text()] returns. `plot()` draws it
#'   and returns it invisibly.
#' @exportS3Method ggplot2::autoplot
#' @examplesIf torchduet_status(quiet = TRUE)$ready && requireNamespace("ggplot2", quietly = TRUE)
#' plot(backtest(c("seasonal_naive", "drift"), AirPassengers, horizon = 24, folds = 3))
autoplot.torchduet_backtest <- function(object, # nolint: object_name_linter. A late registered method
                                        series = NULL, ...) {
  check_dots_empty(...)
  backtest_plot(object$forecasts, series)
}

#' @rdname autoplot.torchduet_backtest
#' @export
plot.torchduet_backtest <- function(x, series = NULL, ...) {
  check_dots_empty(...)
  picture <- backtest_plot(x$forecasts, series)
  print(picture)
  invisible(picture)
}

backtest_plot <- function(forecasts, series) {
  need_package("ggplot2", "Drawing a plot")
  if ("series" %in% names(forecasts)) {
    known <- unique(forecasts$series)
    shown <- if (is.null(series)) known[[1]] else series
    if (!is.character(shown) || length(shown) != 1 || !shown %in% known) {
      abort("{.arg series} must be one of {.val {known}}; given {.val {series}}.")
    }
    forecasts <- forecasts[forecasts$series == shown, ]
  }
  models <- unique(forecasts$model)
  forecasts$model <- factor(forecasts$model, models)
  levels <- as.numeric(sub("lower_", "", grep("^lower_", names(forecasts), value = TRUE), fixed = TRUE))
  time <- actual <- fold <- NULL # columns of forecasts, for R CMD check
  picture <- ggplot2::ggplot(forecasts, ggplot2::aes(x = time, group = fold))
  if (length(levels)) {
    widest <- format(max(levels))
    bounds <- lapply(paste0(c("lower_", "upper_"), widest), as.name)
    mapping <- ggplot2::aes(ymin = !!bounds[[1]], ymax = !!bounds[[2]])
    picture <- picture + ggplot2::geom_ribbon(mapping, fill = "#0b5394", alpha = 0.2)
  }
  said <- if (length(levels)) sprintf(", with intervals of %s %%", widest) else ""
  picture +
    ggplot2::geom_line(ggplot2::aes(y = actual)) +
    ggplot2::geom_line(ggplot2::aes(y = mean), colour = "#0b5394", linetype = "dashed") +
    ggplot2::facet_wrap("model", ncol = 1) +
    ggplot2::labs(x = NULL, y = NULL, alt = sprintf(
      "What happened, and dashed what %s forecast at each origin%s.", toString(models), said
    )) +
    ggplot2::theme_minimal() +
    ggplot2::theme(strip.text = ggplot2::element_text(hjust = 0))
}
