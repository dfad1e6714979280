#' Install the Python side
#'
#' Makes a virtual environment in the user's data directory (or repairs the one there) and installs into it the Python
#' code that this package carries, with torch, NumPy, pandas and rpy2. Needs Python 3.11 or newer, a C compiler and
#' R's headers, from which rpy2 is built.
#'
#' @param python Path of the Python program to make the environment from; it must have been built with a shared
#'   library, as the ones of Linux distributions are. `NULL` takes the first on the `PATH` that will do.
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
install_torchduet <- function(python = NULL,
                              torch = "torch",
                              torch_index = "https://download.pytorch.org/whl/cpu") {
  source <- system.file("python", package = "torchduet")
  if (!nzchar(source)) {
    abort("This installation of torchduet carries no Python code; install it from its source with R CMD INSTALL.")
  }
  python <- base_python(python)
  folder <- environment_folder()
  inside <- environment_python()
  dir.create(dirname(folder), recursive = TRUE, showWarnings = FALSE)
  # An environment whose Python is gone, or will not do, is made anew; any other keeps what it has.
  unfit <- dir.exists(folder) && !is.null(interpreter_problem(probe_python(inside), inside))
  run_step("make the environment", python, c("-m", "venv", if (unfit) "--clear", shQuote(folder)))
  # torch first: asked for by another package, it would come with several gigabytes for Nvidia cards.
  index <- if (is.null(torch_index)) character() else c("--index-url", torch_index)
  run_step("install torch", inside, c("-m", "pip", "install", index, shQuote(torch)))
  # pip builds in the folder, which may not be writable where the package is installed.
  copy <- tempfile("torchduet-python")
  dir.create(copy)
  on.exit(unlink(copy, recursive = TRUE))
  file.copy(source, copy, recursive = TRUE)
  bridge <- if (getRversion() >= "4.5") "[r45]" else "[r]" # which rpy2 fits this R
  run_step("install torchduet", inside, c("-m", "pip", "install", shQuote(paste0(file.path(copy, "python"), bridge))))
  cli::cli_alert_success("The Python side of torchduet is ready: {.file {inside}}")
  invisible(inside)
}

# The Python to make the environment from, looked at before anything is made: the one that was asked for, or the first
# on the PATH that will do.
base_python <- function(python) {
  if (is.null(python)) {
    return(search_python())
  }
  if (!is.character(python) || !identical(nzchar(python), TRUE) || is.na(python)) {
    abort("{.arg python} must be the path of a Python program (3.11 or newer), or {.code NULL}.")
  }
  python <- path.expand(python)
  problem <- interpreter_problem(probe_python(python), python)
  if (!is.null(problem)) {
    abort(c("{.arg python} cannot be used.", x = "{problem}"), class = "torchduet_install_error")
  }
  python
}

search_python <- function() {
  names <- c("python3", sprintf("python3.%d", 14:11), if (.Platform$OS.type == "windows") "python.exe")
  folders <- strsplit(Sys.getenv("PATH"), .Platform$path.sep, fixed = TRUE)[[1]]
  candidates <- as.vector(outer(folders, names, file.path))
  problems <- character()
  for (candidate in candidates[file.exists(candidates)]) {
    problem <- interpreter_problem(probe_python(candidate), candidate)
    if (is.null(problem)) {
      return(candidate)
    }
    problems <- c(problems, problem)
  }
  abort(
    c(
      "No Python that will do was found on the {.envvar PATH}.",
      stats::setNames(sprintf("{problems[[%d]]}", seq_along(problems)), rep("x", length(problems))),
      i = "Install Python 3.11 or newer (Debian, Ubuntu: {.code apt-get install python3-dev python3-venv}) and run
        {.code torchduet::install_torchduet()} again."
    ),
    class = "torchduet_install_error"
  )
}

# Run a program; say which step failed if it does. What was done before stays, and the next try goes on from there.
run_step <- function(step, program, arguments) {
  cli::cli_alert_info("torchduet: {step}")
  status <- system2(program, arguments, env = as_before_r())
  if (status != 0) {
    abort(
      c(
        "Could not {step}: {.file {program}} ended with status {status}; its messages stand above.",
        i = "Mend what they name and run {.code torchduet::install_torchduet()} again."
      ),
      class = "torchduet_install_error"
    )
  }
}
