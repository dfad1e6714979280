skip_without_python()

book <- childrens_book(300, seed = 1)
quick_generator <- function(...) {
  sequence_generator(hidden_size = 8, embedding_dim = 4, epochs = 3, learning_rate = 0.02, seed = 1, ...)
}
model <- quick_generator() |> fit(book)

test_that("printing says what it is, what was set and what to do next", {
  expect_snapshot(print(sequence_generator()))
  expect_snapshot(print(quick_generator(level = "character")))
  expect_snapshot(print(model), transform = function(lines) sub("loss [0-9.]+, accuracy [0-9.]+", "(numbers)", lines))
})

test_that("fit gives a fitted model and leaves its argument as it was", {
  unfitted <- quick_generator()
  expect_s3_class(fit(unfitted, book), "fitted_sequence_generator")
  expect_error(generate(unfitted), "`generate()` needs a fitted model", fixed = TRUE)
  expect_identical(generate(fit(unfitted, data.frame(text = book)), 9, seed = 2), generate(model, 9, seed = 2))
})

test_that("a fitted model may be fitted again", {
  again <- fit(model, book)
  expect_s3_class(again, c("fitted_sequence_generator", "sequence_generator", "sequence_model"), exact = TRUE)
  expect_identical(predict(again, "Spot saw"), predict(model, "Spot saw"))
})

test_that("texts are written as asked", {
  texts <- generate(model, 50, prompt = "Spot saw", max_length = 6, seed = 1)
  expect_type(texts, "character")
  expect_length(texts, 50)
  expect_true(all(startsWith(texts, "Spot saw")))
  expect_identical(texts, generate(model, 50, prompt = "Spot saw", max_length = 6, seed = 1))
  expect_length(unique(generate(model, 5, temperature = 0)), 1)
})

test_that("R's own generator is not touched", {
  set.seed(1)
  before <- .Random.seed
  generate(model, 2)
  childrens_book(2)
  expect_identical(.Random.seed, before)
})

test_that("probabilities of the next token are the weights' by a formula in base R", {
  weights <- model_weights(model)
  expect_named(weights, c(
    "embedding.weight", paste0("layers.recurrent.", c("weight_ih_l1", "weight_hh_l1", "bias_ih_l1", "bias_hh_l1")),
    "output.weight", "output.bias"
  ))
  names(weights) <- sub("layers.recurrent.", "", names(weights), fixed = TRUE)
  sigmoid <- function(x) 1 / (1 + exp(-x))
  hidden <- cell <- numeric(8)
  for (token in c("[END]", "Jane", "saw")) {
    x <- weights$embedding.weight[match(token, vocabulary(model)), ]
    z <- weights$weight_ih_l1 %*% x + weights$bias_ih_l1 + weights$weight_hh_l1 %*% hidden + weights$bias_hh_l1
    cell <- sigmoid(z[9:16]) * cell + sigmoid(z[1:8]) * tanh(z[17:24])
    hidden <- sigmoid(z[25:32]) * tanh(cell)
  }
  scores <- exp(drop(weights$output.weight %*% hidden + weights$output.bias))
  expected <- stats::setNames(scores / sum(scores), vocabulary(model)[-1]) # padding never comes
  found <- predict(model, "Jane saw")
  expect_named(found, c("token", "probability"))
  expect_equal(found$probability, unname(expected[found$token]), tolerance = 1e-5)
  expect_false(is.unsorted(rev(found$probability)))
})

test_that("a text is measured by the probabilities of its tokens", {
  tokens <- c("Doug", "saw", "Jane", ".", "[END]")
  so_far <- c("", "Doug", "Doug saw", "Doug saw Jane", "Doug saw Jane.")
  chosen <- mapply(function(token, prompt) {
    table <- predict(model, prompt)
    table$probability[table$token == token]
  }, tokens, so_far)
  measured <- evaluate(model, "Doug saw Jane.")
  expect_named(measured, c("perplexity", "log_loss", "accuracy"))
  expect_equal(measured$log_loss, -mean(log(chosen)), tolerance = 1e-5)
  expect_identical(perplexity(model, "Doug saw Jane."), measured$perplexity)
  expect_equal(measured$perplexity, exp(measured$log_loss))
})

test_that("summary, glance and history", {
  facts <- glance(model)
  expect_identical(facts[c("architecture", "n_tokens", "n_texts", "epochs", "seed")], tibble::tibble(
    architecture = "lstm", n_tokens = 8L, n_texts = 300L, epochs = 3L, seed = 1L
  ))
  expect_identical(facts$n_parameters, sum(lengths(model_weights(model))))
  expect_output(print(summary(model)), "A sequence generator with lstm.*Layers \\(.*texts +300")
  expect_identical(summary(model)$layers$weights, names(model_weights(model)))
  expect_match(summary(model)$layers$weights, "weight_ih_l1$", all = FALSE)
  expect_named(training_history(model), c("epoch", "loss", "validation_loss", "validation_accuracy", "seconds"))
})

test_that("a saved model writes the same, and a trace reads it", {
  path <- withr::local_tempfile(fileext = ".zip")
  save_model(model, path)
  again <- load_model(path)
  expect_identical(generate(again, 9, seed = 1), generate(model, 9, seed = 1))
  expect_identical(capture.output(print(again)), capture.output(print(model)))
  expect_identical(glance(again), glance(model))
  expect_identical(unique(lstm_trace(model, "Jane saw")$token), c("[END]", "Jane", "saw"))
})

test_that("the history is drawn", {
  skip_if_not_installed("ggplot2")
  expect_s3_class(ggplot2::autoplot(model), "ggplot")
  withr::local_pdf(NULL)
  expect_s3_class(plot(model), "ggplot")
})

test_that("callbacks are R functions", {
  seen <- list()
  quick_generator(callbacks = function(record) {
    seen[[length(seen) + 1]] <<- record
    if (record$epoch == 2) "stop"
  }) |> fit(book)
  expect_length(seen, 2)
  expect_s3_class(seen[[1]], "data.frame")
})

test_that("bad input is named", {
  expect_error(fit(sequence_generator(hidden_size = 0), book), "hidden_size must be at least 1; given 0")
  expect_error(fit(sequence_generator(), character()), 'texts must hold at least one token at level "word"; given none')
  expect_error(fit(sequence_generator(), c("a", NA)), "`texts` must not be missing: element 2 is")
  expect_error(fit(sequence_generator(), 1:3), "must be strings, a character vector; given <integer>")
  expect_error(fit(sequence_generator(), "a b"), "validation_split = 0.125 of 1 text\\(s\\) leaves none to learn from")
  expect_error(generate(model, prompt = "Mary"), 'prompt: "Mary" is not in the vocabulary')
  expect_error(generate(model, prompt = c("Doug", "Jane")), "prompt must be a single value")
  expect_error(generate(model, temperature = -1), "temperature must be at least 0; given -1")
  expect_error(generate(model, 0), "n must be at least 1; given 0")
  expect_error(generate(model, tempereture = 1), "unused argument: `tempereture`")
  expect_error(predict(model, 1), "prompt must be a string; given 1")
  expect_error(perplexity(sequence_generator(), "a"), "`perplexity()` needs a fitted model", fixed = TRUE)
})
