#' Split texts into words
#'
#' A word is a run of letters and digits; apostrophes inside a word belong to it, hyphens separate words. Accented
#' letters are brought to their composed form (Unicode NFC) first, so that both ways to write "é" give one token.
#'
#' @param texts A character vector.
#' @param lowercase Whether to fold letters to lower case.
#' @return A list with a character vector of words for each text.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' tokenize(c("The cat sat.", "N\u00e3o gostei, n\u00e3o!"))
tokenize <- function(texts, lowercase = TRUE) {
  python_call("torchduet:tokenize", texts, lowercase = lowercase)
}
