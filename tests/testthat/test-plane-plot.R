skip_without_python()
skip_if_not_installed("ggplot2")

pairs <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
valley <- function(parameters) {
  list(loss = sum(c(1, 10) * parameters^2) / 2, gradient = c(1, 10) * parameters)
}

test_that("a boundary is drawn where the weighted sum is zero", {
  trace <- perceptron_trace(pairs, c(0, 0, 0, 1), weights = c(1, 0.2, -0.3))
  picture <- ggplot2::autoplot(trace, epochs = c(1, 3, 9))
  layers <- ggplot2::ggplot_build(picture)$data
  expect_equal(layers[[2]][c("x", "y")], as.data.frame(pairs), ignore_attr = TRUE)
  expect_identical(layers[[2]]$shape, c(21, 21, 21, 22))
  last <- trace[nrow(trace), ]
  solid <- layers[[3]][layers[[3]]$linetype == "solid", ]
  expect_equal(last$bias + last$weight_1 * solid$x + last$weight_2 * solid$y, 0, tolerance = 1e-12)
  expect_equal(last$bias + last$weight_1 * solid$xend + last$weight_2 * solid$yend, 0, tolerance = 1e-12)
  expect_length(unique(layers[[3]]$linetype), 3)
  expect_match(ggplot2::get_alt_text(picture), "At the end it is -3 \\+2.2 input_1 \\+1.7 input_2 = 0, and 0 examples")
})

test_that("an optimizer's way is drawn over contours", {
  ways <- bind_traces(list(
    plain = optimizer_path(valley, c(a = 4, b = 1), steps = 5),
    Adam = optimizer_path(valley, c(a = 4, b = 1), optimizer = "adam", steps = 5)
  ))
  picture <- ggplot2::autoplot(ways, valley)
  expect_equal(picture$data$x, ways$a)
  expect_equal(picture$data$y, ways$b)
  layers <- ggplot2::ggplot_build(picture)$data
  contours <- layers[[1]]
  heights <- (contours$x^2 + 10 * contours$y^2) / 2
  expect_equal(heights, contours$level, tolerance = 0.02)
  expect_length(unique(layers[[2]]$linetype), 2)
  expect_identical(picture$labels$x, "a")
  expect_match(ggplot2::get_alt_text(picture), "plain: 5 steps from \\(4, 1\\), loss 13, to")
})

test_that("plot() draws on the device and returns the picture", {
  path <- withr::local_tempfile(fileext = ".pdf")
  withr::with_pdf(path, {
    expect_s3_class(plot(perceptron_trace(pairs, c(0, 0, 0, 1))), "ggplot")
    expect_s3_class(plot(optimizer_path(valley, c(4, 1), steps = 2), valley), "ggplot")
  })
  expect_gt(file.size(path), 1000)
  expect_error(plot(perceptron_trace(pairs, c(0, 0, 0, 1)), colour = "red"))
})
