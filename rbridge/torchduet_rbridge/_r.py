"""R's C interface as the converters use it: calls that are protected, memory that is held, attributes.

An R error is a longjmp that would skip Python's frames, so what can fail in R is done by an R function called through
`call`, never by a direct read. The direct reads below cannot fail on the vectors they are given.
"""

from __future__ import annotations

import contextlib
import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rpy2.rinterface_lib import _rinterface_capi, openrlib

__all__ = [
    "DTYPES",
    "Cdata",
    "RCallError",
    "address",
    "allocate",
    "attribute",
    "call",
    "cons",
    "data_address",
    "evaluate",
    "fill",
    "held",
    "hold",
    "interrupts_suspended",
    "language",
    "libr",
    "memory",
    "protected",
    "quoted",
    "read_strings",
    "rlib",
    "set_attribute",
    "strings",
]

Cdata = Any  # a cffi pointer to an R object
rlib = openrlib.rlib
ffi = openrlib.ffi

# Below this length R's allocation is made directly: it can fail only when there is no memory at all.
_SMALL = 4096

DTYPES: dict[int, np.dtype[Any]] = {
    rlib.REALSXP: np.dtype(np.float64),
    rlib.INTSXP: np.dtype(np.int32),
    rlib.LGLSXP: np.dtype(np.int32),
    rlib.CPLXSXP: np.dtype(np.complex128),
    rlib.RAWSXP: np.dtype(np.uint8),
}
_MODES = {
    rlib.REALSXP: "double",
    rlib.INTSXP: "integer",
    rlib.LGLSXP: "logical",
    rlib.CPLXSXP: "complex",
    rlib.RAWSXP: "raw",
    rlib.STRSXP: "character",
    rlib.VECSXP: "list",
}
_POINTERS = {
    rlib.REALSXP: rlib.REAL,
    rlib.INTSXP: rlib.INTEGER,
    rlib.LGLSXP: rlib.LOGICAL,
    rlib.CPLXSXP: rlib.COMPLEX,
    rlib.RAWSXP: rlib.RAW,
}
_CALLS = (rlib.Rf_lang1, rlib.Rf_lang2, rlib.Rf_lang3, rlib.Rf_lang4, rlib.Rf_lang5, rlib.Rf_lang6)
_SYMBOLS: dict[str, Cdata] = {}


def _find_libr() -> ctypes.PyDLL:
    # Where R is the host its symbols are global; where Python is, libR is loaded, but found under its name only.
    for name in (None, "libR.so", "libR.dylib", "R.dll"):
        with contextlib.suppress(OSError, AttributeError):
            library = ctypes.PyDLL(name)
            library.R_tryEvalSilent  # noqa: B018  # raises AttributeError where it is not
            return library
    raise ImportError("R's own library (libR) is not loaded in this process")


libr = _find_libr()

# R's collector, which every allocation may start, takes a pending interrupt by a jump. While Python's frames are on the
# stack this must be 1; `evaluate` lets R have interrupts again while the user's R code runs.
interrupts_suspended = ctypes.c_int.in_dll(libr, "R_interrupts_suspended")


def type_of(sexp: Cdata) -> int:
    """Return R's type number of an object."""
    number: int = sexp.sxpinfo.type
    return number


def symbol(name: str) -> Cdata:
    """Return the R symbol of a name; symbols are never collected."""
    if name not in _SYMBOLS:
        _SYMBOLS[name] = rlib.Rf_install(name.encode())
    return _SYMBOLS[name]


def attribute(sexp: Cdata, name: str) -> Cdata | None:
    """Return an attribute, or None where the object has none of that name."""
    value = rlib.Rf_getAttrib(sexp, symbol(name))
    return None if value == rlib.R_NilValue else value


def set_attribute(sexp: Cdata, name: str, value: Cdata) -> None:
    """Set an attribute; both objects must be protected, and the value fit the object."""
    rlib.Rf_setAttrib(sexp, symbol(name), value)


def hold(sexp: Cdata) -> Any:
    """Return a capsule that keeps an R object alive as long as Python keeps the capsule."""
    return _rinterface_capi.SexpCapsule(sexp)


def held(capsule: Any) -> Cdata:
    """Return the R object in a capsule."""
    return capsule._cdata


class protected:  # noqa: N801  # used as contextlib.suppress is
    """Keep an R object from being collected inside a with block."""

    # A class, as a generator of contextlib takes four times as long, and a callback enters a dozen.
    __slots__ = ("_sexp",)

    def __init__(self, sexp: Cdata) -> None:
        self._sexp = sexp

    def __enter__(self) -> Cdata:
        rlib.Rf_protect(self._sexp)
        return self._sexp

    def __exit__(self, *_: object) -> None:
        rlib.Rf_unprotect(1)


class RCallError(RuntimeError):
    """An R function called by the bridge itself failed."""


def call(function: Cdata, *arguments: Cdata) -> Cdata:
    """Call an R function, with up to five arguments, so that an R error becomes a Python exception.

    The arguments must be protected or part of something that is; the result is not protected.
    """
    count = 0
    try:
        values = []
        # Arguments are values, not expressions: a symbol or a call among them must not be evaluated.
        for argument in arguments:
            values.append(rlib.Rf_protect(quoted(argument)))
            count += 1
        expression = rlib.Rf_protect(_CALLS[count](function, *values))
        count += 1
        return evaluate(expression)
    finally:
        rlib.Rf_unprotect(count)


def evaluate(expression: Cdata, *, interruptible: bool = False) -> Cdata:
    """Evaluate a protected R expression; the result is not protected.

    Raises
    ------
    RCallError
        It failed, or was interrupted, if it may be.
    """
    failed = ctypes.c_int(0)
    suspended, interrupts_suspended.value = interrupts_suspended.value, 0 if interruptible else 1
    try:
        result = _try_eval(address(expression), address(rlib.R_BaseEnv), ctypes.byref(failed))
    finally:
        interrupts_suspended.value = suspended
    if failed.value:
        raise RCallError(
            f"R could not do what the bridge asked of it: {_last_message().decode(errors='replace').strip()}"
        )
    return ffi.cast("SEXP", result)


# cffi lets go of Python's lock (the GIL) during a call, ctypes' PYFUNCTYPE keeps it. R code must run with it: R's
# collector may meet an object of reticulate, whose finalizer (1.28) gives up a Python reference without asking for it.
# Silent: what failed is in the exception, which reaches the user wherever R's output goes.
_try_eval = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_int))(
    ("R_tryEvalSilent", libr)
)
_last_message = ctypes.PYFUNCTYPE(ctypes.c_char_p)(("R_curErrorBuf", libr))


def address(sexp: Cdata) -> int:
    """Return where an R object is."""
    return int(ffi.cast("uintptr_t", sexp))


def quoted(value: Cdata) -> Cdata:
    """Return what evaluates to a value: for a symbol or a call, that in quote(); else the value itself."""
    if type_of(value) in (rlib.SYMSXP, rlib.LANGSXP, rlib.PROMSXP):
        with protected(value):
            return rlib.Rf_lang2(symbol("quote"), value)
    return value


def cons(first: Cdata, rest: Cdata) -> Cdata:
    """Return a pairlist of a first element and the others, unprotected; both must be protected."""
    cell = rlib.Rf_allocList(1)
    rlib.SETCAR(cell, first)
    rlib.SETCDR(cell, rest)
    return cell


def language(function: Cdata, arguments: Cdata) -> Cdata:
    """Return a call of a function with a pairlist of arguments, unprotected; both must be protected."""
    cell = cons(function, arguments)
    _rinterface_capi._SET_TYPEOF(cell, rlib.LANGSXP)
    return cell


def allocate(mode: int, length: int) -> Cdata:
    """Return a new R vector, unprotected. Its numbers are not set."""
    if length < _SMALL:
        return rlib.Rf_allocVector(mode, length)
    from torchduet_rbridge import _compiled, _helpers

    made = _compiled.allocate(mode, length)
    if made is not None:
        return made
    with (
        protected(strings([_MODES[mode]])) as name,
        protected(rlib.Rf_ScalarReal(float(length))) as size,
    ):
        return call(_helpers.function("vector"), name, size)


def data_address(sexp: Cdata) -> int:
    """Return where a numeric vector's memory begins."""
    return int(ffi.cast("uintptr_t", _POINTERS[type_of(sexp)](sexp)))


def memory(sexp: Cdata) -> NDArray[Any]:
    """Return an array over a numeric vector's memory; it is valid only while the vector is protected."""
    mode = type_of(sexp)
    length = rlib.Rf_xlength(sexp)
    dtype = DTYPES[mode]
    if length == 0:
        return np.empty(0, dtype)
    return np.frombuffer(ffi.buffer(_POINTERS[mode](sexp), length * dtype.itemsize), dtype)


def fill(mode: int, values: NDArray[Any]) -> Cdata:
    """Write values, of whatever type, straight into a new R vector, which is not protected."""
    vector = allocate(mode, values.size)
    with protected(vector):
        target = memory(vector).reshape(values.shape, order="F")
        np.copyto(target, values, casting="unsafe")
    return vector


def strings(texts: list[str | None]) -> Cdata:
    """Return a short character vector, unprotected, one string after another."""
    with protected(allocate(rlib.STRSXP, len(texts))) as vector:
        for position, text in enumerate(texts):
            if text is None:
                rlib.SET_STRING_ELT(vector, position, rlib.R_NaString)
            else:
                encoded = text.encode()
                if b"\0" in encoded:
                    raise ValueError("a string holds a zero character, which R's strings cannot hold; remove it first")
                rlib.SET_STRING_ELT(vector, position, rlib.Rf_mkCharLenCE(encoded, len(encoded), rlib.CE_UTF8))
        return vector


def read_strings(vector: Cdata) -> list[str | None]:
    """Return a character vector's strings, one after another, None for NA.

    Raises
    ------
    TypeError
        It is no character vector: reading it as one would be an R error under Python's frames.
    UnicodeDecodeError
        A string is neither UTF-8 nor ASCII.
    """
    if type_of(vector) != rlib.STRSXP:
        raise TypeError("R gave something else than strings where strings belong")
    texts: list[str | None] = []
    for position in range(rlib.Rf_xlength(vector)):
        element = rlib.STRING_ELT(vector, position)
        texts.append(None if element == rlib.R_NaString else ffi.string(rlib.R_CHAR(element)).decode())
    return texts
