test_that("a Python that will not do is refused before anything is made", {
  folder <- withr::local_tempdir()
  withr::local_envvar(R_USER_DATA_DIR = folder)
  expect_error(
    install_torchduet(python = "/bin/false"), "`python` cannot be used.*/bin/false does not run",
    class = "torchduet_install_error"
  )
  expect_error(install_torchduet(python = "/no/such/python"), "There is no Python program at /no/such/python")
  for (unfit in list("", NA_character_, 3, c("a", "b"))) {
    expect_error(install_torchduet(python = unfit), "`python` must be the path of a Python program")
  }
  expect_length(list.files(folder), 0)
})

test_that("without a Python on the PATH, it says what to install", {
  withr::local_envvar(PATH = withr::local_tempdir())
  expect_error(
    base_python(NULL), "No Python that will do.*Install Python 3.11 or newer",
    class = "torchduet_install_error"
  )
})

test_that("a step that fails is named with the program and its status", {
  expect_error(
    suppressMessages(run_step("make the environment", "/bin/false", character())),
    "Could not make the environment: .*/bin/false.* ended with status 1.*install_torchduet\\(\\)",
    class = "torchduet_install_error"
  )
})
