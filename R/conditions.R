# Raise an error of the package's own, with a class that can be caught and a hint how to mend it.
abort <- function(message, class = "torchduet_value_error") {
  stop(structure(
    class = c(class, "torchduet_error", "error", "condition"),
    list(message = paste(message, collapse = "\n"), call = NULL)
  ))
}

# Say that a package that only some functions need is missing, when the first of them is called.
need_package <- function(package, purpose) {
  if (!requireNamespace(package, quietly = TRUE)) {
    abort(
      c(
        sprintf("%s needs the R package %s, which is not installed.", purpose, package),
        sprintf("Install it with install.packages(\"%s\").", package)
      ),
      class = "torchduet_package_missing"
    )
  }
}
