# Writes R's side of the reference as JSON: the topics of man/ as trees, their examples run, and what is exported.
# Called by r_topics.py as: Rscript --vanilla read_r.R <repository> <output folder>

folders <- commandArgs(trailingOnly = TRUE)
repository <- folders[1]
output <- folders[2]
options(warn = 1, width = 76, cli.num_colors = 1L, crayon.enabled = FALSE, cli.dynamic = FALSE, digits = 7)

tag_of <- function(node) attr(node, "Rd_tag")
text_of <- function(node) paste(if (is.list(node)) vapply(node, text_of, "") else node, collapse = "")

linked <- character() # where the links lead

# A node is a text, or a tag with its option and its children.
as_tree <- function(node) {
  tag <- tag_of(node)
  if (identical(tag, "COMMENT")) {
    return("")
  }
  if (!is.list(node)) {
    return(paste(node, collapse = ""))
  }
  option <- attr(node, "Rd_option")
  if (identical(tag, "\\link")) linked <<- c(linked, sub("^=", "", if (is.null(option)) text_of(node) else option))
  list(tag = if (is.null(tag)) "" else tag, option = text_of(option), children = I(lapply(node, as_tree)))
}

as_topic <- function(file) {
  rd <- tools::parse_Rd(file, encoding = "UTF-8")
  tags <- vapply(rd, tag_of, "")
  texts <- function(tag) trimws(vapply(rd[tags == tag], text_of, ""))
  apart <- c("TEXT", "COMMENT", "\\name", "\\alias", "\\keyword", "\\docType", "\\encoding", "\\examples")
  sections <- rd[!tags %in% apart]
  list(
    name = texts("\\name"), aliases = I(texts("\\alias")), keywords = I(texts("\\keyword")),
    sections = lapply(sections, as_tree), examples = I(pieces(rd[tags == "\\examples"]))
  )
}

# The examples in pieces: a piece is shown or not, and run or not.
pieces <- function(examples) {
  found <- list()
  add <- function(code, shown = TRUE, run = TRUE) {
    last <- length(found)
    if (last && found[[last]]$shown == shown && found[[last]]$run == run) {
      found[[last]]$code <<- paste0(found[[last]]$code, code)
    } else {
      found[[last + 1L]] <<- list(code = code, shown = shown, run = run)
    }
  }
  runs <- TRUE
  walk <- function(nodes) {
    for (node in nodes) {
      code <- text_of(node)
      switch(tag_of(node),
        "\\dontrun" = add(code, run = FALSE),
        "\\donttest" = walk(node),
        "\\testonly" = , "\\dontdiff" = NULL,
        # roxygen's @examplesIf stands before and after the code as a \dontshow each
        "\\dontshow" = if (grepl("# examplesIf", code, fixed = TRUE)) {
          condition <- regmatches(code, regexec("^if \\((.*)\\) \\(if \\(getRversion\\(\\)", code))[[1]][2]
          runs <<- is.na(condition) || isTRUE(eval(parse(text = condition), globalenv()))
        } else {
          add(code, shown = FALSE, run = runs)
        },
        COMMENT = , RCODE = , TEXT = , VERB = add(code, run = runs),
        stop("examples hold ", tag_of(node), ", which the reference cannot show")
      )
    }
  }
  for (one in examples) walk(one)
  found
}

# What running code shows, in order: code, text, message, warning, figure.
show_run <- function(code, topic, environment) {
  shown <- list()
  show <- function(kind, content) {
    shown[[length(shown) + 1L]] <<- list(kind = kind, content = content)
    invisible()
  }
  as_messages <- function(kind) function(condition) show(kind, conditionMessage(condition))
  device <- function() {
    grDevices::pdf(NULL, width = 7, height = 4)
    grDevices::dev.control(displaylist = "enable")
  }
  device()
  on.exit(grDevices::dev.off())
  evaluate::evaluate(
    code,
    envir = environment, new_device = FALSE, stop_on_error = 2L,
    output_handler = evaluate::new_output_handler(
      source = function(source) show("code", sub("\n$", "", source$src)),
      text = function(text) show("text", text),
      graphics = function(plot) show("figure", draw(plot, topic)),
      message = as_messages("message"),
      warning = function(condition) show("message", paste("Warning:", conditionMessage(condition)))
    )
  )
  shown
}

figures <- 0L
draw <- function(plot, topic) {
  figures <<- figures + 1L
  file <- file.path(output, sprintf("%s-%d.svg", topic, figures))
  svglite::svglite(file, width = 7, height = 4)
  on.exit(grDevices::dev.off())
  # drawn at another size than recorded, the fonts have to be measured again
  grDevices::replayPlot(plot)
  file
}

run_topic <- function(topic) {
  environment <- new.env(parent = globalenv())
  shown <- list()
  for (piece in topic$examples) {
    if (!piece$run) {
      shown <- c(shown, list(list(kind = "not run", content = gsub("^\n+|\\s+$", "", piece$code))))
      next
    }
    result <- tryCatch(
      show_run(piece$code, topic$name, environment),
      error = function(condition) {
        stop("the example of ", topic$name, " fails: ", conditionMessage(condition), call. = FALSE)
      }
    )
    if (piece$shown) shown <- c(shown, result)
  }
  shown
}

# Called by its full name, a method of another package's generic looks like a function of its own in \usage.
namespace <- parseNamespaceFile(basename(repository), dirname(repository))
method_names <- paste(namespace$S3methods[, 1], namespace$S3methods[, 2], sep = ".")

suppressPackageStartupMessages(library(torchduet))
if (!torchduet_status(quiet = TRUE)$ready) stop("torchduet is not set up: ", torchduet_status(quiet = TRUE)$problem)
topics <- lapply(list.files(file.path(repository, "man"), "[.]Rd$", full.names = TRUE), as_topic)
topics <- lapply(topics, function(topic) {
  if (!"internal" %in% topic$keywords) topic$shown <- run_topic(topic)
  topic$examples <- NULL
  topic$there <- vapply(topic$aliases, function(alias) {
    exists(alias, asNamespace("torchduet")) || alias %in% c("torchduet", "torchduet-package")
  }, TRUE)
  topic$there <- I(unname(topic$there))
  topic
})
# Topics of other packages that R itself knows: links to them are no mistakes, though they have no page here.
foreign <- intersect(linked, names(tools::findHTMLlinks(level = 0:1)))
answer <- list(
  topics = topics, foreign = I(foreign), exports = I(namespace$exports), methods = I(method_names),
  versions = list(
    R = as.character(getRversion()), torchduet = as.character(utils::packageVersion("torchduet"))
  )
)
json <- jsonlite::toJSON(answer, auto_unbox = TRUE, null = "null")
writeLines(json, file.path(output, "topics.json"), useBytes = TRUE)
