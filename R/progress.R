# Progress of a training: the callback that shows it, in a list, or none; and the function that ends it. A bar of cli's
# where a line can be rewritten, else a line per epoch.
progress_bar <- function(verbose, epochs) {
  if (!shows_progress(verbose)) {
    return(list(callback = list(), close = function() NULL))
  }
  if (!cli::is_dynamic_tty()) {
    say <- function(record) message(sprintf("Epoch %d/%d %s", record$epoch, record$epochs, losses_of(record)))
    return(list(callback = list(say), close = function() NULL))
  }
  loss <- NULL # named in the bar's format
  bar <- cli::cli_progress_bar(
    total = if (is.numeric(epochs)) epochs else NA, .auto_close = FALSE,
    format = "Epoch {cli::pb_current}/{cli::pb_total} {cli::pb_bar} {loss} | at most {cli::pb_eta} left"
  )
  move <- function(record) {
    loss <<- losses_of(record)
    cli::cli_progress_update(set = record$epoch, id = bar)
    NULL
  }
  list(callback = list(move), close = function() cli::cli_progress_done(id = bar))
}

# As progress_bar(), for models fitted fold by fold instead of epochs.
fold_progress <- function(verbose, title) {
  if (!shows_progress(verbose)) {
    return(list(callback = list(), close = function() NULL))
  }
  if (!cli::is_dynamic_tty()) {
    say <- function(record) message(sprintf("Fold %d/%d %s", record$fold, record$folds, fold_label(record)))
    return(list(callback = list(say), close = function() NULL))
  }
  label <- NULL # named in the bar's format
  bar <- NULL
  move <- function(record) {
    label <<- fold_label(record)
    if (is.null(bar)) {
      bar <<- cli::cli_progress_bar(
        total = record$total, .auto_close = FALSE, .envir = environment(move),
        format = "{title} {cli::pb_current}/{cli::pb_total} {cli::pb_bar} {label} | about {cli::pb_eta} left"
      )
    }
    cli::cli_progress_update(set = record$done, id = bar, .envir = environment(move))
    NULL
  }
  list(callback = list(move), close = function() if (!is.null(bar)) cli::cli_progress_done(id = bar))
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
