"""What the first words of an R object say of it; reading them cannot fail."""

from __future__ import annotations

from functools import cache
from typing import Any

from rpy2.rinterface_lib import openrlib

__all__ = ["has_attributes", "has_class", "is_altrep", "is_s4"]

ffi = openrlib.ffi
_WORDS = ffi.typeof("uint64_t *")

# Not by the names in rpy2's header file (3.6.5), which has these two bits the other way round than R.
_CLASS_BIT = 1 << 6
_ALTREP_BIT = 1 << 7
_S4_BIT = 1 << 12


def has_class(sexp: Any) -> bool:
    """Say whether an object has a class attribute."""
    return bool(ffi.cast(_WORDS, sexp)[0] & _CLASS_BIT)


def is_altrep(sexp: Any) -> bool:
    """Say whether a vector is a compact or lazy one, which a look at its memory would expand."""
    return bool(ffi.cast(_WORDS, sexp)[0] & _ALTREP_BIT)


def is_s4(sexp: Any) -> bool:
    """Say whether an object is one of R's formal classes, whatever it is made of."""
    return bool(ffi.cast(_WORDS, sexp)[0] & _S4_BIT)


def has_attributes(sexp: Any) -> bool:
    """Say whether an object has any attributes; most vectors have none, and need not be asked for each by name."""
    return bool(ffi.cast(_WORDS, sexp)[1] != _nil())


@cache
def _nil() -> int:
    return int(ffi.cast("uintptr_t", openrlib.rlib.R_NilValue))
