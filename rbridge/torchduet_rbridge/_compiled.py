"""What is written in C, where it could be compiled; elsewhere each function returns None, and Python does the work."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet_rbridge import _helpers
from torchduet_rbridge._headers import addresses_in
from torchduet_rbridge._r import Cdata, address, call, ffi, held, hold, libr, protected, rlib, symbol

__all__ = ["allocate", "is_there", "read_texts", "write_texts"]

_speedups: Any = None
with contextlib.suppress(ImportError):  # where there was no compiler, or no headers of Python's
    _speedups = importlib.import_module("torchduet_rbridge._speedups")

# In the order in which `connect` takes them.
_FUNCTIONS = (
    "R_CHAR", "LENGTH", "Rf_getCharCE", "Rf_asInteger", "Rf_asReal", "R_ExternalPtrAddr", "Rf_allocVector",
    "Rf_mkCharLenCE", "SET_STRING_ELT", "Rf_protect", "Rf_unprotect"
)  # fmt: skip


def is_there() -> bool:
    """Say whether the loops could be compiled."""
    return _speedups is not None


def read_texts(vector: Cdata) -> NDArray[np.object_] | None:
    """Return the strings of a plain (not ALTREP) character vector; None if R must say what they are.

    Raises
    ------
    UnicodeDecodeError
        A string is not the UTF-8 that it says it is.
    """
    if _speedups is None:
        return None
    _routines()
    addresses = addresses_in(vector)
    texts = np.empty(len(addresses), object)
    return texts if _speedups.read_texts(addresses, texts) else None


def write_texts(texts: list[Any]) -> Cdata | None:
    """Return a new character vector, unprotected; None if not all are strings that R can hold, or missing.

    Nobody else may have the list: R's collector may run Python code meanwhile.
    """
    if _speedups is None:
        return None
    _, write = _routines()
    pointer = rlib.R_MakeExternalPtr(ffi.cast("void *", id(texts)), rlib.R_NilValue, rlib.R_NilValue)
    with protected(pointer):
        written = call(held(write), pointer)
    return None if written == rlib.R_NilValue else written


def allocate(mode: int, length: int) -> Cdata | None:
    """Return a new R vector, unprotected, whose numbers are not set."""
    if _speedups is None:
        return None
    make, _ = _routines()
    with protected(rlib.Rf_ScalarInteger(mode)) as number, protected(rlib.Rf_ScalarReal(float(length))) as size:
        return call(held(make), number, size)


@cache
def _routines() -> tuple[Any, Any]:
    """Hand R's functions to the loops; return the R functions that call those which R is to call."""
    functions = [ctypes.cast(getattr(libr, name), ctypes.c_void_p).value or 0 for name in _FUNCTIONS]
    routines = _speedups.connect(pd.NA, address(rlib.R_NaString), address(rlib.R_NilValue), *functions)
    allocating, writing = map(_as_r_function, routines)
    return allocating, writing


def _as_r_function(routine: int) -> Any:
    native = rlib.R_MakeExternalPtr(ffi.cast("void *", routine), symbol("native symbol"), rlib.R_NilValue)
    with protected(native):
        return hold(call(_helpers.function("native"), native))
