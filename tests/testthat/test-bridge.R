skip_without_python()

test_that("a Python exception is a classed R condition with the traceback in it", {
  condition <- tryCatch(probe("fail", "ValueError", "no good"), error = identity)
  expect_s3_class(condition, c("torchduet_value_error", "torchduet_error", "error", "condition"), exact = TRUE)
  expect_identical(conditionMessage(condition), "no good")
  expect_match(condition$traceback, "Traceback \\(most recent call last\\)")
  expect_match(condition$traceback, "probe.py")
  expect_identical(condition$python_type, "builtins.ValueError")
})

test_that("condition classes follow Python's", {
  expect_error(probe("fail", "FileNotFoundError", "gone"), class = "torchduet_os_error")
  expect_error(probe("fail", "KeyError", "which"), "^which$", class = "torchduet_lookup_error")
  expect_error(probe("no_such_function"), class = "torchduet_attribute_error")
  expect_error(probe("fail", "SystemExit", "stop"), class = "torchduet_system_exit")
})

test_that("an R error in a callback comes out of Python as itself", {
  complain <- function() {
    stop(structure(class = c("my_error", "error", "condition"), list(message = "mine", call = NULL, data = 1:3)))
  }
  condition <- tryCatch(probe("call_back", complain), error = identity)
  expect_s3_class(condition, c("my_error", "error", "condition"), exact = TRUE)
  expect_identical(condition$data, 1:3)
  expect_identical(probe("call_back_guarded", complain), "RError: mine")
})

test_that("callbacks get and give values of every kind", {
  expect_identical(probe("call_back", function(x, y) paste(x, y), "a", 1L), "a 1")
  expect_null(probe("call_back", function() NULL))
  expect_identical(probe("call_back", sum, c(1, 2)), 3)
})

test_that("R and Python may call each other to some depth, and too deep is an error, not a crash", {
  lines <- run_r(c(
    "library(torchduet)",
    "call <- torchduet:::python_call",
    "down <- function(n) if (n == 0) 0 else 1 + call('probe:call_back', down, n - 1)",
    "depths <- c(30, 150, 2000)",
    "for (n in depths) cat('depth', n, tryCatch(down(n), torchduet_recursion_error = function(e) 'too deep'), '\\n')",
    "cat('next:', call('probe:add', 1, 1), '\\n')"
  ))
  expect_true("depth 30 30 " %in% lines)
  expect_true("depth 150 150 " %in% lines)
  expect_true("depth 2000 too deep " %in% lines)
  expect_true("next: 2 " %in% lines)
})

test_that("collecting reticulate's objects while R runs inside Python does not end the process", {
  lines <- run_r(c(
    "library(torchduet)",
    "call <- torchduet:::python_call",
    "invisible(call('probe:add', 1, 1))",
    "for (i in 1:20) {",
    "  junk <- lapply(1:50, function(j) reticulate::import('collections', convert = FALSE)$OrderedDict())",
    "  rm(junk)",
    "  call('probe:call_back', function() { gc(); NULL })",
    "}",
    "cat('alive', call('probe:add', 1, 1), '\\n')"
  ))
  expect_true("alive 2 " %in% lines)
})

test_that("a callback from another thread is an error, not a crash", {
  expect_match(probe("call_back_from_thread", function() 1), "RuntimeError: an R function can be called from")
})

test_that("a forked process is told, not left waiting", {
  skip_on_os("windows")
  probe("add", 1, 1)
  outcome <- suppressWarnings(parallel::mclapply(1:2, function(i) tryCatch(tokenize("a"), error = class), mc.cores = 2))
  expect_true("torchduet_fork_error" %in% outcome[[1]])
})

test_that("Python's warnings are R's, and suppressWarnings() reaches them", {
  expect_warning(probe("warn", "careful"), "^careful$")
  expect_warning(probe("warn", "careful"), "^careful$") # every time, not once per place
  expect_identical(suppressWarnings(probe("warn", "careful")), 7)
})

test_that("no lock is left held after errors", {
  try(probe("fail", "ValueError", "x"), silent = TRUE)
  try(probe("call_back", function() stop("x")), silent = TRUE)
  expect_true(probe("lock_is_free"))
})

test_that("a Python object is released when R drops it", {
  gc() # those of the tests before are released here, not below
  gc()
  before <- probe("live_objects")
  handles <- lapply(1:10, function(i) python_call("threading:Lock"))
  expect_identical(probe("live_objects"), before + 10L)
  expect_s3_class(handles[[1]], "python_object")
  rm(handles)
  gc()
  gc()
  expect_identical(probe("live_objects"), before)
})

test_that("a handle from another session says what happened and how to mend it", {
  handle <- new.env()
  handle$key <- "0123456789abcdef:7"
  class(handle) <- c("TextClassifier", "python_object")
  expect_error(probe("identity", handle), "belongs to an R session that has ended.*load_model")
})

test_that("attaching leaves environment variables and the search path as they were", {
  lines <- run_r(c(
    "library(reticulate)",
    "Sys.setenv(TORCHDUET_PROBE = 'a value')",
    "invisible(py_config())",
    "before <- Sys.getenv(); where <- search()",
    "import('torchduet_rbridge', convert = FALSE)$attach()",
    "after <- Sys.getenv()",
    "cat('changed:', setdiff(names(before), names(after)), names(before)[before != after[names(before)]], '\\n')",
    "cat('added:', setdiff(names(after), names(before)), '\\n')",
    "cat('search:', identical(where, search()), '\\n')"
  ))
  expect_true(all(c("changed:", "added:", "search: TRUE") %in% trimws(lines)))
})

test_that("library(torchduet) starts no Python and loads no package but generics", {
  lines <- run_r(c(
    "before <- loadedNamespaces()", "library(torchduet)",
    "cat('loaded:', sort(setdiff(loadedNamespaces(), before)), '\\n')"
  ))
  expect_true("loaded: generics torchduet " %in% lines)
})

interrupted <- function(what, setup = character()) {
  run_r(c(
    "library(torchduet)",
    "call <- torchduet:::python_call",
    "ready <- call('probe:add', 1, 1)",
    setup,
    "system(sprintf('(sleep 1; kill -INT %d) &', Sys.getpid()))",
    "start <- Sys.time()",
    sprintf("outcome <- tryCatch(%s, interrupt = function(condition) 'interrupted')", what),
    "cat('outcome:', outcome, as.numeric(Sys.time() - start, units = 'secs') < 5, '\\n')",
    "cat('next:', call('probe:add', 1, 1), '\\n')"
  ))
}

test_that("plain R loops can be interrupted after Python has started", {
  skip_on_os("windows")
  lines <- interrupted("{ repeat x <- 1 }")
  expect_true("outcome: interrupted TRUE " %in% lines)
  expect_true("next: 2 " %in% lines)
})

test_that("Python code can be interrupted, and the next call works", {
  skip_on_os("windows")
  lines <- interrupted("call('probe:spin', 20)")
  expect_true("outcome: interrupted TRUE " %in% lines)
  expect_true("next: 2 " %in% lines)
})

test_that("Ctrl-C in training keeps the model and its history", {
  skip_on_os("windows")
  lines <- run_r(c(
    "library(torchduet)",
    "texts <- rep(c('a b c d', 'c d e f'), 500); labels <- rep(c('x', 'y'), 500)",
    "press_ctrl_c <- function(record) if (record$epoch == 3) tools::pskill(Sys.getpid(), tools::SIGINT)",
    "model <- text_classifier(epochs = 100000, patience = NULL, callbacks = press_ctrl_c) |> fit(texts, labels)",
    "cat('epochs:', nrow(training_history(model)) < 100, 'predicts:', nrow(predict(model, 'a b')), '\\n')",
    "again <- text_classifier(epochs = 2) |> fit(texts, labels)",
    "cat('next training:', nrow(training_history(again)), '\\n')"
  ))
  expect_true("epochs: TRUE predicts: 1 " %in% lines)
  expect_true("next training: 2 " %in% lines)
})
