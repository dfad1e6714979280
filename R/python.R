# The virtual environment that install_torchduet() makes.
environment_folder <- function() {
  file.path(tools::R_user_dir("torchduet", "data"), "python")
}

environment_python <- function() {
  file.path(environment_folder(), if (.Platform$OS.type == "windows") "Scripts/python.exe" else "bin/python")
}

# The Python that the user named; NULL where it is the package's own, as start_python() leaves it.
named_python <- function() {
  named <- path.expand(Sys.getenv("RETICULATE_PYTHON"))
  # "managed" asks newer versions of reticulate for an environment of their own, in which torchduet would be missing.
  if (!named %in% c("", "managed", environment_python())) named
}

# The Python to use and who chose it: the one that reticulate has started, else the one that the user named, else the
# one that install_torchduet() made; else the path is NULL.
find_python <- function() {
  if ("reticulate" %in% loadedNamespaces() && reticulate::py_available()) {
    return(list(path = reticulate::py_config()$python, chosen_by = "reticulate"))
  }
  named <- named_python()
  if (!is.null(named)) {
    return(list(path = named, chosen_by = "RETICULATE_PYTHON"))
  }
  installed <- environment_python()
  if (file.exists(installed)) list(path = installed, chosen_by = "install_torchduet()") else list(path = NULL)
}

# Boot Python through reticulate, whose part ends there, and let the bridge attach to this R.
start_python <- function() {
  python <- find_python()
  if (is.null(python$path)) {
    abort_not_ready(examine_status(python))
  }
  Sys.setenv(RETICULATE_PYTHON = python$path)
  tryCatch(
    reticulate::import("torchduet_rbridge", convert = FALSE)$attach(),
    error = function(condition) abort_not_ready(examine_status(python), conditionMessage(condition))
  )
  check_versions(python$path)
  # What reticulate leaves behind is collected now, at R's own level: its finalizers touch Python without asking for
  # Python's lock, which would end the process if it happened while R runs inside a Python call.
  gc()
  invisible(NULL)
}

# The Python code must be of this package's version: both sides change together.
check_versions <- function(path) {
  found <- as.character(reticulate::import("torchduet_rbridge", convert = FALSE)$`__version__`)
  if (!identical(found, as.character(utils::packageVersion("torchduet")))) {
    options(torchduet_rbridge = NULL)
    abort_not_ready(list(python = path, problem = version_problem(found)))
  }
}

# What keeps Python from being used, and the one command that mends it. The message of whatever failed is shown where
# the look from outside found nothing.
abort_not_ready <- function(status, message = NULL) {
  problem <- if (is.null(status$problem)) strsplit(message, "\n", fixed = TRUE)[[1]] else status$problem
  shown <- stats::setNames(sprintf("{problem[[%d]]}", seq_along(problem)), rep("x", length(problem)))
  repair <- repair_command()
  abort(
    c(
      "The Python side of torchduet cannot be used.",
      shown,
      i = "Run {.code {repair}}{if (!is.null(status$python)) ', then restart R'}.",
      i = "{.code torchduet_status()} says what is there."
    ),
    class = "torchduet_python_missing"
  )
}
