"""From Python to R: one rule per type of Python object. Every function returns an R object that is not protected."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet_rbridge import _helpers, _objects
from torchduet_rbridge._functions import RFunction
from torchduet_rbridge._r import (
    Cdata,
    allocate,
    call,
    held,
    memory,
    protected,
    quoted,
    rlib,
    set_attribute,
    strings,
)
from torchduet_rbridge._values import NamedList, RObject

__all__ = ["to_r", "to_r_list"]

NA_INTEGER = np.iinfo(np.int32).min
_FEW_STRINGS = 64
# Doubles hold every whole number up to here.
_EXACT = 2**53


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
    return _objects.make_handle(value)


def _numpy_dtype(tensor: Any) -> Any:
    import torch

    return torch.float32 if tensor.dtype == torch.bfloat16 else tensor.dtype


def to_r_list(pairs: Iterable[tuple[str, Any]], *, quote: bool = False) -> Cdata:
    """Return an R list of (name, value) pairs; without any name it has no names.

    With `quote`, symbols and calls come quoted, so that they can be arguments of a call.
    """
    items = list(pairs)
    with protected(allocate(rlib.VECSXP, len(items))) as made:
        for position, (_, value) in enumerate(items):
            converted = to_r(value)
            rlib.SET_VECTOR_ELT(made, position, quoted(converted) if quote else converted)
        if any(name for name, _ in items):
            with protected(_texts(np.array([name for name, _ in items], dtype=object))) as names:
                set_attribute(made, "names", names)
        return made


def _bool(value: bool) -> Cdata:
    return rlib.Rf_ScalarLogical(int(value))


def _int(value: int) -> Cdata:
    if NA_INTEGER < value < -NA_INTEGER:
        return rlib.Rf_ScalarInteger(value)
    if abs(value) > _EXACT:
        raise OverflowError(f"{value} is too large for R, whose numbers are exact up to 2^53")
    return rlib.Rf_ScalarReal(float(value))


def _array(values: NDArray[Any]) -> Cdata:
    if values.ndim == 0:
        values = values.reshape(1)
    rule = _ARRAY_RULES.get(values.dtype.kind)
    if rule is None:
        raise TypeError(f"an array of {values.dtype} has no counterpart in R; convert it to numbers or strings first")
    vector = rule(values)
    if values.ndim == 1:
        return vector
    with protected(vector), protected(_fill(rlib.INTSXP, np.array(values.shape))) as dim:
        set_attribute(vector, "dim", dim)
        return vector


def _fill(mode: int, values: NDArray[Any]) -> Cdata:
    """Write values, of whatever type, straight into a new R vector."""
    vector = allocate(mode, values.size)
    with protected(vector):
        target = memory(vector).reshape(values.shape, order="F")
        np.copyto(target, values, casting="unsafe")
    return vector


def _masked(values: np.ma.MaskedArray[Any, Any]) -> Cdata:
    if values.dtype.kind == "f":
        return _array(values.filled(np.nan))
    if values.dtype.kind not in "biu" or not (values.dtype.kind == "b" or _fits_integer(values.compressed())):
        raise TypeError(f"a masked array of {values.dtype} has no counterpart in R")
    codes = np.where(np.ma.getmaskarray(values), NA_INTEGER, values.data.astype(np.int32)).astype(np.int32)
    vector = _fill(rlib.LGLSXP if values.dtype.kind == "b" else rlib.INTSXP, codes)
    with protected(vector), protected(_fill(rlib.INTSXP, np.array(values.shape))) as dim:
        set_attribute(vector, "dim", dim)
        return vector


def _doubles(values: NDArray[Any]) -> Cdata:
    return _fill(rlib.REALSXP, values)


def _integers(values: NDArray[Any]) -> Cdata:
    if values.size == 0:
        return _fill(rlib.INTSXP, values)
    low, high = int(values.min()), int(values.max())
    if low > NA_INTEGER and high < -NA_INTEGER:
        return _fill(rlib.INTSXP, values)
    if low < -_EXACT or high > _EXACT:
        raise OverflowError(f"integers between {low} and {high} do not fit R, whose numbers are exact up to 2^53")
    return _fill(rlib.REALSXP, values)


def _logicals(values: NDArray[Any]) -> Cdata:
    return _fill(rlib.LGLSXP, values)


def _objects_array(values: NDArray[Any]) -> Cdata:
    flat = values.ravel(order="F")
    kinds = {type(item) for item in flat}
    if kinds <= {str, np.str_, type(None), type(pd.NA), float} and all(
        isinstance(item, str) or _is_missing(item) for item in flat
    ):
        return _texts(flat)
    if kinds <= {bool, np.bool_, type(None), type(pd.NA)}:
        return _fill(rlib.LGLSXP, np.array([NA_INTEGER if _is_missing(item) else int(item) for item in flat]))
    return to_r_list(("", item) for item in flat)


def _is_missing(item: Any) -> bool:
    return item is None or item is pd.NA or (isinstance(item, float) and item != item)


def _texts(values: NDArray[Any]) -> Cdata:
    flat = values.ravel(order="F")
    texts = [None if _is_missing(item) else str(item) for item in flat]
    if len(texts) <= _FEW_STRINGS:
        return strings(texts)
    missing = np.array([position for position, text in enumerate(texts, start=1) if text is None], dtype=np.int32)
    block = "\0".join(["" if text is None else text for text in texts]).encode() + b"\0"
    if block.count(b"\0") != len(texts):
        raise ValueError("a string holds a zero character, which R's strings cannot hold; remove it first")
    with (
        protected(_fill(rlib.RAWSXP, np.frombuffer(block, np.uint8))) as raw,
        protected(_int(len(texts))) as count,
        protected(_fill(rlib.INTSXP, missing)) as places,
    ):
        return call(_helpers.function("unpack"), raw, count, places)


def _categorical(values: pd.Categorical) -> Cdata:
    codes = np.asarray(values.codes, dtype=np.int32) + 1
    codes[codes == 0] = NA_INTEGER
    with (
        protected(_fill(rlib.INTSXP, codes)) as factor,
        protected(_texts(np.array([str(level) for level in values.categories], dtype=object))) as levels,
        protected(strings(["ordered", "factor"] if values.ordered else ["factor"])) as classes,
    ):
        set_attribute(factor, "levels", levels)
        set_attribute(factor, "class", classes)
        return factor


def _extension(values: Any) -> Cdata:
    """Convert a pandas array: nullable numbers keep their NA, everything else goes by its NumPy form."""
    if isinstance(values, pd.Categorical):
        return _categorical(values)
    if isinstance(values, pd.arrays.BooleanArray | pd.arrays.IntegerArray):
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        missing = np.isnan(numbers)
        if isinstance(values, pd.arrays.IntegerArray) and not _fits_integer(numbers[~missing]):
            return _doubles(numbers)
        mode = rlib.LGLSXP if isinstance(values, pd.arrays.BooleanArray) else rlib.INTSXP
        return _fill(mode, np.where(missing, NA_INTEGER, numbers).astype(np.int32))
    if isinstance(values, pd.arrays.FloatingArray):
        return _doubles(values.to_numpy(dtype=np.float64, na_value=np.nan))
    return _array(np.asarray(values.to_numpy()))


def _fits_integer(numbers: NDArray[Any]) -> bool:
    # Not by the absolute value, which overflows at the type's smallest number.
    return bool(((numbers > NA_INTEGER) & (numbers < -NA_INTEGER)).all())


def _series(values: pd.Series[Any] | pd.Index[Any]) -> Cdata:
    if isinstance(values.dtype, np.dtype):
        return _array(values.to_numpy())
    return _extension(values.array)


def _data_frame(frame: pd.DataFrame) -> Cdata:
    with (
        protected(to_r_list((str(name), frame.iloc[:, place]) for place, name in enumerate(frame.columns))) as columns,
        protected(strings(frame.attrs.get("r_class", ["data.frame"]))) as classes,
        protected(_row_names(frame)) as row_names,
        protected(call(_helpers.function("data_frame"), columns, row_names)) as made,
    ):
        if frame.shape[1] == 0:
            with protected(strings([])) as names:
                set_attribute(made, "names", names)
        set_attribute(made, "class", classes)
        return made


def _row_names(frame: pd.DataFrame) -> Cdata:
    if len(frame) and all(isinstance(label, str) for label in frame.index):
        return _texts(np.array(frame.index, dtype=object))
    # R's compact form of 1, 2, ... n.
    return _fill(rlib.INTSXP, np.array([NA_INTEGER, -len(frame)])) if len(frame) else _fill(rlib.INTSXP, np.empty(0))


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
    bytes: lambda value: _fill(rlib.RAWSXP, np.frombuffer(value, np.uint8)),
    np.generic: lambda value: _array(np.asarray(value)),
    np.ma.MaskedArray: _masked,
    np.ndarray: _array,
    pd.Series: _series,
    pd.Index: _series,
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
    "f": _doubles,
    "i": _integers,
    "u": _integers,
    "b": _logicals,
    "O": _objects_array,
    "U": _texts,
    "T": _texts,
    "c": lambda values: _fill(rlib.CPLXSXP, values),
}
