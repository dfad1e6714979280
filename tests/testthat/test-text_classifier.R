skip_without_python()

test_that("formula, texts and labels, and a one-column data frame give the same model", {
  reviews <- tiny_reviews()
  specification <- text_classifier(seed = 1, epochs = 3, embedding_dim = 4)
  by_formula <- fit(specification, score ~ review, data = reviews)
  by_vectors <- fit(specification, reviews$review, reviews$score)
  by_frame <- fit(specification, reviews["review"], reviews$score)
  expect_identical(model_weights(by_formula), model_weights(by_vectors))
  expect_identical(model_weights(by_formula), model_weights(by_frame))
})

test_that("the seed settles everything, and R's generator is left alone", {
  set.seed(7)
  before <- .Random.seed
  expect_identical(model_weights(tiny_model()), model_weights(tiny_model()))
  expect_identical(.Random.seed, before)
})

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
})

test_that("ordered factors, characters and logicals are labels too", {
  texts <- tiny_reviews()$review
  specification <- text_classifier(seed = 1, epochs = 1)
  ordered <- fit(specification, texts, factor(rep(c("lo", "hi"), 20), levels = c("lo", "hi"), ordered = TRUE))
  expect_true(is.ordered(predict(ordered, "good")$.pred_class))
  expect_identical(ordered$classes, c("lo", "hi"))
  expect_identical(fit(specification, texts, rep(c("b", "a"), 20))$classes, c("a", "b"))
  expect_identical(fit(specification, texts, rep(c(TRUE, FALSE), 20))$classes, c("FALSE", "TRUE"))
})

test_that("callbacks see each epoch and may stop the training", {
  seen <- list()
  watch <- function(record) {
    seen[[length(seen) + 1]] <<- record
    if (record$epoch == 2) "stop"
  }
  model <- tiny_model(callbacks = watch)
  expect_length(seen, 2)
  expect_identical(vapply(seen, `[[`, 0, "loss"), training_history(model)$loss)
})

test_that("an error in a callback comes out as itself", {
  expect_error(tiny_model(callbacks = function(record) stop("my own trouble")), "^my own trouble$")
})

test_that("bad input is named", {
  reviews <- tiny_reviews()
  expect_error(fit(text_classifier(), ~review, data = reviews), "left side is empty")
  expect_error(fit(text_classifier(), score ~ text, data = reviews), "no column text; it has review, score")
  expect_error(fit(text_classifier(), score ~ review + score, data = reviews), "one text variable")
  expect_error(fit(text_classifier(), reviews$review), "y must hold a class label per text")
  expect_error(fit(text_classifier(), 1:3, 1:3), "x must be a character vector", class = "torchduet_type_error")
  expect_error(fit(text_classifier(), "a", c("x", "y")), "same length; given 1 texts and 2 labels")
  expect_error(fit(text_classifier(architecture = "mlp"), reviews$review, reviews$score), "architecture must be one of")
  expect_error(fit(text_classifier(), c("a", "b"), c("x", NA)), "labels: element 2 is missing")
  expect_error(predict(text_classifier(), "a"), "needs a fitted model", class = "torchduet_not_fitted_error")
  expect_error(predict(tiny_model(), data.frame(text = "a")), "no column review.*it has text")
})

test_that("printing says what it is and what to do next", {
  expect_snapshot(print(text_classifier()))
  expect_output(print(tiny_model()), "fitted: great, other")
  expect_output(print(tiny_model()), "Use predict\\(new_data\\)")
})

test_that("plot() draws training and validation loss", {
  skip_if_not_installed("ggplot2")
  picture <- ggplot2::autoplot(tiny_model())
  expect_s3_class(picture, "ggplot")
  expect_identical(unique(picture$data$texts), c("training", "validation"))
})

test_that("progress is shown by cli when asked for", {
  expect_no_error(suppressMessages(tiny_model(verbose = TRUE)))
})
