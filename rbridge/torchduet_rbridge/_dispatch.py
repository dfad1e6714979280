"""The one function that R calls: what is to be done, and with which arguments."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from rpy2.rinterface_lib import openrlib

from torchduet_rbridge import _calls, _conditions, _helpers, _interrupts, _objects, _output, _warnings
from torchduet_rbridge._py2r import to_r
from torchduet_rbridge._r import (
    Cdata,
    attribute,
    call,
    held,
    hold,
    interrupts_suspended,
    protected,
    read_strings,
    rlib,
    set_attribute,
    symbol,
)
from torchduet_rbridge._r2py import to_python
from torchduet_rbridge._signatures import Parameter, adapt, adapt_out, annotation_of, signature_of

__all__ = ["install", "pointer"]

ffi = openrlib.ffi
_ANYTHING = Parameter()
# What must live as long as the process: the native callback, and the answer of last resort.
_kept: list[Any] = []
_pointers: list[Any] = []


def install() -> None:
    """Make the native function and put it into R's option ``torchduet_rbridge``."""
    # Both are made beforehand because an interrupt may arrive before the first line of `_dispatch`, and deep recursion
    # may leave no room to build an answer.
    failed = _conditions.last_resort()
    _kept.append(hold(failed))
    interrupted = _conditions.raised(KeyboardInterrupt())
    _kept.append(hold(interrupted))

    def _fail(kind: type[BaseException], *_: Any) -> Cdata:
        interrupts_suspended.value = 0
        return interrupted if issubclass(kind, KeyboardInterrupt) else failed

    native = ffi.callback("SEXP(SEXP, SEXP)", _dispatch, error=failed, onerror=_fail)
    _kept.append(native)
    made = rlib.R_MakeExternalPtr(ffi.cast("DL_FUNC", native), symbol("native symbol"), rlib.R_NilValue)
    with protected(made):
        # What comes back and is to be raised is raised by this function of R's.
        set_attribute(made, "raise", _helpers.function("raise"))
        release = call(_helpers.function("make_release"), made)
        _kept.append(hold(release))
        _objects.set_release(release)
        call(_helpers.function("set_option"), made)
        _pointers.append(hold(made))
    _warnings.install()


def pointer() -> Cdata:
    """Return the native function as R holds it."""
    return held(_pointers[0])


def _dispatch(target: Cdata, arguments: Cdata) -> Cdata:
    suspended, interrupts_suspended.value = interrupts_suspended.value, 1
    _calls.enter()
    try:
        with _interrupts.deferred():
            try:
                action, name = read_strings(target)
                result = _ACTIONS[str(action)](str(name), arguments)
            except BaseException as error:  # whatever it is must not reach R's C code
                result = _conditions.raised(error)
            with protected(result):
                _output.flush()
            warned = _warnings.take()
            return _conditions.with_warnings(result, warned) if warned else result
    except BaseException as error:  # R's handlers of the output, or an exception that cannot be told
        return _conditions.raised(error)
    finally:
        _calls.leave()
        interrupts_suspended.value = suspended


def _call(name: str, arguments: Cdata) -> Cdata:
    """Call a function named ``module:qualified.name`` with the arguments."""
    return _apply(_resolve(name), arguments, first=0)


def _call_method(name: str, arguments: Cdata) -> Cdata:
    """Call a method of the first argument with the others."""
    return _apply(getattr(to_python(rlib.VECTOR_ELT(arguments, 0)), name), arguments, first=1)


def _get(name: str, arguments: Cdata) -> Cdata:
    """Return an attribute of the first argument."""
    owner = to_python(rlib.VECTOR_ELT(arguments, 0))
    kind: Any = type(owner)
    return to_r(adapt_out(getattr(owner, name), annotation_of(kind, name)))


def _flush(_: str, __: Cdata) -> Cdata:
    """Take along what other threads wrote; R asks for it when the session ends."""
    return rlib.R_NilValue  # every call ends with it


def _release(name: str, _: Cdata) -> Cdata:
    _objects.release(name)
    return rlib.R_NilValue


_ACTIONS: dict[str, Callable[[str, Cdata], Cdata]] = {
    "call": _call,
    "method": _call_method,
    "get": _get,
    "flush": _flush,
    "release": _release,
}


@lru_cache(maxsize=1024)
def _resolve(name: str) -> Callable[..., Any]:
    module, _, qualified = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in qualified.split("."):
        found = getattr(found, part)
    return found  # type: ignore[no-any-return]


def _apply(function: Any, arguments: Cdata, *, first: int) -> Cdata:
    # A bound method is new at every look-up; its function is not.
    signature = signature_of(getattr(function, "__func__", function))
    positional = signature.positional[1:] if hasattr(function, "__func__") else signature.positional
    count = rlib.Rf_xlength(arguments)
    name_vector = attribute(arguments, "names") if count > first else None
    names = [""] * count if name_vector is None else read_strings(name_vector)
    unnamed: list[Any] = []
    named: dict[str, Any] = {}
    for place in range(first, count):
        name = names[place] or (positional[len(unnamed)] if len(unnamed) < len(positional) else "")
        try:
            value = to_python(rlib.VECTOR_ELT(arguments, place))
        except (ValueError, TypeError) as error:
            raise type(error)(f"{name}: {error}") from error
        value = adapt(str(name), value, signature.parameters.get(str(name), _ANYTHING))
        if names[place]:
            named[str(name)] = value
        else:
            unnamed.append(value)
    with _interrupts.admitted():
        result = function(*unnamed, **named)
    return to_r(adapt_out(result, signature.returns))
