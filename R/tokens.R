#' Split texts into words or characters
#'
#' A word is a run of letters and digits; apostrophes inside a word belong to it, hyphens and emoji separate words.
#' Characters are Unicode code points, blanks and punctuation included; an emoji of several code points (a flag, a
#' family) is several characters. Accented letters are brought to their composed form (Unicode NFC) first, so that both
#' ways to write "é" give one token.
#'
#' @param texts A character vector.
#' @param level `"word"` or `"character"`.
#' @param lowercase Whether to fold letters to lower case.
#' @return A list with a character vector of tokens for each text.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' tokenize(c("The cat sat.", "N\u00e3o gostei, n\u00e3o!"))
#' tokenize("Ol\u00e1!", level = "character")
tokenize <- function(texts, level = "word", lowercase = TRUE) {
  python_call("torchduet:tokenize", as_texts(texts, "texts"), level = level, lowercase = lowercase)
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
