# What every lesson's first chunk runs when R alone knits it as a vignette; the site's renderer does not use it.

options(conflicts.policy = list(warn = FALSE)) # library() does not list on the page what it masks
knitr::knit_engines$set(python = function(options) "") # the vignette shows R only
knitr::knit_hooks$set(solution = function(before, options, envir) {
  if (before) "<details><summary>Solution</summary>\n" else "\n</details>"
})

ready <- requireNamespace("torchduet", quietly = TRUE) && isTRUE(torchduet::torchduet_status(quiet = TRUE)$ready)
# One lesson needs a Python package that not everybody has.
if (ready && identical(knitr::current_input(), "contextual-embeddings.Rmd")) {
  python_call <- utils::getFromNamespace("python_call", "torchduet") # users have no use for it
  ready <- tryCatch(
    !is.null(python_call("torchduet.contextual.pretrained:import_transformers", "this lesson")),
    error = function(condition) FALSE
  )
}
knitr::opts_chunk$set(eval = ready, comment = "", fig.width = 7, fig.height = 4)

# A recorded result in the prose: `r recorded("test accuracy", 3)`
recorded <- function(name, digits = 3) {
  if (!ready) {
    return("(not computed here)")
  }
  found <- Filter(function(record) identical(record$name, name), torchduet::recorded_results())
  value <- found[[1]]$values
  if (is.double(value)) formatC(as.vector(value), format = "f", digits = digits) else as.character(value)
}
