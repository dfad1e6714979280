# Runs the R chunks of one lesson through knitr and writes column.json: what each chunk shows, the named results,
# versions.
# Called by r_column.py as: Rscript --vanilla run_r_column.R <folder that holds chunks.Rmd>

folder <- commandArgs(trailingOnly = TRUE)[1]
options(
  warn = 1, width = 80, cli.num_colors = 1L, crayon.enabled = FALSE, cli.dynamic = FALSE, digits = 7,
  conflicts.policy = list(warn = FALSE) # library() does not list on the page what it masks
)

shown <- list() # what each chunk shows, by its label
current <- "before the first chunk"
show <- function(kind, content) {
  shown[[current]] <<- c(shown[[current]], list(list(kind = kind, content = paste(content, collapse = "\n"))))
  "" # what knitr itself would write is left empty, so that what remains in a chunk is Markdown made by the chunk
}
without_prefix <- function(text) sub("\n$", "", paste(text, collapse = ""))

# root.dir: the chunks run where this script was started, beside images/ and tables/, not where chunks.Rmd lies
knitr::opts_knit$set(progress = FALSE, verbose = FALSE, root.dir = getwd())
knitr::opts_chunk$set(
  comment = NA, results = "hold", fig.show = "hold", warning = TRUE, message = TRUE, cache = FALSE,
  dev = "svglite", fig.path = file.path(folder, "figure-"), fig.ext = "svg"
)
knitr::opts_hooks$set(label = function(options) {
  current <<- options$label
  shown[[current]] <<- list()
  options
})
knitr::knit_hooks$set(
  source = function(x, options) "",
  output = function(x, options) show("text", without_prefix(x)),
  message = function(x, options) show("message", without_prefix(x)),
  # an error raised by the chunk itself carries knitr's own call
  error = function(x, options) {
    show("error", sub("^Error in eval\\(expr, envir, enclos\\): ", "Error: ", without_prefix(x)))
  },
  warning = function(x, options) stop("a warning: ", without_prefix(x), call. = FALSE),
  plot = function(x, options) show("figure", normalizePath(x)),
  chunk = function(x, options) {
    markdown <- gsub("^\\s+|\\s+$", "", x)
    if (nzchar(markdown)) show("markdown", markdown)
    ""
  }
)

# Values in row-major order; doubles in hexadecimal, which is exact.
encode <- function(values) {
  size <- dim(values)
  if (length(size) > 1) values <- aperm(values, rev(seq_along(size)))
  if (is.factor(values)) values <- as.character(values)
  values <- as.vector(values)
  if (is.double(values)) values <- sprintf("%a", values)
  I(values) # a list in JSON even if it is of length one
}
as_record <- function(record) {
  values <- record$values
  list(
    name = record$name, kind = record$kind,
    type = if (is.factor(values)) "character" else typeof(values),
    shape = I(if (is.null(dim(values))) length(values) else dim(values)),
    values = encode(values),
    expected = if (!is.null(record$expected)) {
      expected <- record$expected
      storage.mode(expected) <- "double"
      encode(expected)
    }
  )
}
write_column <- function(...) {
  column <- jsonlite::toJSON(list(...), auto_unbox = TRUE, null = "null", na = "null")
  writeLines(column, file.path(folder, "column.json"), useBytes = TRUE)
}

tryCatch(
  {
    lesson <- new.env(parent = globalenv())
    knitr::knit(
      file.path(folder, "chunks.Rmd"),
      output = file.path(folder, "knitted.md"), envir = lesson, quiet = TRUE, encoding = "UTF-8"
    )
    current <- "the end of the lesson"
    if (!exists("recorded_results", envir = lesson, mode = "function")) {
      stop(
        "there is no recorded_results(); the lesson's first chunk attaches the library, library(torchduet)",
        call. = FALSE
      )
    }
    results <- lapply(unname(get("recorded_results", envir = lesson, mode = "function")()), as_record)
    versions <- list(R = as.character(getRversion()))
    if ("torchduet" %in% loadedNamespaces()) versions$torchduet <- as.character(utils::packageVersion("torchduet"))
    outputs <- if (length(shown)) shown else setNames(list(), character())
    write_column(outputs = outputs, results = results, versions = versions)
  },
  error = function(condition) {
    call <- conditionCall(condition)
    where <- if (is.null(call)) "" else paste0(" in ", paste(deparse(call, nlines = 1L), collapse = ""))
    write_column(error = paste0("R chunk '", current, "': error", where, ": ", conditionMessage(condition)))
    quit(save = "no", status = 1L)
  }
)
