test_that("torchduet_status() looks without starting Python and names what is missing", {
  lines <- run_r(c(
    "Sys.setenv(RETICULATE_PYTHON = '/no/such/python')",
    "status <- torchduet::torchduet_status()",
    "cat('ready:', status$ready, 'namespaces:', 'reticulate' %in% loadedNamespaces(), '\\n')"
  ))
  expect_true("torchduet is not ready" %in% lines)
  expect_match(lines, "Missing in Python: Python", all = FALSE)
  expect_true("ready: FALSE namespaces: FALSE " %in% lines)
})

test_that("a missing Python side is explained with the command that mends it", {
  lines <- run_r(c(
    "Sys.unsetenv('RETICULATE_PYTHON'); Sys.setenv(R_USER_DATA_DIR = tempdir())",
    "error <- tryCatch(torchduet::tokenize('a'), error = identity)",
    "cat(class(error)[[1]], conditionMessage(error), sep = '\\n')"
  ))
  expect_true("torchduet_python_missing" %in% lines)
  expect_true("Run install_torchduet(), once." %in% lines)
})

test_that("install_torchduet() says which step failed", {
  withr::local_envvar(R_USER_DATA_DIR = withr::local_tempdir())
  expect_error(
    suppressMessages(install_torchduet(python = "/bin/false")),
    "Could not make the environment: /bin/false ended with status 1",
    class = "torchduet_install_error"
  )
  expect_error(install_torchduet(python = ""), "python must be the path of a Python program")
})

test_that("the Python side that install_torchduet() installs is carried by the package", {
  expect_true(file.exists(system.file("python", "pyproject.toml", package = "torchduet")))
  expect_true(file.exists(system.file("python", "rbridge", "torchduet_rbridge", "_helpers.R", package = "torchduet")))
})
