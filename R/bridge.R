# What the package knows of the running session: the native function through which R calls Python.
session <- new.env(parent = emptyenv())

# The native function, after starting Python if this is the first call. Where Python is the host it has put the
# function into the option already.
dispatcher <- function() {
  if (is.null(session$dispatcher)) {
    if (is.null(getOption("torchduet_rbridge"))) {
      start_python()
    }
    session$dispatcher <- getOption("torchduet_rbridge")
  }
  session$dispatcher
}

# Call a Python function by the name "module:function". Arguments and result are converted by the bridge.
python_call <- function(name, ...) {
  python_result(.Call(dispatcher(), c("call", name), list(...)))
}

# Call a method of a Python object.
python_method <- function(object, name, ...) {
  python_result(.Call(dispatcher(), c("method", name), list(object, ...)))
}

# Read an attribute of a Python object.
python_attribute <- function(object, name) {
  python_result(.Call(dispatcher(), c("get", name), list(object)))
}

# The result, or the condition that Python wants raised.
python_result <- function(result) {
  if (!inherits(result, "torchduet_rbridge_raised")) {
    return(result)
  }
  condition <- result[[1]]
  if (inherits(condition, "interrupt")) {
    signalCondition(condition)
    invokeRestart("abort")
  }
  stop(condition)
}

#' @export
print.python_object <- function(x, ...) {
  cat("<Python object: ", class(x)[[1]], ">\n", sep = "")
  invisible(x)
}
