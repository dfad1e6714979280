#' Draw where a perceptron's answer changes
#'
#' The examples of a perceptron with two inputs, and the line at which the weighted sum is zero. Examples with the
#' target 1 are squares, the others circles; where the last weights answer 1 is grey.
#'
#' @param object,x What [perceptron_trace()] gave.
#' @param epochs After which epochs to draw the line; after the last if left out.
#' @param ... Not used.
#' @return `autoplot()`: a ggplot, with an alternative text that [ggplot2::get_alt_text()] returns. `plot()` draws it
#'   and returns it invisibly.
#' @exportS3Method ggplot2::autoplot
#' @examplesIf torchduet_status(quiet = TRUE)$ready && requireNamespace("ggplot2", quietly = TRUE)
#' pairs <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
#' plot(perceptron_trace(pairs, c(0, 0, 0, 1)), epochs = c(1, 2, 6))
autoplot.torchduet_perceptron_trace <- function(object, # nolint: object_name_linter. A late registered method
                                                epochs = NULL, ...) {
  check_dots_empty(...)
  boundary_plot(object, epochs)
}

#' @rdname autoplot.torchduet_perceptron_trace
#' @export
plot.torchduet_perceptron_trace <- function(x, epochs = NULL, ...) {
  check_dots_empty(...)
  picture <- boundary_plot(x, epochs)
  print(picture)
  invisible(picture)
}

#' Draw the way of an optimizer
#'
#' Over the contours of the surface that it goes down, from a circle to a square.
#'
#' @param object,x What [optimizer_path()] gave, or several such ways put together by [bind_traces()].
#' @param surface The function, as of [optimizer_path()].
#' @param ... Not used.
#' @return `autoplot()`: a ggplot, with an alternative text that [ggplot2::get_alt_text()] returns. `plot()` draws it
#'   and returns it invisibly.
#' @exportS3Method ggplot2::autoplot
#' @examplesIf torchduet_status(quiet = TRUE)$ready && requireNamespace("ggplot2", quietly = TRUE)
#' valley <- function(parameters) {
#'   list(loss = sum(c(1, 10) * parameters^2) / 2, gradient = c(1, 10) * parameters)
#' }
#' ways <- bind_traces(list(
#'   plain = optimizer_path(valley, c(4, 1), learning_rate = 0.15),
#'   momentum = optimizer_path(valley, c(4, 1), learning_rate = 0.05, momentum = 0.8)
#' ))
#' plot(ways, valley)
autoplot.torchduet_optimizer_path <- function(object, # nolint: object_name_linter. A late registered method
                                              surface, ...) {
  check_dots_empty(...)
  optimizer_plot(object, surface)
}

#' @rdname autoplot.torchduet_optimizer_path
#' @export
plot.torchduet_optimizer_path <- function(x, surface, ...) {
  check_dots_empty(...)
  picture <- optimizer_plot(x, surface)
  print(picture)
  invisible(picture)
}

boundary_plot <- function(trace, epochs) {
  need_package("ggplot2", "Drawing a plot")
  ask <- function(name, ...) python_call(paste0("torchduet.plane_pictures:", name), trace, ...)
  points <- ask("boundary_points")
  lines <- ask("boundary_lines", epochs = epochs)
  points$target <- factor(points$target, 0:1, paste("target", 0:1))
  # The last line is solid, whatever their number.
  lines$epoch <- factor(lines$epoch, rev(lines$epoch), paste("after epoch", rev(lines$epoch)))
  x <- y <- xend <- yend <- target <- epoch <- NULL # columns, for R CMD check
  axes <- gsub("_", " ", names(trace)[3:4])
  ggplot2::ggplot(points, ggplot2::aes(x, y)) +
    ggplot2::geom_polygon(data = ask("boundary_region"), fill = "grey90") +
    ggplot2::geom_point(ggplot2::aes(shape = target, fill = target), size = if (nrow(points) <= 50) 3 else 1.2) +
    ggplot2::geom_segment(ggplot2::aes(xend = xend, yend = yend, linetype = epoch, colour = epoch), lines) +
    ggplot2::scale_shape_manual(values = c(21, 22)) +
    ggplot2::scale_fill_manual(values = c("white", line_colours[[2]])) +
    line_scales(nrow(lines)) +
    ggplot2::labs(
      x = axes[[1]], y = axes[[2]], fill = NULL, shape = NULL, colour = NULL, linetype = NULL,
      alt = ask("describe_boundary", epochs = epochs)
    ) +
    ggplot2::theme_minimal() +
    ggplot2::theme(legend.key.width = ggplot2::unit(2, "lines"))
}

optimizer_plot <- function(path, surface) {
  need_package("ggplot2", "Drawing a plot")
  ask <- function(name, ...) python_call(paste0("torchduet.plane_pictures:", name), path, ...)
  grid <- ask("surface_grid", surface)
  rows <- ask("path_lines")
  rows$trace <- factor(rows$trace, unique(rows$trace))
  starts <- rows[!duplicated(rows$trace), ]
  ends <- rows[!duplicated(rows$trace, fromLast = TRUE), ]
  axes <- gsub("_", " ", ask("path_axes"))
  x <- y <- trace <- NULL # columns of rows, for R CMD check
  picture <- ggplot2::ggplot(rows, ggplot2::aes(x, y)) +
    ggplot2::geom_contour(
      ggplot2::aes(z = loss), grid,
      breaks = unique(grid$level[!is.na(grid$level)]), colour = "grey70", linewidth = 0.3
    ) +
    ggplot2::geom_path(ggplot2::aes(colour = trace, linetype = trace)) +
    ggplot2::geom_point(ggplot2::aes(colour = trace), size = 1) +
    ggplot2::geom_point(ggplot2::aes(colour = trace), starts, shape = 21, fill = "white", size = 3) +
    ggplot2::geom_point(ggplot2::aes(colour = trace), ends, shape = 15, size = 3) +
    ggplot2::labs(x = axes[[1]], y = axes[[2]], alt = ask("describe_paths"))
  finish_lines(picture, nlevels(rows$trace))
}
