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
