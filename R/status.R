#' What the package runs on
#'
#' Looks at the Python that would be used, from outside: another process asks it for its versions. No Python is started
#' in this R.
#'
#' @param quiet Whether to return the answer invisibly, for programs.
#' @param x What `torchduet_status()` returns.
#' @param ... Not used.
#' @return A list that prints as sentences: `ready` (whether models can be fitted), `python` (path, or `NULL`),
#'   `chosen_by` (who chose this Python: `"RETICULATE_PYTHON"`, `"install_torchduet()"`, or `"reticulate"` where it
#'   runs already), `versions` (a named character vector, `NA` for what is missing), `problem` (what is wrong, or
#'   `NULL`) and `repair` (the command that mends it, or `NULL`).
#' @seealso [install_torchduet()]
#' @export
#' @examples
#' torchduet_status()
torchduet_status <- function(quiet = FALSE) {
  status <- if (python_is_running()) running_status() else examine_status(find_python())
  class(status) <- "torchduet_status"
  if (quiet) invisible(status) else status
}

#' @rdname torchduet_status
#' @export
print.torchduet_status <- function(x, ...) {
  cat(format_status(x), sep = "\n")
  invisible(x)
}

format_status <- function(status) {
  cli::cli_format_method({
    if (status$ready) {
      cli::cli_alert_success("torchduet is ready.")
    } else {
      cli::cli_alert_danger("torchduet is not ready. {status$problem}")
      cli::cli_alert_info("Run {.code {status$repair}}")
    }
    if (!is.null(status$python)) {
      cli::cli_bullets(c("*" = "Python: {.file {status$python}}{if (!is.null(status$chosen_by)) paste0(
        ' (chosen by ', status$chosen_by, ')')}"))
    }
    found <- ifelse(is.na(status$versions), "missing", status$versions)
    cli::cli_bullets(c("*" = "{paste(names(found), found)}"))
  })
}

# Python runs in this R, so nothing is wrong with it, whatever the look from outside would say.
running_status <- function() {
  python <- find_python()
  if (!identical(python$chosen_by, "reticulate")) python <- list(path = NULL) # Python is the host, or attached us
  found <- examine_status(python)
  list(
    ready = TRUE,
    python = if (is.null(python$path)) "the one that started this R" else python$path,
    chosen_by = python$chosen_by,
    versions = c(found$versions, if (is.null(python$path)) c(Python = python_call("platform:python_version"))),
    problem = NULL,
    repair = NULL
  )
}

# A Python seen from outside. python: what find_python() gives.
examine_status <- function(python) {
  facts <- if (!is.null(python$path)) probe_python(python$path)
  problem <- if (is.null(facts)) "Its Python side is not installed yet." else python_problem(facts, python)
  list(
    ready = is.null(problem),
    python = python$path,
    chosen_by = python$chosen_by,
    versions = c(own_versions(), facts$versions),
    problem = problem,
    repair = if (!is.null(problem)) repair_command()
  )
}

own_versions <- function() {
  c(R = as.character(getRversion()), torchduet = as.character(utils::packageVersion("torchduet")))
}

# The first thing that is wrong with a Python, or NULL.
python_problem <- function(facts, python) {
  unfit <- interpreter_problem(facts, python$path)
  if (!is.null(unfit)) {
    return(unfit)
  }
  missing <- names(facts$versions)[is.na(facts$versions)]
  if (length(missing)) {
    return(sprintf("Missing in this Python: %s.", toString(missing)))
  }
  # rpy2-rinterface cannot say to pip which R it needs.
  rpy2 <- facts$versions[["rpy2-rinterface"]]
  if (getRversion() < "4.5" && package_version(rpy2, strict = FALSE) >= "3.6.6") {
    return(sprintf("Its rpy2-rinterface %s needs R 4.5 or newer; this is R %s.", rpy2, getRversion()))
  }
  version_problem(facts$versions[["torchduet (Python)"]])
}

version_problem <- function(found) {
  wanted <- as.character(utils::packageVersion("torchduet"))
  if (!identical(found, wanted)) {
    sprintf("The R package torchduet has version %s, its Python side %s.", wanted, found)
  }
}

# What keeps an interpreter from running torchduet, whatever is installed in it; NULL if nothing does.
interpreter_problem <- function(facts, path) {
  if (!is.null(facts$failure)) {
    return(facts$failure)
  }
  version <- facts$versions[["Python"]]
  if (package_version(sub("[^0-9.].*", "", version)) < "3.11") {
    return(sprintf("%s is Python %s; torchduet needs 3.11 or newer.", path, version))
  }
  if (!facts$has_library) {
    return(sprintf("%s was built without a shared libpython, which R needs to load it.", path))
  }
  NULL
}

# The one command that mends what is wrong. install_torchduet() makes an environment or repairs it, but is of no use
# while the user's own setting goes before it.
repair_command <- function() {
  install <- "torchduet::install_torchduet()"
  if (is.null(named_python())) install else paste0("Sys.unsetenv(\"RETICULATE_PYTHON\"); ", install)
}

python_packages <- c("torch", "numpy", "pandas", "polars", "safetensors", "rpy2-rinterface", "torchduet")

# Printed by the Python that is asked: a line per fact. reticulate looks for libpython in the same folders.
python_questions <- c(
  "import glob, os, sys, sysconfig",
  "from importlib.metadata import PackageNotFoundError, version",
  "print('Python', sys.version.split()[0], sep='\\t')",
  "value = lambda name: sysconfig.get_config_var(name) or ''",
  "folders = [value('LIBDIR'), os.path.join(value('LIBDIR'), value('MULTIARCH')), value('LIBPL'),",
  "           os.path.join(sys.base_prefix, 'lib'), value('PYTHONFRAMEWORKPREFIX')]",
  "names = ['libpython%d.%d*.%s*' % (*sys.version_info[:2], end) for end in ('so', 'dylib')] + [value('LDLIBRARY')]",
  "files = [file for folder in folders for name in names for file in glob.glob(os.path.join(folder, name))]",
  "shared = os.name == 'nt' or any(os.path.isfile(file) and not file.endswith('.a') for file in files)",
  "print('shared library', shared, sep='\\t')",
  "for name in sys.argv[1:]:",
  "    try:",
  "        print(name, version(name), sep='\\t')",
  "    except PackageNotFoundError:",
  "        print(name, 'NA', sep='\\t')"
)

# What a Python says of itself in a process of its own: versions (NA for what is missing; none of it is loaded) and
# whether it has a shared library; or why it says nothing, as failure.
probe_python <- function(path) {
  if (!file.exists(path) || dir.exists(path)) {
    return(list(failure = sprintf("There is no Python program at %s.", path)))
  }
  script <- tempfile(fileext = ".py")
  errors <- tempfile()
  on.exit(unlink(c(script, errors)))
  writeLines(python_questions, script)
  lines <- tryCatch(
    suppressWarnings(
      system2(
        path, shQuote(c(script, python_packages)),
        stdout = TRUE, stderr = errors, timeout = 60, env = as_before_r()
      )
    ),
    error = function(condition) structure(character(), status = 126L)
  )
  parts <- strsplit(grep("^[^\t]+\t[^\t]+$", lines, value = TRUE), "\t", fixed = TRUE)
  facts <- stats::setNames(vapply(parts, `[[`, "", 2), vapply(parts, `[[`, "", 1))
  status <- attr(lines, "status")
  if (!is.null(status) || !all(c("Python", "shared library", python_packages) %in% names(facts))) {
    said <- utils::tail(if (file.exists(errors)) readLines(errors, warn = FALSE), 1)
    return(list(failure = sprintf(
      "%s does not run: it ended with status %d%s.", path, if (is.null(status)) 0L else status,
      if (length(said)) paste0(" and the message \"", said, "\"") else ""
    )))
  }
  versions <- facts[c("Python", python_packages)]
  versions[versions == "NA"] <- NA
  names(versions)[names(versions) == "torchduet"] <- "torchduet (Python)"
  list(versions = versions, has_library = facts[["shared library"]] == "True")
}

# The setting that gives other programs the LD_LIBRARY_PATH that R was started with. R's start script puts folders of
# the system in front of it, and a Python from elsewhere (pyenv's) would load the system's libpython: pip had no ssl.
as_before_r <- function() {
  script <- file.path(R.home("etc"), "ldpaths")
  now <- Sys.getenv("LD_LIBRARY_PATH")
  if (!nzchar(now) || !file.exists(script)) {
    return(character())
  }
  ask <- sprintf(". %s; printf %%s \"$LD_LIBRARY_PATH\"", shQuote(script))
  own <- system2("sh", c("-c", shQuote(ask)), stdout = TRUE, env = c("LD_LIBRARY_PATH=", paste0("R_HOME=", R.home())))
  before <- if (startsWith(now, own)) sub("^:", "", substring(now, nchar(own) + 1)) else now
  paste0("LD_LIBRARY_PATH=", shQuote(before))
}
