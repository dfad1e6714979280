test_that("a missing Python side is explained with the command that mends it", {
  lines <- run_r(c(
    "Sys.unsetenv('RETICULATE_PYTHON'); Sys.setenv(R_USER_DATA_DIR = tempdir())",
    "error <- tryCatch(torchduet::tokenize('a'), error = identity)",
    "cat(class(error)[[1]], conditionMessage(error), sep = '\\n')"
  ))
  expect_true("torchduet_python_missing" %in% lines)
  expect_match(lines, "Its Python side is not installed yet", all = FALSE)
  expect_match(lines, "Run `torchduet::install_torchduet\\(\\)`\\.", all = FALSE)
})

test_that("a Python that cannot be started is explained in the same way", {
  lines <- run_r(c(
    "Sys.setenv(RETICULATE_PYTHON = '/no/such/python')",
    "error <- tryCatch(torchduet::tokenize('a'), error = identity)",
    "cat(class(error)[[1]], conditionMessage(error), sep = '\\n')"
  ))
  expect_true("torchduet_python_missing" %in% lines)
  text <- paste(lines, collapse = " ")
  expect_match(text, "There is no Python program at /no/such/python")
  command <- "Sys.unsetenv\\(\"RETICULATE_PYTHON\"\\); torchduet::install_torchduet\\(\\)"
  expect_match(text, sprintf("Run `%s`, then +restart R", command))
})

test_that("the user's Python goes before the package's own, and reticulate's \"managed\" is none", {
  folder <- withr::local_tempdir()
  withr::local_envvar(R_USER_DATA_DIR = folder, RETICULATE_PYTHON = "~/python")
  expect_identical(named_python(), path.expand("~/python"))
  for (setting in c("", "managed", environment_python())) {
    Sys.setenv(RETICULATE_PYTHON = setting)
    expect_null(named_python())
    expect_identical(repair_command(), "torchduet::install_torchduet()")
  }
})

test_that("the Python side that install_torchduet() installs is carried by the package", {
  expect_true(file.exists(system.file("python", "pyproject.toml", package = "torchduet")))
  expect_true(file.exists(system.file("python", "rbridge", "torchduet_rbridge", "_helpers.R", package = "torchduet")))
})
