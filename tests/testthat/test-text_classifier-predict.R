skip_without_python()

test_that("predict() gives a row per text: a factor, or probabilities that add up to one", {
  model <- tiny_model()
  classes <- predict(model, c("good", "bad", ""))
  expect_s3_class(classes, "tbl_df")
  expect_identical(levels(classes$.pred_class), c("great", "other"))
  expect_identical(as.character(classes$.pred_class[1:2]), c("great", "other"))
  probabilities <- predict(model, data.frame(review = c("good", "bad")), type = "prob")
  expect_named(probabilities, c(".pred_great", ".pred_other"))
  expect_equal(rowSums(probabilities), c(1, 1), tolerance = 1e-12, ignore_attr = TRUE)
  expect_identical(nrow(predict(model, character())), 0L)
})

test_that("probabilities are those of the network, worked out in base R from its weights", {
  model <- tiny_model()
  weights <- model_weights(model)
  ids <- match(c("very", "good"), vocabulary(model))
  pooled <- colMeans(weights$embedding.weight[ids, ])
  scores <- exp(weights$output.weight %*% pooled + weights$output.bias)
  by_hand <- as.vector(scores / sum(scores))
  # float32 arithmetic in the network
  expect_equal(unlist(predict(model, "very good", type = "prob"), use.names = FALSE), by_hand, tolerance = 1e-6)
  expect_identical(weights$embedding.weight[1, ], rep(0, 4))
})

test_that("evaluate() measures what base R measures", {
  model <- tiny_model()
  reviews <- tiny_reviews()
  measured <- evaluate(model, reviews)
  probabilities <- predict(model, reviews, type = "prob")
  right <- ifelse(reviews$score == "great", probabilities$.pred_great, probabilities$.pred_other)
  expect_equal(measured$log_loss, -mean(log(right)), tolerance = 1e-12)
  expect_equal(measured$accuracy, mean(predict(model, reviews)$.pred_class == reviews$score))
  other <- probabilities$.pred_other
  pairs <- outer(other[reviews$score == "other"], other[reviews$score == "great"], "-")
  expect_equal(measured$auc, mean(pairs > 0) + mean(pairs == 0) / 2)
  expect_identical(evaluate(model, reviews$review, reviews$score), measured)
  expect_identical(evaluate(model, reviews, "score"), measured)
  one <- reviews[1, ]
  for (y in list("score", "great")) expect_identical(evaluate(model, one, y), evaluate(model, one$review, one$score))
  expect_error(evaluate(model, one["review"]), "`new_data` has no column score; it has review")
  expect_error(evaluate(model, reviews, "great"), "`new_data` has no column great; it has review")
})

test_that("a data frame of several columns is refused by a model that was fitted on texts alone", {
  reviews <- tiny_reviews()
  model <- fit(text_classifier(seed = 1, epochs = 1), reviews$review, reviews$score)
  expect_error(predict(model, reviews), "`new_data` must be texts, or have one column.*review and score")
})

test_that("what predict() gives can be evaluated, whatever the labels were", {
  texts <- tiny_reviews()$review
  for (labels in list(rep(c(TRUE, FALSE), 20), rep(c(1e5, 2e5), 20), rep(c("b", "a"), 20))) {
    model <- fit(text_classifier(seed = 1, epochs = 1), texts, labels)
    expect_identical(evaluate(model, texts, predict(model, texts)$.pred_class)$accuracy, 1)
    expect_silent(evaluate(model, texts, labels))
  }
})

test_that("one row per input row, in their order, whatever holds the texts", {
  model <- tiny_model()
  texts <- c("very bad", "good", strrep("stuff ", 300), "", "bad", "good good good")
  alone <- do.call(rbind, lapply(texts, function(text) predict(model, text, type = "prob")))
  expect_equal(predict(model, texts, type = "prob"), alone, tolerance = 1e-6) # batches round differently in float32
  frames <- list(
    data.frame(review = texts), tibble::tibble(other = 1:6, review = texts), data.frame(review = factor(texts)),
    structure(data.frame(review = texts), class = c("grouped_df", "tbl_df", "tbl", "data.frame"))
  )
  for (frame in frames) expect_identical(predict(model, frame, type = "prob"), predict(model, texts, type = "prob"))
  expect_identical(predict(model, factor(texts)), predict(model, texts))
})

test_that("no texts give no rows, and the right columns", {
  model <- tiny_model()
  for (nothing in list(character(), factor(), tiny_reviews()[0, ])) {
    classes <- predict(model, nothing)
    expect_identical(classes, tibble::tibble(.pred_class = factor(character(), levels = c("great", "other"))))
    probabilities <- predict(model, nothing, type = "prob")
    expect_identical(probabilities, tibble::tibble(.pred_great = double(), .pred_other = double()))
    expect_identical(dim(augment(model, nothing))[[1]], 0L)
  }
})

test_that("a missing text is an error that names the row", {
  model <- tiny_model()
  expect_error(
    predict(model, data.frame(review = c("good", NA, "bad", NA))), "`review`.*rows 2, 4 are",
    class = "torchduet_position_error"
  )
  expect_error(predict(model, c("good", NA)), "`new_data`.*element 2 is")
  expect_error(augment(model, c(NA, "good")), "`new_data`.*element 1 is")
  expect_error(evaluate(model, c("good", NA), c("great", "great")), "`new_data`.*element 2 is")
})

test_that("augment() adds what predict() gives to the columns there are", {
  model <- tiny_model()
  reviews <- data.frame(id = 1:40, tiny_reviews())
  augmented <- augment(model, reviews)
  expect_s3_class(augmented, c("tbl_df", "tbl", "data.frame"), exact = TRUE)
  expect_named(augmented, c("id", "review", "score", ".pred_class", ".pred_great", ".pred_other"))
  expect_identical(as.data.frame(augmented[1:3]), reviews)
  expect_identical(augmented[".pred_class"], predict(model, reviews))
  expect_identical(augmented[5:6], predict(model, reviews, type = "prob"))
  expect_named(augment(model, factor("good")), c("text", ".pred_class", ".pred_great", ".pred_other"))
  expect_error(augment(model, augmented), "has the columns .pred_class, .pred_great, and .pred_other already")
})

test_that("type is one of two", {
  model <- tiny_model()
  for (unfit in list("probability", c("prob", "class"), c("prob", "x", "y"), 1, NULL, NA_character_)) {
    expect_error(predict(model, "good", type = unfit), "`type` must be \"class\" or \"prob\"; given")
  }
})

test_that("new_data that is not given is asked for by its name", {
  model <- tiny_model()
  for (ask in list(predict, augment, evaluate)) {
    expect_error(ask(model), "`new_data` must hold the texts.*it is missing", class = "torchduet_value_error")
  }
})
