"""Python objects that R holds: a handle in R, the object here, released when R drops the handle."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from torchduet_rbridge import _helpers
from torchduet_rbridge._r import Cdata, call, held, hold, protected, read_strings, rlib, strings, symbol, type_of

__all__ = ["HANDLE_CLASS", "find", "key_of", "make_handle", "release", "set_release"]

HANDLE_CLASS = "python_object"

_objects: dict[str, Any] = {}
# A key is never used again in any session: a handle restored from a workspace of yesterday finds nothing.
_keys: Iterator[str] = (f"{session}:{number}" for session in [secrets.token_hex(8)] for number in itertools.count())
_release: list[Cdata] = []


class ObjectGoneError(LookupError):
    """R holds a handle whose Python object belongs to another session."""


def find(key: str) -> Any:
    """Return the object of a handle.

    Raises
    ------
    ObjectGoneError
        The handle comes from a saved workspace or from another process.
    """
    try:
        return _objects[key]
    except KeyError:
        raise ObjectGoneError(
            "this Python object belongs to an R session that has ended; R's workspace keeps only the handle. "
            "Fit the model again, or read it with load_model() if it was written with save_model()"
        ) from None


def release(key: str) -> None:
    """Forget an object; R's finalizer calls this."""
    _objects.pop(key, None)


def set_release(function: Cdata) -> None:
    """Keep the R function that finalizers call."""
    _release[:] = [function]


def key_of(handle: Cdata) -> str:
    """Return the key in a handle."""
    # A direct read of a variable cannot fail; what it holds is looked at, for anybody can write such a class.
    key = rlib.Rf_findVarInFrame(handle, symbol("key"))
    return str(read_strings(key)[0]) if type_of(key) == rlib.STRSXP else ""  # nothing is found under that


def make_handle(value: Any) -> Cdata:
    """Return a new R handle of a Python object, unprotected; its classes are those of the object."""
    key = next(_keys)
    kind: Any = type(value)
    classes = held(_classes_of(kind))
    with protected(rlib.Rf_mkString(key.encode())) as key_sexp:
        _objects[key] = value
        return call(_helpers.function("make_handle"), key_sexp, classes, _release[0])


@lru_cache(maxsize=1024)
def _classes_of(kind: type) -> Any:
    """Return the R classes of a type's objects, in a capsule."""
    names = [base.__name__ for base in kind.__mro__ if base is not object]
    with protected(strings([*names, HANDLE_CLASS])) as classes:
        return hold(classes)
