"""What the first words of an R object say of it; reading them cannot fail."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rpy2.rinterface_lib import openrlib

__all__ = [
    "ASCII",
    "BYTES",
    "LATIN1",
    "UTF8",
    "addresses_in",
    "are_plain",
    "has_attributes",
    "has_class",
    "is_altrep",
    "is_s4",
    "lengths_of",
    "types_of",
    "words",
]

ffi = openrlib.ffi
_WORDS = ffi.typeof("uint64_t *")

# Not by the names in rpy2's header file (3.6.5), which has these two bits the other way round than R.
_CLASS_BIT = 1 << 6
_ALTREP_BIT = 1 << 7
_S4_BIT = 1 << 12


# Of a string: how it says that it is encoded.
BYTES, LATIN1, UTF8, ASCII = 1 << 9, 1 << 10, 1 << 11, 1 << 14
_TYPE_BITS = 31


def addresses_in(vector: Any) -> NDArray[np.intp]:
    """Return the addresses that a plain (not ALTREP) list or character vector holds, without a copy."""
    rlib = openrlib.rlib
    size = rlib.Rf_xlength(vector) * np.dtype(np.intp).itemsize
    return np.frombuffer(ffi.buffer(rlib.DATAPTR(vector), size), np.intp)


def types_of(addresses: NDArray[np.intp]) -> NDArray[np.uint64]:
    """Return the type numbers of objects."""
    return words(addresses, 0) & np.uint64(_TYPE_BITS)


def are_plain(addresses: NDArray[np.intp]) -> bool:
    """Say whether none of the vectors is ALTREP or has attributes."""
    lazy = words(addresses, 0) & np.uint64(_ALTREP_BIT)
    return not lazy.any() and bool((words(addresses, 1) == np.uint64(_nil())).all())


def lengths_of(addresses: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return the lengths of vectors, of which none may be ALTREP."""
    return words(addresses, 4).view(np.int64)


def words(addresses: NDArray[np.intp], place: int) -> NDArray[np.uint64]:
    """Return the same word of many objects, all of which must be alive: the first, or one further on."""
    if not addresses.size:
        return np.empty(0, np.uint64)
    low, high = int(addresses.min()), int(addresses.max())
    # An array over all the memory between the first object and the last; only what is one of them is read.
    between = (high - low) // 8 + place + 1
    memory = np.frombuffer(ffi.buffer(ffi.cast("char *", low), 8 * between), np.uint64)
    return memory.take(((addresses - low) >> 3) + place)


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
