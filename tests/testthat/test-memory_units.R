skip_without_python()

book <- childrens_book(300, fillers = 2, seed = 1)
model <- sequence_generator(hidden_size = 6, epochs = 4, learning_rate = 0.02, seed = 1) |> fit(book)
texts <- book[1:30]
subjects <- factor(sub(" .*", "", texts))

test_that("steps and units count from 1, and the share of variance is that of base R's aov()", {
  found <- memory_units(model, texts, subjects)
  expect_named(found, c("step", "layer", "direction", "quantity", "unit", "eta_squared"))
  expect_identical(range(found$step), c(1L, 7L)) # the start, name, saw, two fillers, name, full stop
  expect_identical(range(found$unit), c(1L, 6L))
  expect_identical(unique(found$layer), 1L)
  values <- vapply(texts, function(text) {
    trace <- lstm_trace(model, text)
    trace$value[trace$step == 5 & trace$quantity == "cell" & trace$unit == 2]
  }, 0)
  squares <- summary(stats::aov(values ~ subjects))[[1]][["Sum Sq"]]
  expected <- squares[[1]] / sum(squares)
  actual <- found$eta_squared[found$step == 5 & found$quantity == "cell" & found$unit == 2]
  expect_equal(actual, expected, tolerance = 1e-9)
})

test_that("bad input is named", {
  expect_error(memory_units(model, c("Doug saw", "Jane"), c("a", "b")), "texts must all have the same number of tokens")
  expect_error(memory_units(model, texts, "Doug"), "the same length; given 30 texts and 1 labels")
  expect_error(memory_units(model, texts, rep("Doug", 30)), "at least two classes")
  unfitted <- sequence_generator()
  expect_error(memory_units(unfitted, texts, subjects), "`memory_units()` needs a fitted model", fixed = TRUE)
})
