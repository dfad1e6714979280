skip_without_python()

test_that("fine_foods() is modeldata's small_fine_foods", {
  skip_if_not_installed("modeldata")
  original <- new.env()
  utils::data("small_fine_foods", package = "modeldata", envir = original)
  expect_identical(fine_foods(), tibble::as_tibble(original$training_data[c("review", "score")]))
  expect_identical(fine_foods(subset = "test"), tibble::as_tibble(original$testing_data[c("review", "score")]))
})

test_that("an unknown subset is named", {
  expect_error(fine_foods(subset = "all"), "subset must be 'train' or 'test'; given \"all\"")
})

test_that("series() has the values of R's datasets to the last bit, as a ts", {
  for (name in c("AirPassengers", "nottem", "sunspots")) {
    original <- getExportedValue("datasets", name)
    given <- series(name)
    expect_identical(as.double(given), as.double(original))
    expect_identical(lapply(attributes(given), typeof), lapply(attributes(original), typeof))
    expect_identical(class(given), "ts")
    expect_identical(c(start(given), end(given), frequency(given)), c(start(original), end(original), 12))
    # datasets has some ends rounded to a part of a second.
    expect_equal(tsp(given), tsp(original), tolerance = 1e-11)
    expect_identical(given, ts(as.double(original), start = start(original), frequency = 12))
  }
})

test_that("an unknown series is named, and what there is", {
  expect_error(
    series("lynx"), "name must be 'AirPassengers', 'nottem' or 'sunspots'; given \"lynx\"",
    class = "torchduet_value_error"
  )
})

test_that("chicago() is modeldata's Chicago, to the last bit", {
  skip_if_not_installed("modeldata")
  original <- new.env()
  utils::data("Chicago", package = "modeldata", envir = original)
  expect_identical(chicago(), original$Chicago)
})

test_that("austen_novels() has every word of janeaustenr's lines, book by book, and no line end within a paragraph", {
  skip_if_not_installed("janeaustenr")
  original <- janeaustenr::austen_books()
  novels <- austen_novels()
  expect_identical(levels(novels$book), levels(original$book))
  words <- function(text) unlist(strsplit(paste(text, collapse = " "), " +"))
  for (book in levels(original$book)) {
    wanted <- words(original$text[original$book == book])
    expect_identical(words(novels$text[novels$book == book]), wanted[nzchar(wanted)])
  }
  expect_true("It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife." %in% novels$text) # nolint: line_length_linter.
})
