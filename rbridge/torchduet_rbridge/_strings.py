"""Strings both ways: R's character vectors and NumPy's arrays of objects."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet_rbridge import _compiled, _helpers
from torchduet_rbridge._headers import ASCII, BYTES, LATIN1, UTF8, addresses_in, words
from torchduet_rbridge._r import Cdata, call, ffi, fill, memory, protected, read_strings, rlib, strings

__all__ = ["FEW_STRINGS", "Texts", "is_missing", "read_texts", "write_texts"]

# Shorter character vectors are read and written one by one; longer ones as one block.
FEW_STRINGS = 64
# How many strings are looked at to guess whether few distinct ones repeat.
_SAMPLE = 1000


def read_texts(vector: Cdata) -> NDArray[np.object_]:
    """Return the strings of a plain (not ALTREP) character vector, None for NA; it must be protected."""
    if rlib.Rf_xlength(vector) <= FEW_STRINGS:
        return _read_few(vector)
    with contextlib.suppress(UnicodeDecodeError):
        texts = _compiled.read_texts(vector)
        if texts is not None:
            return texts
    return _read_repeated(vector) if _repeats(vector) else _read_block(vector)


def _read_few(vector: Cdata) -> NDArray[np.object_]:
    for position in range(rlib.Rf_xlength(vector)):
        encoding = rlib.Rf_getCharCE(rlib.STRING_ELT(vector, position))
        if encoding not in (rlib.CE_UTF8, rlib.CE_NATIVE):
            return _read_block(vector)
    try:
        return np.array([*read_strings(vector), None], dtype=object)[:-1]
    except UnicodeDecodeError:  # native, and the locale is not UTF-8
        return _read_block(vector)


def _read_block(vector: Cdata) -> NDArray[np.object_]:
    pointers = addresses_in(vector)
    missing = pointers == int(ffi.cast("uintptr_t", rlib.R_NaString))
    texts = None
    with protected(call(_helpers.function("concatenate"), vector)) as block, contextlib.suppress(UnicodeDecodeError):
        text = str(memory(block).data, "utf-8")
        # ASCII is the same in every encoding. Most other text says of itself that it is UTF-8 (which Python checks).
        if text.isascii() or _are_utf8(pointers[~missing]):
            texts = _split(text)
    if texts is None:
        texts = _read_translated(vector)
    if missing.any():
        texts[missing] = None
    return texts


def _are_utf8(pointers: NDArray[np.intp]) -> bool:
    marks = words(pointers, 0)
    return not (marks & np.uint64(BYTES | LATIN1)).any() and bool((marks & np.uint64(ASCII | UTF8)).all())


def _read_translated(vector: Cdata) -> NDArray[np.object_]:
    with protected(call(_helpers.function("pack"), vector)) as packed:
        has_bytes = memory(rlib.VECTOR_ELT(packed, 1))[0]
        all_valid = memory(rlib.VECTOR_ELT(packed, 2))[0]
        # enc2utf8() writes what it cannot read as <e9>: the answer would be text, but not the user's.
        if has_bytes or not all_valid:
            reason = 'is marked as "bytes"' if has_bytes else "is not valid in its encoding"
            raise ValueError(f"a string {reason} and cannot be read as text; give it an encoding first, with iconv()")
        return _split(str(memory(rlib.VECTOR_ELT(packed, 0)).data, "utf-8"))


def _split(text: str) -> NDArray[np.object_]:
    texts = text.split("\0")
    return np.fromiter(texts, object, len(texts) - 1)  # a zero stands behind the last one, too


def _repeats(vector: Cdata) -> bool:
    # R keeps equal strings once: equal addresses are equal strings.
    pointers = addresses_in(vector)
    sample = pointers[:: max(1, len(pointers) // _SAMPLE)]
    return len(pointers) > _SAMPLE and len(np.unique(sample)) < len(sample) // 2


def _read_repeated(vector: Cdata) -> NDArray[np.object_]:
    codes, distinct = pd.factorize(addresses_in(vector))
    with protected(rlib.Rf_allocVector(rlib.STRSXP, len(distinct))) as shorter:
        for position, pointer in enumerate(distinct):
            rlib.SET_STRING_ELT(shorter, position, ffi.cast("SEXP", int(pointer)))
        read = _read_few(shorter) if len(distinct) <= FEW_STRINGS else _read_block(shorter)
    return read[codes]


def is_missing(item: Any) -> bool:
    """Say whether an element of an array of objects stands for NA."""
    return item is None or item is pd.NA or (isinstance(item, float) and item != item)


class Texts(list[str]):
    """A list that is annotated as being of strings, which R is to have as a vector."""


def write_texts(values: NDArray[Any] | Iterable[Any]) -> Cdata:
    """Return a new character vector, unprotected, of strings and missing elements."""
    texts: list[Any] = values.ravel(order="F").tolist() if isinstance(values, np.ndarray) else list(values)
    if len(texts) <= FEW_STRINGS:
        return strings([None if is_missing(item) else str(item) for item in texts])
    made = _compiled.write_texts(texts)
    return _write_block(texts) if made is None else made


def _write_block(texts: list[Any]) -> Cdata:
    missing: NDArray[np.intp] = np.empty(0, np.intp)
    try:
        block = "\0".join(texts)
    except TypeError:  # not all are strings
        missing = np.flatnonzero(pd.isna(np.fromiter(texts, object, len(texts))))
        for place in missing.tolist():
            texts[place] = ""
        block = "\0".join(map(str, texts))
    if block.count("\0") != len(texts) - 1:
        raise ValueError("a string holds a zero character, which R's strings cannot hold; remove it first")
    with (
        protected(fill(rlib.RAWSXP, np.frombuffer((block + "\0").encode(), np.uint8))) as raw,
        protected(rlib.Rf_ScalarReal(float(len(texts)))) as count,
        protected(rlib.Rf_ScalarLogical(int(block.isascii()))) as is_ascii,
        protected(fill(rlib.INTSXP, missing + 1)) as missing_places,
    ):
        return call(_helpers.function("unpack"), raw, count, is_ascii, missing_places)
