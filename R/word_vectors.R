#' Words and their vectors
#'
#' `word_vectors()` makes them of a matrix; [load_embeddings()] reads them from a file.
#'
#' @param words The words: for `word_vectors()` one per row, each once. For `lookup()`, a character vector; for
#'   `most_similar()` that, or a vector of numbers, or a matrix with a vector per row.
#' @param vectors A matrix with a row per word. Kept in single precision.
#' @param object,x Word vectors; for `similarity()`, also what [contextual_vectors()] or [hosted_embeddings()] gave, and
#'   `x` is words, or texts.
#' @param unknown What a word without a vector gets: a row of `NaN` (`"missing"`), a row of zeros (`"zero"`), or an
#'   error (`"error"`). Where the vectors of parts of words are there, as in fastText's `.bin` files, an unknown word
#'   has a vector: the mean of its parts'.
#' @param y Words to compare with; `NULL` compares those of `x` with each other.
#' @param k How many neighbours to return, for each word.
#' @param a,b,c Words, for instance `"man"`, `"king"`, `"woman"`; none of them is an answer.
#' @param ... Not used.
#' @return `word_vectors()`: an object with the methods named here. `lookup()` and `as.matrix()`: a matrix with the
#'   words as names of the rows. `similarity()`: a matrix of cosines; see [cosine_similarity()]. `most_similar()`: a
#'   tibble of `word` (of vectors: `vector`, counted from 1), `neighbour` and `similarity`, for each word the nearest
#'   first; all words are compared, none guessed. `analogy()`: a tibble of `neighbour` and `similarity`: the words
#'   nearest to \eqn{\hat b - \hat a + \hat c}{b - a + c}, where each vector is made to have length one first.
#'   `vocabulary()`: the words. `embedding_problems()`: a tibble of `line` (of a binary file, the number of the word),
#'   `problem` and `text`: what of the file cannot be used; at most 1,000 are listed.
#' @seealso [plot()][autoplot.word_vectors] draws a map of words; [save_model()] writes them to a file that
#'   `load_embeddings()` reads.
#' @references T. Mikolov, W. Yih and G. Zweig (2013), "Linguistic regularities in continuous space word
#'   representations", NAACL.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' vectors <- word_vectors(
#'   c("man", "king", "woman", "queen", "tea"),
#'   rbind(c(1, 0, 0.1), c(1, 1, 0.1), c(-1, 0, 0.1), c(-1, 1, 0.1), c(0, -1, 2))
#' )
#' vectors
#' lookup(vectors, c("queen", "jester"))
#' similarity(vectors, "king", c("queen", "man"))
#' most_similar(vectors, "king", k = 2)
#' analogy(vectors, "man", "king", "woman", k = 1)
word_vectors <- function(words, vectors) {
  new_word_vectors(python_call("torchduet:WordVectors", words, vectors))
}

new_word_vectors <- function(handle) {
  structure(list(handle = handle), class = "word_vectors")
}

#' @rdname word_vectors
#' @export
lookup <- function(object, words, unknown = "missing") {
  found <- python_method(vectors_handle(object, "lookup"), "lookup", words, unknown = unknown)
  rownames(found) <- as.character(words)
  found
}

#' @rdname word_vectors
#' @export
similarity <- function(object, x, y = NULL) {
  handle <- if (inherits(object, "text_vectors")) text_vectors_handle(object) else vectors_handle(object, "similarity")
  found <- python_method(handle, "similarity", x, y)
  matrix(
    unlist(found, use.names = FALSE), nrow(found), ncol(found),
    dimnames = list(as.character(x), as.character(if (is.null(y)) x else y))
  )
}

#' @rdname word_vectors
#' @export
most_similar <- function(object, words, k = 10) {
  tibble::as_tibble(python_method(vectors_handle(object, "most_similar"), "most_similar", words, k = k))
}

#' @rdname word_vectors
#' @export
analogy <- function(object, a, b, c, k = 10) {
  tibble::as_tibble(python_method(vectors_handle(object, "analogy"), "analogy", a, b, c, k = k))
}

#' @rdname word_vectors
#' @export
as.matrix.word_vectors <- function(x, ...) {
  check_dots_empty(...)
  handle <- vectors_handle(x, "as.matrix")
  rows <- python_attribute(handle, "vectors")
  rownames(rows) <- python_attribute(handle, "words")
  rows
}

#' @rdname word_vectors
#' @export
embedding_problems <- function(object) {
  tibble::as_tibble(python_attribute(vectors_handle(object, "embedding_problems"), "problems"))
}

#' @rdname word_vectors
#' @export
print.word_vectors <- function(x, ...) {
  if (is_gone(x$handle)) {
    cat("Word vectors.\n")
    cat_gone()
  } else {
    cat(python_method(x$handle, "__repr__"), "\n", sep = "")
    cat("Use lookup(words), most_similar(words), analogy(a, b, c), as.matrix(), save_model(path).\n")
  }
  invisible(x)
}

# The Python object of word vectors.
vectors_handle <- function(object, caller) {
  if (!inherits(object, "word_vectors")) {
    abort(
      "{.fn {caller}} needs what {.fn load_embeddings} or {.fn word_vectors} gave; given {.cls {class(object)[[1]]}}.",
      class = "torchduet_type_error"
    )
  }
  fitted_handle(object, caller)
}
