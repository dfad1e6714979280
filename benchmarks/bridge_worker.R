# One side of the benchmark of the bridge: reads a line of R code from standard input, runs it, prints what came of it.
side <- commandArgs(TRUE)[[1]]
if (side == "ours") {
  suppressPackageStartupMessages(library(torchduet))
  python_call <- torchduet:::python_call
  python <- function(name) {
    full <- paste0("benchmarks.crossing:", name)
    function(...) python_call(full, ...)
  }
} else {
  crossing <- reticulate::import("benchmarks.crossing")
  python <- function(name) crossing[[name]]
}
for (name in c("prepare", "give", "give_strings", "give_lists", "take", "take_copy", "take_float32", "check")) {
  assign(name, python(name))
}

# CPU time in ms of one evaluation; the collector has run before, so that each pays for its own garbage only. What is
# quick is repeated, as R's clock counts milliseconds.
spent <- function(code) {
  run <- eval(parse(text = sprintf("function(times) for (turn in seq_len(times)) %s", code)))
  if (is.null(turns[[code]])) {
    turns[[code]] <- 1
    while (turns[[code]] < 1e4 && seconds(run, turns[[code]]) < 0.04) turns[[code]] <- 4 * turns[[code]]
  }
  gc()
  1000 * seconds(run, turns[[code]]) / turns[[code]]
}
seconds <- function(run, times) {
  start <- proc.time()
  run(times)
  sum((proc.time() - start)[c(1, 2)])
}
turns <- new.env()

requests <- file("stdin", "r")
while (length(request <- readLines(requests, 1))) {
  answer <- tryCatch(
    paste("done", format(eval(parse(text = request), globalenv()), digits = 15)),
    error = function(condition) paste("failed", gsub("\n", " ", conditionMessage(condition)))
  )
  cat(answer, "\n", sep = "")
  flush(stdout())
}
