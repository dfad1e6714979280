# The virtual environment that install_torchduet() makes.
environment_folder <- function() {
  file.path(tools::R_user_dir("torchduet", "data"), "python")
}

# The Python to use: the one the user named, else the one that install_torchduet() made, else none.
find_python <- function() {
  named <- Sys.getenv("RETICULATE_PYTHON", unset = NA)
  if (!is.na(named) && nzchar(named)) {
    return(named)
  }
  program <- if (.Platform$OS.type == "windows") "Scripts/python.exe" else "bin/python"
  installed <- file.path(environment_folder(), program)
  if (file.exists(installed)) installed else NULL
}

# The one thing to do where the Python that is used lacks something.
repair_advice <- function() {
  if (nzchar(Sys.getenv("RETICULATE_PYTHON"))) {
    return(paste(
      "The environment variable RETICULATE_PYTHON names this Python: remove it (also from .Renviron and .Rprofile)",
      "and run install_torchduet()."
    ))
  }
  "Run install_torchduet()."
}

# Boot Python through reticulate, whose part ends there, and let the bridge attach to this R.
start_python <- function() {
  python <- find_python()
  if (is.null(python) && !reticulate::py_available()) {
    abort(
      c("The Python side of torchduet is not installed yet.", "Run install_torchduet(), once."),
      class = "torchduet_python_missing"
    )
  }
  if (!is.null(python)) {
    Sys.setenv(RETICULATE_PYTHON = python)
  }
  tryCatch(
    reticulate::import("torchduet_rbridge", convert = FALSE)$attach(),
    error = function(condition) {
      abort(
        c(
          sprintf(
            "The Python side of torchduet could not be started from %s:",
            if (is.null(python)) "the Python that reticulate has started" else python
          ),
          conditionMessage(condition),
          paste0(repair_advice(), " Then restart R; torchduet_status() says what is there.")
        ),
        class = "torchduet_python_missing"
      )
    }
  )
  check_versions()
  # What reticulate leaves behind is collected now, at R's own level: its finalizers touch Python without asking for
  # Python's lock, which would end the process if it happened while R runs inside a Python call.
  gc()
  invisible(NULL)
}

# The Python code must be of this package's version: both sides change together.
check_versions <- function() {
  found <- as.character(reticulate::import("torchduet_rbridge", convert = FALSE)$`__version__`)
  wanted <- as.character(utils::packageVersion("torchduet"))
  if (!identical(found, wanted)) {
    options(torchduet_rbridge = NULL)
    abort(
      c(
        sprintf("The R package torchduet has version %s, its Python side %s.", wanted, found),
        "Run install_torchduet(), which installs the one that fits, then restart R."
      ),
      class = "torchduet_python_missing"
    )
  }
}

#' Install the Python side
#'
#' Makes a virtual environment in the user's data directory (or repairs the one there) and installs into it the Python
#' code that this package carries, with torch, NumPy, pandas and rpy2. Needs Python 3.11 or newer, a C compiler and
#' R's headers, from which rpy2 is built.
#'
#' @param python Path of the Python program to make the environment from; it must have been built with a shared
#'   library, as the ones of Linux distributions are.
#' @param torch What to ask `pip` for: a version, or the file of a wheel.
#' @param torch_index Address of a package index to take torch from. The default has builds for the processor alone,
#'   which are some hundred megabytes; the usual index has builds for Nvidia cards only, of several gigabytes.
#'   `NULL` takes what pip is set up to use.
#' @return The path of the environment's Python, invisibly.
#' @seealso [torchduet_status()]
#' @export
#' @examples
#' \dontrun{
#' install_torchduet()
#' }
install_torchduet <- function(python = Sys.which("python3"),
                              torch = "torch",
                              torch_index = "https://download.pytorch.org/whl/cpu") {
  source <- system.file("python", package = "torchduet")
  if (!nzchar(source)) {
    abort("This installation of torchduet carries no Python code; install it from its source with R CMD INSTALL.")
  }
  if (!nzchar(python)) {
    abort("python must be the path of a Python program (3.11 or newer); none was found on the PATH.")
  }
  folder <- environment_folder()
  dir.create(dirname(folder), recursive = TRUE, showWarnings = FALSE)
  run_step("make the environment", python, c("-m", "venv", shQuote(folder)))
  inside <- file.path(folder, if (.Platform$OS.type == "windows") "Scripts/python.exe" else "bin/python")
  # torch first: asked for by another package, it would come with several gigabytes for Nvidia cards.
  index <- if (is.null(torch_index)) character() else c("--index-url", torch_index)
  run_step("install torch", inside, c("-m", "pip", "install", index, shQuote(torch)))
  # pip builds in the folder, which may not be writable where the package is installed.
  copy <- tempfile("torchduet-python")
  dir.create(copy)
  on.exit(unlink(copy, recursive = TRUE))
  file.copy(source, copy, recursive = TRUE)
  run_step("install torchduet", inside, c("-m", "pip", "install", shQuote(paste0(file.path(copy, "python"), "[r]"))))
  message("The Python side of torchduet is ready: ", inside)
  invisible(inside)
}

# Run a program; say which step failed if it does. What was done before stays, and the next try goes on from there.
run_step <- function(step, program, arguments) {
  message("torchduet: ", step)
  status <- system2(program, arguments)
  if (status != 0) {
    abort(
      c(
        sprintf("Could not %s: %s ended with status %d; its messages stand above.", step, program, status),
        "Mend what they name and run install_torchduet() again."
      ),
      class = "torchduet_install_error"
    )
  }
}

#' What the package runs on
#'
#' Looks without starting Python.
#'
#' @param quiet Whether to return the answer without printing it.
#' @return A list, invisibly: `ready` (whether models can be fitted), `python` (path), `versions` (a named character
#'   vector) and `problem` (what to do, or `NULL`).
#' @export
#' @examples
#' torchduet_status()
torchduet_status <- function(quiet = FALSE) {
  python <- find_python()
  versions <- c(R = as.character(getRversion()), torchduet = as.character(utils::packageVersion("torchduet")))
  problem <- NULL
  if (!is.null(getOption("torchduet_rbridge"))) {
    python <- if (is.null(python)) "the Python that started this R" else python
  } else if (is.null(python)) {
    problem <- "The Python side is not installed. Run install_torchduet()."
  } else {
    found <- python_versions(python)
    versions <- c(versions, found)
    if (anyNA(found)) {
      problem <- sprintf("Missing in Python: %s. %s", toString(names(found)[is.na(found)]), repair_advice())
    }
  }
  status <- list(ready = is.null(problem), python = python, versions = versions, problem = problem)
  if (!quiet) {
    cat(sprintf("torchduet is %s\n", if (status$ready) "ready" else "not ready"))
    cat(sprintf("  %-24s %s\n", c("Python", names(versions)), c(if (is.null(python)) "none" else python, versions)))
    if (!is.null(problem)) cat(problem, "\n", sep = "")
  }
  invisible(status)
}

# Versions of what the Python side needs, NA for what is missing; asked of another process, which loads none of it.
python_versions <- function(python) {
  wanted <- c("torch", "numpy", "pandas", "polars", "safetensors", "rpy2-rinterface", "torchduet")
  code <- paste0(
    "import sys\nfrom importlib.metadata import version, PackageNotFoundError\n",
    "print('Python', sys.version.split()[0])\n",
    "for name in sys.argv[1:]:\n",
    "    try:\n        print(name, version(name))\n    except PackageNotFoundError:\n        print(name, 'NA')\n"
  )
  script <- tempfile(fileext = ".py")
  on.exit(unlink(script))
  writeLines(code, script)
  lines <- tryCatch(
    suppressWarnings(system2(python, c(shQuote(script), wanted), stdout = TRUE, stderr = FALSE)),
    error = function(condition) character()
  )
  if (!length(lines)) {
    return(c(Python = NA_character_))
  }
  parts <- strsplit(lines, " ", fixed = TRUE)
  versions <- vapply(parts, `[[`, "", 2)
  versions[versions == "NA"] <- NA
  names <- vapply(parts, `[[`, "", 1)
  names[names == "torchduet"] <- "torchduet (Python)"
  stats::setNames(versions, names)
}
