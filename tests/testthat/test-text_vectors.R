skip_without_python()
skip_if_not(python_call("tiny_model:has", "transformers"), "transformers is not installed")

folder <- file.path(withr::local_tempdir(.local_envir = teardown_env()), "tiny")
python_call("tiny_model:write", folder)
bert <- load_embeddings(folder)
texts <- c("the river bank", "the money bank", "unbelievable")

test_that("texts have a matrix named by them, words a tidy table counted from 1", {
  expect_s3_class(bert, c("contextual_vectors", "text_vectors"), exact = TRUE)
  vectors <- embed_texts(bert, texts)
  expect_identical(dim(vectors), c(3L, 16L))
  expect_identical(rownames(vectors), texts)
  words <- embed_words(bert, texts)
  expect_identical(words$text, rep(1:3, c(3, 3, 1)))
  expect_identical(words$position, c(1:3, 1:3, 1L))
  expect_identical(words$word, c("the", "river", "bank", "the", "money", "bank", "unbelievable"))
  expect_identical(words$pieces, c(rep(1L, 6), 3L))
  banks <- as.matrix(words[words$word == "bank", -(1:4)])
  expect_gt(max(abs(banks[1, ] - banks[2, ])), 0.1)
  first <- embed_words(bert, texts, layers = 0)
  expect_identical(first[3, -1], first[6, -1])
})

test_that("a text's vector is the mean over its words and the two marks", {
  marks <- embed_texts(bert, "good", pooling = "cls")
  expect_false(identical(marks, embed_texts(bert, "good")))
  # Without context, the marks at a text's start are the same in all texts.
  expect_equal(embed_texts(bert, texts, "cls", 0)[1, ], embed_texts(bert, texts, "cls", 0)[2, ])
})

test_that("similarity is named by the texts, and that of base R", {
  found <- similarity(bert, texts[1:2], "unbelievable")
  expect_identical(dimnames(found), list(texts[1:2], "unbelievable"))
  vectors <- embed_texts(bert, texts)
  unit <- vectors / sqrt(rowSums(vectors^2))
  expect_equal(found, (unit %*% t(unit))[1:2, 3, drop = FALSE], tolerance = 1e-12)
})

test_that("a classifier starts from it", {
  reviews <- rep(c("very good", "very bad", "good", "bad"), 5)
  labels <- factor(rep(c("+", "-"), 10))
  for (freeze in c(TRUE, FALSE)) {
    model <- text_classifier(
      embeddings = bert, freeze_embeddings = freeze, seed = 1, learning_rate = if (freeze) 0.05 else 0.005,
      epochs = 20, validation_split = 0
    ) |> fit(reviews, labels)
    expect_identical(as.character(predict(model, c("good", "bad"))$.pred_class), c("+", "-"))
    expect_identical(all(summary(model)$layers$trainable), !freeze)
  }
  expect_output(print(model), "embeddings = <a model with vectors in context>", fixed = TRUE)
  path <- withr::local_tempfile(fileext = ".zip")
  save_model(model, path)
  again <- load_model(path)
  expect_identical(predict(again, texts, type = "prob"), predict(model, texts, type = "prob"))
  expect_identical(vocabulary(again), vocabulary(model))
  expect_error(
    text_classifier("lstm", embeddings = bert) |> fit(reviews, labels),
    "architecture does not go with embeddings in context", class = "torchduet_value_error"
  )
})

test_that("saved, it is a folder that can be read again", {
  path <- file.path(withr::local_tempdir(), "copy")
  save_model(bert, path)
  expect_identical(embed_texts(contextual_vectors(path), texts), embed_texts(bert, texts))
  expect_error(save_model(bert, path), "choose another path")
})

test_that("it prints itself, and what is wrong is named", {
  expect_output(print(bert), "tiny: 2 layers, 16 dimensions")
  expect_error(embed_texts(bert, texts, layers = 3), "layers must be at most 2")
  expect_error(embed_texts(bert, c("good", NA)), "element 2 is")
  expect_error(embed_words(tiny_model(), texts), "needs what `contextual_vectors()` gave", fixed = TRUE)
  expect_error(contextual_vectors("nobody/has-this"), "download_embeddings(\"nobody/has-this\")", fixed = TRUE)
  expect_error(download_embeddings("nobody/has-this", consent = FALSE), "needs your consent")
  expect_error(load_embeddings(folder, max_words = 3), "max_words is for files of word vectors")
})
