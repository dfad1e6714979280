skip_without_python()

# What a child R process prints of a model that this one saved with saveRDS().
in_another_session <- function(model, lines) {
  path <- withr::local_tempfile(fileext = ".rds")
  saveRDS(model, path)
  run_r(c("library(torchduet)", sprintf("model <- readRDS(%s)", deparse(path)), lines))
}

report <- function(...) {
  calls <- vapply(substitute(list(...))[-1], deparse1, "")
  sprintf(
    "condition <- tryCatch(%s, error = identity); cat(class(condition)[[1]], conditionMessage(condition), '\\n')", calls
  )
}

test_that("a model from another session prints itself and says how to get it back, without starting Python", {
  lines <- in_another_session(tiny_model(), c(
    "print(model)", "cat('python:', 'reticulate' %in% loadedNamespaces(), '\\n')"
  ))
  expect_true("A text classifier with average_pooling, fitted: great, other." %in% lines)
  expect_match(lines, "seed = 1", all = FALSE)
  expect_match(paste(lines, collapse = " "), "keeps R's part of a model only.*save_model\\(model, path\\).*load_model")
  expect_true("python: FALSE " %in% lines)
})

test_that("whatever is asked of a model from another session, the error says what happened", {
  skip_if_not_installed("ggplot2")
  lines <- in_another_session(tiny_model(), c(
    "options(cli.width = 500)",
    report(
      predict(model, "good"), augment(model, "good"), evaluate(model, "good", "great"), summary(model), glance(model),
      coef(model), tidy(model), plot(model), ggplot2::autoplot(model), training_history(model), model_weights(model),
      vocabulary(model), save_model(model, tempfile())
    )
  ))
  told <- grep("^torchduet_object_gone_error This model was fitted in an R session that has ended", lines)
  expect_length(told, 13)
})

test_that("it is the same where Python runs already", {
  lines <- in_another_session(tiny_model(), c(
    "invisible(tokenize('a'))", report(predict(model, "good")), "print(model)"
  ))
  expect_match(lines, "^torchduet_object_gone_error", all = FALSE)
  expect_match(lines, "R's part of a model only", all = FALSE)
})

test_that("a vectorizer from another session too", {
  vectorizer <- fit(text_vectorizer(max_length = 3), "a b")
  lines <- in_another_session(vectorizer, c("print(model)", report(transform(model, "a"), vocabulary(model))))
  expect_true("A text vectorizer, fitted." %in% lines)
  expect_true("  with max_length = 3" %in% lines)
  expect_length(grep("^torchduet_object_gone_error", lines), 2)
})

test_that("word vectors from another session too", {
  vectors <- word_vectors("a", matrix(1))
  lines <- in_another_session(vectors, c("print(model)", "invisible(tokenize('a'))", report(lookup(model, "a"))))
  expect_true("Word vectors." %in% lines)
  expect_length(grep("^torchduet_object_gone_error", lines), 1)
})

test_that("a workspace restored by load() is no different", {
  path <- withr::local_tempfile(fileext = ".RData")
  model <- tiny_model()
  save(model, file = path)
  lines <- run_r(c("library(torchduet)", sprintf("load(%s)", deparse(path)), report(predict(model, "good"))))
  expect_match(lines, "^torchduet_object_gone_error", all = FALSE)
})

test_that("in the session that fitted it, a copy in a file still works while the model lives", {
  model <- tiny_model()
  path <- withr::local_tempfile(fileext = ".rds")
  saveRDS(model, path)
  expect_identical(predict(readRDS(path), "good", type = "prob"), predict(model, "good", type = "prob"))
})

test_that("changed settings are R code", {
  expect_length(changed_settings(text_classifier()$arguments, text_classifier), 0)
  changed <- text_classifier(patience = NULL, epochs = 7L, callbacks = list(print, print), verbose = FALSE)$arguments
  expect_identical(
    unname(changed_settings(changed, text_classifier)),
    c("epochs = 7", "patience = NULL", "callbacks = <2 functions>", "verbose = FALSE")
  )
})
