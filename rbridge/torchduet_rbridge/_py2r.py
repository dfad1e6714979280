"""From Python to R: one rule per type of Python object. Every function returns an R object that is not protected."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet_rbridge import _helpers, _objects, _times, _zones
from torchduet_rbridge._classes import write_instants, write_moments, write_series, write_spans
from torchduet_rbridge._functions import RFunction
from torchduet_rbridge._numbers import (
    EXACT,
    NA_INTEGER,
    write_doubles,
    write_integers,
    write_logicals,
    write_masked,
    write_nullable,
)
from torchduet_rbridge._r import Cdata, allocate, call, fill, held, protected, quoted, rlib, set_attribute, strings
from torchduet_rbridge._sparse import write_sparse
from torchduet_rbridge._strings import is_missing, write_texts
from torchduet_rbridge._values import NamedList, RObject

__all__ = ["to_r", "to_r_list"]


def to_r(value: Any) -> Cdata:
    """Return what a Python object is in R."""
    for kind in type(value).__mro__:
        rule = _RULES.get(kind)
        if rule is not None:
            return rule(value)
    # Looked up, not imported: what was never imported cannot have made the value.
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return _array(value.detach().cpu().to(_numpy_dtype(value)).numpy())
    sparse = sys.modules.get("scipy.sparse")
    if sparse is not None and sparse.issparse(value):
        return write_sparse(value)
    return _objects.make_handle(value)


def _numpy_dtype(tensor: Any) -> Any:
    import torch

    return torch.float32 if tensor.dtype == torch.bfloat16 else tensor.dtype


def to_r_list(
    pairs: Iterable[tuple[str, Any]], *, quote: bool = False, convert: Callable[[Any], Cdata] = to_r
) -> Cdata:
    """Return an R list of (name, value) pairs; without any name it has no names.

    With `quote`, symbols and calls come quoted, so that they can be arguments of a call.
    """
    items = list(pairs)
    with protected(allocate(rlib.VECSXP, len(items))) as made:
        for position, (_, value) in enumerate(items):
            converted = convert(value)
            rlib.SET_VECTOR_ELT(made, position, quoted(converted) if quote else converted)
        if any(name for name, _ in items):
            with protected(write_texts(np.array([name for name, _ in items], dtype=object))) as names:
                set_attribute(made, "names", names)
        return made


def _bool(value: bool) -> Cdata:
    return rlib.Rf_ScalarLogical(int(value))


def _int(value: int) -> Cdata:
    if NA_INTEGER < value < -NA_INTEGER:
        return rlib.Rf_ScalarInteger(value)
    if abs(value) > EXACT:
        raise OverflowError(f"{value} is too large for R, whose numbers are exact up to 2^53")
    return rlib.Rf_ScalarReal(float(value))


def _array(values: NDArray[Any]) -> Cdata:
    if values.ndim == 0:
        values = values.reshape(1)
    rule = _ARRAY_RULES.get(values.dtype.kind)
    if rule is None:
        raise TypeError(f"an array of {values.dtype} has no counterpart in R; convert it to numbers or strings first")
    return _shaped(rule(values), values.shape)


def _shaped(vector: Cdata, shape: tuple[int, ...]) -> Cdata:
    if len(shape) == 1:
        return vector
    with protected(vector), protected(fill(rlib.INTSXP, np.array(shape))) as dim:
        set_attribute(vector, "dim", dim)
        return vector


def _objects_array(values: NDArray[Any]) -> Cdata:
    flat = values.ravel(order="F")
    kinds = {type(item) for item in flat}
    if kinds <= {str, np.str_, type(None), type(pd.NA), float} and all(
        isinstance(item, str) or is_missing(item) for item in flat
    ):
        return write_texts(flat)
    if kinds <= {bool, np.bool_, type(None), type(pd.NA)}:
        return fill(rlib.LGLSXP, np.array([NA_INTEGER if is_missing(item) else int(item) for item in flat]))
    if {date} & kinds and kinds <= {date, type(None), type(pd.NaT)}:
        return write_moments(np.array([None if item is pd.NaT else item for item in flat], dtype="M8[D]"))
    return to_r_list(("", item) for item in flat)


def _categorical(values: pd.Categorical) -> Cdata:
    codes = np.asarray(values.codes, dtype=np.int32) + 1
    codes[codes == 0] = NA_INTEGER
    with (
        protected(fill(rlib.INTSXP, codes)) as factor,
        protected(write_texts(np.array([str(level) for level in values.categories], dtype=object))) as levels,
        protected(strings(["ordered", "factor"] if values.ordered else ["factor"])) as classes,
    ):
        set_attribute(factor, "levels", levels)
        set_attribute(factor, "class", classes)
        return factor


def _moment(value: datetime) -> Cdata:
    moment = pd.Timestamp(value)
    if moment.tz is None:
        return write_instants(np.array([moment.to_datetime64()]))
    return write_instants(np.array([moment.tz_convert(None).to_datetime64()]), _zones.zone_name(moment.tz))


def _extension(values: Any) -> Cdata:
    """Convert a pandas array: nullable numbers keep their NA, everything else goes by its NumPy form."""
    if isinstance(values, pd.Categorical):
        return _categorical(values)
    if isinstance(values, pd.arrays.BooleanArray | pd.arrays.IntegerArray):
        return write_nullable(values)
    if isinstance(values, pd.arrays.FloatingArray):
        return write_doubles(values.to_numpy(dtype=np.float64, na_value=np.nan))
    if isinstance(values, pd.arrays.DatetimeArray) and values.tz is not None:
        return write_instants(values.tz_convert(None).to_numpy(), _zones.zone_name(values.tz))
    return _array(np.asarray(values.to_numpy()))


def _series(series: pd.Series[Any]) -> Cdata:
    tsp = _times.find_tsp(series)
    with protected(_values(series, series.attrs)) as vector:
        if tsp is not None and series.dtype.kind in "biuf":
            return write_series(vector, tsp)
        labels = np.asarray(series.index)
        if labels.dtype == object and pd.api.types.infer_dtype(labels, skipna=True) in ("string", "empty"):
            with protected(write_texts(labels)) as names:
                set_attribute(vector, "names", names)
        return vector


def _values(values: pd.Series[Any] | pd.Index[Any], attrs: Mapping[Any, Any] = MappingProxyType({})) -> Cdata:
    """Convert what a Series or an Index holds, without what the elements are called."""
    if not isinstance(values.dtype, np.dtype):
        return _extension(values.array)
    if values.dtype.kind == "m":
        return write_spans(values.to_numpy(), attrs.get("units"))
    return _array(values.to_numpy())


def _data_frame(frame: pd.DataFrame) -> Cdata:
    kept = frame.attrs.get("r_columns", {})
    columns = ((str(name), (frame.iloc[:, place], kept.get(str(name), {}))) for place, name in enumerate(frame.columns))
    with (
        protected(to_r_list(columns, convert=lambda column: _column(*column))) as made_columns,
        protected(strings(frame.attrs.get("r_class", ["data.frame"]))) as classes,
        protected(_row_names(frame)) as row_names,
        protected(call(_helpers.function("data_frame"), made_columns, row_names)) as made,
    ):
        if frame.shape[1] == 0:
            with protected(strings([])) as names:
                set_attribute(made, "names", names)
        set_attribute(made, "class", classes)
        return made


def _column(column: pd.Series[Any], attrs: Mapping[Any, Any]) -> Cdata:
    """Convert a column, whose rows' names are the frame's, with what R said of it when it came."""
    vector = _values(column, attrs)
    tsp: _times.Tsp | None = attrs.get("tsp")
    # Rows that were sorted or left out are no longer at even times.
    if (
        tsp is None
        or column.dtype.kind not in "biuf"
        or not _times.fits_tsp(tsp, len(column))
        or not column.index.equals(pd.RangeIndex(len(column)))
    ):
        return vector
    with protected(vector):
        return write_series(vector, tsp)


def _row_names(frame: pd.DataFrame) -> Cdata:
    if len(frame) and all(isinstance(label, str) for label in frame.index):
        return write_texts(np.array(frame.index, dtype=object))
    # R's compact form of 1, 2, ... n.
    return fill(rlib.INTSXP, np.array([NA_INTEGER, -len(frame)])) if len(frame) else fill(rlib.INTSXP, np.empty(0))


def _mapping(values: Mapping[Any, Any]) -> Cdata:
    if values:
        return to_r_list((str(name), value) for name, value in values.items())
    with protected(allocate(rlib.VECSXP, 0)) as made, protected(strings([])) as names:
        set_attribute(made, "names", names)
        return made


def _sequence(values: Iterable[Any]) -> Cdata:
    return to_r_list(("", value) for value in values)


_RULES: dict[type, Callable[[Any], Cdata]] = {
    type(None): lambda _: rlib.R_NilValue,
    type(pd.NA): lambda _: rlib.Rf_ScalarLogical(NA_INTEGER),
    complex: lambda value: _array(np.asarray(value)),
    bool: _bool,
    int: _int,
    float: lambda value: rlib.Rf_ScalarReal(value),
    str: lambda value: strings([value]),
    date: lambda value: _array(np.asarray(value, dtype="M8[D]")),
    datetime: _moment,
    type(pd.NaT): lambda _: write_instants(np.array(["NaT"], "M8[us]")),
    timedelta: lambda value: _values(pd.Series([value])),
    bytes: lambda value: fill(rlib.RAWSXP, np.frombuffer(value, np.uint8)),
    np.generic: lambda value: _array(np.asarray(value)),
    np.ma.MaskedArray: lambda values: _shaped(write_masked(values), values.shape),
    np.ndarray: _array,
    pd.Series: _series,
    pd.Index: _values,
    pd.api.extensions.ExtensionArray: _extension,
    pd.DataFrame: _data_frame,
    NamedList: to_r_list,
    dict: _mapping,
    list: _sequence,
    tuple: _sequence,
    RFunction: lambda value: held(value.function.sexp),
    RObject: lambda value: held(value.sexp),
}

_ARRAY_RULES: dict[str, Callable[[NDArray[Any]], Cdata]] = {
    "f": write_doubles,
    "i": write_integers,
    "u": write_integers,
    "b": write_logicals,
    "O": _objects_array,
    "M": write_moments,
    "m": write_spans,
    "U": write_texts,
    "T": write_texts,
    "c": lambda values: fill(rlib.CPLXSXP, values),
}
