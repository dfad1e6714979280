"""Lists of many short vectors of one kind: they cross as one long vector, which is cut on the other side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet_rbridge import _helpers
from torchduet_rbridge._headers import addresses_in, are_plain, is_altrep, lengths_of, types_of
from torchduet_rbridge._r import Cdata, call, fill, memory, protected, rlib
from torchduet_rbridge._strings import read_texts, write_texts

__all__ = ["TextLists", "join_texts", "read_alike", "write_alike", "write_lists"]

NA_INTEGER = np.iinfo(np.int32).min
# Shorter lists are converted one by one; so are lists of long vectors, which need no copy then.
_MANY = 32
_SHORT = 512
_KINDS = (rlib.REALSXP, rlib.INTSXP, rlib.LGLSXP, rlib.STRSXP)


def read_alike(sexp: Cdata) -> list[Any] | None:
    """Return the arrays in an R list that holds nothing but short vectors of one type without attributes, else None.

    Vectors of integers or truth values with NA become something else each for itself: None, too.
    """
    if rlib.Rf_xlength(sexp) < _MANY or is_altrep(sexp):
        return None
    addresses = addresses_in(sexp)
    kinds = types_of(addresses)
    kind = int(kinds[0])
    if kind not in _KINDS or not (kinds == kind).all() or not are_plain(addresses):
        return None
    lengths = lengths_of(addresses)
    if lengths.mean() > _SHORT:
        return None
    with protected(call(_helpers.function("join"), sexp)) as joined:
        if kind == rlib.STRSXP:
            return _cut(read_texts(joined), lengths)
        values = memory(joined)
        if kind != rlib.REALSXP and (values == NA_INTEGER).any():
            return None
        if kind == rlib.LGLSXP:
            return _cut(values != 0, lengths)
        copy = values.copy()
    copy.flags.writeable = False
    return _cut(copy, lengths)


def _cut(values: NDArray[Any], lengths: NDArray[np.int64]) -> list[Any]:
    if (lengths == lengths[0]).all():  # the rows of a matrix come in a third of the time
        return list(values.reshape(len(lengths), -1))
    ends = np.cumsum(lengths)
    return [values[start:end] for start, end in zip((ends - lengths).tolist(), ends.tolist(), strict=True)]


@dataclass(frozen=True, slots=True)
class TextLists:
    """Lists of strings on their way to R, joined."""

    texts: list[str]
    lengths: NDArray[np.int32]


def join_texts(lists: list[Any]) -> TextLists | list[Any]:
    """Return lists that are annotated as being of strings joined, or as they were if they are no lists."""
    if set(map(type, lists)) != {list}:
        return lists
    lengths = np.fromiter(map(len, lists), np.int32, len(lists))
    return TextLists([*chain.from_iterable(lists)], lengths)


def write_lists(joined: TextLists) -> Cdata:
    """Return an R list, unprotected, of character vectors."""
    with protected(write_texts(joined.texts)) as vector, protected(fill(rlib.INTSXP, joined.lengths)) as sizes:
        return call(_helpers.function("cut"), vector, sizes)


def write_alike(values: list[Any] | tuple[Any, ...]) -> Cdata | None:
    """Return the R list, unprotected, of scalars or arrays that are all of one kind, else None."""
    kinds = set(map(type, values)) if len(values) >= _MANY else set()
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    if kind is np.ndarray:
        return _write_arrays(list(values))
    vector = _write_scalars(kind, values)
    if vector is None:
        return None
    with protected(vector):
        return call(_helpers.function("as_list"), vector)


def _write_scalars(kind: type, values: list[Any] | tuple[Any, ...]) -> Cdata | None:
    if kind is float:
        return fill(rlib.REALSXP, np.fromiter(values, np.float64, len(values)))
    if kind is bool:
        return fill(rlib.LGLSXP, np.fromiter(values, np.bool_, len(values)))
    if kind is int and min(values) > NA_INTEGER and max(values) < -NA_INTEGER:
        return fill(rlib.INTSXP, np.fromiter(values, np.int32, len(values)))
    return write_texts(values) if kind is str else None


def _write_arrays(arrays: list[NDArray[Any]]) -> Cdata | None:
    dtype = arrays[0].dtype
    if any(array.dtype != dtype or array.ndim != 1 for array in arrays):
        return None
    lengths = np.fromiter(map(len, arrays), np.int32, len(arrays))
    if lengths.mean() > _SHORT:
        return None
    vector = _write_joined(np.concatenate(arrays))
    if vector is None:
        return None
    with protected(vector), protected(fill(rlib.INTSXP, lengths)) as sizes:
        return call(_helpers.function("cut"), vector, sizes)


def _write_joined(joined: NDArray[Any]) -> Cdata | None:
    kind = joined.dtype.kind
    if kind == "f":
        return fill(rlib.REALSXP, joined)
    if kind == "b":
        return fill(rlib.LGLSXP, joined)
    # Beyond R's integers each vector would be of the type that it needs itself.
    if kind in "iu" and (not joined.size or (int(joined.min()) > NA_INTEGER and int(joined.max()) < -NA_INTEGER)):
        return fill(rlib.INTSXP, joined)
    if kind == "O" and joined.size and pd.api.types.infer_dtype(joined, skipna=False) == "string":
        return write_texts(joined)
    return None
