skip_without_python()

book <- childrens_book(1000, seed = 1)
model <- bigram_model() |> fit(book)

test_that("counts and probabilities are those of base R's table()", {
  tokens <- lapply(strsplit(sub(".", " .", book, fixed = TRUE), " "), function(words) c("[END]", words, "[END]"))
  pairs <- do.call(rbind, lapply(tokens, function(words) cbind(words[-length(words)], words[-1])))
  names <- vocabulary(model)
  expected <- table(factor(pairs[, 1], names), factor(pairs[, 2], names))
  counts <- bigram_counts(model)
  expect_type(counts, "integer")
  expect_identical(dimnames(counts), list(names, names))
  expect_identical(unname(counts), unname(unclass(expected))[, ])
  expect_equal(bigram_probabilities(model), counts / rowSums(counts), tolerance = 1e-15)
})

test_that("the kinds of mistakes are as frequent as the table says", {
  p <- bigram_probabilities(model)
  names <- c("Doug", "Jane", "Spot")
  first <- p["[END]", names]
  again <- p["saw", names]
  on <- p[names, "saw"]
  expected <- c(
    right = sum(outer(first * on, again * (1 - on)) * (1 - diag(3))),
    "same name" = sum(first * on * again * (1 - on)),
    "run-on" = sum(first * on) * sum(again * on),
    "no verb" = sum(first * (1 - on)),
    other = 0
  )
  expect_equal(sum(expected), 1)
  counts <- table(sentence_kind(generate(model, 10000, seed = 1)))
  expect_identical(names(counts), names(expected))
  expect_true(all(abs(counts - 10000 * expected) <= 4 * sqrt(10000 * expected * (1 - expected))))
})

test_that("what comes next is the row of the last token", {
  found <- predict(model, "Jane saw")
  expect_identical(found$probability, unname(bigram_probabilities(model)["saw", found$token]))
  expect_equal(perplexity(model, "Doug saw Jane."), exp(evaluate(model, "Doug saw Jane.")$log_loss))
  p <- bigram_probabilities(model)
  chosen <- c(p["[END]", "Doug"], p["Doug", "saw"], p["saw", "Jane"], p["Jane", "."], p[".", "[END]"])
  expect_equal(evaluate(model, "Doug saw Jane.")$log_loss, -mean(log(chosen)))
})

test_that("a saved model counts and writes the same", {
  for (path in c(withr::local_tempfile(), withr::local_tempfile(fileext = ".zip"))) {
    save_model(model, path)
    again <- load_model(path)
    expect_s3_class(again, class(model), exact = TRUE)
    expect_identical(bigram_counts(again), bigram_counts(model))
    expect_identical(generate(again, 5, seed = 1), generate(model, 5, seed = 1))
    expect_identical(again$arguments, model$arguments)
  }
  expect_error(save_model(bigram_model(), path), "needs a fitted model", class = "torchduet_not_fitted_error")
})

test_that("printing says what it is and what to do next", {
  expect_snapshot(print(bigram_model(level = "character")))
  expect_snapshot(print(model))
})

test_that("bad input is named", {
  expect_error(fit(bigram_model(), character()), 'texts must hold at least one token at level "word"; given none')
  expect_error(generate(model, prompt = "Mary"), 'prompt: "Mary" is not in the vocabulary')
  expect_error(bigram_counts(bigram_model()), "`bigram_counts()` needs a fitted model", fixed = TRUE)
  expect_error(bigram_counts(tiny_model()), "fitted model of `bigram_model\\(\\)`", class = "torchduet_type_error")
  expect_error(training_history(model), "given\\s+<fitted_bigram_model>", class = "torchduet_type_error")
})
