# The tests' own Python module, for this process and the ones that tests start. Python reads this when it boots.
Sys.setenv(PYTHONPATH = paste(c(normalizePath("python"), Sys.getenv("PYTHONPATH")), collapse = .Platform$path.sep))

probe <- function(name, ...) python_call(paste0("probe:", name), ...)

# A value goes to Python and comes back as it was.
expect_round_trip <- function(x) expect_identical(probe("identity", x), x)

skip_without_python <- function() {
  skip_if_not(torchduet_status(quiet = TRUE)$ready, "the Python side of torchduet is not installed")
}

# Run R code in a process of its own and return what it printed, the exit status as an attribute.
run_r <- function(lines, timeout = 60) {
  script <- tempfile(fileext = ".R")
  on.exit(unlink(script))
  writeLines(lines, script)
  suppressWarnings(system2(
    file.path(R.home("bin"), "Rscript"), c("--no-init-file", script),
    stdout = TRUE, stderr = TRUE, timeout = timeout
  ))
}

tiny_reviews <- function() {
  data.frame(
    review = rep(c("good stuff", "very good", "bad stuff", "very bad"), 10),
    score = factor(rep(c("great", "great", "other", "other"), 10), levels = c("great", "other"))
  )
}

tiny_model <- function(...) {
  text_classifier(seed = 1, learning_rate = 0.05, epochs = 5, embedding_dim = 4, ...) |>
    fit(score ~ review, data = tiny_reviews())
}
