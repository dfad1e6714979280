# Conditions between R code that Python calls and the handlers outside.
#
# `outer` is R's own stack of handlers where Python was called: a pairlist, innermost first, of lists of class, calling
# environment, handler, and, for a handler that leaves (tryCatch's), the frame it leaves to. `.addCondHands` is what
# tryCatch() and withCallingHandlers() are made of; called directly it takes one frame instead of eight, and frames,
# of 12 KB of C stack each, are what limits how deep R and Python can call each other.
local({ # nolint: cyclocomp_linter. Many small functions around one environment
  here <- environment()

  # What R code warned of, for Python to fetch after each call.
  inbox <- new.env(parent = emptyenv())
  inbox$warnings <- NULL

  # A condition of this class, or an error, ends `try_call`.
  leaving <- c("error", "torchduet_rbridge_leaving")

  try_call <- function(expression, outer) {
    .Internal(.addCondHands(leaving, list(NULL, NULL), baseenv(), environment(), FALSE))
    .Internal(.addCondHands(
      "condition", list(function(condition) forward(condition, outer)), baseenv(), NULL, TRUE
    ))
    list(value = expression) # a handler that leaves makes R return a list without names from here
  }

  forward <- function(condition, outer) {
    if (inherits(condition, c("error", "interrupt", "torchduet_rbridge_leaving"))) {
      return()
    }
    if (inherits(condition, "warning") && may_be_muffled(condition)) {
      inbox$warnings <- c(inbox$warnings, list(condition))
      invokeRestart("muffleWarning")
    }
    for (entry in as.list(outer)) {
      handler <- entry[[3]]
      if (is.environment(entry[[4]])) {
        if (!inherits(condition, as.character(entry[1]))) next
        signalCondition(structure(class = c("torchduet_rbridge_leaving", "condition"), list(left_with = condition)))
      } else if (is_own(handler)) {
        # Python was called by R that Python called: its handlers are as far away, and known to that call.
        return(forward(condition, environment(handler)$outer))
      } else if (is.function(handler) && inherits(condition, as.character(entry[1]))) {
        handler(condition)
      }
    }
  }

  # Whether it comes from warning(); a warning that is merely signalled is a condition as any other.
  may_be_muffled <- function(warning) {
    any(vapply(computeRestarts(warning), function(restart) identical(restart[["name"]], "muffleWarning"), NA))
  }

  is_own <- function(handler) {
    is.function(handler) && !is.primitive(handler) && !identical(environment(handler), emptyenv()) &&
      identical(parent.env(environment(handler)), here)
  }

  # The condition that ended `try_call`; an error of R's own C code is known by its call and message only.
  reason <- function(answer) {
    condition <- answer[[1]]
    if (is.null(condition)) {
      text <- sub("^Error( in .*?)? ?:[ \n]+", "", sub("\n$", "", geterrmessage()))
      return(simpleError(text, answer[[2]]))
    }
    if (inherits(condition, "torchduet_rbridge_leaving")) condition$left_with else condition
  }

  message_of <- function(condition) {
    tryCatch(
      enc2utf8(paste(conditionMessage(condition), collapse = "\n")),
      error = function(error) "an R condition without a readable message"
    )
  }

  # Raise what Python wants raised: a condition; or warnings, and return the result that goes with them.
  raise <- function(result, call = NULL) {
    if (length(result) == 2) {
      for (condition in result[[2]]) warning(if (is.character(condition)) simpleWarning(condition) else condition)
      value <- result[[1]]
      return(if (inherits(value, "torchduet_rbridge_raised")) raise(value, call) else value)
    }
    condition <- result[[1]]
    if (inherits(condition, "interrupt")) {
      signalCondition(condition)
      invokeRestart("abort")
    }
    # A handler outside asked for a condition of R code that Python called: it gets it now.
    if (inherits(condition, "message")) message(condition)
    if (inherits(condition, "warning")) warning(condition)
    if (!inherits(condition, "error")) signalCondition(condition)
    # R's own conditions, raised in a callback, stay what they are.
    if (!is.null(condition$python_type)) condition$call <- call
    stop(condition)
  }

  list(
    inbox = inbox, try_call = try_call, reason = reason, message_of = message_of, raise = raise,
    # The stack of handlers: the old one is what adding none returns.
    handlers = quote(.Internal(.addCondHands(NULL, NULL, NULL, NULL, TRUE))),

    write_out = function(text) cat(text),
    write_error = function(text) cat(text, file = stderr()),

    # What Python writes to its stderr is a message: knitr shows it, suppressMessages() does not.
    report = function(text) {
      message(structure(class = c("python_stderr", "message", "condition"), list(message = text, call = NULL)))
    },

    evaluate = function(code) {
      value <- NULL
      for (expression in parse(text = code, keep.source = FALSE)) value <- eval(expression, globalenv())
      value
    },

    # A function of R's that calls a Python object, whose handle it is given.
    caller = function(handle, dispatcher) {
      force(handle)
      force(dispatcher)
      function(...) {
        result <- .Call(dispatcher, c("method", "__call__"), list(handle, ...))
        if (inherits(result, "torchduet_rbridge_raised")) raise(result, sys.call()) else result
      }
    },

    module = function(members) list2env(members, parent = emptyenv()),

    exists_function = function(name) exists(name, globalenv(), mode = "function"),

    find = function(name) eval(parse(text = name, keep.source = FALSE)[[1]], globalenv()),

    export = function(name, value) assign(name, value, envir = globalenv())
  )
})
