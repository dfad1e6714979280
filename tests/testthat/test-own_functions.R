skip_without_python()

cross_entropy <- function(scores, targets) {
  probabilities <- exp(scores - apply(scores, 1, max))
  probabilities <- probabilities / rowSums(probabilities)
  right <- cbind(seq_along(targets), targets)
  gradient <- probabilities
  gradient[right] <- gradient[right] - 1
  list(loss = -mean(log(probabilities[right])), gradient = gradient / length(targets))
}

test_that("cross-entropy in base R trains the model that the built-in one trains", {
  built_in <- tiny_model()
  own <- tiny_model(loss = cross_entropy)
  expect_lt(max(abs(unlist(model_weights(own)) - unlist(model_weights(built_in)))), 1e-5)
  expect_equal(training_history(own)$loss, training_history(built_in)$loss, tolerance = 1e-6)
})

test_that("a loss gets a matrix of scores and classes counted from 1", {
  seen <- list()
  watch <- function(scores, targets) {
    seen[[length(seen) + 1]] <<- list(scores, targets)
    cross_entropy(scores, targets)
  }
  tiny_model(loss = watch, validation_split = 0)
  for (call in seen) {
    expect_type(call[[1]], "double")
    expect_identical(ncol(call[[1]]), 2L)
    expect_identical(nrow(call[[1]]), length(call[[2]]))
    expect_true(all(call[[2]] %in% 1:2))
  }
  # 5 epochs, 20 texts of the first class
  expect_identical(sum(vapply(seen, function(call) sum(call[[2]] == 1), 0)), 5 * 20)
})

test_that("what is no loss is refused, in R's words", {
  refused <- function(loss, message) expect_error(tiny_model(loss = loss), message, class = "torchduet_error")
  refused(function(scores, targets) 0.5, "loss must return two things by name, \"loss\" and \"gradient\"; given 0.5")
  refused(function(scores, targets) list(loss = NaN, gradient = scores), "one finite number as \"loss\"; given NaN")
  refused(
    function(scores, targets) list(loss = 1, gradient = scores[, 1]), "shape of the scores, \\(.*, 2\\); given one"
  )
  refused(function(scores, targets) list(loss = 1, gradient = scores + NA), "\"gradient\" of finite numbers")
  refused("hinge", "loss must be \"cross_entropy\" or a function; given \"hinge\"")
})

test_that("a learning rate is a function of the epoch, counted from 1", {
  epochs <- c()
  rate <- function(epoch) {
    epochs <<- c(epochs, epoch)
    0.05 / epoch
  }
  # Later arguments win over tiny_model()'s own.
  fit_with <- function(rate) {
    text_classifier(seed = 1, epochs = 3, embedding_dim = 4, learning_rate = rate, patience = NULL) |>
      fit(score ~ review, tiny_reviews())
  }
  model <- fit_with(rate)
  expect_identical(epochs, 1:3)
  expect_identical(training_history(model)$learning_rate, 0.05 / 1:3)
  expect_identical(model_weights(fit_with(function(epoch) 0.05)), model_weights(fit_with(0.05)))
  refused <- function(rate, message) expect_error(fit_with(rate), message, class = "torchduet_error")
  refused(function(epoch) if (epoch == 2) 0 else 1, "learning_rate of epoch 2 must be greater than 0; given 0")
  refused(function(epoch) NULL, "learning_rate of epoch 1 must be a number; given NULL")
  refused(function(epoch) c(1, 2), "learning_rate of epoch 1 must be a number")
  refused(function(epoch) NA_real_, "learning_rate of epoch 1 must be greater than 0")
})

test_that("metrics get a factor and a matrix with the classes' names", {
  seen <- NULL
  share_right <- function(labels, probabilities) {
    seen <<- list(labels, probabilities)
    mean(colnames(probabilities)[max.col(probabilities, "first")] == labels)
  }
  reviews <- tiny_reviews()
  model <- tiny_model(metrics = list(share_right = share_right, "a name" = function(labels, probabilities) 1L))
  expect_identical(training_history(model)$validation_share_right, training_history(model)$validation_accuracy)
  measured <- evaluate(model, reviews)
  expect_named(measured, c("accuracy", "auc", "log_loss", "share_right", "a name"))
  expect_identical(measured$share_right, measured$accuracy)
  expect_identical(seen[[1]], reviews$score)
  expected <- as.matrix(predict(model, reviews, type = "prob"))
  expect_identical(unname(seen[[2]]), unname(expected))
  expect_identical(colnames(seen[[2]]), c("great", "other"))
})

test_that("ordered factors stay ordered, unused levels stay", {
  texts <- tiny_reviews()$review
  labels <- factor(rep(c("lo", "hi"), 20), levels = c("lo", "hi", "never"), ordered = TRUE)
  seen <- NULL
  watch <- function(labels, probabilities) {
    seen <<- labels
    ncol(probabilities)
  }
  model <- fit(text_classifier(seed = 1, epochs = 1, metrics = list(classes = watch)), texts, labels)
  expect_identical(evaluate(model, texts[1:4], labels[1:4])$classes, 3)
  expect_identical(seen, labels[1:4])
})

test_that("what are no metrics is refused", {
  refused <- function(metrics, message) expect_error(tiny_model(metrics = metrics), message, class = "torchduet_error")
  refused(mean, "metrics must hold functions by their names")
  refused(list(mean), "metrics must hold functions by their names")
  refused(list(f1 = "f1"), "metrics must hold functions by their names")
  refused(list(auc = function(...) 1), "names of their own, not one of accuracy, auc, log_loss, loss; given \"auc\"")
  refused(list(half = function(...) "x"), "metrics: \"half\" must return a number; given \"x\"")
  expect_no_error(tiny_model(metrics = list()))
})

test_that("a tokenizer takes all texts in one call", {
  calls <- list()
  by_blanks <- function(texts) {
    calls[[length(calls) + 1]] <<- texts
    strsplit(texts, " ")
  }
  texts <- tiny_reviews()$review
  own <- text_vectorizer(tokenizer = by_blanks) |> fit(texts)
  expect_identical(calls, list(texts))
  built_in <- text_vectorizer() |> fit(texts)
  expect_identical(vocabulary(own), vocabulary(built_in))
  expect_identical(transform(own, texts), transform(built_in, texts))
  expect_identical(model_weights(tiny_model(tokenizer = by_blanks)), model_weights(tiny_model()))
})

test_that("names of a tokenizer's list and of its tokens are R's own", {
  named <- function(texts) sapply(texts, function(text) c(first = strsplit(text, " ")[[1]]), simplify = FALSE)
  texts <- c("a b", "a b", "c") # the names are not unique
  vectorizer <- text_vectorizer(tokenizer = named) |> fit(texts)
  expect_identical(vocabulary(vectorizer)[-(1:2)], c("a", "b", "c"))
  one <- text_vectorizer(tokenizer = function(texts) list("one token")) |> fit("a")
  expect_identical(vocabulary(one)[[3]], "one token")
  none <- text_vectorizer(tokenizer = function(texts) list(character(), "a")) |> fit(c("", "a"))
  expect_identical(transform(none, c("", "a")), matrix(c(1L, 3L)))
})

test_that("what is no list of tokens is refused", {
  refused <- function(tokenizer, message) {
    expect_error(fit(text_vectorizer(tokenizer = tokenizer), c("a b", "c")), message, class = "torchduet_error")
  }
  refused(function(texts) c("a", "b"), "tokenizer must return a list with the tokens of each text")
  refused(function(texts) list("a"), "tokens of each of the 2 text\\(s\\); given 1")
  refused(function(texts) list("a", NA_character_), "returns for text 2 is not")
  refused(function(texts) list(1, "a"), "returns for text 1 is not")
  refused(function(texts) list("a", factor("b")), "returns for text 2 is not")
  refused(function(texts) list("a", c("", "b")), "missing, empty or \\[UNK\\]; what it returns for text 2 is not")
  refused("words", "tokenizer must be a function or NULL; given \"words\"")
})

test_that("saved models do not hold functions, and ask for a tokenizer again", {
  by_blanks <- function(texts) strsplit(texts, " ")
  model <- tiny_model(tokenizer = by_blanks, loss = cross_entropy, metrics = list(one = function(...) 1))
  path <- withr::local_tempfile(fileext = ".zip")
  save_model(model, path)
  expect_error(load_model(path), "tokenizer is missing.*Give the same function", class = "torchduet_value_error")
  again <- load_model(path, tokenizer = by_blanks)
  reviews <- tiny_reviews()
  expect_identical(predict(again, reviews, type = "prob"), predict(model, reviews, type = "prob"))
  expect_named(evaluate(again, reviews), c("accuracy", "auc", "log_loss"))
  expect_named(training_history(again), names(training_history(model)))
  expect_output(print(again), "tokenizer = <1 function>")
  save_model(tiny_model(), path)
  expect_error(load_model(path, tokenizer = by_blanks), "tokenizer belongs to models fitted with one")
})

test_that("a condition of theirs comes out as itself, and the next training works", {
  complain <- function(...) {
    stop(structure(class = c("my_error", "error", "condition"), list(message = "mine", call = NULL)))
  }
  ways <- list(
    list(loss = complain), list(metrics = list(complain = complain)), list(tokenizer = complain),
    list(callbacks = complain)
  )
  for (way in ways) {
    condition <- tryCatch(do.call(tiny_model, way), error = identity)
    expect_identical(class(condition), c("my_error", "error", "condition"))
    expect_identical(conditionMessage(condition), "mine")
  }
  scheduled <- text_classifier(learning_rate = complain)
  expect_error(fit(scheduled, score ~ review, tiny_reviews()), "^mine$", class = "my_error")
  warn_once <- function(epoch) {
    if (epoch == 1) warning("a warning of mine")
    0.1
  }
  scheduled <- text_classifier(epochs = 2, learning_rate = warn_once)
  expect_warning(fit(scheduled, score ~ review, tiny_reviews()), "^a warning of mine$")
  expect_s3_class(tiny_model(), "fitted_text_classifier")
})

test_that("Ctrl-C in them ends the training or the call, and the session goes on", {
  skip_on_os("windows")
  lines <- run_r(c(
    "library(torchduet)",
    "texts <- rep(c('a b c d', 'c d e f'), 100); labels <- rep(c('x', 'y'), 100)",
    "press_ctrl_c <- function() { tools::pskill(Sys.getpid(), tools::SIGINT); Sys.sleep(0.5) }",
    "calls <- 0",
    "interrupts <- function(value) function(...) { calls <<- calls + 1; if (calls == 3) press_ctrl_c(); value(...) }",
    "epochs_with <- function(name, ...) {",
    "  calls <<- 0",
    "  settings <- text_classifier(epochs = 5, patience = NULL, verbose = FALSE, ...)",
    "  cat(name, nrow(training_history(suppressWarnings(fit(settings, texts, labels)))), '\\n')",
    "}",
    "epochs_with('learning_rate:', learning_rate = interrupts(function(epoch) 0.01))",
    "epochs_with('metrics:', metrics = list(own = interrupts(function(labels, probabilities) 1)))",
    "epochs_with('loss:', loss = interrupts(function(scores, targets) list(loss = 1, gradient = 0 * scores)))",
    "tokenizer <- function(texts) { press_ctrl_c(); strsplit(texts, ' ') }",
    "cat('tokenizer:', tryCatch(epochs_with('', tokenizer = tokenizer), interrupt = function(c) 'interrupted'), '\\n')",
    "epochs_with('none:')"
  ))
  expect_true("learning_rate: 2 " %in% lines)
  expect_true("metrics: 3 " %in% lines)
  expect_true("loss: 0 " %in% lines)
  expect_true("tokenizer: interrupted " %in% lines)
  expect_true("none: 5 " %in% lines)
})

test_that("an R function is called as the annotation says: positions from 1, lists of strings as vectors", {
  given <- NULL
  watch <- function(...) {
    given <<- list(...)
    1
  }
  probe("call_with_positions", watch)
  expect_identical(given, list(matrix(c(1L, 5L, 2L, 3L), 2), 0L, c("a", "b")))
  probe("call_with_positions", watch, extra = TRUE)
  expect_identical(given[[4]], 0L)
})
