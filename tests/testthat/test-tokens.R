skip_without_python()

test_that("tokenize() gives a character vector per text", {
  expect_identical(tokenize(c("The cat sat.", "")), list(c("the", "cat", "sat"), character()))
  expect_identical(tokenize("The cat", lowercase = FALSE), list(c("The", "cat")))
})

test_that("both ways to write an accent give one token", {
  expect_identical(tokenize("e\u0301"), tokenize("\u00e9"))
})

test_that("a missing text is named by its place in R", {
  expect_error(
    tokenize(c("a", NA)), "`texts` must not be missing: element 2 is",
    class = "torchduet_position_error"
  )
})

test_that("ngrams() gives the worked example of the course", {
  words <- c("The", "cat", "sat", "on", "the", "mat")
  grams <- "The, The cat, cat, cat sat, sat, sat on, on, on the, the, the mat, mat"
  expect_identical(ngrams(words, n = 2, up_to = TRUE), strsplit(grams, ", ")[[1]])
  expect_identical(ngrams(words, n = 6), "The cat sat on the mat")
  expect_identical(ngrams("one", n = 2), character())
})
