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

#' Join neighbouring tokens
#'
#' @param tokens The tokens of one text, in order: a character vector, for instance one element of what [tokenize()]
#'   gives.
#' @param n Tokens in a gram.
#' @param up_to Whether to give shorter grams too: at each token, the grams of 1, 2, ..., n tokens that begin there.
#' @return A character vector; the tokens of a gram are joined by a blank.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' ngrams(c("The", "cat", "sat"), n = 2, up_to = TRUE)
ngrams <- function(tokens, n = 2, up_to = FALSE) {
  python_call("torchduet:ngrams", tokens, n = n, up_to = up_to)
}
