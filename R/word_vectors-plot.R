#' Draw words and their neighbours
#'
#' A map: the plane in which the vectors, made to have length one, are spread out most (their first two principal
#' components), with the words as squares and their neighbours as circles; or how similar the neighbours are.
#'
#' @param object,x Word vectors.
#' @param words A character vector.
#' @param type `"map"` or `"neighbours"`.
#' @param k How many neighbours of each word; for a map, 0 draws the words alone.
#' @param ... Not used.
#' @return `autoplot()`: a ggplot, with an alternative text that [ggplot2::get_alt_text()] returns. `plot()` draws it
#'   and returns it invisibly.
#' @exportS3Method ggplot2::autoplot
#' @examplesIf torchduet_status(quiet = TRUE)$ready && requireNamespace("ggplot2", quietly = TRUE)
#' vectors <- word_vectors(
#'   c("man", "king", "woman", "queen", "tea"),
#'   rbind(c(1, 0, 0.1), c(1, 1, 0.1), c(-1, 0, 0.1), c(-1, 1, 0.1), c(0, -1, 2))
#' )
#' plot(vectors, c("king", "tea"), k = 2)
#' plot(vectors, "king", type = "neighbours", k = 3)
autoplot.word_vectors <- function(object, words, type = "map", k = 5, ...) { # nolint: object_name_linter. A late method
  check_dots_empty(...)
  words_plot(object, words, type, k)
}

#' @rdname autoplot.word_vectors
#' @export
plot.word_vectors <- function(x, words, type = "map", k = 5, ...) {
  check_dots_empty(...)
  picture <- words_plot(x, words, type, k)
  print(picture)
  invisible(picture)
}

words_plot <- function(vectors, words, type, k) {
  need_package("ggplot2", "Drawing a plot")
  check_choice("type", type, c("map", "neighbours"))
  handle <- vectors_handle(vectors, "plot")
  ask <- function(name, ...) python_call(paste0("torchduet.word_vectors.pictures:", name), ...)
  if (type == "map") {
    rows <- ask("word_map", handle, words, k)
    map_plot(rows, ask("describe_map", rows))
  } else {
    rows <- ask("neighbour_rows", handle, words, k)
    neighbours_plot(rows, ask("describe_neighbours", rows))
  }
}

map_plot <- function(rows, description) {
  rows$asked <- factor(rows$asked, c(TRUE, FALSE), c("asked for", "neighbour"))
  named <- rows[!is.na(rows$label), ]
  axes <- sprintf("%s principal component (%.0f%%)", c("first", "second"), 100 * c(rows$x_share[1], rows$y_share[1]))
  x <- y <- asked <- label <- right <- above <- NULL # columns of rows, for R CMD check
  ggplot2::ggplot(rows, ggplot2::aes(x, y)) +
    ggplot2::geom_point(ggplot2::aes(shape = asked, colour = asked, fill = asked), size = 2.2) +
    ggplot2::geom_text(
      ggplot2::aes(label = paste0(" ", label, " "), hjust = ifelse(right, 0, 1), vjust = ifelse(above, -0.4, 1.4)),
      named,
      size = 3.2
    ) +
    ggplot2::scale_shape_manual(values = c("asked for" = 22, neighbour = 21)) +
    ggplot2::scale_colour_manual(values = c("asked for" = line_colours[[1]], neighbour = line_colours[[2]])) +
    ggplot2::scale_fill_manual(values = c("asked for" = line_colours[[1]], neighbour = "white")) +
    ggplot2::scale_x_continuous(expand = ggplot2::expansion(0.12)) +
    ggplot2::scale_y_continuous(expand = ggplot2::expansion(0.08)) +
    ggplot2::labs(x = axes[[1]], y = axes[[2]], shape = NULL, colour = NULL, fill = NULL, alt = description) +
    ggplot2::theme_minimal() +
    ggplot2::theme(legend.position = if (all(rows$asked == "asked for")) "none" else "right")
}

neighbours_plot <- function(rows, description) {
  several <- length(unique(rows$word)) > 1
  names <- if (several) paste(rows$word, "\u2013", rows$neighbour) else rows$neighbour
  rows$place <- factor(names, rev(names))
  rows$word <- factor(rows$word, unique(rows$word))
  similarity <- place <- word <- NULL # columns of rows, for R CMD check
  ggplot2::ggplot(rows, ggplot2::aes(similarity, place)) +
    ggplot2::geom_segment(ggplot2::aes(x = 0, xend = similarity, yend = place), colour = "grey80") +
    ggplot2::geom_point(ggplot2::aes(colour = word), size = 2.2, show.legend = FALSE) +
    ggplot2::scale_colour_manual(values = rep_len(line_colours, nlevels(rows$word))) +
    ggplot2::labs(
      x = "cosine similarity", y = NULL, title = if (!several) levels(rows$word), alt = description
    ) +
    ggplot2::theme_minimal()
}
