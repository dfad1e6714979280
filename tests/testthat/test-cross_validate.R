skip_without_python()

reviews <- data.frame(
  text = rep(c("good", "very good", "bad", "very bad"), 6),
  verdict = factor(rep(c("+", "+", "-", "-"), 6))
)
model <- text_classifier(epochs = 1, embedding_dim = 4)
tested <- cross_validate(model, verdict ~ text, data = reviews, folds = 3, stratified = TRUE, seed = 4)

test_that("a cross-validation is tibbles, and folds and rows count from 1", {
  expect_s3_class(tested, "torchduet_cross_validation")
  expect_s3_class(tested$metrics, "tbl_df")
  expect_identical(tidy(tested), tested$metrics)
  expect_identical(tested$metrics$fold, 1:3)
  expect_identical(tested$metrics$n_test, rep(8L, 3))
  expect_identical(sort(tested$rows$row), 1:24)
  classes <- table(tested$rows$fold, reviews$verdict[tested$rows$row])
  expect_true(all(classes == 4))
  expect_null(model[["handle"]])
  expect_false(tested$interrupted)
})

test_that("each fold is what fitting by hand gives", {
  test <- tested$rows$row[tested$rows$fold == 2]
  fitted <- text_classifier(epochs = 1, embedding_dim = 4, seed = tested$metrics$seed[[2]]) |>
    fit(verdict ~ text, data = reviews[-test, ])
  expect_identical(tested$metrics[2, c("accuracy", "auc", "log_loss")], evaluate(fitted, reviews[test, ]))
})

test_that("a summary is R's mean and standard error", {
  losses <- tested$metrics$log_loss
  row <- summary(tested)[summary(tested)$metric == "log_loss", ]
  expect_equal(row$mean, mean(losses))
  expect_equal(row$std_err, sd(losses) / sqrt(3))
  expect_identical(row$n, 3L)
})

test_that("texts and labels, or labels for each word, will do", {
  same <- cross_validate(model, reviews$text, reviews$verdict, folds = 3, stratified = TRUE, seed = 4)
  columns <- setdiff(names(tested$metrics), "seconds")
  expect_identical(same$metrics[columns], tested$metrics[columns])
  by_position <- cross_validate(model, verdict ~ text, reviews, folds = 3, stratified = TRUE, seed = 4)
  expect_identical(by_position$metrics[columns], tested$metrics[columns])
  words <- sequence_labeler(epochs = 1, embedding_dim = 2, hidden_size = 2) |>
    cross_validate(
      rep(c("Doug saw Jane", "Jane ran"), 4), rep(list(c("name", "verb", "name"), c("name", "verb")), 4),
      method = "hold_out", repeats = 2
    )
  expect_identical(words$metrics$`repeat`, 1:2)
})

test_that("models of tables take part", {
  numbers <- tabular_regressor(epochs = 1) |> cross_validate(mpg ~ ., mtcars, folds = 2, seed = 1)
  expect_identical(summary(numbers)$metric, c("rmse", "mae", "r_squared"))
  test <- numbers$rows$row[numbers$rows$fold == 1]
  fitted <- tabular_regressor(epochs = 1, seed = numbers$metrics$seed[[1]]) |> fit(mpg ~ ., mtcars[-test, ])
  expect_identical(numbers$metrics[1, c("rmse", "mae", "r_squared")], evaluate(fitted, mtcars[test, ]))
  classes <- tabular_classifier(epochs = 1) |>
    cross_validate(iris[1:4], iris$Species, method = "hold_out", stratified = TRUE, test_size = 0.2)
  expect_identical(as.vector(table(iris$Species[classes$rows$row])), rep(10L, 3))
})

test_that("functions of the user's take part", {
  told <- NULL
  found <- text_classifier(epochs = 1, embedding_dim = 4, metrics = list(share = function(labels, probabilities) {
    expect_setequal(levels(labels), c("+", "-"))
    mean(labels == "+")
  })) |>
    cross_validate(
      verdict ~ text, reviews, folds = 2, stratified = TRUE,
      callbacks = function(record) told <<- rbind(told, record)
    )
  expect_identical(found$metrics$share, c(0.5, 0.5))
  expect_identical(told$done, 1:2)
  expect_message(
    cross_validate(model, verdict ~ text, reviews, method = "hold_out", repeats = 2, verbose = TRUE),
    "Fold 1/1 repeat 2/2"
  )
})

test_that("errors name what was given, and the way out", {
  expect_error(cross_validate(forecaster(), 1:10, 1:10), "use `backtest()`", fixed = TRUE)
  expect_error(cross_validate(sequence_generator(), "a b", "a"), class = "torchduet_type_error")
  expect_error(cross_validate(model, verdict ~ text, reviews, folds = 25), "at most the number of rows, 24; given 25")
  expect_error(cross_validate(model, verdict ~ review, reviews), "no column")
  expect_error(cross_validate(model), "`x` must be a formula")
  expect_error(
    cross_validate(text_classifier(epochs = 0), verdict ~ text, reviews), "failed in fold 1 of repeat 1",
    class = "torchduet_runtime_error"
  )
})

test_that("it prints itself", {
  shown <- capture.output(print(tested))
  expect_identical(shown[[1]], "A cross-validation of 3 fits.")
})

test_that("models that learn without labels are measured on texts that they have not seen", {
  texts <- rep(c("Doug saw Jane.", "Jane saw Doug."), 4)
  counted <- cross_validate(bigram_model(), texts, folds = 2, seed = 1)
  held_back <- counted$rows$row[counted$rows$fold == 1]
  by_hand <- evaluate(fit(bigram_model(), texts[-held_back]), texts[held_back])
  expect_identical(counted$metrics$perplexity[[1]], by_hand$perplexity)
  generator <- sequence_generator(hidden_size = 4, embedding_dim = 4, epochs = 1, validation_split = 0, seed = 1)
  expect_true(all(cross_validate(generator, texts, folds = 2, seed = 1)$metrics$perplexity > 1))
})
