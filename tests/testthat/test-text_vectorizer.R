skip_without_python()

cats_and_dogs <- c("eu gosto de gatos", "eu gosto de cachorros", "eu gosto de gatos e cachorros")

test_that("the vocabulary goes by frequency, ties by first appearance", {
  vectorizer <- text_vectorizer() |> fit(cats_and_dogs)
  expect_identical(vocabulary(vectorizer), c("", "[UNK]", "eu", "gosto", "de", "gatos", "cachorros", "e"))
})

test_that("ids are places in the vocabulary, counted from 1", {
  vectorizer <- text_vectorizer() |> fit(cats_and_dogs)
  ids <- transform(vectorizer, c("eu gosto de peixes", "gatos"))
  tokens <- matrix(vocabulary(vectorizer)[ids], nrow = 2)
  expect_identical(tokens, rbind(c("eu", "gosto", "de", "[UNK]"), c("gatos", "", "", "")))
  expect_identical(inverse_transform(vectorizer, ids), c("eu gosto de [UNK]", "gatos"))
  expect_error(inverse_transform(vectorizer, matrix(0)), "count from 1")
})

test_that("fit() does not change its argument", {
  specification <- text_vectorizer(max_length = 2)
  fit(specification, "a b c")
  expect_error(transform(specification, "a"), "`fit\\(\\)` does not change", class = "torchduet_not_fitted_error")
})

test_that("a vectorizer that was read back prints as before", {
  vectorizer <- text_vectorizer(ngram_range = c(1, 2), max_length = 3) |> fit(cats_and_dogs)
  path <- withr::local_tempfile()
  save_model(vectorizer, path)
  expect_identical(capture.output(print(load_model(path))), capture.output(print(vectorizer)))
  expect_output(print(vectorizer), "with ngram_range = c(1, 2), max_length = 3", fixed = TRUE)
})

test_that("printing says what to do next", {
  expect_snapshot(print(text_vectorizer()))
  expect_snapshot(print(text_vectorizer() |> fit(cats_and_dogs)))
})
