skip_without_python()

texts <- rep(c("Doug saw Jane", "Jane ran", "Spot saw"), 15)
labels <- rep(list(c("name", "verb", "name"), c("name", "verb"), c("name", "verb")), 15)
quick_labeler <- function(...) sequence_labeler(hidden_size = 8, epochs = 8, learning_rate = 0.05, seed = 1, ...)
model <- quick_labeler() |> fit(texts, labels)

test_that("printing says what it is, what was set and what to do next", {
  expect_snapshot(print(sequence_labeler()))
  expect_snapshot(print(model), transform = function(lines) sub("loss [0-9.]+, accuracy [0-9.]+", "(numbers)", lines))
})

test_that("a prediction has a row per step", {
  found <- predict(model, c("Spot ran", "Doug"))
  expect_identical(found, tibble::tibble(
    text = c(1L, 1L, 2L), step = c(1L, 2L, 1L), token = c("spot", "ran", "doug"),
    .pred_class = factor(c("name", "verb", "name"), levels = c("name", "verb"))
  ))
  probabilities <- predict(model, c("Spot ran", "Doug"), type = "prob")
  expect_named(probabilities, c("text", "step", "token", ".pred_name", ".pred_verb"))
  expect_equal(probabilities$.pred_name + probabilities$.pred_verb, rep(1, 3))
})

test_that("a fitted model may be fitted again", {
  again <- fit(model, texts, labels)
  expect_s3_class(again, class(model), exact = TRUE)
  expect_identical(predict(again, "Doug saw"), predict(model, "Doug saw"))
})

test_that("texts and their tokens are labelled alike, and texts without tokens have no rows", {
  expect_identical(predict(model, list(c("Doug", "ran"))), predict(model, "Doug ran"))
  expect_identical(predict(model, list(one = factor(c("Doug", "ran")))), predict(model, "Doug ran"))
  expect_identical(predict(model, c("", "Doug"))$text, 2L)
  expect_identical(dim(predict(model, list(character()))), c(0L, 4L))
  from_tokens <- fit(quick_labeler(), tokenize(texts), labels)
  expect_identical(model_weights(from_tokens), model_weights(model))
})

test_that("padding never changes a prediction", {
  alone <- predict(model, "Doug saw", type = "prob")
  together <- predict(model, c("Doug saw", strrep("Jane saw ", 40)), type = "prob")
  expect_equal(together[1:2, ], alone, tolerance = 1e-6)
})

test_that("factors keep the order of their levels, and their being ordered", {
  as_levels <- function(...) lapply(labels, factor, levels = c("verb", "name", "never"), ...)
  fitted <- fit(quick_labeler(), texts, as_levels())
  expect_identical(levels(predict(fitted, "Doug")$.pred_class), c("verb", "name", "never"))
  ordered <- fit(quick_labeler(), texts, as_levels(ordered = TRUE))
  path <- withr::local_tempfile()
  save_model(ordered, path)
  for (one in list(ordered, load_model(path))) expect_true(is.ordered(predict(one, "Doug")$.pred_class))
  mixed <- labels
  mixed[[1]] <- factor(mixed[[1]])
  expect_identical(model_weights(fit(quick_labeler(), texts, mixed)), model_weights(model))
})

test_that("every step counts alike", {
  measured <- evaluate(model, texts, labels)
  probabilities <- predict(model, texts, type = "prob")
  truth <- unlist(labels)
  right <- ifelse(truth == "name", probabilities$.pred_name, probabilities$.pred_verb)
  expect_equal(measured$accuracy, mean(right > 0.5))
  expect_equal(measured$log_loss, -mean(log(right)))
})

test_that("summary, glance and a saved model", {
  expect_identical(glance(model)[c("n_classes", "n_texts")], tibble::tibble(n_classes = 2L, n_texts = 45L))
  expect_output(print(summary(model)), "A sequence labeler with lstm: name, verb")
  expect_match(summary(model)$layers$weights, "weight_ih_l1_reverse$", all = FALSE)
  expect_identical(summary(model)$layers$weights, names(model_weights(model)))
  path <- withr::local_tempfile()
  save_model(model, path)
  expect_identical(predict(load_model(path), texts), predict(model, texts))
  expect_identical(glance(load_model(path)), glance(model))
})

test_that("bad input is named", {
  expect_error(
    fit(quick_labeler(), texts, c(labels[1:2], list("name"), labels[-(1:3)])),
    "labels must hold one label per token; text 3 has 2 token\\(s\\) and 1 label\\(s\\)"
  )
  expect_error(fit(quick_labeler(), texts, labels[-1]), "given 45 texts and labels for 44")
  expect_error(fit(quick_labeler(), texts, unlist(labels)), "`y` must be a list with the labels of each text; given <")
  expect_error(fit(quick_labeler(), texts, lapply(labels, function(x) rep("x", length(x)))), "at least two classes")
  expect_error(
    fit(quick_labeler(), list("a", c("a", "b")), list("x", c("x", NA))), "text 2: labels must not be missing: element 2"
  )
  expect_error(fit(quick_labeler(), list("a", 1), list("x", "y")), "must be strings, a character vector; given <num")
  expect_error(fit(quick_labeler(), list(), list()), "texts must hold at least one token; given none")
  expect_error(evaluate(model, "Doug", list("noun")), 'labels: "noun" is not one of the classes that the model knows')
  expect_error(predict(model, "Doug", type = "raw"), '`type` must be "class" or "prob"; given')
  expect_error(predict(sequence_labeler(), "a"), "`predict()` needs a fitted model", fixed = TRUE)
})
