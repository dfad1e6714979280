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
  for (record in seen) {
    expect_s3_class(record, "data.frame", exact = TRUE)
    expect_identical(dim(record), c(1L, ncol(training_history(model)) + 1L))
  }
  expect_identical(vapply(seen, `[[`, 0, "loss"), training_history(model)$loss)
})

test_that("an error in a callback comes out as itself", {
  expect_error(tiny_model(callbacks = function(record) stop("my own trouble")), "^my own trouble$")
})

test_that("bad input is named", {
  reviews <- tiny_reviews()
  expect_error(fit(text_classifier(), ~review, data = reviews), "left side is empty")
  expect_error(
    fit(text_classifier(), score ~ text, data = reviews), "`data` has no column text; it has review and score"
  )
  expect_error(fit(text_classifier(), score ~ review + score, data = reviews), "name of one text column")
  expect_error(fit(text_classifier(), reviews$review), "`y` must hold a class label per text")
  expect_error(fit(text_classifier(), 1:3, 1:3), "`x` must be strings", class = "torchduet_type_error")
  expect_error(fit(text_classifier(), "a", c("x", "y")), "same length; given 1 texts and 2 labels")
  expect_error(fit(text_classifier(architecture = "mlp"), reviews$review, reviews$score), "architecture must be one of")
  expect_error(fit(text_classifier(), c("a", "b"), c("x", NA)), "labels must not be missing: element 2 is")
  expect_error(predict(text_classifier(), "a"), "needs a fitted model", class = "torchduet_not_fitted_error")
  expect_error(predict(tiny_model(), data.frame(text = "a")), "no column review.*Its columns are text")
})

test_that("an outcome that is nowhere is a misspelt column; a computed one is computed", {
  reviews <- tiny_reviews()
  expect_error(fit(text_classifier(), scores ~ review, data = reviews), "`data` has no column scores; it has")
  expect_error(fit(text_classifier(), sd ~ review, data = reviews), "`data` has no column sd") # a function
  computed <- fit(text_classifier(seed = 1, epochs = 1), factor(score == "great") ~ review, data = reviews)
  expect_identical(computed$classes, c("FALSE", "TRUE"))
  verdicts <- rep(c("yes", "no"), 20)
  beside <- fit(text_classifier(seed = 1, epochs = 1), verdicts ~ review, data = reviews)
  expect_identical(beside$classes, c("no", "yes"))
})

test_that("NULL and TRUE are written as in R where Python complains", {
  complaint <- function(...) {
    conditionMessage(tryCatch(fit(text_classifier(...), score ~ review, tiny_reviews()), torchduet_error = identity))
  }
  expect_match(complaint(patience = 0), "patience must be at least 1 or NULL; given 0", fixed = TRUE)
  expect_match(complaint(gradient_clip = "a"), "gradient_clip must be a number or NULL", fixed = TRUE)
  expect_match(complaint(epochs = TRUE), "epochs must be a whole number; given TRUE", fixed = TRUE)
})

test_that("missing outcomes are named by column and row", {
  reviews <- tiny_reviews()
  reviews$score[c(2, 5)] <- NA
  expect_error(
    fit(text_classifier(), score ~ review, reviews), "`score` must not be missing: rows 2, 5 are.*Leave them out",
    class = "torchduet_position_error"
  )
  expect_error(
    fit(text_classifier(), score ~ review, tiny_reviews(), validation_data = reviews), "`score` must not be missing"
  )
})

test_that("the data may come third, as in parsnip", {
  specification <- text_classifier(seed = 1, epochs = 1)
  third <- fit(specification, score ~ review, tiny_reviews())
  expect_identical(model_weights(third), model_weights(fit(specification, score ~ review, data = tiny_reviews())))
})

test_that("a call in the formula is refused, not dropped", {
  expect_error(
    fit(text_classifier(), score ~ tolower(review), data = tiny_reviews()),
    "name of one text column.*given `tolower\\(review\\)`"
  )
})

test_that("misspelt arguments are named", {
  model <- tiny_model()
  expect_error(predict(model, "good", Type = "prob"), "unused argument: `Type`")
  expect_error(evaluate(model, tiny_reviews(), labels = 1), "unused argument: `labels`")
  expect_error(fit(text_classifier(), "a", "b", epoch = 1), "unused argument: `epoch`")
  expect_error(
    fit(text_classifier(verbose = NA), score ~ review, tiny_reviews()),
    "`verbose` must be `TRUE`, `FALSE` or \"auto\"; given `NA`"
  )
})

test_that("warnings in a callback are R warnings of the call", {
  expect_warning(tiny_model(callbacks = function(record) if (record$epoch == 1) warning("my own")), "^my own$")
})

test_that("progress is a line per epoch where no line can be rewritten, if asked for", {
  skip_if(cli::is_dynamic_tty())
  lines <- capture.output(model <- tiny_model(verbose = TRUE), type = "message")
  history <- training_history(model)
  expect_identical(
    lines,
    sprintf("Epoch %d/5 loss %.4f, validation %.4f", history$epoch, history$loss, history$validation_loss)
  )
  expect_message(tiny_model(verbose = "auto"), NA)
})

test_that("progress is cli's bar on a terminal", {
  withr::local_options(cli.dynamic = TRUE)
  expect_true(cli::is_dynamic_tty())
  expect_no_error(suppressMessages(tiny_model(verbose = TRUE)))
})

test_that("validation data of its own chooses the best epoch, in every form the same", {
  reviews <- tiny_reviews()
  held_back <- reviews[c(1, 2, 3, 4), ]
  specification <- text_classifier(seed = 1, epochs = 3, embedding_dim = 4)
  by_formula <- fit(specification, score ~ review, data = reviews, validation_data = held_back)
  pairs <- list(
    list(held_back$review, held_back$score), list(y = held_back$score, x = held_back$review),
    list(held_back["review"], as.character(held_back$score)), list(factor(held_back$review), held_back$score)
  )
  for (pair in pairs) {
    by_vectors <- fit(specification, reviews$review, reviews$score, validation_data = pair)
    expect_identical(model_weights(by_vectors), model_weights(by_formula))
  }
  by_tibble <- fit(specification, score ~ review, data = reviews, validation_data = tibble::as_tibble(held_back))
  expect_identical(model_weights(by_tibble), model_weights(by_formula))
  # The loss that was measured is the one that evaluate() finds on those texts.
  history <- training_history(by_formula)
  expect_equal(
    evaluate(by_formula, held_back)$log_loss, min(history$validation_loss),
    tolerance = 1e-6 # float32 in training
  )
})

test_that("unfit validation data is named", {
  reviews <- tiny_reviews()
  by_formula <- function(data) fit(text_classifier(), score ~ review, reviews, validation_data = data)
  by_vectors <- function(data) fit(text_classifier(), reviews$review, reviews$score, validation_data = data)
  expect_error(by_formula(list("a", "great")), "`validation_data` must be a data frame.*given <list>")
  expect_error(by_formula(reviews["review"]), "`validation_data` has no column score; it has review")
  expect_error(by_formula(data.frame(text = "a", score = "great")), "`validation_data` has no column review")
  expect_error(by_vectors(reviews), "`validation_data` must be a list of two.*given <data.frame>")
  expect_error(by_vectors(list("a")), "`validation_data` must be a list of two")
  expect_error(by_vectors("a"), "`validation_data` must be a list of two.*given <character>")
  expect_error(by_vectors(list(1, "great")), "`validation_data` must be strings, a character vector; given <numeric>")
  expect_error(by_vectors(list(c("a", NA), c("great", "great"))), "`validation_data`.*element 2 is")
  expect_error(by_vectors(list("a", c("great", "other"))), "same length")
  expect_error(by_vectors(list("a", "middling")), "middling")
})

test_that("the device is Python's to choose, or named", {
  expect_identical(model_weights(tiny_model(device = "cpu")), model_weights(tiny_model()))
  expect_error(tiny_model(device = "abacus"), "device", class = "torchduet_error")
})
