# Progress of a training: a line or a step of the bar per epoch.
epoch_progress <- function(verbose) {
  show_progress(
    verbose,
    line = function(record) sprintf("Epoch %d/%d %s", record$epoch, record$epochs, losses_of(record)),
    format = "Epoch {cli::pb_current}/{cli::pb_total} {cli::pb_bar} {said} | at most {cli::pb_eta} left",
    step = function(record) list(done = record$epoch, total = record$epochs, said = losses_of(record))
  )
}

# Call a function with settings whose progress, if it is to be shown, shows in R's console.
with_progress <- function(settings, verbose, train) {
  progress <- epoch_progress(verbose)
  on.exit(progress$close())
  settings$callbacks <- c(as_callbacks(settings$callbacks), progress$callback)
  settings$verbose <- FALSE # Python's own line would bypass R's console
  train(settings)
}

# The callback that shows progress, in a list, or none; and the function that ends it. Where a line can be rewritten, a
# bar of cli's in a format that may name what a step `said`; else a line per record, but for those that have none.
show_progress <- function(verbose, line, format, step) {
  if (!shows_progress(verbose)) {
    return(list(callback = list(), close = function() NULL))
  }
  if (!cli::is_dynamic_tty()) {
    say <- function(record) if (!is.null(said <- line(record))) message(said)
    return(list(callback = list(say), close = function() NULL))
  }
  said <- "" # named in the bar's format
  bar <- cli::cli_progress_bar(total = NA, .auto_close = FALSE, format = format)
  move <- function(record) {
    now <- step(record)
    said <<- now$said
    cli::cli_progress_update(set = now$done, total = now$total, id = bar)
    NULL
  }
  list(callback = list(move), close = function() cli::cli_progress_done(id = bar))
}

# Progress of models fitted fold by fold: a line or a step of the bar per fit. title: what the bar is called.
fold_progress <- function(verbose, title) {
  show_progress(
    verbose,
    line = function(record) sprintf("Fold %d/%d %s", record$fold, record$folds, fold_label(record)),
    format = paste(title, "{cli::pb_current}/{cli::pb_total} {cli::pb_bar} {said} | about {cli::pb_eta} left"),
    step = function(record) list(done = record$done, total = record$total, said = fold_label(record))
  )
}

# What of a fold is not its number: the model's name in a backtest, the repeat where there are several.
fold_label <- function(record) {
  repeated <- if (isTRUE(record$repeats > 1)) sprintf("repeat %d/%d", record$`repeat`, record$repeats) else ""
  if (is.null(record$model)) repeated else record$model
}

shows_progress <- function(verbose) {
  if (!identical(verbose, "auto") && !isTRUE(verbose) && !isFALSE(verbose)) {
    given <- deparse1(verbose)
    abort("{.arg verbose} must be {.code TRUE}, {.code FALSE} or {.val auto}; given {.code {given}}.")
  }
  shown <- if (identical(verbose, "auto")) interactive() else verbose
  # Of several processes that train together, as torchrun starts them, the first shows it for all.
  shown && Sys.getenv("RANK", "0") == "0"
}

losses_of <- function(record) {
  paste0(
    sprintf("loss %.4f", record$loss),
    if (!is.null(record$validation_loss)) sprintf(", validation %.4f", record$validation_loss)
  )
}
