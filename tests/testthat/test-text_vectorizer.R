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

test_that("tf-idf is the formula, and counts are counts", {
  skip_without_python()
  skip_if_not_installed("Matrix")
  texts <- c("the cat sat on the mat", "the dog", "a cat and a dog", "")
  counter <- text_vectorizer(output = "count") |> fit(texts)
  words <- vocabulary(counter)[-(1:2)]
  by_hand <- t(vapply(strsplit(texts, " "), function(tokens) table(factor(tokens, levels = words)), seq_along(words)))
  counts <- transform(counter, texts)
  expect_s4_class(counts, "dgCMatrix")
  expect_identical(unname(as.matrix(counts))[, -(1:2)], unname(by_hand) + 0)

  idf <- 1 + log((1 + length(texts)) / (1 + colSums(by_hand > 0)))
  weighted <- sweep(by_hand, 2, idf, "*")
  lengths <- sqrt(rowSums(weighted^2))
  weighted <- weighted / ifelse(lengths > 0, lengths, 1)
  found <- text_vectorizer(output = "tfidf") |>
    fit(texts) |>
    transform(texts)
  expect_equal(unname(as.matrix(found))[, -(1:2)], unname(weighted), tolerance = 1e-14)
})

test_that("one-hot vectors are those of the ids", {
  skip_without_python()
  texts <- c("a b a", "c")
  ids <- text_vectorizer() |>
    fit(texts) |>
    transform(texts)
  encoded <- text_vectorizer(output = "one_hot") |>
    fit(texts) |>
    transform(texts)
  expect_identical(dim(encoded), c(2L, 3L, 5L))
  expect_identical(encoded, one_hot(ids, num_classes = 5))
})

test_that("characters and grams are tokens too", {
  skip_without_python()
  characters <- text_vectorizer(level = "character", ngram_range = c(1, 2)) |> fit(c("ol\u00e1", "a"))
  expect_identical(vocabulary(characters)[-(1:2)], c("o", "ol", "l", "l\u00e1", "\u00e1", "a"))
  expect_identical(inverse_transform(characters, transform(characters, "ol\u00e1")), "ol\u00e1")
  pairs <- text_vectorizer(ngram_range = c(2, 2)) |> fit("the cat sat")
  expect_identical(vocabulary(pairs)[-(1:2)], ngrams(c("the", "cat", "sat")))
})

test_that("settings survive saving", {
  skip_without_python()
  path <- withr::local_tempfile(fileext = ".zip")
  fitted <- text_vectorizer(level = "character", ngram_range = c(1, 2), max_length = 4) |> fit("abc")
  save_model(fitted, path)
  expect_identical(transform(load_model(path), "cab"), transform(fitted, "cab"))
  expect_error(text_vectorizer(ngram_range = c(1, 2.5)) |> fit("a"), "two whole numbers.*given c\\(1, 2.5\\)")
  expect_error(text_vectorizer(ngram_range = 2) |> fit("a"), "two whole numbers.*given 2")
})
