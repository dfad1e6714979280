"""R's data frames, and series side by side (mts), as pandas' frames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from torchduet_rbridge import _times
from torchduet_rbridge._attributes import KEY, Attributes, attach, classes_of, read
from torchduet_rbridge._r import Cdata, attribute, hold, protected, rlib, type_of
from torchduet_rbridge._values import Element, NamedList, RObject

__all__ = ["read_frame", "read_many_series", "tell_apart"]

_CLASSES = ("tbl_df", "tbl", "data.frame")


def read_frame(sexp: Cdata, convert: Callable[[Cdata], Any]) -> pd.DataFrame:
    """Return a data frame; what its columns have in R and not in pandas stays in `attrs`, under ``r_columns``."""
    count = rlib.Rf_xlength(sexp)
    attributes = read(sexp, ("names", "row.names", "class"), convert)
    index = _index(sexp, attributes, convert)
    parts = [rlib.VECTOR_ELT(sexp, place) for place in range(count)]
    columns, marks = (
        zip(*(_stored(convert(part), part, len(index)) for part in parts), strict=True) if count else ((), ())
    )
    frame = pd.DataFrame(dict(enumerate(columns)), index=index, copy=False)
    names = attribute(sexp, "names")
    frame.columns = pd.Index([] if names is None else list(convert(names)), dtype=object)
    classes = classes_of(sexp)
    # Other classes promise attributes that a piece of the frame will not have, as the groups of a grouped_df.
    frame.attrs["r_class"] = [name for name in classes if name in _CLASSES]
    if frame.attrs["r_class"] != classes:
        attributes["class"] = np.array(classes, dtype=object)
    kept = {key: mark for key, mark in zip(tell_apart(frame.columns), marks, strict=True) if mark}
    if kept:
        frame.attrs["r_columns"] = kept
    return attach(frame, attributes)  # type: ignore[no-any-return]


def tell_apart(names: Iterable[Any]) -> Iterator[Any]:
    """Return a key for each column: its name; for the second of that name, and the next ones, name and number."""
    seen: Counter[Any] = Counter()
    for name in names:
        seen[name] += 1
        yield name if seen[name] == 1 else (name, seen[name])


def _index(sexp: Cdata, attributes: Attributes, convert: Callable[[Cdata], Any]) -> pd.Index[Any]:
    found = attribute(sexp, "row.names")  # expanded by R if it was compact
    if found is None:
        return pd.RangeIndex(0)
    with protected(found) as row_names:
        if type_of(row_names) == rlib.STRSXP:
            return pd.Index(convert(row_names), dtype=object)  # type: ignore[no-any-return]
        automatic: pd.Index[Any] = pd.RangeIndex(rlib.Rf_xlength(row_names))
        numbers = convert(row_names)
        if np.array_equal(numbers, np.arange(1, len(automatic) + 1)):
            return automatic
        # Which rows of another frame these were: pandas has a place for it, but says it of every filtered frame.
        attributes["row.names"] = numbers
        return pd.Index(numbers)  # type: ignore[no-any-return]


def _stored(value: Any, sexp: Cdata, rows: int) -> tuple[Any, dict[str, Any]]:
    """Return a column as pandas holds it, and what has to be remembered of it."""
    mark: dict[Any, Any] = {}
    attributes: Any = getattr(value, "attributes", Attributes())
    if isinstance(value, pd.Series):
        mark.update(value.attrs)
        attributes = mark.pop(KEY, attributes)
        if value.index.dtype == object:
            # The frame has an index of its own, into whose order pandas would bring a Series.
            labels = value.index.to_numpy()
            attributes = Attributes({**attributes, "names": labels}, mode=attributes.mode, is_na=attributes.is_na)
        value = value.to_numpy() if isinstance(value.dtype, np.dtype) else value.array
    elif isinstance(value, bytes):
        attributes = Attributes(mode="raw")
        value = np.frombuffer(value, np.uint8)
    elif isinstance(value, pd.DataFrame):
        mark.update(frame=value.iloc[:0], frame_attrs=value.attrs)
        value = [value.iloc[[row]] for row in range(len(value))]
    elif isinstance(value, NamedList | dict):
        pairs = list(value.items() if isinstance(value, dict) else value)
        names = np.array([name for name, _ in pairs] + [None], dtype=object)[:-1]
        attributes = Attributes({**attributes, "names": names})
        value = [item for _, item in pairs]
    if isinstance(value, np.ndarray) and value.ndim > 1:
        mark.update(shape=value.shape[1:], dtype=value.dtype)
        plain = value if isinstance(value, np.ma.MaskedArray) else np.asarray(value)
        value = [plain[row] for row in range(len(plain))]
    if attributes.mode == "raw":
        mark["raw"] = True
    if attributes:
        mark[KEY] = attributes
    if not isinstance(value, list | np.ndarray | pd.api.extensions.ExtensionArray) or len(value) != rows:
        mark = {"object": RObject(hold(sexp))}
        value = [Element(mark["object"], row) for row in range(rows)]
    if isinstance(value, list):
        column = np.empty(rows, dtype=object)
        for row, item in enumerate(value):  # not all at once: NumPy would look into arrays of one length
            column[row] = item
        return column, mark
    if isinstance(value, np.ndarray):
        value = np.asarray(value)
        return pd.array(value, dtype="str") if value.dtype == object else value, mark
    return value, mark


def read_many_series(values: Any, tsp: _times.Tsp, names: Any, classes: list[str]) -> pd.DataFrame:
    """Return series side by side as a frame with an index of periods or times."""
    columns: dict[int, Any] = {}
    for place in range(values.shape[1]):
        column = values[:, place]
        if isinstance(column, np.ma.MaskedArray):
            missing = np.ma.getmaskarray(column)
            made = pd.arrays.BooleanArray if column.dtype.kind == "b" else pd.arrays.IntegerArray
            column = made(np.array(column.data), missing.copy())
        columns[place] = column
    frame = pd.DataFrame(columns, index=_times.index_of(tsp, len(values)), copy=False)
    frame.columns = pd.RangeIndex(values.shape[1]) if names is None else pd.Index(names, dtype=object)
    frame.attrs.update(tsp=tsp, r_series=classes)
    return frame
