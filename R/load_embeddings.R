#' Read vectors of words
#'
#' Vectors that were learned elsewhere, from a file of any of the usual formats: GloVe's text; word2vec's and fastText's
#' text (`.vec`); the binary ones of word2vec and fastText (`.bin`); or what [save_model()] wrote. The file may be
#' plain, gzip or zip. Which it is, is found from its content, not its name.
#'
#' A line of text is read from the right: what stands left of the vector's numbers is the word, be there spaces in it or
#' not, as in `glove.840B.300d`. The number of numbers is the one that most of the first lines have.
#'
#' @param path The file; or the name of a known set, as [download_embeddings()] takes it. Or a model whose vectors
#'   depend on the context: a folder with a `config.json`, a name of Hugging Face's, like
#'   `"neuralmind/bert-base-portuguese-cased"`, or a model of OpenAI's behind `"openai:"`, like
#'   `"openai:text-embedding-3-small"`. The other arguments are for files, but for `cache`.
#' @param words Keep these only, in the order of the file; words that the file lacks are left out.
#' @param max_words Keep the first ones only; files begin with the most frequent words.
#' @param problems What to do about lines that cannot be used: another number of numbers than the others, something that
#'   is no finite number, no UTF-8, a word that came before. `"skip"` leaves them out with a warning, and lists them in
#'   [embedding_problems()]; `"error"` refuses the file.
#' @param member The file in a zip archive that holds several.
#' @param cache Keep what was read in the user's cache directory (the environment variable `TORCHDUET_CACHE` moves it),
#'   from where it is memory-mapped the next time, as long as size and time of the file are the same. With `max_words`
#'   nothing is kept, as reading stops there. Of a service, keep each text's vector, which is paid for.
#' @param verbose Show how much was read: `TRUE`, `FALSE`, or `"auto"`: in an interactive session.
#' @return Word vectors; see [word_vectors()], and for models [contextual_vectors()] and [hosted_embeddings()].
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' path <- tempfile(fileext = ".txt")
#' writeLines(c("king 1 0.5", ". . . 0 0", "queen 1 -0.5"), path)
#' vectors <- load_embeddings(path, cache = FALSE)
#' as.matrix(vectors)
load_embeddings <- function(path,
                            words = NULL,
                            max_words = NULL,
                            problems = "skip",
                            member = NULL,
                            cache = TRUE,
                            verbose = "auto") {
  progress <- bytes_progress(verbose, "Read")
  on.exit(progress$close())
  handle <- python_call(
    "torchduet.word_vectors.loading:read_embeddings",
    model_path(path, "a file, or of a known set of vectors"), words, max_words, problems, member, cache,
    progress$callback
  )
  if (class(handle)[[1]] == "WordVectors") new_word_vectors(handle) else new_text_vectors(handle)
}

# Progress in bytes, of which all that were read or fetched are told when they are there. The callback, a function of
# the bytes done and their total, or NULL, is what Python's functions take.
bytes_progress <- function(verbose, verb) {
  megabytes <- function(bytes) format(round(bytes / 1e6, 1), nsmall = 1, big.mark = ",")
  progress <- show_progress(
    verbose,
    line = function(record) if (record$done == record$total) sprintf("%s %s MB", verb, megabytes(record$total)),
    format = "{said} {cli::pb_bar} {cli::pb_percent} | at most {cli::pb_eta} left",
    step = function(record) {
      list(done = record$done, total = record$total, said = sprintf("%s %s MB", verb, megabytes(record$done)))
    }
  )
  show <- if (length(progress$callback)) progress$callback[[1]]
  list(
    callback = if (!is.null(show)) function(done, total) show(list(done = done, total = total)),
    close = progress$close
  )
}

#' Fetch a known set of word vectors
#'
#' Into the user's cache, from where [load_embeddings()] reads it by its name. What breaks off is taken up again where
#' it was; what came is checked.
#'
#' @param name `"glove.6B.50d"`, `"100d"`, `"200d"` or `"300d"` (English, Stanford; all four are in one archive of 862
#'   MB), `"nilc.glove.50d"` or `"nilc.fasttext.cbow.50d"` (Portuguese, NILC; also 100d, 300d, 600d, 1000d; also
#'   `word2vec` and `wang2vec`, and `skip` instead of `cbow`). Or a model of Hugging Face's, such as
#'   `"neuralmind/bert-base-portuguese-cased"` (BERTimbau), into the cache of its own client.
#' @param consent Whether it may be fetched. With `NULL` you are asked, in an interactive session; elsewhere nothing is
#'   fetched.
#' @param url Another place that has the same archive, for instance a mirror.
#' @param checksum The SHA-256 that the archive must have, in hexadecimal. With `NULL` it is the published one; of sets
#'   without one (NILC's) that of the first archive that you fetched, which is kept.
#' @param verbose Show how much was fetched: `TRUE`, `FALSE`, or `"auto"`: in an interactive session.
#' @return The path of the archive, or of the model's folder, invisibly. If it is there already, nothing is fetched.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' # 862 MB, once:
#' # download_embeddings("glove.6B.100d", consent = TRUE)
#' # load_embeddings("glove.6B.100d")
#' try(download_embeddings("glove.6B.100d", consent = FALSE))
download_embeddings <- function(name, consent = NULL, url = NULL, checksum = NULL, verbose = "auto") {
  about <- python_call("torchduet.word_vectors.download:describe", name)
  if (is.null(consent)) {
    consent <- interactive() && isTRUE(utils::askYesNo(paste(about, "Fetch it?"), default = FALSE))
  }
  progress <- bytes_progress(verbose, "Fetched")
  on.exit(progress$close())
  invisible(python_call(
    "torchduet.word_vectors.download:fetch", name, consent, url, checksum,
    progress$callback
  ))
}
