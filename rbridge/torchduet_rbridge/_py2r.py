"""From Python to R: one rule per type of Python object. Every function returns an R object that is not protected."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet_rbridge import _compiled, _helpers, _objects, _times, _zones
from torchduet_rbridge._attributes import KEY, Attributes, RArray, RDict, RList, RMaskedArray, restore
from torchduet_rbridge._classes import write_instants, write_moments, write_series, write_spans
from torchduet_rbridge._columns import write_frame
from torchduet_rbridge._functions import RFunction
from torchduet_rbridge._integer64 import CLASS as INTEGER64
from torchduet_rbridge._integer64 import write_integer64, write_wide
from torchduet_rbridge._lists import TextLists, write_alike, write_lists
from torchduet_rbridge._numbers import (
    EXACT,
    NA_INTEGER,
    write_doubles,
    write_integers,
    write_logicals,
    write_masked,
    write_nullable,
)
from torchduet_rbridge._r import (
    Cdata,
    allocate,
    call,
    fill,
    held,
    hold,
    protected,
    quoted,
    rlib,
    set_attribute,
    strings,
)
from torchduet_rbridge._sparse import write_sparse
from torchduet_rbridge._strings import FEW_STRINGS, Texts, is_missing, write_texts
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
        return _array(_tensor(value))
    sparse = sys.modules.get("scipy.sparse")
    if sparse is not None and sparse.issparse(value):
        return write_sparse(value, to_r)
    return _objects.make_handle(value)


def _tensor(tensor: Any) -> NDArray[Any]:
    if tensor.layout != sys.modules["torch"].strided:
        tensor = tensor.to_dense()
    plain = tensor.detach().cpu().resolve_conj().resolve_neg()
    try:
        return plain.numpy()  # type: ignore[no-any-return]
    except TypeError:  # NumPy has no such numbers: bfloat16, float8, complex32
        return (plain.cfloat() if plain.is_complex() else plain.float()).numpy()  # type: ignore[no-any-return]


def to_r_list(
    pairs: Iterable[tuple[str | None, Any]],
    *,
    named: bool = False,
    quote: bool = False,
    convert: Callable[[Any], Cdata] = to_r,
) -> Cdata:
    """Return an R list of (name, value) pairs; without any name it has no names, if `named` does not ask for them.

    With `quote`, symbols and calls come quoted, so that they can be arguments of a call.
    """
    items = list(pairs)
    with protected(allocate(rlib.VECSXP, len(items))) as made:
        for position, (_, value) in enumerate(items):
            converted = convert(value)
            rlib.SET_VECTOR_ELT(made, position, quoted(converted) if quote else converted)
        if named or any(name for name, _ in items):
            texts = [name for name, _ in items]
            if len(texts) <= FEW_STRINGS and all(type(name) is str for name in texts):
                set_attribute(made, "names", held(_names(tuple(texts))))
            else:
                with protected(write_texts(texts)) as names:
                    set_attribute(made, "names", names)
        return made


@lru_cache(maxsize=512)
def _names(texts: tuple[str, ...]) -> Any:
    """Return names as R has them, in a capsule: most lists have those of one before, as the records of epochs do."""
    with protected(strings(list(texts))) as names:
        return hold(names)


def _bool(value: bool) -> Cdata:
    return rlib.Rf_ScalarLogical(int(value))


def _int(value: int) -> Cdata:
    if NA_INTEGER < value < -NA_INTEGER:
        return rlib.Rf_ScalarInteger(value)
    if abs(value) > EXACT:
        return write_wide(np.array([value], dtype=object))
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
    with protected(vector), protected(allocate(rlib.INTSXP, len(shape))) as dim:
        sizes = rlib.INTEGER(dim)
        for axis, size in enumerate(shape):
            sizes[axis] = size
        set_attribute(vector, "dim", dim)
        return vector


def _objects_array(values: NDArray[Any]) -> Cdata:
    flat = values.ravel(order="F")
    if flat.size and pd.api.types.infer_dtype(flat, skipna=False) == "string":
        return write_texts(flat)
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


def _texts(values: Texts) -> Cdata:
    made = _compiled.write_texts(values) if len(values) > FEW_STRINGS else None
    return _objects_array(np.array([*values, None], dtype=object)[:-1]) if made is None else made


def _categorical(values: pd.Categorical, na_level: int | None = None, is_na: NDArray[np.bool_] | None = None) -> Cdata:
    """Return a factor; of one with NA among its levels, what is missing has that level, but for what `is_na` says."""
    labels: list[str | None] = [str(level) for level in values.categories]
    if len(set(labels)) < len(labels):
        twice = next(label for place, label in enumerate(labels) if label in labels[:place])
        raise ValueError(
            f"two categories are both written {twice!r} in R, where levels are strings; rename one of them"
        )
    codes = np.array(values.codes, dtype=np.int32)
    if na_level is not None:
        labels.insert(na_level, None)
        codes = np.where(codes < 0, na_level, codes + (codes >= na_level))
        if is_na is not None and len(is_na) == len(codes):
            codes[is_na] = -1
    codes += 1
    codes[codes == 0] = NA_INTEGER
    with (
        protected(fill(rlib.INTSXP, codes)) as factor,
        protected(write_texts(labels)) as levels,
        protected(strings(["ordered", "factor"] if values.ordered else ["factor"])) as classes,
    ):
        set_attribute(factor, "levels", levels)
        set_attribute(factor, "class", classes)
        return factor


def _periods(values: Any) -> Cdata:
    """Return when periods begin, as Date where they are days or longer."""
    instants = np.asarray(values.to_timestamp(how="start"))
    return write_moments(instants.astype("M8[D]") if values.freqstr[0] in "DBWMQYA" else instants)


def _moment(value: datetime) -> Cdata:
    moment = pd.Timestamp(value)
    if moment.tz is None:
        return write_instants(np.array([moment.to_datetime64()]))
    return write_instants(np.array([moment.tz_convert(None).to_datetime64()]), _zones.zone_name(moment.tz))


def _extension(values: Any) -> Cdata:
    """Convert a pandas array: nullable numbers keep their NA, everything else goes by its NumPy form."""
    if isinstance(values, pd.Categorical):
        return _categorical(values)
    if isinstance(values, pd.arrays.BooleanArray | pd.arrays.IntegerArray | pd.arrays.FloatingArray):
        return write_nullable(values)
    if isinstance(values, pd.arrays.PeriodArray):
        return _periods(values)
    if isinstance(values, pd.arrays.IntervalArray):
        return write_texts(np.asarray(values.astype(str)))
    if isinstance(values, pd.arrays.DatetimeArray) and values.tz is not None:
        return write_instants(values.tz_convert(None).to_numpy(), _zones.zone_name(values.tz))
    return _array(np.asarray(values.to_numpy()))


def _series(series: pd.Series[Any]) -> Cdata:
    tsp = _times.find_tsp(series)
    with protected(_values(series, series.attrs)) as vector:
        made = vector
        labels = np.asarray(series.index)
        if tsp is not None and series.dtype.kind in "biuf":
            made = write_series(vector, tsp)
        elif labels.dtype == object and pd.api.types.infer_dtype(labels, skipna=True) in ("string", "empty"):
            with protected(write_texts(labels)) as names:
                set_attribute(vector, "names", names)
        return restored(made, series.attrs)


def restored(vector: Cdata, attrs: Mapping[Any, Any]) -> Cdata:
    """Return an R vector, unprotected, with the attributes that pandas kept for it."""
    attributes: Attributes = attrs.get(KEY, Attributes())
    return restore(vector, attributes, to_r) if attributes else vector


def _values(values: pd.Series[Any] | pd.Index[Any], attrs: Mapping[Any, Any] = MappingProxyType({})) -> Cdata:
    """Convert what a Series or an Index holds, without what the elements are called."""
    if isinstance(values.dtype, pd.CategoricalDtype) and "na_level" in attrs:
        return _categorical(values.array, attrs["na_level"], attrs.get(KEY, Attributes()).is_na)
    if attrs.get("r_class") == "POSIXlt" and isinstance(values.dtype, pd.DatetimeTZDtype):
        with protected(_extension(values.array)) as instants:
            return call(_helpers.function("as_lt"), instants)
    kept = attrs.get(KEY, {})
    if values.dtype.kind == "i" and INTEGER64 in kept.get("class", ()):
        return write_integer64(values.to_numpy(dtype=np.int64, na_value=0), np.asarray(values.isna()))
    if not isinstance(values.dtype, np.dtype):
        return _extension(values.array)
    if values.dtype.kind == "m":
        return write_spans(values.to_numpy(), attrs.get("units"))
    return _array(values.to_numpy())


def _r_array(values: RArray | RMaskedArray) -> Cdata:
    attributes = values.attributes
    plain = values.view(np.ma.MaskedArray) if isinstance(values, RMaskedArray) else np.asarray(values)
    if plain.dtype.kind == "i" and INTEGER64 in attributes.get("class", ()):
        missing = np.ma.getmaskarray(plain)
        made = _shaped(write_integer64(np.asarray(plain), missing), plain.shape)
    elif attributes.mode == "raw" and plain.dtype == np.uint8:
        made = _shaped(fill(rlib.RAWSXP, plain), plain.shape)
    else:
        made = to_r(plain)
    return restore(made, attributes, to_r)


def _masked_array(values: np.ma.MaskedArray[Any, Any]) -> Cdata:
    if values.dtype.kind in "biufc":
        return _shaped(write_masked(values), values.shape)
    if values.dtype.kind in "mM":
        nothing: Any = np.array("NaT", values.dtype)
        return _array(values.filled(nothing))
    texts = values.data.astype(object)
    texts[np.ma.getmaskarray(values)] = None
    return _array(texts)


def _mapping(values: Mapping[Any, Any]) -> Cdata:
    return to_r_list(((str(name), value) for name, value in values.items()), named=True)


def _sequence(values: Iterable[Any]) -> Cdata:
    alike = write_alike(values) if isinstance(values, list | tuple) else None
    return alike if alike is not None else to_r_list(("", value) for value in values)


def _list_with_attributes(values: RDict | RList | NamedList) -> Cdata:
    if isinstance(values, NamedList):
        made = to_r_list(values, named=True)
    else:
        made = _mapping(values) if isinstance(values, dict) else _sequence(values)
    return restore(made, values.attributes, to_r) if values.attributes else made


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
    np.ma.MaskedArray: _masked_array,
    RArray: _r_array,
    RMaskedArray: _r_array,
    np.ndarray: _array,
    pd.Series: _series,
    pd.Index: _values,
    pd.api.extensions.ExtensionArray: _extension,
    pd.DataFrame: lambda frame: write_frame(frame, to_r, _values),
    pd.Period: lambda value: _periods(pd.array([value])),
    NamedList: _list_with_attributes,
    RDict: _list_with_attributes,
    RList: _list_with_attributes,
    set: _sequence,
    frozenset: _sequence,
    dict: _mapping,
    list: _sequence,
    tuple: _sequence,
    Texts: _texts,
    TextLists: write_lists,
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
