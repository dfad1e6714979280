# Lints R code with the settings of .lintr; called by `make lint`. Prints each finding; status 1 where there is one.
folders <- c("R", "tests", "tools", "experiments", "benchmarks", "vignettes", "python_core", "rbridge")
files <- list.files(folders, pattern = "[.][Rr]$", recursive = TRUE, full.names = TRUE)
findings <- unlist(lapply(files, lintr::lint), recursive = FALSE)
for (finding in findings) {
  cat(sprintf(
    "%s:%d:%d: %s [%s]\n", finding$filename, finding$line_number, finding$column_number, finding$message, finding$linter
  ))
}
cat(sprintf("lintr: %d findings in %d files\n", length(findings), length(files)))
quit(status = as.integer(length(findings) > 0))
