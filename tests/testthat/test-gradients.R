skip_without_python()

# An RNN of two units over four steps, and its loss: the sum of the final state.
weights <- withr::with_seed(1, list(
  weight_ih_l1 = matrix(rnorm(6), 2), weight_hh_l1 = matrix(rnorm(4), 2), bias_ih_l1 = rnorm(2), bias_hh_l1 = rnorm(2)
))
inputs <- withr::with_seed(2, matrix(rnorm(12), ncol = 3))

hidden_by_hand <- function(w) {
  h <- matrix(0, 5, 2)
  for (step in 1:4) {
    from_input <- w$weight_ih_l1 %*% inputs[step, ] + w$bias_ih_l1
    h[step + 1, ] <- tanh(from_input + w$weight_hh_l1 %*% h[step, ] + w$bias_hh_l1)
  }
  h
}

element <- function(trace, quantity, row, column) {
  here <- trace$quantity == quantity & trace$row == row & !is.na(trace$column) & trace$column == column
  trace$value[here]
}

test_that("gradient_trace() is backpropagation worked out in base R", {
  h <- hidden_by_hand(weights)
  d_h <- c(1, 1)
  norms <- numeric(4)
  shares <- vector("list", 4)
  for (step in 4:1) {
    norms[step] <- sqrt(sum(d_h^2))
    d_a <- d_h * (1 - h[step + 1, ]^2)
    shares[[step]] <- d_a %o% h[step, ]
    d_h <- drop(t(weights$weight_hh_l1) %*% d_a)
  }
  trace <- gradient_trace(inputs, weights)
  expect_s3_class(trace, c("torchduet_gradient_trace", "tbl_df"))
  expect_equal(trace$norm[trace$quantity == "hidden"], norms, tolerance = 1e-12)
  expect_equal(trace$distance[trace$quantity == "hidden"], 3:0)
  expect_identical(unique(trace$step), 1:4)

  values <- gradient_trace(inputs, weights, output = "value")
  for (row in 1:2) for (column in 1:2) {
    expected <- vapply(shares, function(share) share[row, column], 0)
    expect_equal(element(values, "weight_hh", row, column), expected, tolerance = 1e-12)
  }
  expect_true(all(is.na(values$column[values$quantity == "bias_ih"])))
  expect_identical(typeof(values$column), "integer")
})

test_that("the sum over the copies is the slope of the loss", {
  loss <- function(by) {
    moved <- weights
    moved$weight_hh_l1[2, 1] <- moved$weight_hh_l1[2, 1] + by
    sum(hidden_by_hand(moved)[5, ])
  }
  values <- gradient_trace(inputs, weights, output = "value")
  slope <- (loss(1e-6) - loss(-1e-6)) / 2e-6
  expect_equal(sum(element(values, "weight_hh", 2, 1)), slope, tolerance = 1e-8)
})

test_that("the gradient through a coupled and a peephole LSTM is the slope of the loss", {
  sigmoid <- function(a) 1 / (1 + exp(-a))
  # Two units; the blocks of rows are i (with peepholes only), f, g, o; the loss is the sum of the final state.
  loss <- function(w, variant) {
    h <- c <- numeric(2)
    see <- function(gate) if (variant == "peephole") w[[paste0("weight_c", gate, "_l1")]] else 0
    for (step in 1:4) {
      a <- matrix(w$weight_ih_l1 %*% inputs[step, ] + w$weight_hh_l1 %*% h, 2)
      colnames(a) <- if (variant == "peephole") c("i", "f", "g", "o") else c("f", "g", "o")
      f <- sigmoid(a[, "f"] + see("f") * c)
      i <- if (variant == "peephole") sigmoid(a[, "i"] + see("i") * c) else 1 - f
      c <- f * c + i * tanh(a[, "g"])
      h <- sigmoid(a[, "o"] + see("o") * c) * tanh(c)
    }
    sum(h)
  }
  slope <- function(w, variant, name, place) {
    shifted <- function(by) {
      w[[name]][[place]] <- w[[name]][[place]] + by
      loss(w, variant)
    }
    (shifted(1e-6) - shifted(-1e-6)) / 2e-6
  }
  draw <- function(rows) {
    list(weight_ih_l1 = matrix(rnorm(rows * 3), rows), weight_hh_l1 = matrix(rnorm(rows * 2), rows))
  }
  coupled <- withr::with_seed(3, draw(6))
  peephole <- withr::with_seed(4, c(
    draw(8), list(weight_ci_l1 = rnorm(2), weight_cf_l1 = rnorm(2), weight_co_l1 = rnorm(2))
  ))
  values <- gradient_trace(inputs, coupled, variant = "coupled", output = "value")
  expect_equal(sum(element(values, "weight_hh", 2, 1)), slope(coupled, "coupled", "weight_hh_l1", 2), tolerance = 1e-8)
  values <- gradient_trace(inputs, peephole, variant = "peephole", output = "value")
  for (gate in c("weight_ci", "weight_cf", "weight_co")) {
    found <- sum(values$value[values$quantity == gate & values$row == 2])
    expect_equal(found, slope(peephole, "peephole", paste0(gate, "_l1"), 2), tolerance = 1e-8)
  }
})

test_that("truncated, no gradient crosses a cut; clipped, the weights' norm is the largest that is allowed", {
  trace <- gradient_trace(inputs, weights, truncate = 2)
  expect_identical(trace$norm[trace$quantity == "hidden"] > 0, c(FALSE, FALSE, TRUE, TRUE))
  values <- gradient_trace(inputs, weights, clip = 0.1, output = "value")
  values <- values[grepl("weight|bias", values$quantity), ]
  totals <- tapply(values$value, paste(values$quantity, values$row, values$column), sum)
  expect_equal(sqrt(sum(totals^2)), 0.1, tolerance = 1e-5)
})

test_that("a fitted model's text has a label", {
  model <- tiny_model(architecture = "gru", hidden_size = 3)
  trace <- gradient_trace(model, "very good", label = factor("great", levels = c("great", "other")))
  expect_identical(unique(trace$token), c("very", "good"))
  expect_gt(min(trace$norm[trace$quantity == "hidden"]), 0)
  expect_error(gradient_trace(model, "very good", label = "x"), "label must be one of", class = "torchduet_value_error")
})

test_that("a factor is the text that it says, and models with an answer at every step have gradients", {
  model <- tiny_model(architecture = "gru", hidden_size = 3)
  expect_identical(
    gradient_trace(model, factor("very good"), label = "great"), gradient_trace(model, "very good", label = "great")
  )
  expect_identical(gru_trace(model, factor("very good")), gru_trace(model, "very good"))
  texts <- rep(c("good tea", "bad tea"), 5)
  generator <- sequence_generator(hidden_size = 3, epochs = 1, seed = 1, verbose = FALSE) |> fit(texts)
  trace <- gradient_trace(generator, "good", label = factor("tea"))
  expect_identical(unique(trace$token), c("[END]", "good"))
  labeler <- sequence_labeler(hidden_size = 3, epochs = 1, seed = 1, verbose = FALSE) |>
    fit(texts, rep(list(c("x", "y")), 10))
  trace <- gradient_trace(labeler, "good tea", label = factor(c("x", "y")))
  expect_setequal(trace$direction, c("forward", "backward"))
})

test_that("bind_traces() keeps the class and says which trace a row is of", {
  whole <- gradient_trace(inputs, weights)
  both <- bind_traces(list(whole = whole, cut = gradient_trace(inputs, weights, truncate = 1)))
  expect_s3_class(both, c("torchduet_gradient_trace", "tbl_df"))
  expect_identical(names(both)[[1]], "trace")
  expect_identical(unique(both$trace), c("whole", "cut"))
  expect_error(bind_traces(both), "must hold traces by their names", class = "torchduet_type_error")
  mixed <- list(a = both, b = rnn_trace(inputs, weights))
  expect_error(bind_traces(mixed), "same columns", class = "torchduet_value_error")
})
