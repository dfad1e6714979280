skip_without_python()

test_that("strings keep their text whatever their encoding", {
  latin1 <- iconv("a\u00e7\u00e3o", "UTF-8", "latin1")
  expect_equal(probe("identity", latin1), "a\u00e7\u00e3o")
  expect_round_trip(c("\U0001F600", "\u65e5\u672c"))
  long <- strrep("x", 1e6)
  expect_round_trip(long)
})

test_that("a string marked as bytes is refused by name, and the next call works", {
  bytes <- "\xff\xfe"
  Encoding(bytes) <- "bytes"
  expect_error(probe("identity", bytes), "value: a string is marked as \"bytes\"", class = "torchduet_value_error")
  expect_true(probe("lock_is_free"))
  expect_identical(probe("add", 1, 2), 3)
})

test_that("a string that is not valid in its encoding is refused", {
  expect_error(probe("identity", "caf\xe9"), "value: a string is not valid in its encoding")
})

test_that("long character vectors keep what short ones keep, compiled or not", {
  on.exit(probe("use_compiled", TRUE))
  many <- sprintf("s%d", 1:5000)
  accented <- paste0(many, "\u00e7")
  latin1 <- iconv(accented, "UTF-8", "latin1")
  bytes <- "\xff\xfe"
  Encoding(bytes) <- "bytes"
  mislabelled <- "caf\xe9"
  Encoding(mislabelled) <- "UTF-8"
  for (compiled in c(TRUE, FALSE)) {
    probe("use_compiled", compiled)
    for (x in list(many, c(many, NA, ""), accented, c(many, "\U0001F600"), rep(accented, 3), rep(NA_character_, 100))) {
      expect_round_trip(x)
      expect_identical(Encoding(probe("identity", x)), Encoding(x))
    }
    expect_equal(probe("identity", c(many, latin1)), c(many, accented))
    expect_error(probe("identity", c(many, bytes)), "value: a string is marked as \"bytes\"")
    expect_error(probe("identity", c(many, "caf\xe9")), "value: a string is not valid in its encoding")
    expect_error(probe("identity", c(many, mislabelled)), "value: a string is not valid in its encoding")
    for (missing in c("NA", "NaN", "None")) {
      expect_identical(probe("odd_texts", missing, 100), c(paste0("s", 0:99, "\u00e9"), NA))
    }
    expect_error(probe("odd_texts", "zero", 100), "a string holds a zero character", class = "torchduet_value_error")
    expect_error(probe("odd_texts", "surrogate", 100), "surrogates not allowed", class = "torchduet_value_error")
    expect_identical(probe("odd_texts", "number", 100)[[101]], 1L)
  }
})
