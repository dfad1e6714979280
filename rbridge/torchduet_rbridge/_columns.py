"""pandas' frames as R's data frames and series side by side: columns, and what is remembered of those that R sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from torchduet_rbridge import _helpers, _times
from torchduet_rbridge._attributes import KEY, Attributes, restore
from torchduet_rbridge._classes import write_series
from torchduet_rbridge._frames import tell_apart
from torchduet_rbridge._numbers import NA_INTEGER
from torchduet_rbridge._r import Cdata, allocate, call, fill, held, protected, rlib, set_attribute, strings
from torchduet_rbridge._strings import is_missing, write_texts
from torchduet_rbridge._values import Element, RObject

__all__ = ["write_frame"]

Convert = Callable[[Any], Cdata]
ConvertSeries = Callable[[Any, Mapping[Any, Any]], Cdata]


def write_frame(frame: pd.DataFrame, convert: Convert, values: ConvertSeries) -> Cdata:
    """Return a data frame, or a ts of several series if R sent them and its times are still even; unprotected."""
    if "r_series" in frame.attrs:
        tsp = _times.find_tsp(frame)
        kinds = {column.dtype for _, column in frame.items()}
        if tsp is not None and len(kinds) == 1 and kinds.pop().kind in "biuf":
            return _write_many_series(frame, tsp, convert)
    kept = frame.attrs.get("r_columns", {})
    attributes: Attributes = frame.attrs.get(KEY, Attributes())
    labels = [None if is_missing(name) else str(name) for name in frame.columns]
    with (
        protected(allocate(rlib.VECSXP, frame.shape[1])) as columns,
        protected(write_texts(labels)) as names,
        protected(strings(frame.attrs.get("r_class", ["data.frame"]))) as classes,
        protected(_row_names(frame, attributes)) as row_names,
    ):
        for place, key in enumerate(tell_apart(frame.columns)):
            column = _write_column(frame.iloc[:, place], kept.get(key, {}), convert, values)
            rlib.SET_VECTOR_ELT(columns, place, column)
        set_attribute(columns, "names", names)
        with protected(call(_helpers.function("data_frame"), columns, row_names)) as made:
            set_attribute(made, "class", classes)
            others = Attributes({name: value for name, value in attributes.items() if name != "row.names"})
            return restore(made, others, convert) if others else made


def _row_names(frame: pd.DataFrame, attributes: Attributes) -> Cdata:
    numbers = attributes.get("row.names")
    if numbers is not None and frame.index.equals(pd.Index(numbers)):
        return fill(rlib.INTSXP, np.asarray(numbers))
    labels = np.asarray(frame.index)
    if labels.dtype == object and all(isinstance(label, str) for label in labels):
        return write_texts(labels)
    # R's compact form of 1, 2, ... n.
    return fill(rlib.INTSXP, np.array([NA_INTEGER, -len(frame)])) if len(frame) else fill(rlib.INTSXP, np.empty(0))


def _write_column(column: pd.Series[Any], mark: Mapping[str, Any], convert: Convert, values: ConvertSeries) -> Cdata:
    """Convert a column, whose rows' names are the frame's, with what was remembered of it when it came from R."""
    made = _write_odd_column(column, mark, convert)
    if made is None:
        made = values(column, mark)
        tsp: _times.Tsp | None = mark.get("tsp")
        # Rows that were sorted or left out are no longer at even times.
        if (
            tsp is not None
            and column.dtype.kind in "biuf"
            and _times.fits_tsp(tsp, len(column))
            and column.index.equals(pd.RangeIndex(len(column)))
        ):
            with protected(made):
                made = write_series(made, tsp)
    attributes: Attributes = mark.get(KEY, Attributes())
    return restore(made, attributes, convert) if attributes else made


def _write_odd_column(column: pd.Series[Any], mark: Mapping[str, Any], convert: Convert) -> Cdata | None:
    """Convert a column whose elements are rows of something, or bytes; None if it is no such column any more."""
    if mark.get("raw") and column.dtype == np.uint8:
        return fill(rlib.RAWSXP, column.to_numpy())
    cells: Any = column.to_numpy() if column.dtype == object else []
    if len(cells) != len(column):
        return None
    whole: RObject | None = mark.get("object")
    if whole is not None and all(isinstance(cell, Element) and cell.object is whole for cell in cells):
        return _elements(whole, np.array([cell.row for cell in cells], dtype=np.int32))
    if "frame" in mark and all(isinstance(cell, pd.DataFrame) for cell in cells):
        inner = pd.concat([mark["frame"], *cells]) if len(cells) else mark["frame"]
        inner.attrs = mark["frame_attrs"]
        return convert(inner)
    if "shape" in mark and all(isinstance(cell, np.ndarray) and cell.shape == mark["shape"] for cell in cells):
        if not len(cells):
            return convert(np.empty((0, *mark["shape"]), mark["dtype"]))
        masked = any(isinstance(cell, np.ma.MaskedArray) for cell in cells)
        return convert(np.ma.stack(cells) if masked else np.stack(cells))
    return None


def _elements(whole: RObject, rows: Any) -> Cdata:
    if np.array_equal(rows, np.arange(rlib.Rf_xlength(held(whole.sexp)))):
        return held(whole.sexp)
    with protected(fill(rlib.INTSXP, rows + 1)) as positions:
        return call(_helpers.function("elements"), held(whole.sexp), positions)


def _write_many_series(frame: pd.DataFrame, tsp: _times.Tsp, convert: Convert) -> Cdata:
    missing = frame.isna().to_numpy()
    numbers: Any = frame.to_numpy()
    if not isinstance(frame.dtypes.iloc[0], np.dtype):
        plain = frame.dtypes.iloc[0].numpy_dtype
        numbers = np.ma.MaskedArray(frame.to_numpy(dtype=plain, na_value=plain.type(0)), missing)
    named = not isinstance(frame.columns, pd.RangeIndex)
    names = np.array([None if is_missing(name) else str(name) for name in frame.columns] + [None], dtype=object)[:-1]
    attributes = Attributes({"tsp": np.array(tsp), "class": np.array(frame.attrs["r_series"], dtype=object)})
    if named:
        attributes["dimnames"] = [None, names]
    attributes.update(frame.attrs.get(KEY, {}))
    return restore(convert(numbers), attributes, convert)
