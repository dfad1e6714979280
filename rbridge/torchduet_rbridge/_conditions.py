"""Python exceptions as R conditions: a class per kind, message and traceback kept."""

from __future__ import annotations

import re
import traceback
from typing import Any

from torchduet.errors import InputError
from torchduet_rbridge._language import R_LANGUAGE
from torchduet_rbridge._py2r import to_r_list
from torchduet_rbridge._r import Cdata, held, protected, rlib, set_attribute, strings
from torchduet_rbridge._signals import RSignal
from torchduet_rbridge._values import RError

__all__ = ["RAISED_CLASS", "condition_of", "last_resort", "raised", "with_warnings"]

# A result of this class is a condition to be raised, in a list of one; or a result and the warnings that go with it.
RAISED_CLASS = "torchduet_rbridge_raised"
BASE_CLASS = "torchduet_error"


def raised(error: BaseException) -> Cdata:
    """Return the message to R that a condition is to be raised, unprotected."""
    with protected(_condition(error)) as condition:
        return _wrap(condition)


def with_warnings(result: Cdata, warnings: list[Any]) -> Cdata:
    """Return the message to R that warnings are to be raised and then a result returned, unprotected."""
    with protected(result), protected(rlib.Rf_allocVector(rlib.VECSXP, 2)) as message:
        rlib.SET_VECTOR_ELT(message, 0, result)
        rlib.SET_VECTOR_ELT(message, 1, to_r_list(("", warning) for warning in warnings))
        with protected(strings([RAISED_CLASS])) as classes:
            set_attribute(message, "class", classes)
        return message


def _wrap(condition: Cdata) -> Cdata:
    with protected(rlib.Rf_allocVector(rlib.VECSXP, 1)) as message, protected(strings([RAISED_CLASS])) as classes:
        rlib.SET_VECTOR_ELT(message, 0, condition)
        set_attribute(message, "class", classes)
        return message


def _condition(error: BaseException) -> Cdata:
    if isinstance(error, KeyboardInterrupt):
        return condition_of("interrupted", ["interrupt", "condition"])
    if isinstance(error, RError | RSignal):
        return held(error.condition.sexp)
    return condition_of(
        _message(error),
        [*_classes(type(error)), BASE_CLASS, "error", "condition"],
        traceback="".join(traceback.format_exception(error)),
        python_type=f"{type(error).__module__}.{type(error).__qualname__}",
    )


def condition_of(message: str, classes: list[str], **fields: str) -> Cdata:
    """Return an R condition, unprotected."""
    texts = {name: _readable(text) for name, text in {"message": message, **fields}.items()}
    entries: list[tuple[str, Any]] = [("message", texts.pop("message")), ("call", None), *texts.items()]
    with protected(to_r_list(entries)) as condition, protected(strings([*classes])) as class_names:
        set_attribute(condition, "class", class_names)
        return condition


def _readable(text: str) -> str:
    """Return a text that R's strings can hold, whatever was in it."""
    return text.replace("\0", "\\x00").encode(errors="backslashreplace").decode()


def last_resort() -> Cdata:
    """Return a message to R that is made beforehand, for when nothing can be made any more; keep it alive."""
    with protected(
        condition_of(
            "Python failed and could not say why (too deep a recursion, or an interrupt between two calls)",
            ["torchduet_runtime_error", BASE_CLASS, "error", "condition"],
        )
    ) as condition:
        return _wrap(condition)


def _message(error: BaseException) -> str:
    if isinstance(error, InputError):
        return error.message(R_LANGUAGE)
    if isinstance(error, KeyError) and error.args:
        return str(error.args[0])
    try:
        return str(error) or type(error).__name__
    except Exception as failure:  # an exception's own __str__ may be anything
        return f"{type(error).__name__}, whose message cannot be read ({type(failure).__name__})"


def _classes(kind: type) -> list[str]:
    """ValueError and what it derives from, as R writes classes: torchduet_value_error."""
    names = [base.__name__ for base in kind.__mro__ if base not in (Exception, BaseException, object)]
    # A new word starts at a capital after a small letter, and at the last of several capitals: OSError is os_error.
    return [
        f"torchduet_{re.sub(r'(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])', '_', name).lower()}" for name in names
    ]
