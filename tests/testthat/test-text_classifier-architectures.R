skip_without_python()

small <- function(architecture, ...) {
  settings <- list(architecture, seed = 1, learning_rate = 0.05, epochs = 5, embedding_dim = 4, ...)
  if (architecture != "average_pooling") settings$hidden_size <- 3
  fit(do.call(text_classifier, settings), score ~ review, data = tiny_reviews())
}

test_that("every architecture is fitted, printed, summarised, measured, saved and read back", {
  models <- list(
    small("average_pooling", batch_normalization = TRUE), small("rnn", pooling = "last"),
    small("lstm", layers = 2, bidirectional = TRUE, batch_normalization = TRUE), small("gru", word_dropout = 0),
    small("cnn", pooling = "mean")
  )
  for (model in models) {
    architecture <- model$arguments$architecture
    expect_output(print(model), paste0("with ", architecture, ", fitted: great, other"))
    summarised <- summary(model)
    weights <- model_weights(model)
    # Running estimates and the count of batches are kept with the weights, and are not learned.
    learned <- weights[!grepl("running_|num_batches", names(weights))]
    expect_identical(summarised$layers$weights, names(learned))
    expect_identical(summarised$n_parameters, sum(lengths(learned)))
    expect_identical(glance(model)$architecture, architecture)
    expect_identical(glance(model)$n_parameters, summarised$n_parameters)
    probabilities <- predict(model, c("good", "", "bad stuff"), type = "prob")
    expect_equal(rowSums(probabilities), c(1, 1, 1))
    path <- withr::local_tempfile(fileext = ".zip")
    save_model(model, path)
    again <- load_model(path)
    expect_identical(predict(again, c("good", "", "bad stuff"), type = "prob"), probabilities)
    expect_identical(model_weights(again), weights)
    expect_identical(capture.output(print(again)), capture.output(print(model)))
  }
})

test_that("names of recurrent weights count layers from 1, as in R's torch", {
  model <- small("gru", layers = 2, bidirectional = TRUE)
  names <- grep("weight_ih", names(model_weights(model)), value = TRUE)
  expect_identical(sub(".*weight_ih_", "", names), c("l1", "l1_reverse", "l2", "l2_reverse"))
  expect_identical(grep("weight_ih", summary(model)$layers$weights, value = TRUE), names)
})

test_that("scores are those of the formula, with the weights that R sees", {
  model <- small("rnn", pooling = "max", word_dropout = 0)
  weights <- model_weights(model)
  words <- c("very", "bad", "stuff")
  hidden <- numeric(3)
  largest <- rep(-Inf, 3)
  for (word in words) {
    vector <- weights$embedding.weight[match(word, vocabulary(model)), ]
    from_word <- weights$layers.recurrent.weight_ih_l1 %*% vector + weights$layers.recurrent.bias_ih_l1
    from_state <- weights$layers.recurrent.weight_hh_l1 %*% hidden + weights$layers.recurrent.bias_hh_l1
    hidden <- tanh(as.vector(from_word + from_state))
    largest <- pmax(largest, hidden)
  }
  scores <- exp(as.vector(weights$output.weight %*% largest + weights$output.bias))
  found <- unlist(predict(model, paste(words, collapse = " "), type = "prob"), use.names = FALSE)
  expect_equal(found, scores / sum(scores), tolerance = 1e-6) # float32 in the network
})

test_that("coef() and tidy() are refused where words do not add up", {
  model <- small("lstm")
  expect_error(coef(model), "`coef\\(\\)` needs a model with \"average_pooling\", where words add up; given one with")
  expect_error(tidy(model), "`tidy\\(\\)` needs a model with \"average_pooling\"")
})

test_that("coef() knows of batch normalization", {
  model <- small("average_pooling", batch_normalization = TRUE)
  scores <- coef(model)["(Intercept)", ] + coef(model)["good", ]
  found <- unlist(predict(model, "good", type = "prob"), use.names = FALSE)
  expect_equal(found, unname(exp(scores) / sum(exp(scores))), tolerance = 1e-6)
})

test_that("what does not belong to an architecture is refused in R's words", {
  refused <- function(...) fit(text_classifier(...), score ~ review, data = tiny_reviews())
  expect_error(
    refused("cnn", bidirectional = TRUE), 'bidirectional does not belong to architecture "cnn"; given TRUE.',
    fixed = TRUE
  )
  expect_error(refused(hidden_size = 32), 'hidden_size does not belong to architecture "average_pooling"; given 32')
  expect_error(refused("cnn", pooling = "last"), 'pooling must be "max" or "mean" with architecture "cnn"; given "last')
  expect_error(refused("gru", hidden_size = 0), "hidden_size must be at least 1; given 0")
  expect_error(refused("gru", word_dropout = 1), "word_dropout must be at least 0 and less than 1 or NULL; given 1")
})
