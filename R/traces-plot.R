#' Draw what happens inside a recurrent network
#'
#' Heat maps of gates and states over the steps, a panel per quantity, units down, steps across, where what is beyond -1
#' and 1 looks like -1 and 1; or the way of the hidden state in a plane, from a circle to a square. Light is low and
#' dark is high, lines differ in their dashes, so that print in grey keeps what is to be seen.
#'
#' @param object,x What [rnn_trace()], [lstm_trace()] or [gru_trace()] gave; for trajectories, also several traces put
#'   together by [bind_traces()], for instance from two starting points.
#' @param type `"heatmap"` or `"trajectory"`.
#' @param quantities The panels of the heat maps; gates and states if left out.
#' @param layer A layer, counted from 1.
#' @param direction `"forward"` or `"backward"`.
#' @param units The axes of the plane, two units; if left out, the two where there are two, else the first two principal
#'   components of the states.
#' @param ... Not used.
#' @return `autoplot()`: a ggplot, with an alternative text that [ggplot2::get_alt_text()] returns. `plot()` draws it
#'   and returns it invisibly.
#' @exportS3Method ggplot2::autoplot
#' @examplesIf torchduet_status(quiet = TRUE)$ready && requireNamespace("ggplot2", quietly = TRUE)
#' weights <- list(weight_ih_l1 = matrix(c(1, 0.5)), weight_hh_l1 = matrix(c(0, -1, 1, 0), 2))
#' plot(rnn_trace(c(1, 0), weights, tokens = c("up", "on")))
#' starts <- bind_traces(list(
#'   zero = rnn_trace(rep(0.1, 9), weights),
#'   far = rnn_trace(rep(0.1, 9), weights, initial_state = c(1, 1))
#' ))
#' plot(starts, type = "trajectory")
autoplot.torchduet_trace <- function(object, # nolint: object_name_linter. A late registered method
                                     type = "heatmap", quantities = NULL, layer = 1, direction = "forward",
                                     units = NULL, ...) {
  check_dots_empty(...)
  trace_plot(object, type, quantities, layer, direction, units)
}

#' @rdname autoplot.torchduet_trace
#' @export
plot.torchduet_trace <- function(x, type = "heatmap", quantities = NULL, layer = 1, direction = "forward",
                                 units = NULL, ...) {
  check_dots_empty(...)
  picture <- trace_plot(x, type, quantities, layer, direction, units)
  print(picture)
  invisible(picture)
}

#' Draw the norm of a gradient against the distance in time
#'
#' On a logarithmic axis; norms of zero, as behind a cut, have no place on it.
#'
#' @param object,x What [gradient_trace()] gave, or several such traces put together by [bind_traces()], for instance of
#'   an RNN, an LSTM and a GRU.
#' @param quantity Whose gradient.
#' @param layer A layer, counted from 1.
#' @param direction `"forward"` or `"backward"`.
#' @param ... Not used.
#' @return `autoplot()`: a ggplot, with an alternative text that [ggplot2::get_alt_text()] returns. `plot()` draws it
#'   and returns it invisibly.
#' @exportS3Method ggplot2::autoplot
#' @examplesIf torchduet_status(quiet = TRUE)$ready && requireNamespace("ggplot2", quietly = TRUE)
#' weights <- list(weight_ih_l1 = matrix(1), weight_hh_l1 = matrix(0.5))
#' plot(gradient_trace(c(0, 0, 0), weights))
autoplot.torchduet_gradient_trace <- function(object, # nolint: object_name_linter. A late registered method
                                              quantity = "hidden", layer = 1, direction = "forward", ...) {
  check_dots_empty(...)
  gradient_plot(object, quantity, layer, direction)
}

#' @rdname autoplot.torchduet_gradient_trace
#' @export
plot.torchduet_gradient_trace <- function(x, quantity = "hidden", layer = 1, direction = "forward", ...) {
  check_dots_empty(...)
  picture <- gradient_plot(x, quantity, layer, direction)
  print(picture)
  invisible(picture)
}

# Light to dark, as in Python's pictures: print in grey keeps the order.
trace_colours <- c("#fee838", "#7d7c78", "#00224e")
line_colours <- c("#00224e", "#b45f06", "#4b4b4b", "#0b8043")

trace_plot <- function(trace, type, quantities, layer, direction, units) {
  need_package("ggplot2", "Drawing a plot")
  check_choice("type", type, c("heatmap", "trajectory"))
  if (type == "trajectory") {
    return(path_plot(trace, layer, direction, units))
  }
  heat_map_plot(trace, quantities, layer, direction)
}

heat_map_plot <- function(trace, quantities, layer, direction) {
  ask <- function(name) {
    python_call(
      paste0("torchduet.trace_pictures:", name), trace,
      quantities = quantities, layer = layer, direction = direction
    )
  }
  rows <- ask("heat_maps")
  panels <- unique(rows$quantity)
  rows$quantity <- factor(rows$quantity, panels, gsub("_", " ", panels))
  rows$step <- factor(rows$step)
  named <- !anyNA(rows$token)
  steps <- rows[!duplicated(rows$step), ]
  # Steps without names: no more numbers than can be read.
  breaks <- if (named) levels(rows$step) else levels(rows$step)[pretty_places(nlevels(rows$step))]
  step <- unit <- value <- NULL # columns of rows, for R CMD check
  ggplot2::ggplot(rows, ggplot2::aes(x = step, y = unit, fill = value)) +
    ggplot2::geom_raster() +
    ggplot2::facet_wrap("quantity", ncol = if (length(panels) <= 3) 1 else 2) +
    ggplot2::scale_fill_gradientn(
      colours = trace_colours, limits = c(-1, 1),
      oob = function(x, range, ...) pmin(pmax(x, range[[1]]), range[[2]])
    ) +
    ggplot2::scale_x_discrete(
      breaks = breaks, labels = if (named) stats::setNames(steps$token, steps$step) else ggplot2::waiver(),
      expand = c(0, 0)
    ) +
    ggplot2::scale_y_reverse(breaks = function(limits) unique(round(pretty(limits, 4))), expand = c(0, 0)) +
    ggplot2::labs(x = if (named) NULL else "step", alt = ask("describe_heat_maps")) +
    ggplot2::theme_minimal() +
    ggplot2::theme(
      axis.text.x = if (named) ggplot2::element_text(angle = 90, hjust = 1, vjust = 0.5),
      panel.grid = ggplot2::element_blank(), strip.text = ggplot2::element_text(hjust = 0)
    )
}

pretty_places <- function(count) {
  places <- pretty(c(1, count), 8)
  unique(c(1, places[places >= 1 & places <= count & places == round(places)]))
}

path_plot <- function(trace, layer, direction, units) {
  ask <- function(name) {
    python_call(
      paste0("torchduet.trace_pictures:", name), trace,
      layer = layer, direction = direction, units = units
    )
  }
  rows <- ask("state_paths")
  rows$trace <- factor(rows$trace, unique(rows$trace))
  starts <- rows[!duplicated(rows$trace), ]
  ends <- rows[!duplicated(rows$trace, fromLast = TRUE), ]
  named <- rows[!is.na(rows$label), ]
  shares <- c(rows$x_share[[1]], rows$y_share[[1]])
  axes <- if (anyNA(shares)) {
    sprintf("hidden unit %d", as.integer(if (is.null(units)) 1:2 else units))
  } else {
    sprintf("%s principal component (%.0f%% of the variance)", c("first", "second"), 100 * shares)
  }
  x <- y <- label <- right <- above <- NULL # columns of rows, for R CMD check
  picture <- ggplot2::ggplot(rows, ggplot2::aes(x, y, colour = trace, linetype = trace)) +
    ggplot2::geom_path() +
    ggplot2::geom_point(size = 1) +
    ggplot2::geom_point(data = starts, shape = 21, fill = "white", size = 3) +
    ggplot2::geom_point(data = ends, shape = 15, size = 3) +
    ggplot2::labs(x = axes[[1]], y = axes[[2]], title = "from the circle to the square", alt = ask("describe_paths"))
  if (nrow(named)) {
    picture <- picture + ggplot2::geom_text(
      ggplot2::aes(label = paste0(" ", label, " "), hjust = ifelse(right, 0, 1), vjust = ifelse(above, -0.4, 1.4)),
      named,
      size = 3, show.legend = FALSE
    )
  }
  finish_lines(picture, nlevels(rows$trace))
}

gradient_plot <- function(trace, quantity, layer, direction) {
  need_package("ggplot2", "Drawing a plot")
  ask <- function(name) {
    python_call(
      paste0("torchduet.trace_pictures:", name), trace,
      quantity = quantity, layer = layer, direction = direction
    )
  }
  rows <- ask("gradient_lines")
  rows$trace <- factor(rows$trace, unique(rows$trace))
  distance <- norm <- NULL # columns of rows, for R CMD check
  picture <- ggplot2::ggplot(rows, ggplot2::aes(distance, norm, colour = trace, linetype = trace, shape = trace)) +
    ggplot2::geom_line() +
    ggplot2::scale_y_log10() +
    ggplot2::labs(
      x = "steps between here and the end", y = paste("norm of the gradient:", gsub("_", " ", quantity)),
      alt = ask("describe_gradients")
    )
  if (max(table(rows$trace)) <= 30) picture <- picture + ggplot2::geom_point(size = 2)
  finish_lines(picture, nlevels(rows$trace))
}

# What lines look like: colours repeat after four, dashes do not with them.
line_scales <- function(count) {
  place <- seq_len(count) - 1
  dashes <- c("solid", "dashed", "dotted", "dotdash")
  list(
    ggplot2::scale_colour_manual(values = line_colours[place %% 4 + 1]),
    ggplot2::scale_linetype_manual(values = dashes[(place + place %/% 4) %% 4 + 1])
  )
}

# What pictures of lines have in common; a legend where there are several.
finish_lines <- function(picture, count) {
  picture +
    line_scales(count) +
    ggplot2::scale_shape_manual(values = c(19, 15, 17, 18)[(seq_len(count) - 1) %% 4 + 1]) +
    ggplot2::labs(colour = NULL, linetype = NULL, shape = NULL) +
    ggplot2::guides(
      colour = if (count > 1) "legend" else "none", linetype = if (count > 1) "legend" else "none",
      shape = if (count > 1) "legend" else "none"
    ) +
    ggplot2::theme_minimal() +
    ggplot2::theme(plot.title = ggplot2::element_text(size = 11), legend.key.width = ggplot2::unit(2, "lines"))
}
