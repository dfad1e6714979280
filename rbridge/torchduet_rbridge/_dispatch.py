"""The one function that R calls: what is to be done, and with which arguments."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from rpy2.rinterface_lib import openrlib

from torchduet_rbridge import _calls, _conditions, _helpers, _interrupts, _objects, _output, _warnings
from torchduet_rbridge._headers import has_attributes
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
    type_of,
)
from torchduet_rbridge._r2py import to_python
from torchduet_rbridge._signatures import Parameter, Signature, adapt, adapt_out, annotation_of, signature_of

__all__ = ["install", "pointer"]

ffi = openrlib.ffi
_ANYTHING = Parameter()
# What must live as long as the process: the native callback, and the answer of last resort.
_kept: list[Any] = []
_pointers: list[Any] = []
# What targets say, by the addresses of their strings.
_targets: dict[Any, tuple[str, str]] = {}
_MOST_TARGETS = 4096


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
                action, name = _read_target(target)
                result = _ACTIONS[action](name, arguments)
            except BaseException as error:  # whatever it is must not reach R's C code
                result = _conditions.raised(error)
            if _output.is_waiting():
                with protected(result):
                    _output.flush()
            warned = _warnings.take()
            return _conditions.with_warnings(result, warned) if warned else result
    except BaseException as error:  # R's handlers of the output, or an exception that cannot be told
        return _conditions.raised(error)
    finally:
        _calls.leave()
        interrupts_suspended.value = suspended


def _read_target(target: Cdata) -> tuple[str, str]:
    """Return what is to be done, and the name of what it is to be done with."""
    # R keeps equal strings once, and these are held: the same addresses are the same strings.
    here = None
    if type_of(target) == rlib.STRSXP and rlib.Rf_xlength(target) == 2:
        here = rlib.STRING_ELT(target, 0), rlib.STRING_ELT(target, 1)
    known = _targets.get(here)
    if known is not None:
        return known
    action, name = read_strings(target)
    read = str(action), str(name)
    if here is not None and action != "release" and len(_targets) < _MOST_TARGETS:
        _kept.append(hold(target))
        _targets[here] = read
    return read


def _call(name: str, arguments: Cdata) -> Cdata:
    """Call a function named ``module:qualified.name`` with the arguments."""
    return _apply(*_resolve(name), arguments, first=0)


def _call_method(name: str, arguments: Cdata) -> Cdata:
    """Call a method of the first argument with the others."""
    method = getattr(to_python(rlib.VECTOR_ELT(arguments, 0)), name)
    return _apply(method, _signature(method), arguments, first=1)


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
def _resolve(name: str) -> tuple[Callable[..., Any], Signature]:
    module, _, qualified = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in qualified.split("."):
        found = getattr(found, part)
    return found, _signature(found)


def _signature(function: Any) -> Signature:
    # A bound method is new at every look-up; its function is not.
    unbound = getattr(function, "__func__", None)
    return signature_of(function) if unbound is None else signature_of(unbound).without_first()


def _apply(function: Any, signature: Signature, arguments: Cdata, *, first: int) -> Cdata:
    positional = signature.positional
    count = rlib.Rf_xlength(arguments)
    name_vector = attribute(arguments, "names") if count > first and has_attributes(arguments) else None
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
