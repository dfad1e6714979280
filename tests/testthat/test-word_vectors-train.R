skip_without_python()

texts <- rep(c("black tea with milk", "green tea with lemon", "black coffee with milk"), 5)

test_that("pairs are counted as base R counts them", {
  table <- co_occurrences(texts, window = 3, min_count = 1)
  expect_s3_class(table, "tbl_df")
  expect_named(table, c("word", "context", "count"))
  known <- unique(table$word)
  by_hand <- matrix(0, length(known), length(known), dimnames = list(known, known))
  for (words in strsplit(texts, " ")) {
    for (i in seq_along(words)) {
      for (j in setdiff(seq_along(words), i)) {
        if (abs(i - j) <= 3) by_hand[words[i], words[j]] <- by_hand[words[i], words[j]] + 1 / abs(i - j)
      }
    }
  }
  expect_equal(table$count, by_hand[cbind(table$word, table$context)], tolerance = 1e-14)
  expect_equal(sum(table$count), sum(by_hand), tolerance = 1e-14)
})

test_that("vectors come as word vectors, and callbacks get the loss of each epoch", {
  losses <- NULL
  vectors <- train_glove(
    texts,
    embedding_dim = 3, min_count = 1, epochs = 20, seed = 1,
    callbacks = function(record) {
      losses <<- c(losses, record$loss)
      if (record$epoch == 10) "stop"
    }
  )
  expect_s3_class(vectors, "word_vectors")
  expect_length(losses, 10)
  expect_lt(losses[10], losses[1])
  expect_identical(dim(as.matrix(vectors)), c(7L, 3L))
  again <- train_glove(
    texts,
    embedding_dim = 3, min_count = 1, epochs = 10, seed = 1, tokenizer = function(texts) strsplit(texts, " ")
  )
  expect_identical(as.matrix(again), as.matrix(vectors))
})

test_that("word2vec and fastText train, and fastText knows the parts of words", {
  for (method in c("cbow", "skip_gram")) {
    vectors <- train_word2vec(texts, method, embedding_dim = 3, min_count = 1, engine = "torch", epochs = 2, seed = 1)
    expect_identical(rownames(as.matrix(vectors))[1], "with")
  }
  parts <- train_fasttext(texts, embedding_dim = 3, min_count = 1, buckets = 50, engine = "torch", epochs = 2, seed = 1)
  expect_false(anyNA(lookup(parts, "milky")))
  expect_true(anyNA(lookup(vectors, "milky")))
})

test_that("the formulas are those of base R", {
  counts <- rbind(c(16, 0), c(200, 1))
  words <- rbind(c(1, 2), c(0.5, -1))
  contexts <- rbind(c(0.25, 1), c(-1, 3))
  residuals <- words %*% t(contexts) + outer(c(0.1, 0.2), c(-0.3, 0.4), `+`) - log(counts)
  weights <- pmin(1, (counts / 100)^0.75)
  residuals[counts == 0] <- 0
  found <- glove_gradients(counts, words, contexts, c(0.1, 0.2), c(-0.3, 0.4))
  expect_equal(found$residuals, residuals, tolerance = 1e-14)
  expect_equal(c(found$loss), sum(weights * residuals^2), tolerance = 1e-14)
  expect_equal(found$words, 2 * (weights * residuals) %*% contexts, tolerance = 1e-14)
  expect_equal(found$context_biases, colSums(2 * weights * residuals), tolerance = 1e-14)

  read <- rbind(c(1, 0), c(3, -2))
  drawn <- rbind(c(0.5, 1), c(-1, 0))
  h <- colMeans(read)
  p <- plogis(rbind(c(2, 1), drawn) %*% h)[, 1]
  found <- negative_sampling_gradients(read, c(2, 1), drawn)
  expect_equal(c(found$loss), -log(p[1]) - sum(log(1 - p[-1])), tolerance = 1e-14)
  expect_equal(found$probabilities, p, tolerance = 1e-14)
  expect_equal(found$negatives, outer(p[-1], h), tolerance = 1e-14)
  expect_equal(found$target, (p[1] - 1) * h, tolerance = 1e-14)
})

test_that("the parts of a word come as a character vector", {
  expect_identical(subwords("mar", maxn = 3), c("<ma", "mar", "ar>"))
  expect_true(all(c("<ar", "mar", "inh", "nho", "ho>") %in% subwords("armarinho")))
})

test_that("bad input is named as R users write it", {
  expect_error(train_glove(texts, epochs = 0), "epochs must be at least 1; given 0", class = "torchduet_value_error")
  expect_error(train_word2vec(texts, "skipgram"), 'method must be one of "cbow", "skip_gram"; given "skipgram"')
  expect_error(train_glove(1:3), "texts.* must be strings", class = "torchduet_type_error")
})
