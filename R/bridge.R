# What the package knows of the running session: the native function through which R calls Python.
session <- new.env(parent = emptyenv())

# Whether Python runs in this session already: then, and only then, may a handle stand for something.
python_is_running <- function() {
  !is.null(session$dispatcher) || !is.null(getOption("torchduet_rbridge"))
}

# The native function, after starting Python if this is the first call. Where Python is the host it has put the
# function into the option already.
dispatcher <- function() {
  if (is.null(session$dispatcher)) {
    if (is.null(getOption("torchduet_rbridge"))) {
      start_python()
    }
    session$dispatcher <- getOption("torchduet_rbridge")
    session$pid <- Sys.getpid()
  }
  # Where the C stack overflows inside Python's frames, R cannot recover; refused here, it is an error as any other.
  stack <- Cstack_info()
  if (isTRUE(stack[["current"]] > 0.75 * stack[["size"]])) {
    # Without cli, whose own calls might find no room any more.
    stop(new_error(
      "R and Python call each other too deeply: three quarters of the C stack are used.",
      class = "torchduet_recursion_error"
    ))
  }
  # Threads do not survive a fork; what waits for them in the child waits for ever.
  if (!identical(Sys.getpid(), session$pid)) {
    abort(
      c(
        "Python cannot be used in a process that was forked from this one, as {.fn parallel::mclapply} does.",
        i = "Use processes of their own: {.fn parallel::makePSOCKcluster}."
      ),
      class = "torchduet_fork_error"
    )
  }
  session$dispatcher
}

# The function to call is known when the session runs only, which R CMD check cannot follow through .Call itself.
call_native <- .Call

# Call a Python function by the name "module:function". Arguments and result are converted by the bridge.
# The dots in the names of parameters keep R from matching an argument `n` with a parameter `name`.
python_call <- function(.name, ...) {
  arguments <- list(...) # unfit ones are refused before Python is started
  result <- call_native(dispatcher(), c("call", .name), arguments)
  if (inherits(result, "torchduet_rbridge_raised")) raise(result) else result
}

# Call a method of a Python object.
python_method <- function(.object, .name, ...) {
  arguments <- list(.object, ...) # unfit ones are refused before Python is started
  result <- call_native(dispatcher(), c("method", .name), arguments)
  if (inherits(result, "torchduet_rbridge_raised")) raise(result) else result
}

# Read an attribute of a Python object.
python_attribute <- function(object, name) {
  arguments <- list(object)
  result <- call_native(dispatcher(), c("get", name), arguments)
  if (inherits(result, "torchduet_rbridge_raised")) raise(result) else result
}

# Raise the condition that Python wants raised; or raise warnings, and return the result. The bridge knows how; errors
# of Python's are shown as those of the function that the user called.
raise <- function(result) attr(session$dispatcher, "raise")(result, user_call())

#' @export
print.python_object <- function(x, ...) {
  cat("<Python object: ", class(x)[[1]], ">\n", sep = "")
  invisible(x)
}
