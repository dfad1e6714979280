"""R code that Python calls: its value, its errors, and its conditions on their way to R's handlers outside.

R looks for handlers within one call from C only, so those that stand around Python's caller (`suppressMessages()`,
knitr's) would see nothing of what R code signals inside a Python function. They are read off before the call, and
`forward` in `_signals.R` calls them from within it, where R itself would. A handler that leaves (`tryCatch()`'s) must
not jump over Python's frames: Python's code is left by `RSignal`, and R signals the condition again outside.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable

from torchduet_rbridge import _helpers, _warnings
from torchduet_rbridge._r import (
    Cdata,
    RCallError,
    address,
    attribute,
    call,
    cons,
    evaluate,
    ffi,
    hold,
    language,
    libr,
    protected,
    quoted,
    read_strings,
    rlib,
    symbol,
)
from torchduet_rbridge._values import RError, RObject

__all__ = ["RSignal", "call_user"]

# R's symbols are never collected, and names longer than this would be an R error under Python's frames.
_LONGEST_NAME = 1000
# With Python's lock kept, as R code must run. What it is used for cannot fail.
_eval = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(("Rf_eval", libr))


class RSignal(BaseException):
    """A handler of R's outside leaves with a condition that R code signalled; no error, and not to be caught.

    Parameters
    ----------
    condition : RObject
    """

    def __init__(self, condition: RObject) -> None:
        super().__init__("a handler of R's leaves with a condition that is no error")
        self.condition = condition


def call_user(function: Cdata, arguments: Iterable[tuple[str, Cdata]]) -> Cdata:
    """Call an R function with (name or "", argument) pairs, which must be protected; return the result, unprotected.

    Raises
    ------
    RError
        The R function called ``stop()``.
    RSignal
        A handler outside wants to leave.
    KeyboardInterrupt
        R was interrupted, or asked to go to the top.
    """
    count = 0
    expression = rlib.R_NilValue
    try:
        for name, argument in reversed(list(arguments)):
            value = rlib.Rf_protect(quoted(argument))
            expression = rlib.Rf_protect(cons(value, expression))
            count += 2
            if name:
                rlib.SET_TAG(expression, _tag(name))
        # `try_call` gets the call itself, as one that is written in its place: it is evaluated among its handlers.
        expression = rlib.Rf_protect(language(function, expression))
        handlers = _eval(address(_helpers.function("handlers")), address(rlib.R_BaseEnv))
        handlers = rlib.Rf_protect(ffi.cast("SEXP", handlers))
        count += 2
        expression = rlib.Rf_protect(rlib.Rf_lang3(_helpers.function("try_call"), expression, handlers))
        count += 1
        answer = evaluate(expression, interruptible=True)
    except RCallError:
        # Errors are caught in R: what ends the call all the same is an interrupt, or a jump to the prompt.
        raise KeyboardInterrupt from None
    finally:
        rlib.Rf_unprotect(count)
    with protected(answer):
        _take_warnings()
        if attribute(answer, "names") is not None:
            return rlib.VECTOR_ELT(answer, 0)
        with protected(call(_helpers.function("reason"), answer)) as condition:
            kept = RObject(hold(condition))
            classes = attribute(condition, "class")
            if classes is None or "error" not in read_strings(classes):
                raise RSignal(kept)
            with protected(call(_helpers.function("message_of"), condition)) as message:
                raise RError(str(read_strings(message)[0]), kept)


def _tag(name: str) -> Cdata:
    if len(name) > _LONGEST_NAME:
        raise ValueError(f"the name of an argument must have at most {_LONGEST_NAME} characters; given {len(name)}")
    return symbol(name)


def _take_warnings() -> None:
    inbox = _helpers.function("inbox")
    warnings = rlib.Rf_findVarInFrame(inbox, symbol("warnings"))
    if warnings != rlib.R_NilValue:
        _warnings.add_r_conditions(warnings)
        rlib.Rf_defineVar(symbol("warnings"), rlib.R_NilValue, inbox)
