# The classics of the R package forecast: a function that fits one of them to a series and returns the function that
# forecasts with it. What they draw (nnetar's weights, simulated intervals) a seed settles; R's own generator is left as
# it was then. Without a seed they draw from it.
function(values, frequency, method, box_cox, seed) {
  seeded <- function(code) {
    if (is.null(seed)) {
      return(code)
    }
    before <- get0(".Random.seed", globalenv(), inherits = FALSE)
    on.exit(
      if (is.null(before)) {
        rm(".Random.seed", envir = globalenv())
      } else {
        assign(".Random.seed", before, envir = globalenv())
      }
    )
    # By name: another kind of generator, which the session may have chosen, would draw other numbers.
    set.seed(seed, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
    code # evaluated here, as R evaluates arguments when they are needed
  }
  fit <- switch(method,
    auto_arima = forecast::auto.arima,
    ets = forecast::ets,
    nnetar = forecast::nnetar
  )
  model <- seeded(fit(stats::ts(values, frequency = frequency), lambda = if (box_cox) "auto"))

  # The intervals of forecast(model, h, level, PI = TRUE), all paths at once: the same numbers are drawn in the same
  # order, and it takes a second instead of a minute.
  simulated <- function(h, levels, paths = 1000) {
    centre <- if (is.null(model$scalex)) 0 else model$scalex$center
    scale <- if (is.null(model$scalex)) 1 else model$scalex$scale
    residuals <- stats::na.omit(c(stats::residuals(model, type = "innovation"))) / scale
    innovations <- matrix(stats::rnorm(h * paths, 0, stats::sd(residuals)), h)
    longest <- max(model$lags)
    seen <- if (box_cox) forecast::BoxCox(model$x, model$lambda) else model$x
    past <- rev(utils::tail(as.vector(seen), longest) - centre) / scale # the latest first
    past <- matrix(past, paths, longest, byrow = TRUE)
    found <- matrix(0, paths, h)
    for (step in seq_len(h)) {
      inputs <- past[, model$lags, drop = FALSE]
      means <- rowMeans(vapply(model$model, function(net) stats::predict(net, inputs)[, 1], numeric(paths)))
      found[, step] <- means + innovations[step, ]
      past <- cbind(found[, step], past[, -longest, drop = FALSE])
    }
    found <- found * scale + centre
    if (box_cox) found <- forecast::InvBoxCox(found, model$lambda)
    quantiles <- function(probability) {
      matrix(apply(found, 2, stats::quantile, probability, type = 8, na.rm = TRUE), h, length(levels), byrow = TRUE)
    }
    list(lower = quantiles(0.5 - levels / 200), upper = quantiles(0.5 + levels / 200))
  }

  function(h, levels) {
    if (!length(levels)) {
      return(list(mean = as.vector(seeded(forecast::forecast(model, h = h))$mean)))
    }
    if (method == "nnetar") {
      return(c(list(mean = as.vector(forecast::forecast(model, h = h)$mean)), seeded(simulated(h, levels))))
    }
    forecast <- seeded(forecast::forecast(model, h = h, level = levels))
    places <- match(as.character(levels), as.character(forecast$level)) # it may have sorted them
    bounds <- lapply(forecast[c("lower", "upper")], function(bound) matrix(bound, h)[, places, drop = FALSE])
    c(list(mean = as.vector(forecast$mean)), bounds)
  }
}
