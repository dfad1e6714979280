# Writes the data sets of R's packages as CSV files, UTF-8, into the folder given. Run by torchduet.datasets.cache.
folder <- commandArgs(trailingOnly = TRUE)[[1]]

write_utf8 <- function(data, name) {
  data[] <- lapply(data, function(column) enc2utf8(as.character(column)))
  connection <- file(file.path(folder, paste0(name, ".csv")), open = "wb", encoding = "native.enc")
  on.exit(close(connection))
  quoted <- lapply(data, function(column) paste0('"', gsub('"', '""', column, fixed = TRUE), '"'))
  lines <- c(paste(names(data), collapse = ","), do.call(paste, c(quoted, sep = ",")))
  # useBytes: the locale may not be UTF-8, the file is.
  writeLines(lines, connection, sep = "\n", useBytes = TRUE)
}

reviews <- new.env()
utils::data("small_fine_foods", package = "modeldata", envir = reviews)
write_utf8(reviews$training_data[c("review", "score")], "fine_foods_train")
write_utf8(reviews$testing_data[c("review", "score")], "fine_foods_test")
