skip_without_python()

test_that("plot() draws training and validation loss", {
  skip_if_not_installed("ggplot2")
  picture <- ggplot2::autoplot(tiny_model())
  expect_s3_class(picture, "ggplot")
  expect_identical(unique(picture$data$texts), c("training", "validation"))
})

test_that("without validation texts there is one line; its ticks are whole epochs", {
  skip_if_not_installed("ggplot2")
  picture <- ggplot2::autoplot(tiny_model(validation_split = 0))
  expect_identical(unique(picture$data$texts), "training")
  ticks <- ggplot2::ggplot_build(picture)$layout$panel_params[[1]]$x$breaks
  ticks <- ticks[!is.na(ticks)]
  expect_gt(length(ticks), 1)
  expect_identical(ticks, round(ticks))
  expect_lt(length(picture$scales$get_scales("x")$breaks(c(1, 2000))), 12)
  expect_identical(picture$scales$get_scales("x")$breaks(c(1, 3)), c(1, 2, 3))
})

test_that("plot() draws on the device and returns the picture; of a model that is not fitted it says so", {
  skip_if_not_installed("ggplot2")
  path <- withr::local_tempfile(fileext = ".pdf")
  withr::with_pdf(path, expect_s3_class(plot(tiny_model()), "ggplot"))
  expect_gt(file.size(path), 1000)
  expect_error(plot(text_classifier()), "`plot\\(\\)` needs a fitted model", class = "torchduet_not_fitted_error")
  expect_error(
    ggplot2::autoplot(text_classifier()), "`autoplot\\(\\)` needs a fitted model", class = "torchduet_not_fitted_error"
  )
})
