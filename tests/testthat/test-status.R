# A program that R takes for a Python.
fake_python <- function(..., env = parent.frame()) {
  path <- withr::local_tempfile(.local_envir = env)
  writeLines(c("#!/bin/sh", ...), path)
  Sys.chmod(path, "0755")
  path
}

# The real Python, with a folder of modules in front of its own.
python_with <- function(files, env = parent.frame()) {
  folder <- withr::local_tempdir(.local_envir = env)
  for (name in names(files)) {
    dir.create(file.path(folder, dirname(name)), showWarnings = FALSE, recursive = TRUE)
    writeLines(files[[name]], file.path(folder, name))
  }
  fake_python(sprintf("PYTHONPATH=%s exec %s \"$@\"", shQuote(folder), shQuote(real_python())), env = env)
}

metadata <- function(name, version) {
  stats::setNames(
    list(c("Metadata-Version: 2.1", paste("Name:", name), paste("Version:", version))),
    sprintf("%s-%s.dist-info/METADATA", gsub("-", "_", name), version)
  )
}

real_python <- function() torchduet_status(quiet = TRUE)$python

# What the package finds where the user has named this Python.
status_of <- function(path) {
  withr::local_envvar(RETICULATE_PYTHON = path)
  examine_status(list(path = path, chosen_by = "RETICULATE_PYTHON"))
}

by_the_user <- "Sys.unsetenv(\"RETICULATE_PYTHON\"); torchduet::install_torchduet()"

expect_problem <- function(status, problem, repair = by_the_user) {
  expect_false(status$ready)
  expect_match(status$problem, problem)
  expect_identical(status$repair, repair)
  expect_match(paste(format_status(status), collapse = " "), "torchduet is not ready", fixed = TRUE)
}

test_that("no Python at all: install_torchduet() mends it", {
  withr::local_envvar(RETICULATE_PYTHON = NA, R_USER_DATA_DIR = withr::local_tempdir())
  status <- examine_status(list(path = NULL))
  expect_problem(status, "not installed yet", repair = "torchduet::install_torchduet()")
  expect_null(status$python)
  expect_named(status$versions, c("R", "torchduet"))
})

test_that("a setting that names a file that is not there", {
  expect_problem(status_of("/no/such/python"), "There is no Python program at /no/such/python")
  expect_problem(status_of(tempdir()), "There is no Python program at")
})

test_that("a Python that crashes, or says nothing", {
  skip_on_os("windows")
  expect_problem(status_of(fake_python("kill -SEGV $$")), "does not run: it ended with status 139")
  broken <- fake_python("echo 'Fatal Python error: no codecs' >&2", "exit 1")
  expect_problem(status_of(broken), "ended with status 1 and the message \"Fatal Python error: no codecs\"")
  expect_problem(status_of(fake_python("echo hello")), "does not run: it ended with status 0")
})

test_that("a Python that is too old", {
  skip_on_os("windows")
  values <- c("3.8.1", "True", rep("NA", length(python_packages)))
  facts <- sprintf("printf '%s\\t%s\\n'", c("Python", "shared library", python_packages), values)
  expect_problem(status_of(fake_python(facts)), "is Python 3.8.1; torchduet needs 3.11 or newer")
})

test_that("a Python without a shared library", {
  skip_without_python()
  skip_on_os("windows")
  static <- python_with(list("sitecustomize.py" = c("import glob", "glob.glob = lambda *_, **__: []")))
  expect_problem(status_of(static), "was built without a shared libpython")
})

test_that("torch is missing", {
  skip_without_python()
  skip_on_os("windows")
  status <- status_of(fake_python(sprintf("exec %s -S -E \"$@\"", shQuote(real_python()))))
  expect_problem(status, "Missing in this Python: torch, numpy")
  expect_true(is.na(status$versions[["torch"]]))
  expect_match(paste(format_status(status), collapse = " "), "torch missing", fixed = TRUE)
})

test_that("an rpy2 that is too new for this R", {
  skip_without_python()
  skip_on_os("windows")
  skip_if(getRversion() >= "4.5")
  newer <- python_with(metadata("rpy2-rinterface", "3.6.7"))
  expect_problem(status_of(newer), "Its rpy2-rinterface 3.6.7 needs R 4.5 or newer; this is R")
})

test_that("a Python side of another version", {
  skip_without_python()
  skip_on_os("windows")
  other <- python_with(metadata("torchduet", "0.0.9"))
  expect_problem(status_of(other), "The R package torchduet has version .*, its Python side 0.0.9")
})

test_that("all is well", {
  skip_without_python()
  status <- status_of(real_python())
  expect_true(status$ready)
  expect_null(status$problem)
  expect_null(status$repair)
  expect_false(anyNA(status$versions))
  expect_match(paste(format_status(status), collapse = " "), "torchduet is ready.*chosen by RETICULATE_PYTHON")
})

test_that("torchduet_status() prints, quiet = TRUE returns, and neither starts Python", {
  lines <- run_r(c(
    "Sys.setenv(RETICULATE_PYTHON = '/no/such/python')",
    "status <- torchduet::torchduet_status()",
    "print(status)",
    "cat('ready:', status$ready, 'namespaces:', 'reticulate' %in% loadedNamespaces(), '\\n')",
    "lines <- capture.output(torchduet::torchduet_status())",
    "cat('prints:', identical(lines, capture.output(print(status))), '\\n')",
    "cat('quiet:', length(capture.output(torchduet::torchduet_status(quiet = TRUE))), '\\n')"
  ))
  text <- paste(lines, collapse = " ")
  expect_match(text, "torchduet is not ready. There is no Python program at /no/such/python")
  expect_match(text, "Run `Sys.unsetenv\\(\"RETICULATE_PYTHON\"\\); torchduet::install_torchduet\\(\\)`")
  expect_true("ready: FALSE namespaces: FALSE " %in% lines)
  expect_true("prints: TRUE " %in% lines)
  expect_true("quiet: 0 " %in% lines)
})

test_that("where Python runs, its status is that of the one that runs", {
  skip_without_python()
  tokenize("a")
  status <- torchduet_status(quiet = TRUE)
  expect_true(status$ready)
  expect_true(all(c("Python", "torch") %in% names(status$versions)))
})

test_that("other programs get the LD_LIBRARY_PATH that R was started with", {
  skip_on_os(c("windows", "mac"))
  given <- function(path) {
    withr::local_envvar(LD_LIBRARY_PATH = path)
    lines <- run_r("cat('path:', torchduet:::as_before_r(), '\\n')")
    grep("^path:", lines, value = TRUE)
  }
  skip_if_not(file.exists(file.path(R.home("etc"), "ldpaths")))
  expect_identical(given("/opt/one:/opt/two"), "path: LD_LIBRARY_PATH='/opt/one:/opt/two' ")
  expect_identical(given(NA), "path: LD_LIBRARY_PATH='' ")
})
