"""From R to Python: one rule per type of R object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet_rbridge import _classes, _helpers, _objects
from torchduet_rbridge._functions import RFunction
from torchduet_rbridge._headers import has_attributes
from torchduet_rbridge._r import Cdata, attribute, hold, memory, protected, read_strings, rlib, type_of
from torchduet_rbridge._sparse import read_sparse
from torchduet_rbridge._strings import read_texts
from torchduet_rbridge._values import NamedList, RObject

__all__ = ["to_python"]

NA_INTEGER = np.int32(np.iinfo(np.int32).min)

# Shorter vectors are copied: holding an R object costs more than copying a few kilobytes.
_SHORT = 512


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
    owner = _helpers.plain(sexp)
    return owner, memory(owner), shape


def _shape(sexp: Cdata) -> tuple[int, ...]:
    dim = attribute(sexp, "dim") if has_attributes(sexp) else None
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


def _vector(sexp: Cdata) -> Any:
    """Return a vector of numbers, strings or truth values; its class and its names may make it something more."""
    values = _VECTORS[type_of(sexp)](sexp)
    if values.ndim != 1 or not has_attributes(sexp):
        return values
    reader = _classes.reader_of(sexp)
    if reader is not None and values.dtype.kind in "ifb":
        values = reader(sexp, values)
    names = attribute(sexp, "names")
    if names is None:
        return values
    # Said of strings, as pandas would choose a type of its own for them.
    dtype = object if values.dtype == object else None
    named: pd.Series[Any] = values if isinstance(values, pd.Series) else pd.Series(values, dtype=dtype, copy=False)
    named.index = pd.Index(_character(names), dtype=object)
    return named


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
    with protected(_helpers.plain(sexp)) as owner:
        return read_texts(owner).reshape(_shape(sexp), order="F")


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
    columns = [to_python(rlib.VECTOR_ELT(sexp, position)) for position in range(rlib.Rf_xlength(sexp))]
    row_names = attribute(sexp, "row.names")  # expanded by R if it was compact
    index: pd.Index[Any] = pd.RangeIndex(0 if row_names is None else rlib.Rf_xlength(row_names))
    if row_names is not None and type_of(row_names) == rlib.STRSXP:
        index = pd.Index(_character(row_names))
    frame = pd.DataFrame(dict(enumerate(map(_column, columns))), index=index, copy=False)
    names = attribute(sexp, "names")
    frame.columns = pd.Index([] if names is None else list(_character(names)), dtype=object)
    # Other classes promise attributes that do not cross, as the groups of a grouped_df.
    classes = read_strings(attribute(sexp, "class"))
    frame.attrs["r_class"] = [name for name in classes if name in ("tbl_df", "tbl", "data.frame")]
    # pandas keeps these for the whole frame only.
    kept = {
        str(name): column.attrs
        for name, column in zip(frame.columns, columns, strict=True)
        if isinstance(column, pd.Series) and column.attrs
    }
    if kept:
        frame.attrs["r_columns"] = kept
    return frame


def _column(value: Any) -> Any:
    # The frame has an index of its own, into whose order pandas would bring a Series.
    if isinstance(value, pd.Series):
        value = value.to_numpy() if isinstance(value.dtype, np.dtype) else value.array
    # A list column; pandas would take a dict's names for places in the index.
    elif isinstance(value, dict):
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


def _s4(sexp: Cdata) -> Any:
    sparse = read_sparse(sexp)
    return RObject(hold(sexp)) if sparse is None else sparse


_VECTORS: dict[int, Callable[[Cdata], Any]] = {
    rlib.REALSXP: _double,
    rlib.INTSXP: _integer,
    rlib.LGLSXP: _logical,
    rlib.CPLXSXP: lambda sexp: _keep(*_numeric(sexp)),
    rlib.STRSXP: _character,
}

_RULES: dict[int, Callable[[Cdata], Any]] = {
    **dict.fromkeys(_VECTORS, _vector),
    rlib.NILSXP: lambda _: None,
    rlib.RAWSXP: lambda sexp: memory(sexp).tobytes(),
    rlib.VECSXP: _list,
    rlib.CLOSXP: _closure,
    rlib.BUILTINSXP: _closure,
    rlib.SPECIALSXP: _closure,
    rlib.ENVSXP: _environment,
    rlib.S4SXP: _s4,
}
