test_that("errors carry their class, the function that was called and no arguments", {
  condition <- tryCatch(predict(text_classifier(), "a"), error = identity)
  expect_s3_class(condition, c("torchduet_not_fitted_error", "torchduet_error", "error", "condition"), exact = TRUE)
  expect_identical(conditionCall(condition), quote(predict()))
  by_full_name <- tryCatch(torchduet::save_model(text_classifier(), "x"), error = identity)
  expect_identical(conditionCall(by_full_name), quote(save_model()))
})

test_that("braces and markup in a user's names and values are shown, not evaluated", {
  withr::local_options(torchduet.evaluated = NULL)
  evil <- "{options(torchduet.evaluated = TRUE)} {.val x} <a> {{b}} {?s} 100%d"
  data <- stats::setNames(data.frame("a text"), evil)
  shown <- function(expression) conditionMessage(tryCatch(expression, torchduet_error = identity))
  messages <- c(
    shown(fit(text_classifier(), score ~ review, data = data)),
    shown(text_column(stats::setNames(data.frame(1), evil), evil)),
    shown(text_column(stats::setNames(data.frame(NA_character_), evil), evil)),
    shown(match_type(evil)),
    shown(check_column(data.frame(a = 1), evil, "data")),
    shown(do.call(check_dots_empty, stats::setNames(list(1), evil))),
    shown(need_package(evil, evil)),
    shown(abort_not_ready(list(python = evil, problem = evil))),
    shown(abort_not_ready(list(python = evil), message = c(evil, "second line")))
  )
  for (message in messages) expect_match(message, evil, fixed = TRUE)
  expect_null(getOption("torchduet.evaluated"))
})

test_that("a hint stands on a line of its own", {
  message <- conditionMessage(tryCatch(save_model(text_classifier(), "x"), error = identity))
  lines <- strsplit(message, "\n")[[1]]
  expect_length(lines, 2)
  expect_match(lines[[1]], "`save_model()` needs a fitted model; given <text_classifier>.", fixed = TRUE)
  expect_match(lines[[2]], "Call `fit()` first", fixed = TRUE)
})

test_that("in Rscript, errors are plain text that names the call", {
  lines <- run_r(c("library(torchduet)", "predict(text_classifier(), 'a', kind = 'prob')"))
  expect_match(lines, "^Error in predict\\(\\) : unused argument: `kind`\\.", all = FALSE)
  expect_false(any(grepl("\033", lines, fixed = TRUE)))
})

test_that("an error in Python names the R function, one in an R callback stays what it was", {
  skip_without_python()
  condition <- tryCatch(one_hot(3, num_classes = 2), error = identity)
  expect_identical(conditionCall(condition), quote(one_hot()))
  complain <- function(record) stop(simpleError("mine", call = quote(f())))
  expect_identical(conditionCall(tryCatch(tiny_model(callbacks = complain), error = identity)), quote(f()))
})

test_that("a package that is not there is named with the command that installs it", {
  expect_error(
    need_package("no.such.package", "Drawing a plot"),
    "Drawing a plot needs the R package .*no.such.package.*install.packages\\(\"no.such.package\"\\)",
    class = "torchduet_package_missing"
  )
})
