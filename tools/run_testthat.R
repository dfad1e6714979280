# Runs tests/testthat against the installed package and writes JUnit XML; called by tools/run_tests.
# Rscript tools/run_testthat.R FILE.xml
# The full path: testthat changes into the folder of the tests.
output <- commandArgs(trailingOnly = TRUE)[[1]]
output <- file.path(normalizePath(dirname(output)), basename(output))
# Otherwise testthat leaves out what is marked skip_on_cran().
Sys.setenv(NOT_CRAN = "true")
library(testthat)
results <- test_dir(
  "tests/testthat",
  package = "torchduet",
  load_package = "installed",
  reporter = MultiReporter$new(list(
    JunitReporter$new(file = output),
    CheckReporter$new()
  )),
  stop_on_failure = FALSE
)
results <- as.data.frame(results)
quit(status = as.integer(any(results$failed > 0 | results$error)))
