"""From R to Python: one rule per type of R object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet_rbridge import _helpers, _objects
from torchduet_rbridge._functions import RFunction
from torchduet_rbridge._r import (
    Cdata,
    attribute,
    call,
    ffi,
    hold,
    memory,
    protected,
    read_strings,
    rlib,
    type_of,
)
from torchduet_rbridge._values import NamedList, RObject

__all__ = ["to_python"]

NA_INTEGER = np.int32(np.iinfo(np.int32).min)

# Shorter vectors are copied: holding an R object costs more than copying a few kilobytes.
_SHORT = 512
# Shorter character vectors are read one by one; longer ones as one block.
_FEW_STRINGS = 64
# How many strings are looked at to guess whether few distinct ones repeat.
_SAMPLE = 1000


def to_python(sexp: Cdata) -> Any:
    """Return what an R object is in Python; the object must be protected."""
    rule = _RULES.get(type_of(sexp))
    return RObject(hold(sexp)) if rule is None else rule(sexp)


class _View:
    """NumPy's array interface over an R vector: read-only, and it keeps the vector alive."""

    __slots__ = ("__array_interface__", "_held")

    def __init__(self, sexp: Cdata, values: NDArray[Any], shape: tuple[int, ...]) -> None:
        self._held = hold(sexp)
        strides = tuple(int(step) for step in np.cumprod((values.itemsize, *shape[:-1])))  # column-major
        self.__array_interface__ = {
            "version": 3,
            "typestr": values.dtype.str,
            "data": (values.ctypes.data, True),
            "shape": shape,
            "strides": strides,
        }


def _numeric(sexp: Cdata) -> tuple[Cdata, NDArray[Any], tuple[int, ...]]:
    """Return the vector that owns the memory, an array over it that holds nothing, and the shape."""
    shape = _shape(sexp)
    owner = call(_helpers.function("plain"), sexp) if sexp.sxpinfo.alt else sexp
    return owner, memory(owner), shape


def _shape(sexp: Cdata) -> tuple[int, ...]:
    dim = attribute(sexp, "dim")
    if dim is None:
        return (rlib.Rf_xlength(sexp),)
    return tuple(int(size) for size in memory(dim))


def _keep(owner: Cdata, values: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    if values.size <= _SHORT:
        copy = values.reshape(shape, order="F").copy(order="F")
        copy.flags.writeable = False
        return copy
    with protected(owner):
        return np.asarray(_View(owner, values, shape))


def _double(sexp: Cdata) -> NDArray[np.float64]:
    return _keep(*_numeric(sexp))


def _integer(sexp: Cdata) -> Any:
    levels = attribute(sexp, "levels")
    if levels is not None and type_of(levels) == rlib.STRSXP:
        return _factor(sexp)
    owner, values, shape = _numeric(sexp)
    missing = values == NA_INTEGER
    if not missing.any():
        return _keep(owner, values, shape)
    if len(shape) > 1:
        return _masked(values, missing, shape)
    return pd.arrays.IntegerArray(values.copy(), missing)


def _logical(sexp: Cdata) -> Any:
    _, values, shape = _numeric(sexp)
    missing = values == NA_INTEGER
    truth = values != 0
    if not missing.any():
        return truth.reshape(shape, order="F")
    if len(shape) > 1:
        return _masked(truth, missing, shape)
    truth[missing] = False
    return pd.arrays.BooleanArray(truth, missing)


def _masked(values: NDArray[Any], missing: NDArray[np.bool_], shape: tuple[int, ...]) -> np.ma.MaskedArray[Any, Any]:
    # pandas' nullable arrays have one dimension only.
    # A copy: this array is the caller's to change, and R's memory is not.
    return np.ma.MaskedArray(values.reshape(shape, order="F").copy(order="F"), missing.reshape(shape, order="F"))


def _factor(sexp: Cdata) -> pd.Categorical:
    owner, values, _ = _numeric(sexp)
    codes = np.where(values == NA_INTEGER, 0, values) - 1
    with protected(owner):
        levels: Any = pd.Index(_character(attribute(sexp, "levels")))
        ordered = _inherits(sexp, "ordered")
        factor: pd.Categorical = pd.Categorical.from_codes(codes, categories=levels, ordered=ordered, validate=False)
        return factor


def _inherits(sexp: Cdata, name: str) -> bool:
    classes = attribute(sexp, "class")
    return classes is not None and name in read_strings(classes)


def _character(sexp: Cdata) -> NDArray[np.object_]:
    shape = _shape(sexp)
    owner = call(_helpers.function("plain"), sexp) if sexp.sxpinfo.alt else sexp
    with protected(owner):
        length = rlib.Rf_xlength(owner)
        if length <= _FEW_STRINGS:
            texts = _read_few(owner)
        elif _repeats(owner):
            texts = _read_repeated(owner)
        else:
            texts = _read_block(owner)
    return texts.reshape(shape, order="F")


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
    with protected(call(_helpers.function("pack"), vector)) as packed:
        block = memory(rlib.VECTOR_ELT(packed, 0)).tobytes()
        missing = memory(rlib.VECTOR_ELT(packed, 1)) - 1
        has_bytes = memory(rlib.VECTOR_ELT(packed, 2))[0]
        all_valid = memory(rlib.VECTOR_ELT(packed, 3))[0]
    # enc2utf8() writes what it cannot read as <e9>: the answer would be text, but not the user's.
    if has_bytes or not all_valid:
        reason = 'is marked as "bytes"' if has_bytes else "is not valid in its encoding"
        raise ValueError(f"a string {reason} and cannot be read as text; give it an encoding first, with iconv()")
    texts = np.array(block.decode().split("\0"), dtype=object)[:-1]
    texts[missing] = None
    return texts


def _pointers(vector: Cdata) -> NDArray[np.intp]:
    # R keeps equal strings once: equal pointers are equal strings.
    length = rlib.Rf_xlength(vector)
    return np.frombuffer(ffi.buffer(rlib.DATAPTR(vector), length * np.dtype(np.intp).itemsize), np.intp)


def _repeats(vector: Cdata) -> bool:
    pointers = _pointers(vector)
    sample = pointers[:: max(1, len(pointers) // _SAMPLE)]
    return len(pointers) > _SAMPLE and len(np.unique(sample)) < len(sample) // 2


def _read_repeated(vector: Cdata) -> NDArray[np.object_]:
    codes, distinct = pd.factorize(_pointers(vector))
    with protected(rlib.Rf_allocVector(rlib.STRSXP, len(distinct))) as shorter:
        for position, pointer in enumerate(distinct):
            rlib.SET_STRING_ELT(shorter, position, ffi.cast("SEXP", int(pointer)))
        read = _read_few(shorter) if len(distinct) <= _FEW_STRINGS else _read_block(shorter)
    return read[codes]


def _list(sexp: Cdata) -> Any:
    if _inherits(sexp, "data.frame"):
        return _data_frame(sexp)
    values = [to_python(rlib.VECTOR_ELT(sexp, position)) for position in range(rlib.Rf_xlength(sexp))]
    names = attribute(sexp, "names")
    if names is None:
        return values
    labels = ["" if name is None else str(name) for name in _character(names)]
    if all(labels) and len(set(labels)) == len(labels):
        return dict(zip(labels, values, strict=True))
    return NamedList(zip(labels, values, strict=True))


def _data_frame(sexp: Cdata) -> pd.DataFrame:
    columns = [_column(rlib.VECTOR_ELT(sexp, position)) for position in range(rlib.Rf_xlength(sexp))]
    row_names = attribute(sexp, "row.names")  # expanded by R if it was compact
    index = None
    length = 0 if row_names is None else rlib.Rf_xlength(row_names)
    if row_names is not None and type_of(row_names) == rlib.STRSXP:
        index = pd.Index(_character(row_names))
    frame = pd.DataFrame(dict(enumerate(columns)), index=pd.RangeIndex(length) if index is None else index, copy=False)
    names = attribute(sexp, "names")
    frame.columns = pd.Index([] if names is None else list(_character(names)), dtype=object)
    # Other classes promise attributes that do not cross, as the groups of a grouped_df.
    classes = read_strings(attribute(sexp, "class"))
    frame.attrs["r_class"] = [name for name in classes if name in ("tbl_df", "tbl", "data.frame")]
    return frame


def _column(sexp: Cdata) -> Any:
    value = to_python(sexp)
    # A list column; pandas would take a dict's names for places in the index.
    if isinstance(value, dict):
        value = list(value.values())
    elif isinstance(value, NamedList):
        value = [item for _, item in value]
    if isinstance(value, list):
        column = np.empty(len(value), dtype=object)
        column[:] = value
        return column
    if isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype == object:
        return pd.array(value, dtype="str")
    return value


def _closure(sexp: Cdata) -> RFunction:
    return RFunction(RObject(hold(sexp)), _as_python_result)


def _as_python_result(sexp: Cdata) -> Any:
    return to_python(sexp)


def _environment(sexp: Cdata) -> Any:
    if _inherits(sexp, _objects.HANDLE_CLASS):
        return _objects.find(_objects.key_of(sexp))
    return RObject(hold(sexp))


_RULES: dict[int, Callable[[Cdata], Any]] = {
    rlib.NILSXP: lambda _: None,
    rlib.REALSXP: _double,
    rlib.INTSXP: _integer,
    rlib.LGLSXP: _logical,
    rlib.CPLXSXP: lambda sexp: _keep(*_numeric(sexp)),
    rlib.RAWSXP: lambda sexp: memory(sexp).tobytes(),
    rlib.STRSXP: _character,
    rlib.VECSXP: _list,
    rlib.CLOSXP: _closure,
    rlib.BUILTINSXP: _closure,
    rlib.SPECIALSXP: _closure,
    rlib.ENVSXP: _environment,
}
