"""The table of faults: R code to run in a process of its own, and what its last line must say.

Each case is an R expression; what it returns, or the classes and message of the condition that it ends with, is printed
and compared. After it every case calls Python once more and sees whether the session still works.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One fault.

    Parameters
    ----------
    injected : str
        What goes wrong, in words.
    code : str
        R code; `call("function", ...)` calls `faults`.
    outcome : str
        A regular expression for what comes out.
    setup : str
        R code that stands before.
    """

    injected: str
    code: str
    outcome: str
    setup: str = ""


def _case(injected: str, code: str, outcome: str, setup: str = "") -> Case:
    return Case(injected, code.strip(), outcome, setup)


# R functions that put a failing call one, two and three borders deep.
_DEPTHS = {
    "R to Python": "FAIL",
    "R to Python to R": "call('call', function() FAIL_R)",
    "R to Python to R to Python": "call('call', function() FAIL)",
    "four borders": "call('call', function() call('call', function() FAIL))",
}
_EXCEPTIONS = {
    "ValueError": ("probe('fail', 'ValueError', 'no')", "torchduet_value_error.*: no$"),
    "UnicodeError": ("probe('fail', 'UnicodeError', 'no')", "torchduet_unicode_error torchduet_value_error.*: no$"),
    "StopIteration": ("probe('fail', 'StopIteration', 'no')", "torchduet_stop_iteration.*: no$"),
    "AssertionError, empty": ("probe('fail', 'AssertionError', '')", "torchduet_assertion_error.*: AssertionError$"),
    "MemoryError": ("probe('fail', 'MemoryError', 'no')", "torchduet_memory_error.*: no$"),
    "SystemExit": ("call('leave')", "torchduet_system_exit.*: 3$"),
    "GeneratorExit": ("call('generator_exit')", "torchduet_generator_exit.*"),
    "KeyboardInterrupt": ("call('interrupt')", "^interrupt condition: interrupted$"),
    "ExceptionGroup": ("call('group')", "torchduet_exception_group.*: two"),
    "an exception whose str() fails": ("call('unreadable')", "torchduet_unreadable_error.*cannot be read"),
    "an error in an error, with braces in it": ("call('chained')", r"torchduet_curly_brace_error.*: \{second\}"),
    "a message of 1 MB with zero and half characters": (
        "call('long_message', 1e6)",
        r"torchduet_value_error.*x\\x00\\ud800$",
    ),
    "a traceback of 900 frames": ("call('deep', 900)", "torchduet_attribute_error.*_nonexistent"),
    "endless recursion in Python": ("call('endless')", "torchduet_recursion_error.*"),
}
EXCEPTIONS = [
    _case(f"{name}, {depth}", template.replace("FAIL_R", code).replace("FAIL", code), outcome)
    for name, (code, outcome) in _EXCEPTIONS.items()
    for depth, template in _DEPTHS.items()
    if depth != "R to Python to R"
]

# A condition with a class and data of its own.
_MINE = "structure(class = c('mine', '%s', 'condition'), list(message = 'mine', call = NULL, data = 1:3))"
CONDITIONS = [
    _case("stop() in a callback", "call('call', function() stop('r says no'))", "simpleError error.*: r says no$"),
    _case(
        "stop() of a class with data, three borders deep",
        f"""tryCatch(call('call', function() call('call', function() stop({_MINE % "error"}))),
            mine = function(e) e$data)""",
        "^value 1 2 3$",
    ),
    _case("R's own C error", "call('call', function() 1 + 'a')", "simpleError error.*: non-numeric argument"),
    _case(
        "an error without a readable message",
        "call('call', function() stop(structure(class = c('odd', 'error', 'condition'), list(message = quote(x)))))",
        "^odd error condition",
    ),
    _case("R's error swallowed by Python", "call('swallow', function() stop('x'))", "^value swallowed RError$"),
    _case(
        "R's error turned into another", "call('reraise', function() stop('x'))", "torchduet_lookup_error.*turned round"
    ),
    _case("R's error while Python's is on its way", "call('finish', function() stop('r'))", "simpleError error.*: r$"),
    _case(
        "warning() in a callback, seen by a calling handler",
        """seen <- character()
        value <- withCallingHandlers(call('call', function() { warning('w1'); warning('w2'); 5 }),
          warning = function(w) { seen <<- c(seen, conditionMessage(w)); invokeRestart('muffleWarning') })
        c(value, seen)""",
        "^value 5 w1 w2$",
    ),
    _case(
        "a warning of a class with data",
        f"tryCatch(call('call', function() warning({_MINE % 'warning'})), mine = function(w) w$data)",
        "^value 1 2 3$",
    ),
    _case(
        "Python's warning, tryCatch(warning =)", "tryCatch(probe('warn', 'w'), warning = conditionMessage)", "^value w$"
    ),
    _case("Python's warning, suppressWarnings()", "suppressWarnings(probe('warn', 'w'))", "^value 7$"),
    _case(
        "a warning that options(warn = 2) makes an error",
        "options(warn = 2); probe('warn', 'w')",
        "converted from warning\\) w",
    ),
    _case(
        "a warning, then an error: none is kept for the next call",
        """seen <- NULL
        try(withCallingHandlers(call('call', function() { warning('w'); stop('e') }),
          warning = function(w) { seen <<- c(seen, conditionMessage(w)); invokeRestart('muffleWarning') }),
          silent = TRUE)
        withCallingHandlers(probe('add', 1, 1), warning = function(w) seen <<- c(seen, 'stale'))
        seen""",
        "^value w$",
    ),
    _case(
        "message() in a callback, suppressMessages()",
        """capture.output(suppressMessages(call('call', function() { message('m'); 5 })), type = 'message')""",
        "^value$",
    ),
    _case(
        "message() in a callback, seen by a calling handler at once",
        """seen <- character()
        call('call', function() withCallingHandlers(
          call('call', function() { message('m'); seen <<- c(seen, 'after'); 5 }),
          message = function(m) { seen <<- c(seen, 'handler'); invokeRestart('muffleMessage') }))
        seen""",
        "^value handler after$",
    ),
    _case(
        "message() in a callback, taken by tryCatch() outside",
        "tryCatch(call('call', function() { message('m'); 5 }), message = function(m) conditionMessage(m))",
        "^value m",
    ),
    _case(
        "message() three borders deep, taken by tryCatch() outside",
        """tryCatch(call('call', function() call('call', function() { message('m'); 5 })), message = class)""",
        "^value simpleMessage message condition$",
    ),
    _case(
        "message() taken by tryCatch() half way",
        """call('call', function()
          tryCatch(call('call', function() { message('m'); 5 }), message = function(m) 'half way'))""",
        "^value half way$",
    ),
    _case(
        "a signalled condition with data, calling and leaving",
        f"""seen <- 0
        back <- tryCatch(withCallingHandlers(call('call', function() signalCondition({_MINE % "note"})),
          mine = function(c) seen <<- sum(c$data)), note = function(c) c$data[[3]])
        c(seen, back)""",
        "^value 6 3$",
    ),
    _case(
        "an error in a calling handler outside",
        "withCallingHandlers(call('call', function() message('m')), message = function(m) stop('in the handler'))",
        "simpleError error.*: in the handler$",
    ),
    _case(
        "a restart of the callback's own",
        "call('call', function() withRestarts(invokeRestart('mine', 5), mine = function(x) x + 1))",
        "^value 6$",
    ),
    _case(
        "a restart that is outside",
        "withRestarts(call('call', function() invokeRestart('mine', 5)), mine = function(x) x + 1)",
        "error.*no 'restart' 'mine' found",
    ),
    _case(
        "invokeRestart('abort') in a callback",
        "withRestarts(call('call', function() invokeRestart('abort')), abort = function() 'aborted')",
        "aborted|interrupt",
    ),
    _case(
        "on.exit() in a callback that fails",
        """done <- 0
        try(call('call', function() { on.exit(done <<- done + 1); stop('x') }), silent = TRUE)
        done""",
        "^value 1$",
    ),
    _case(
        "an error in on.exit()",
        "call('call', function() { on.exit(stop('in on.exit')); 5 })",
        "simpleError error.*in on.exit",
    ),
    _case(
        "return() out of a frame that is outside",
        "callCC(function(out) call('call', function() out(1)))",
        "error|interrupt",
    ),
    _case(
        "return() by a promise",
        "f <- function(x) call('call', function() x); g <- function() { f(return(5)); 6 }; g()",
        "error|interrupt|^value 5$",
    ),
    _case(
        "break in a callback",
        "for (i in 1:3) call('call', function() eval.parent(quote(break)))",
        "error|interrupt|value",
    ),
    _case(
        "quit() refused half way: a callback that removes everything",
        "call('call', function() { rm(list = ls(globalenv()), envir = globalenv()); 5 })",
        "^value 5$",
    ),
]

RECURSION = [
    _case(
        "150 levels", "down(150)", "^value 150$", "down <- function(n) if (n == 0) 0 else 1 + call('call', down, n - 1)"
    ),
    _case(
        "100,000 levels",
        "down(1e5)",
        "torchduet_recursion_error.*too deeply",
        "down <- function(n) if (n == 0) 0 else 1 + call('call', down, n - 1)",
    ),
    _case(
        "a level whose error handler recurses",
        "tryCatch(down(), error = function(e) tryCatch(down(), error = function(e) 'twice'))",
        "^value twice$",
        "down <- function() call('call', down)",
    ),
    _case(
        "endless recursion in R inside a callback",
        "call('call', function() f())",
        "error.*(too deeply|too close|infinite)",
        "f <- function() f()",
    ),
]

OUTPUT = [
    _case("print(), captured", "capture.output(call('write', 'a\\nb'))", "^value a bNULL$"),
    _case(
        "print() between cat()s, in order",
        "capture.output({ cat('1\\n'); call('write', '2\\n'); call('call', function() cat('3\\n')); cat('4\\n') })",
        "^value 1 2 3 4$",
    ),
    _case(
        "print() of half a line before a callback prints",
        "capture.output({ x <- call('mixed_callback', function() cat('R')) })",
        "^value before R after$",
    ),
    _case(
        "print() under sink()",
        "path <- tempfile(); sink(path); x <- call('write', 'sunk\\n'); sink(); readLines(path)",
        "^value sunk$",
    ),
    _case(
        "stderr under capture.output(type = 'message')",
        "capture.output(x <- call('write', 'err\\n', to_stderr = TRUE), type = 'message')",
        "^value err$",
    ),
    _case(
        "stderr is a message of its own class",
        "tryCatch(call('write', 'err\\n', to_stderr = TRUE), python_stderr = conditionMessage)",
        "^value err",
    ),
    _case(
        "print(), logging, stderr, bytes and a warning, in order",
        """seen <- character()
          out <- capture.output(withCallingHandlers(x <- call('mixed'),
            message = function(m) { cat('m:', conditionMessage(m)); invokeRestart('muffleMessage') },
            warning = function(w) { cat('\\nw:', conditionMessage(w), '\\n'); invokeRestart('muffleWarning') }))
          out""",
        "^value one m: two m: three f.nf unfinished w: six$",
    ),
    _case("print() from eight threads", "length(capture.output(x <- call('print_from_threads', 8)))", "^value 8$"),
    _case(
        "print() by objects that Python's collector finds while data crosses",
        "out <- capture.output(for (i in 1:50) x <- call('farewells', 500)); all(out == 'farewell')",
        "^value TRUE$",
    ),
    _case(
        "print() into a sink whose connection was closed",
        "con <- file(tempfile(), 'w'); sink(con); x <- try(call('write', 'x\\n')); sink(); close(con); 'went on'",
        "^value went on$",
    ),
]

PROCESS = [
    _case(
        "Python asks for more memory than there is",
        "call('zeros', 1e9)",
        "torchduet_.*memory_error.*",
        "x <- call('zeros', 10); call('limit_memory', 500)",
    ),
    _case(
        "R has no memory for what Python gives",
        "call('zeros', 3e7)",
        "error.*(memory|allocate|ask)",
        "x <- call('zeros', 10); call('limit_memory', 400)",
    ),
    _case(
        "R called from a thread of Python's",
        "probe('call_back_from_thread', function() 1)",
        "value RuntimeError: an R function can be called",
    ),
    _case(
        "a fork after threads",
        """parallel::mclapply(1:2, function(i) tryCatch(call('zeros', 1), error = function(e) class(e)[[1]]),
          mc.cores = 2)[[2]]""",
        "^value torchduet_fork_error$",
        "call('busy_threads', 2)",
    ),
    _case(
        "R's finalizers while Python works",
        """for (i in 1:50) {
          junk <- lapply(1:50, function(j) python('threading:Lock'))
          call('call', function() gc(FALSE)) }
          rm(junk); gc(); gc(); probe('live_objects') < 100""",
        "^value TRUE$",
    ),
    _case(
        "the R package unloaded and loaded again",
        """model <- python('threading:Lock'); detach('package:torchduet'); unloadNamespace('torchduet')
          library(torchduet); class(torchduet:::python_call('probe:identity', model))[[1]]""",
        "^value [Ll]ock$",
    ),
    _case(
        "a workspace that holds Python's objects, saved and restored in the same session",
        """held <- python('threading:Lock'); path <- tempfile(); save(held, file = path); rm(held); gc(); load(path)
          probe('identity', held)""",
        "torchduet_object_gone_error.*ended|value",
    ),
    _case(
        "a handle forged by hand",
        "x <- new.env(); class(x) <- c('TextClassifier', 'python_object'); probe('identity', x)",
        "torchduet_object_gone_error",
    ),
    _case("a module that is not there", "python('no_such_module:f')", "torchduet_module_not_found_error"),
    _case(
        "an argument name of 10,000 characters",
        "call('call_named', function(...) 1, strrep('x', 1e4))",
        "torchduet_value_error.*at most",
    ),
]

QUICK = [*EXCEPTIONS[::4], *CONDITIONS, *RECURSION, *OUTPUT]
"""What runs in one R process, case after case, in the normal suite."""

ALL = [*EXCEPTIONS, *CONDITIONS, *RECURSION, *OUTPUT, *PROCESS]
