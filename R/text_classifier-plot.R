#' Plot the history of a fit
#'
#' Draws loss and validation loss by epoch.
#'
#' @param object,x A fitted text classifier.
#' @param ... Not used.
#' @return `autoplot()`: a ggplot. `plot()` draws it and returns it invisibly.
#' @exportS3Method ggplot2::autoplot
#' @examplesIf torchduet_status(quiet = TRUE)$ready && requireNamespace("ggplot2", quietly = TRUE)
#' texts <- rep(c("good", "very good", "bad", "very bad"), 10)
#' model <- text_classifier(seed = 1) |> fit(texts, rep(c("+", "+", "-", "-"), 10))
#' plot(model)
autoplot.text_classifier <- autoplot.sequence_model # nolint: object_name_linter. A late registered method

#' @rdname autoplot.text_classifier
#' @export
plot.text_classifier <- plot.sequence_model

history_plot <- function(object, caller) {
  fitted_handle(object, caller)
  need_package("ggplot2", "Drawing a plot")
  history <- training_history(object)
  losses <- data.frame(epoch = history$epoch, loss = history$loss, texts = "training")
  if ("validation_loss" %in% names(history)) {
    losses <- rbind(
      losses, data.frame(epoch = history$epoch, loss = history$validation_loss, texts = "validation")
    )
  }
  # Whole epochs, and no more of them than can be read.
  whole <- function(limits) Filter(function(place) place == round(place), pretty(limits))
  epoch <- loss <- texts <- NULL # columns of losses, for R CMD check
  mapping <- ggplot2::aes(x = epoch, y = loss, colour = texts, linetype = texts, shape = texts)
  ggplot2::ggplot(losses, mapping) +
    ggplot2::geom_line() +
    ggplot2::geom_point(size = 2) +
    ggplot2::scale_colour_manual(values = c(training = "#0b5394", validation = "#b45f06")) +
    ggplot2::scale_x_continuous(breaks = whole) +
    ggplot2::labs(x = "epoch", y = "loss", colour = NULL, linetype = NULL, shape = NULL) +
    ggplot2::theme_minimal()
}
