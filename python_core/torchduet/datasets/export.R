# Writes the data sets of R's packages as CSV files, UTF-8, into the folder given. Run by torchduet.datasets.cache.
folder <- commandArgs(trailingOnly = TRUE)[[1]]

# Seventeen digits tell every double from its neighbours; as.character() gives fifteen.
as_text <- function(column) {
  if (inherits(column, "Date") || !is.double(column)) enc2utf8(as.character(column)) else sprintf("%.17g", column)
}

write_utf8 <- function(data, name) {
  data[] <- lapply(data, as_text)
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

for (name in c("AirPassengers", "nottem", "sunspots")) {
  series <- getExportedValue("datasets", name)
  first <- stats::start(series)
  month <- (first[[1]] * 12 + first[[2]] - 1) + seq_along(series) - 1
  write_utf8(data.frame(month = sprintf("%d-%02d", month %/% 12, month %% 12 + 1), value = as.double(series)), name)
}

trains <- new.env()
utils::data("Chicago", package = "modeldata", envir = trains)
write_utf8(as.data.frame(trains$Chicago), "Chicago")

# janeaustenr has the novels as they are printed, line by line; a blank line ends a paragraph.
novels <- as.data.frame(janeaustenr::austen_books())
paragraph <- cumsum(novels$text == "" | c(TRUE, novels$book[-1] != novels$book[-nrow(novels)]))
lines <- novels$text != ""
first <- !duplicated(paragraph[lines])
write_utf8(
  data.frame(
    book = novels$book[lines][first],
    text = vapply(split(novels$text[lines], paragraph[lines]), function(text) paste(trimws(text), collapse = " "), "")
  ),
  "austen_novels"
)
