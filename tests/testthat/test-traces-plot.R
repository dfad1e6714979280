skip_without_python()
skip_if_not_installed("ggplot2")

weights <- withr::with_seed(1, list(weight_ih_l1 = matrix(rnorm(18), 6), weight_hh_l1 = matrix(rnorm(12), 6)))
inputs <- withr::with_seed(2, matrix(rnorm(15), ncol = 3))
words <- c("the", "coffee", "was", "not", "good")

test_that("heat maps have a panel per quantity, units down, words across", {
  trace <- gru_trace(inputs, weights, tokens = words)
  picture <- ggplot2::autoplot(trace)
  shown <- ggplot2::ggplot_build(picture)
  expect_identical(levels(picture$data$quantity), c("reset gate", "update gate", "candidate", "hidden"))
  expect_identical(shown$layout$layout$COL, c(1L, 2L, 1L, 2L))
  expect_equal(picture$data$value[picture$data$quantity == "hidden"], trace$value[trace$quantity == "hidden"])
  expect_identical(unique(picture$data$unit), 1:2)
  expect_identical(as.vector(shown$layout$panel_params[[1]]$x$get_labels()), words)
  expect_match(ggplot2::get_alt_text(picture), "Heat maps over 5 steps \\(the coffee was not good\\).*hidden, 2 units")
  one <- ggplot2::autoplot(trace, quantities = "input")
  expect_identical(levels(one$data$quantity), "input")
})

test_that("a trajectory goes from the state before the first step through all states", {
  bound <- bind_traces(list(
    zero = gru_trace(inputs, weights), far = gru_trace(inputs, weights, initial_state = c(1, -1))
  ))
  picture <- ggplot2::autoplot(bound, type = "trajectory")
  far <- picture$data[picture$data$trace == "far", ]
  expect_identical(far$step, 0:5)
  expect_equal(c(far$x[[1]], far$y[[1]]), c(1, -1))
  hidden <- bound[bound$trace == "far" & bound$quantity == "hidden", ]
  expect_equal(far$x[-1], hidden$value[hidden$unit == 1])
  expect_equal(far$y[-1], hidden$value[hidden$unit == 2])
  expect_identical(picture$labels$x, "hidden unit 1")
  drawn <- ggplot2::ggplot_build(picture)$data[[1]]
  expect_length(unique(drawn$linetype), 2)
  expect_match(ggplot2::get_alt_text(picture), "far: from \\(1.00, -1.00\\) to")
  swapped <- ggplot2::autoplot(bound, type = "trajectory", units = c(2, 1))
  expect_equal(swapped$data$x, picture$data$y)
})

test_that("gradients are drawn against the distance, on a logarithmic axis", {
  narrow <- list(weight_ih_l1 = weights$weight_ih_l1[1:2, ], weight_hh_l1 = weights$weight_hh_l1[1:2, ])
  both <- bind_traces(list(GRU = gradient_trace(inputs, weights), RNN = gradient_trace(inputs, narrow)))
  picture <- ggplot2::autoplot(both)
  hidden <- both[both$quantity == "hidden", ]
  expect_equal(picture$data$norm, hidden$norm)
  expect_equal(picture$data$distance, hidden$distance)
  expect_identical(picture$scales$get_scales("y")$trans$name, "log-10")
  expect_length(unique(ggplot2::ggplot_build(picture)$data[[1]]$linetype), 2)
  expect_match(ggplot2::get_alt_text(picture), "GRU: .* at distance 0, .* at distance 4")
})

test_that("words stand beside their points, none on another", {
  words <- c("the", "coffee", "was", "not", "good")
  trace <- gru_trace(inputs * 0, weights, tokens = factor(words))
  picture <- ggplot2::autoplot(trace, type = "trajectory")
  expect_true(all(picture$data$label[!is.na(picture$data$label)] %in% words))
  drawn <- ggplot2::ggplot_build(picture)$data[[5]]
  expect_identical(trimws(drawn$label), picture$data$label[!is.na(picture$data$label)])
  expect_false(anyDuplicated(drawn[c("x", "y", "hjust", "vjust")]) > 0)
})

test_that("plot() draws on the device and returns the picture", {
  path <- withr::local_tempfile(fileext = ".pdf")
  withr::with_pdf(path, {
    expect_s3_class(plot(gru_trace(inputs, weights)), "ggplot")
    expect_s3_class(plot(gru_trace(inputs, weights), type = "trajectory"), "ggplot")
    expect_s3_class(plot(gradient_trace(inputs, weights)), "ggplot")
  })
  expect_gt(file.size(path), 1000)
})

test_that("what cannot be drawn is named, positions counted from 1", {
  trace <- gru_trace(inputs, weights)
  expect_error(plot(trace, type = "bars"), "must be one of", class = "torchduet_value_error")
  expect_error(plot(trace, layer = 2), "layer must be between 1 and 1; given 2", class = "torchduet_value_error")
  expect_error(plot(trace, quantities = "forget_gate"), "quantities must be one of", class = "torchduet_value_error")
  expect_error(plot(trace, quantity = "hidden"), "unused argument")
  expect_error(plot(trace, type = "trajectory", units = 0:1), "count from 1", class = "torchduet_value_error")
  expect_error(
    plot(gradient_trace(inputs, weights, output = "value")), "output = \"norm\"", class = "torchduet_type_error"
  )
})
