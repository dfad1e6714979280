skip_without_python()

reviews <- tiny_reviews()
model <- text_classifier("gru", hidden_size = 3, embedding_dim = 4, layers = 2, seed = 1, epochs = 2) |>
  fit(score ~ review, data = reviews)

trainable <- function(model) {
  layers <- summary(model)$layers
  unique(sub("[.][^.]*$", "", layers$weights[layers$trainable]))
}

test_that("freeze() and unfreeze() give another model and leave theirs alone", {
  frozen <- freeze(model)
  expect_identical(trainable(frozen), "output")
  expect_identical(trainable(unfreeze(frozen, depth = 2)), c("layers.recurrent", "output"))
  expect_identical(trainable(unfreeze(frozen, c("embedding"))), c("embedding", "output"))
  expect_identical(trainable(freeze(model, c("embedding", "output"))), "layers.recurrent")
  expect_identical(trainable(model), c("embedding", "layers.recurrent", "output"))
  expect_identical(trainable(unfreeze(frozen)), trainable(model))
  expect_output(print(summary(frozen)), "embedding.weight (kept as it is)", fixed = TRUE)
})

test_that("names of recurrent layers count from 1", {
  one <- freeze(model, "layers.recurrent.weight_ih_l1")
  layers <- summary(one)$layers
  expect_identical(layers$weights[!layers$trainable], "layers.recurrent.weight_ih_l1")
  expect_identical(layers$depth[match("layers.recurrent.weight_ih_l2", layers$weights)], 2L)
  expect_error(freeze(model, "layers.recurrent.weight_ih_l0"), "count from 1 in R")
})

test_that("refit() learns what is not frozen, and leaves its model alone", {
  before <- model_weights(model)
  again <- refit(freeze(model), score ~ review, data = reviews, epochs = 1, learning_rate = 0.1)
  changed <- names(before)[!mapply(identical, before, model_weights(again))]
  expect_identical(changed, c("output.weight", "output.bias"))
  expect_identical(model_weights(model), before)
  expect_identical(nrow(training_history(again)), 1L)
  expect_identical(again$arguments[c("epochs", "learning_rate")], list(epochs = 1, learning_rate = 0.1))
  expect_output(print(again), "learning_rate = 0.1", fixed = TRUE)
})

test_that("a new head answers another question", {
  stars <- factor(rep(c("one", "three", "five"), length.out = nrow(reviews)), levels = c("one", "three", "five"))
  again <- refit(model, reviews$review, stars, head = "new", seed = 5, metrics = list(share = function(labels, p) {
    mean(labels %in% levels(stars)) * ncol(p)
  }))
  expect_identical(levels(predict(again, "good")$.pred_class), c("one", "three", "five"))
  expect_true(all(training_history(again)$validation_share == 3))
  expect_identical(glance(again)$n_texts, nrow(reviews))
  path <- withr::local_tempfile(fileext = ".zip")
  save_model(again, path)
  expect_identical(predict(load_model(path), "good", type = "prob"), predict(again, "good", type = "prob"))
})

test_that("a head that is kept keeps its classes, their order and their being ordered", {
  texts <- rep(c("bad", "so so", "good"), 8)
  signs <- factor(rep(c("-", "0", "+"), 8), levels = c("-", "0", "+"), ordered = TRUE)
  seen <- NULL
  share <- function(labels, probabilities) {
    seen <<- list(levels = levels(labels), ordered = is.ordered(labels), columns = colnames(probabilities))
    mean(labels == "+")
  }
  three <- text_classifier(embedding_dim = 2, seed = 1, epochs = 1, metrics = list(share = share)) |>
    fit(texts, signs)
  expected <- list(levels = c("-", "0", "+"), ordered = TRUE, columns = c("-", "0", "+"))
  other_order <- factor(signs, levels = c("+", "0", "-"), ordered = FALSE)
  two <- which(signs != "0")
  for (rows in list(seq_along(texts), two)) {
    seen <- NULL
    again <- refit(three, texts[rows], factor(other_order[rows]))
    expect_identical(seen, expected)
    expect_identical(levels(predict(again, "good")$.pred_class), expected$levels)
    expect_true(is.ordered(predict(again, "good")$.pred_class))
    expect_identical(evaluate(again, texts[two], signs[two])$share, 0.5)
  }
  path <- withr::local_tempfile(fileext = ".zip")
  save_model(again, path)
  expect_true(is.ordered(predict(load_model(path), "good")$.pred_class))
  expect_false(refit(three, texts, other_order, head = "new")$ordered)
})

test_that("rates go by the names of layers", {
  rates <- c(embedding = 1e-4, layers.recurrent.weight_ih_l2 = 1e-3)
  again <- refit(
    model, score ~ review, data = reviews, epochs = 1, batch_size = 500, validation_split = 0, learning_rate = 1e-2,
    learning_rates = rates
  )
  step <- mapply(function(after, before) max(abs(after - before)), model_weights(again), model_weights(model))
  expect_equal(step[["embedding.weight"]], 1e-4, tolerance = 0.05)
  expect_equal(step[["layers.recurrent.weight_ih_l2"]], 1e-3, tolerance = 0.05)
  expect_equal(step[["layers.recurrent.weight_ih_l1"]], 1e-2, tolerance = 0.05)
  as_list <- refit(
    model, score ~ review, data = reviews, epochs = 1, batch_size = 500, validation_split = 0, learning_rate = 1e-2,
    learning_rates = as.list(rates)
  )
  expect_identical(model_weights(as_list), model_weights(again))
})

test_that("mistakes are named", {
  expect_error(freeze(text_classifier()), "freeze.* needs a fitted model", class = "torchduet_not_fitted_error")
  expect_error(freeze(model, "lstm"), "layers must be among the network's, embedding, layers.recurrent, output; given")
  expect_error(unfreeze(model, depth = 5), "depth must be at most 4, the layers of this network; given 5")
  expect_error(refit(model, reviews$review, reviews$score, NULL, NULL, 5), "Settings must have names")
  expect_error(refit(model, score ~ review, data = reviews, layers = 3), "layers is not a setting that refit can")
  expect_error(refit(model, reviews$review, seq_len(nrow(reviews)) %% 2), 'With head = "new" it learns others')
  expect_error(refit(model, score ~ review, data = reviews, learning_rates = 0.1), "must be numbers by the names")
  expect_error(refit(model, score ~ review, data = reviews, head = "old"), 'head must be one of "keep", "new"')
})
