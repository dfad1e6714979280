skip_without_python()

test_that("coef() is what a word alone in a text adds to the scores, worked out from the weights", {
  model <- tiny_model()
  weights <- model_weights(model)
  coefficients <- coef(model)
  expect_identical(dimnames(coefficients), list(c("(Intercept)", vocabulary(model)[-1]), c("great", "other")))
  expect_identical(coefficients["(Intercept)", ], stats::setNames(as.vector(weights$output.bias), c("great", "other")))
  by_hand <- weights$embedding.weight %*% t(weights$output.weight)
  expect_equal(unname(coefficients[-1, ]), by_hand[-1, ], tolerance = 1e-12)
  scores <- coefficients["(Intercept)", ] + coefficients["good", ]
  expect_equal(
    unlist(predict(model, "good", type = "prob"), use.names = FALSE), unname(exp(scores) / sum(exp(scores))),
    tolerance = 1e-6 # float32 in the network
  )
})

test_that("tidy() is coef() as a tibble", {
  model <- tiny_model()
  tidied <- tidy(model)
  expect_s3_class(tidied, "tbl_df")
  expect_named(tidied, c("term", "class", "estimate"))
  expect_identical(levels(tidied$class), c("great", "other"))
  for (row in seq_len(nrow(tidied))) {
    expect_identical(tidied$estimate[row], coef(model)[tidied$term[row], as.character(tidied$class[row])])
  }
  expect_identical(nrow(tidied), length(coef(model)))
})

test_that("glance() is one row of facts", {
  model <- tiny_model()
  facts <- glance(model)
  history <- training_history(model)
  expect_identical(nrow(facts), 1L)
  expect_named(facts, c(
    "architecture", "n_classes", "n_tokens", "n_parameters", "n_texts", "epochs", "best_epoch", "loss",
    "validation_loss", "validation_accuracy", "seconds", "seed"
  ))
  expect_identical(facts$architecture, "average_pooling")
  expect_identical(facts$n_tokens, length(vocabulary(model)))
  expect_identical(facts$n_parameters, sum(lengths(model_weights(model))))
  expect_identical(facts$n_texts, 40L)
  expect_identical(facts$validation_loss, min(history$validation_loss))
  expect_identical(facts$loss, history$loss[facts$best_epoch])
  expect_equal(facts$seconds, sum(history$seconds))
  expect_equal(facts$seed, 1)
})

test_that("glance() of a model without validation texts, and of one that was read back", {
  facts <- glance(tiny_model(validation_split = 0))
  expect_identical(facts$best_epoch, 5L)
  expect_identical(facts$validation_loss, NA_real_)
  model <- tiny_model()
  path <- withr::local_tempfile()
  save_model(model, path)
  expect_identical(glance(load_model(path)), glance(model))
})

test_that("the best epoch is the first with the lowest validation loss", {
  expect_identical(best_epoch(data.frame(loss = 1:3, validation_loss = c(2, 1, 1))), 2L)
  expect_identical(best_epoch(data.frame(loss = 1:3, validation_loss = NaN)), 3L)
  expect_identical(best_epoch(data.frame(loss = 1:3)), 3L)
  expect_identical(best_epoch(data.frame(loss = double())), NA_integer_)
})

test_that("summary() lists the layers and the training", {
  model <- tiny_model()
  overview <- summary(model)
  expect_s3_class(overview, "summary.text_classifier")
  expect_identical(overview$layers$weights, names(model_weights(model)))
  expect_identical(overview$layers$parameters, unname(lengths(model_weights(model))))
  expect_identical(overview$layers$shape, c("6 x 4", "2 x 4", "2"))
  expect_identical(overview$training, glance(model))
  expect_snapshot(print(overview), transform = function(lines) {
    sub("^( (seconds|loss|validation loss) +)[0-9.]+", "\\1(number)", lines)
  })
})

test_that("without a fit there is nothing to look into", {
  expect_error(summary(text_classifier()), "`summary\\(\\)` needs a fitted model", class = "torchduet_not_fitted_error")
  expect_error(coef(text_classifier()), "`coef\\(\\)` needs", class = "torchduet_not_fitted_error")
  expect_error(tidy(text_classifier()), "`tidy\\(\\)` needs", class = "torchduet_not_fitted_error")
  expect_error(glance(text_classifier()), "`glance\\(\\)` needs", class = "torchduet_not_fitted_error")
  expect_error(augment(text_classifier(), "a"), "`augment\\(\\)` needs", class = "torchduet_not_fitted_error")
})
