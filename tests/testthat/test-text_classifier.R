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
  expect_error(fit(text_classifier(), score ~ review + score, data = reviews), "name of one text column")
  expect_error(fit(text_classifier(), reviews$review), "y must hold a class label per text")
  expect_error(fit(text_classifier(), 1:3, 1:3), "x must be a character vector", class = "torchduet_type_error")
  expect_error(fit(text_classifier(), "a", c("x", "y")), "same length; given 1 texts and 2 labels")
  expect_error(fit(text_classifier(architecture = "mlp"), reviews$review, reviews$score), "architecture must be one of")
  expect_error(fit(text_classifier(), c("a", "b"), c("x", NA)), "labels: element 2 is missing")
  expect_error(predict(text_classifier(), "a"), "needs a fitted model", class = "torchduet_not_fitted_error")
  expect_error(predict(tiny_model(), data.frame(text = "a")), "no column review.*it has text")
})

test_that("the data may come third, as in parsnip", {
  specification <- text_classifier(seed = 1, epochs = 1)
  third <- fit(specification, score ~ review, tiny_reviews())
  expect_identical(model_weights(third), model_weights(fit(specification, score ~ review, data = tiny_reviews())))
})

test_that("a call in the formula is refused, not dropped", {
  expect_error(
    fit(text_classifier(), score ~ tolower(review), data = tiny_reviews()),
    "name of one text column.*given tolower\\(review\\)"
  )
})

test_that("misspelt arguments are named", {
  model <- tiny_model()
  expect_error(predict(model, "good", Type = "prob"), "unused argument: Type")
  expect_error(evaluate(model, tiny_reviews(), labels = 1), "unused argument: labels")
  expect_error(fit(text_classifier(), "a", "b", epoch = 1), "unused argument: epoch")
  expect_error(text_classifier(seed = 1, verbose = NA) |> fit(score ~ review, tiny_reviews()), "verbose must be")
})

test_that("a data frame of several columns is refused by a model that was fitted on texts alone", {
  reviews <- tiny_reviews()
  model <- fit(text_classifier(seed = 1, epochs = 1), reviews$review, reviews$score)
  expect_error(predict(model, reviews), "new_data must be texts, or have one column.*review, score")
})

test_that("what predict() gives can be evaluated, whatever the labels were", {
  texts <- tiny_reviews()$review
  for (labels in list(rep(c(TRUE, FALSE), 20), rep(c(1e5, 2e5), 20), rep(c("b", "a"), 20))) {
    model <- fit(text_classifier(seed = 1, epochs = 1), texts, labels)
    expect_identical(evaluate(model, texts, predict(model, texts)$.pred_class)$accuracy, 1)
    expect_silent(evaluate(model, texts, labels))
  }
})

test_that("missing values in a matrix are refused, not taken for numbers", {
  expect_error(embed(1:2, matrix(c(1L, NA, 2L, 3L), 2)), "weights must not hold missing values")
  expect_error(average_pool(array(0, c(1, 2, 1)), matrix(c(TRUE, NA), 1)), "mask must not hold missing values")
  expect_error(one_hot(matrix(NA_integer_), 2), "ids must be whole numbers without NA")
})

test_that("warnings in a callback are R warnings of the call", {
  expect_warning(tiny_model(callbacks = function(record) if (record$epoch == 1) warning("my own")), "^my own$")
})

test_that("a model from another session says so when it is printed", {
  path <- withr::local_tempfile(fileext = ".rds")
  saveRDS(tiny_model(), path)
  lines <- run_r(c("library(torchduet)", sprintf("model <- readRDS(%s)", deparse(path)), "print(model)"))
  expect_match(lines, "belongs to an R session that has ended.*load_model", all = FALSE)
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
