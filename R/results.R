#' Record a lesson's named results
#'
#' A lesson records what it computed in each language under the same name; rendering compares the two.
#'
#' @param name Unique within a lesson, except that running a chunk again replaces its result.
#' @param value A number, string, logical, or a vector, matrix or array of them.
#' @param kind `"library"`: computed by this library; both languages must agree to the last bit. `"by_hand"`: computed
#'   without it, by base R or NumPy; both languages agree to a relative 1e-12, and with `expected`. `"position"`:
#'   counts from 1 in R and from 0 in Python.
#' @param expected For `"by_hand"`: what the library gives for the same thing.
#' @return `record_result()` and `clear_results()`: `NULL`, invisibly. `recorded_results()`: a list of what was
#'   recorded, in order, each a list of `name`, `kind`, `type`, `shape`, `values` and `expected`.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' record_result("mean", mean(c(1, 2)), kind = "by_hand", expected = 1.5)
#' recorded_results()[[1]]$values
#' clear_results()
record_result <- function(name, value, kind = "library", expected = NULL) {
  invisible(python_call("torchduet:record_result", name, value, kind = kind, expected = expected))
}

#' @rdname record_result
#' @export
recorded_results <- function() {
  python_call("torchduet:recorded_results")
}

#' @rdname record_result
#' @export
clear_results <- function() {
  invisible(python_call("torchduet:clear_results"))
}
