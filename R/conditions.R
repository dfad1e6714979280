# Raise an error of the package's own, with a class that can be caught. The message is written with cli's markup, its
# hints named "i"; values stand in it as {.val {x}}, never pasted in: a brace in a user's text must not be evaluated.
abort <- function(message, class = "torchduet_value_error", .envir = parent.frame()) {
  stop(new_error(cli::format_error(message, .envir = .envir), class))
}

# The condition itself, its message as it is.
new_error <- function(message, class) {
  structure(
    class = unique(c(class, "torchduet_error", "error", "condition")),
    list(message = message, call = user_call())
  )
}

# The innermost function of the package that users know, as the call that R names in front of an error: a method by its
# generic's name, and without the arguments, which may be whole data sets.
user_call <- function() {
  namespace <- topenv()
  exported <- getNamespaceExports(namespace)
  methods <- getNamespaceInfo(namespace, "S3methods")
  for (frame in rev(seq_len(sys.nframe()))) {
    called <- sys.call(frame)[[1]]
    if (is.call(called) && length(called) == 3) called <- called[[3]] # package::name
    if (!is.name(called) || !identical(topenv(environment(sys.function(frame))), namespace)) next
    called <- as.character(called)
    method <- match(called, methods[, 3])
    if (!is.na(method)) {
      return(call(sub(".*::", "", methods[method, 1])))
    }
    if (called %in% exported) {
      return(call(called))
    }
  }
  NULL
}

# Say that a package that only some functions need is missing, when the first of them is called.
need_package <- function(package, purpose) {
  if (!requireNamespace(package, quietly = TRUE)) {
    abort(
      c(
        "{purpose} needs the R package {.pkg {package}}, which is not installed.",
        i = "Install it with {.code install.packages(\"{package}\")}."
      ),
      class = "torchduet_package_missing"
    )
  }
}

# Stop where an argument is not one of some words; Python's function of this name says the same.
check_choice <- function(argument, value, choices) {
  if (!is.character(value) || length(value) != 1 || !value %in% choices) {
    listed <- toString(dQuote(choices, FALSE))
    abort("{.arg {argument}} must be one of {listed}; given {.val {value}}.")
  }
}

# Stop where an argument was given that the function does not have.
check_dots_empty <- function(...) {
  if (...length()) {
    given <- ...names()
    if (is.null(given)) given <- character(...length())
    given[is.na(given) | !nzchar(given)] <- "(one without a name)"
    abort(c("unused argument{?s}: {.arg {given}}.", i = "Is a name misspelt?"))
  }
}
