skip_without_python()

withr::local_envvar(TORCHDUET_CACHE = withr::local_tempdir())

file_with <- function(..., .local_envir = parent.frame()) {
  path <- withr::local_tempfile(.local_envir = .local_envir)
  writeLines(c(...), path, useBytes = TRUE)
  path
}

test_that("rows belong to their words, the first and the last too", {
  path <- file_with(sprintf("w%d %d %g", 1:500, 1:500, 1:500 / 4))
  for (load in 1:2) { # read, then from the cache
    found <- as.matrix(load_embeddings(path))
    expect_identical(rownames(found), sprintf("w%d", 1:500))
    expect_identical(unname(found), cbind(1:500 + 0, 1:500 / 4))
  }
  some <- load_embeddings(path, words = c("w500", "w1", "jester"))
  expect_identical(as.matrix(some), found[c(1, 500), ])
  expect_identical(vocabulary(load_embeddings(path, max_words = 3)), c("w1", "w2", "w3"))
})

test_that("Stanford's odd words are words", {
  path <- file_with("the 1 2", ". . . 3 4", "caf\u00e9 5 6", "2 000 7 8")
  expect_identical(vocabulary(load_embeddings(path)), c("the", ". . .", "caf\u00e9", "2 000"))
})

test_that("what cannot be used is a warning and a table, or an error", {
  path <- file_with("the 1 2", "a 1", "the 3 4", "of 1 x")
  expect_warning(vectors <- load_embeddings(path), "3 line\\(s\\) cannot be used, the first is line 2")
  problems <- embedding_problems(vectors)
  expect_s3_class(problems, "tbl_df")
  expect_identical(problems$line, 2:4)
  expect_match(problems$problem, "^has 1 number|^repeats a word|^holds something that is not a finite number")
  expect_error(load_embeddings(path, problems = "error"), "line 2: has 1 number", class = "torchduet_value_error")
  expect_identical(nrow(embedding_problems(word_vectors("a", matrix(1)))), 0L)
})

test_that("compressed files are read, and members named", {
  path <- withr::local_tempfile()
  connection <- gzfile(path, "w")
  writeLines(c("the 1 2", "of 3 4"), connection)
  close(connection)
  expect_identical(unname(as.matrix(load_embeddings(path))), rbind(c(1, 2), c(3, 4)))
  expect_error(load_embeddings(path, member = "a.txt"), "member is for zip archives only")
})

test_that("progress is told", {
  path <- file_with("the 1 2")
  skip_if(cli::is_dynamic_tty())
  lines <- capture.output(load_embeddings(path, cache = FALSE, verbose = TRUE), type = "message")
  expect_identical(lines, "Read 0.0 MB")
  expect_silent(load_embeddings(path, cache = FALSE, verbose = FALSE))
  expect_error(load_embeddings(path, verbose = 3), "`verbose` must be")
})

test_that("what is not there, or is something else, is named", {
  expect_error(load_embeddings("nothing"), "there is no file at nothing", class = "torchduet_error")
  expect_error(load_embeddings(3), "`path` must be the name of a file, or of a known set of vectors; given\\s<numeric>")
  expect_error(load_embeddings(file_with("only words")), "is no file of word vectors")
  expect_error(load_embeddings(file_with("a 1"), max_words = 0), "max_words must be at least 1 or NULL; given 0")
  expect_error(load_embeddings(file_with("a 1"), words = 3), "words must be strings; given 3")
})

test_that("nothing is fetched without consent", {
  expect_error(download_embeddings("glove.6B.100d"), "needs your consent.*862 MB", class = "torchduet_error")
  expect_error(download_embeddings("glove.7B"), "name must be one of")
  expect_error(load_embeddings("glove.6B.100d"), 'download_embeddings("glove.6B.100d") fetches it', fixed = TRUE)
})
