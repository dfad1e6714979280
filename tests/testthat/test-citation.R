test_that("citation() gives title, year and the installed version", {
  entry <- citation("torchduet")
  expect_match(entry$title, "^torchduet: Deep Learning for Sequences")
  expect_match(entry$note, as.character(packageVersion("torchduet")), fixed = TRUE)
  expect_match(format(entry, style = "text"), "torchduet authors (20", fixed = TRUE)
})
