#' Reviews of fine foods
#'
#' Reviews of food bought at an on-line shop, and whether they gave the best score.
#'
#' @param subset `"train"` for 4,000 reviews to learn from, `"test"` for the 1,000 to be tested on.
#' @return A tibble with columns `review` (character) and `score` (factor: `great` for five stars, `other` for fewer).
#' @source R package modeldata, `small_fine_foods`; J. McAuley and J. Leskovec (2013), "From amateurs to
#'   connoisseurs: modeling the evolution of user expertise through online reviews", WWW.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' table(fine_foods(subset = "test")$score)
fine_foods <- function(subset = "train") {
  tibble::as_tibble(python_call("torchduet:datasets.fine_foods", subset = subset))
}

#' Monthly series
#'
#' @param name `"AirPassengers"`: passengers of international air lines in thousands, 1949 to 1960. `"nottem"`: mean
#'   temperature at Nottingham Castle in degrees Fahrenheit, 1920 to 1939. `"sunspots"`: mean relative number of
#'   sunspots, 1749 to 1983.
#' @return A monthly `ts`: the values of the series of that name in R's package datasets, to the last bit. Its end is
#'   computed from its start; datasets has it rounded, by less than a second.
#' @source R's package datasets; G. E. P. Box and G. M. Jenkins (1976), "Time Series Analysis"; O. D. Anderson (1976),
#'   "Time Series Analysis and Forecasting"; D. F. Andrews and A. M. Herzberg (1985), "Data".
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' window(series("AirPassengers"), 1960)
series <- function(name) {
  python_call("torchduet:datasets.series", name = name)
}

#' Ridership of Chicago's trains
#'
#' How many people a day take the train at a station in Chicago, and what may help to foretell it.
#'
#' @return A tibble of 5,698 days. `ridership`: entries into the station Clark/Lake in thousands. Named after a station
#'   (`Austin` to `California`): entries there, 14 days earlier. `temp_min` to `weather_storm`: the day's weather.
#'   `Blackhawks_Away` to `Cubs_Home`: 1 if the team plays, else 0. `date`: a Date, every day from 2001-01-22 to
#'   2016-08-28.
#' @source R package modeldata, `Chicago`; M. Kuhn and K. Johnson (2019), "Feature Engineering and Selection".
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' chicago()[c("date", "ridership")]
chicago <- function() {
  tibble::as_tibble(python_call("torchduet:datasets.chicago"))
}

#' Jane Austen's novels
#'
#' The six finished novels, a paragraph per row: 720,000 words without labels, to learn the vectors of words from.
#'
#' @return A tibble with columns `book` (factor, in the order in which they were published) and `text` (character): a
#'   paragraph, a heading.
#' @source R package janeaustenr, `austen_books()`, with the texts of Project Gutenberg.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' table(austen_novels()$book)
austen_novels <- function() {
  tibble::as_tibble(python_call("torchduet:datasets.austen_novels"))
}
