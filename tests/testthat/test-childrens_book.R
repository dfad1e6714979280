skip_without_python()

test_that("a book is a character vector of right sentences", {
  book <- childrens_book(200, fillers = 3, seed = 1)
  expect_type(book, "character")
  expect_length(book, 200)
  expect_match(book, "^(Doug|Jane|Spot) saw( (big|dear|kind|little|old)){3} (Doug|Jane|Spot)\\.$")
  expect_true(all(sentence_kind(book) == "right"))
  expect_identical(childrens_book(5, seed = 1), childrens_book(5, seed = 1))
})

test_that("mistakes have names", {
  kinds <- c("right", "same name", "run-on", "no verb", "other")
  sentences <- c("Doug saw dear Jane.", "Doug saw Doug.", "Jane saw Spot saw Doug saw", "Spot.", "saw")
  expect_identical(sentence_kind(sentences), factor(kinds, levels = kinds))
})

test_that("bad input is named", {
  expect_error(childrens_book(0), "n_sentences must be at least 1; given 0")
  expect_error(childrens_book(fillers = 0.5), "fillers must be a whole number; given 0.5")
  expect_error(sentence_kind(NA_character_), "`texts` must not be missing: element 1 is")
})
