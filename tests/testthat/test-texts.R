test_that("factors and characters are texts, everything else is named", {
  expect_identical(as_texts(factor(c("b", "a", "b")), "x"), c("b", "a", "b"))
  expect_identical(as_texts(character(), "x"), character())
  for (other in list(1:2, list("a"), NULL, TRUE, data.frame(a = "b"), as.Date("2024-01-01"))) {
    expect_error(
      as_texts(other, "new_data"),
      sprintf("`new_data` must be strings, a character vector; given <%s>", class(other)[[1]]),
      class = "torchduet_type_error"
    )
  }
})

test_that("missing texts are named by their place", {
  expect_error(as_texts(c("a", NA), "x"), "element 2 is.*Leave it out", class = "torchduet_position_error")
  expect_error(as_texts(factor(c(NA, "a", NA)), "x"), "elements 1, 3 are.*Leave them out")
  expect_error(as_texts(rep(NA_character_, 9), "x"), "elements 1, 2, 3, 4, 5, ... are")
  expect_error(text_column(data.frame(review = c("a", NA)), "review"), "`review` must not be missing: row 2 is")
})

test_that("every function that takes texts checks them by the argument's name", {
  skip_without_python()
  vectorizer <- text_vectorizer() |> fit(factor(c("a b", "c")))
  expect_identical(vocabulary(vectorizer), c("", "[UNK]", "a", "b", "c"))
  expect_identical(transform(vectorizer, factor("b c")), transform(vectorizer, "b c"))
  expect_identical(tokenize(factor("b c")), list(c("b", "c")))
  expect_error(fit(text_vectorizer(), 1:3), "`texts` must be strings", class = "torchduet_type_error")
  expect_error(transform(vectorizer, list("a")), "`texts` must be strings.*given <list>")
  expect_error(transform(vectorizer, c("a", NA)), "`texts`.*element 2 is")
  expect_error(tokenize(1), "`texts` must be strings.*given <numeric>")
  expect_error(transform(vectorizer, "a", txt = "b"), "unused argument: `txt`")
})

test_that("classes are in the order of the characters' codes, whatever the locale", {
  expect_identical(levels(as_labels(c("b", "-", "A", "+", "a"))), c("+", "-", "A", "a", "b"))
  expect_identical(levels(as_labels(c(10, 9, NA))), c("9", "10"))
  expect_identical(levels(as_labels(factor("x", levels = c("y", "x")))), c("y", "x"))
})

test_that("labels of a column, and of no declared encoding, are taken", {
  read <- rawToChar(as.raw(c(0xc3, 0xb3, 0x74))) # "ot" with an accent, as read.csv() gives it: UTF-8, but not marked
  expect_identical(levels(as_labels(c(read, "a", "\u00e9"))), c("a", "\u00e9", "\u00f3t"))
  expect_identical(as_labels(data.frame(y = c("b", "a"))), factor(c("b", "a")))
  expect_error(as_labels(list("a", "b")), "labels must be a vector.*given <list>", class = "torchduet_type_error")
  expect_error(as_labels(data.frame(a = 1, b = 2)), "given <data.frame>")
  expect_error(as_labels(list("a", "b"), unit = "row"), "one label per row")
})

test_that("dates are classes, the earliest first", {
  days <- as.Date(c("2024-03-02", "2024-03-01", "2024-03-02"))
  expect_identical(as_labels(days), factor(c("2024-03-02", "2024-03-01", "2024-03-02")))
  expect_identical(levels(as_labels(as.POSIXct(days, tz = "UTC"))), c("2024-03-01", "2024-03-02"))
  moments <- as.POSIXct("2024-03-01 12:00:00", tz = "UTC") + c(0, 0.1, 60)
  expect_identical(as.integer(as_labels(moments)), c(1L, 1L, 2L))
})
