skip_without_python()

words <- c("day", "good", "night", "bad")
matrix_of_vectors <- matrix(as.numeric(1:12) - 6, nrow = 4, byrow = TRUE)
texts <- rep(c("good good tea", "bad tea", "good day", "bad day"), 5)
labels <- factor(rep(c("+", "-", "+", "-"), 5))
vectors <- function() word_vectors(words, matrix_of_vectors)
quick <- function(...) {
  text_classifier(..., seed = 1, epochs = 2, learning_rate = 0.1, validation_split = 0) |> fit(texts, labels)
}

test_that("row i of the embedding is the vector of token i of the vocabulary", {
  # The widely copied code of the lecture fills the rows from the first on, where padding belongs.
  model <- quick(embeddings = vectors(), freeze_embeddings = TRUE)
  rows <- model_weights(model)$embedding.weight
  expect_identical(vocabulary(model)[1:2], c("", "[UNK]"))
  expect_identical(rows[1, ], c(0, 0, 0))
  expect_identical(rows[match(words, vocabulary(model)), ], matrix_of_vectors)
})

test_that("a frozen embedding is kept as it is and said to be", {
  model <- quick(embeddings = vectors(), freeze_embeddings = TRUE)
  expect_identical(summary(model)$layers$trainable, c(FALSE, TRUE, TRUE))
  expect_output(print(summary(model)), "embedding.weight (kept as it is)", fixed = TRUE)
  expect_true(all(summary(quick(embeddings = vectors()))$layers$trainable))
})

test_that("coverage is told", {
  model <- quick(embeddings = vectors())
  expect_equal(embedding_coverage(model), list(words = 3 / 4, tokens = 35 / 45, missing = "tea"))
  expect_identical(summary(model)$coverage, embedding_coverage(model))
  covered <- "75.0 % of the vocabulary, 77.8 % of the texts' words"
  expect_output(print(model), paste("word vectors for", covered), fixed = TRUE)
  expect_output(print(summary(model)), paste0("words with a vector +", covered))
  expect_output(print(model), "embeddings = <word vectors>", fixed = TRUE)
  expect_null(embedding_coverage(quick()))
})

test_that("a saved model does not need the vectors", {
  model <- quick(embeddings = vectors(), freeze_embeddings = TRUE)
  path <- withr::local_tempfile(fileext = ".zip")
  save_model(model, path)
  again <- load_model(path)
  expect_identical(predict(again, "night", type = "prob"), predict(model, "night", type = "prob"))
  expect_identical(embedding_coverage(again), embedding_coverage(model))
  expect_identical(summary(again)$layers, summary(model)$layers)
})

test_that("what are no word vectors, and settings that contradict them, are refused", {
  expect_error(
    quick(embeddings = matrix_of_vectors), "embeddings must be word vectors or NULL",
    class = "torchduet_type_error"
  )
  expect_error(quick(embeddings = list(1)), "embeddings must be word vectors or NULL")
  expect_error(quick(embeddings = vectors(), embedding_dim = 5), "must be that of embeddings, 3; given 5")
  expect_error(quick(freeze_embeddings = TRUE), "freeze_embeddings needs embeddings")
})
