"""R's attributes for which a type of Python's has no place: read with a value, kept beside it, put back.

They belong to the value that came from R, and to nothing that Python makes of it: half of a vector has other names, the
logarithm of a price is no price. What is derived has none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet_rbridge import _helpers
from torchduet_rbridge._r import Cdata, attribute, call, ffi, memory, protected, read_strings, rlib, set_attribute
from torchduet_rbridge._times import fits_tsp
from torchduet_rbridge._values import NamedList

__all__ = ["KEY", "Attributes", "RArray", "RDict", "RList", "RMaskedArray", "attach", "classes_of", "read", "restore"]

KEY = "r_attributes"
"""Where the `attrs` of a Series or a DataFrame hold them."""

# R's setter checks these against the object and would jump over Python's frames.
_CHECKED = ("dim", "names", "tsp", "comment", "row.names")


class Attributes(dict[str, Any]):
    """Attributes by their names, each converted like any value.

    pandas copies its `attrs` deeply into everything that it derives; a copy of these is empty.

    Parameters
    ----------
    mode : str, optional
        How R stores the vector, where that does not follow from the type in Python: "raw", "integer".
    is_na : array of bool, optional
        Of a factor with NA among its levels: which elements are missing, and do not have that level.
    """

    def __init__(
        self, items: Mapping[str, Any] | None = None, *, mode: str | None = None, is_na: NDArray[np.bool_] | None = None
    ) -> None:
        super().__init__(items or {})
        self.mode = mode
        self.is_na = is_na

    def __deepcopy__(self, memo: dict[int, Any]) -> Attributes:
        return Attributes()

    def __bool__(self) -> bool:
        return len(self) > 0 or self.mode is not None or self.is_na is not None

    # pandas compares attrs when it concatenates, and arrays among them have no one answer.
    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = None


class RArray(np.ndarray[Any, Any]):
    """A NumPy array that remembers the attributes that it had in R; whatever is computed from it is a plain array.

    Parameters
    ----------
    values : array
    attributes : Attributes

    Examples
    --------
    >>> import numpy as np
    >>> from torchduet_rbridge import RArray
    >>> x = RArray(np.ones((1, 2)), {"dimnames": [None, np.array(["a", "b"], dtype=object)]})
    >>> x.dimnames[1].tolist()
    ['a', 'b']
    >>> x[:, :1].dimnames is None
    True
    """

    attributes: Attributes

    def __new__(cls, values: Any, attributes: Mapping[str, Any]) -> RArray:
        made = np.asarray(values).view(cls)
        made.attributes = attributes if isinstance(attributes, Attributes) else Attributes(attributes)
        return made

    def __array_finalize__(self, source: Any) -> None:
        self.attributes = Attributes()

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        plain = np.asarray(array)
        return plain[()] if return_scalar else plain

    def __repr__(self) -> str:
        return repr(np.asarray(self))

    @property
    def dimnames(self) -> Any:
        """Each axis's names or None, in a list; in a dict where the axes have names themselves; None without any."""
        return self.attributes.get("dimnames")


class RMaskedArray(np.ma.MaskedArray[Any, Any]):
    """The same for an array with masked elements, which are NA in R."""

    attributes = Attributes()

    @property
    def dimnames(self) -> Any:
        """Each axis's names or None, in a list; in a dict where the axes have names themselves; None without any."""
        return self.attributes.get("dimnames")


class RDict(dict[str, Any]):
    """A list with names that had a class or other attributes in R."""

    attributes = Attributes()


class RList(list[Any]):
    """A list without names that had a class or other attributes in R."""

    attributes = Attributes()


def classes_of(sexp: Cdata) -> list[str]:
    """Return an object's class attribute, empty where it has none."""
    found = attribute(sexp, "class")
    return [] if found is None else [str(name) for name in read_strings(found)]


def read(sexp: Cdata, known: Collection[str], convert: Callable[[Cdata], Any], mode: str | None = None) -> Attributes:
    """Return all attributes but the known ones."""
    found = Attributes(mode=mode)
    cell = rlib.ATTRIB(sexp)
    while cell != rlib.R_NilValue:
        name = ffi.string(rlib.R_CHAR(rlib.PRINTNAME(rlib.TAG(cell)))).decode()
        if name not in known:
            found[name] = convert(rlib.CAR(cell))
        cell = rlib.CDR(cell)
    return found


def attach(value: Any, attributes: Attributes) -> Any:
    """Return a value with attributes beside it: of a type that has a place for them, if there are any."""
    if not attributes:
        return value
    if isinstance(value, np.ndarray) and not isinstance(value, np.ma.MaskedArray):
        return RArray(value, attributes)
    if isinstance(value, pd.api.extensions.ExtensionArray):
        value = pd.Series(value, copy=False)
    if isinstance(value, pd.Series | pd.DataFrame):
        value.attrs[KEY] = attributes
        return value
    if isinstance(value, np.ma.MaskedArray):
        value = value.view(RMaskedArray)
    elif isinstance(value, dict):
        value = RDict(value)
    elif not isinstance(value, NamedList):
        value = RList(value)
    value.attributes = attributes
    return value


def restore(vector: Cdata, attributes: Attributes, convert: Callable[[Any], Cdata]) -> Cdata:
    """Put attributes back on a new R vector, and return it, unprotected; those that no longer fit are left out."""
    with protected(vector) as made:
        length = rlib.Rf_xlength(made)
        checked = {name: attributes[name] for name in _CHECKED if name in attributes}
        if not _fits_dim(checked.get("dim"), length):
            del checked["dim"]
        if "names" in checked and len(checked["names"]) != length:
            del checked["names"]
        if "tsp" in checked and not _fits_series(checked["tsp"], made, checked):
            del checked["tsp"]
        classes = attributes.get("class")
        if classes is not None and "factor" in np.asarray(classes).tolist():
            checked["class"] = classes
        if checked or attributes.mode == "integer":
            made = _restore_in_r(made, checked, attributes.mode, convert)
    with protected(made):
        for name, value in attributes.items():
            if name in checked or name in _CHECKED or (name == "dimnames" and not _fits_axes(made, value)):
                continue
            with protected(convert(value)) as converted:
                set_attribute(made, name, converted)
        return made


def _restore_in_r(vector: Cdata, checked: dict[str, Any], mode: str | None, convert: Callable[[Any], Cdata]) -> Cdata:
    with protected(convert(checked)) as converted, protected(convert(mode == "integer")) as as_integer:
        return call(_helpers.function("restore"), vector, converted, as_integer)


def _fits_dim(dim: Any, length: int) -> bool:
    return dim is None or math.prod(np.asarray(dim).tolist()) == length


def _fits_series(tsp: Any, vector: Cdata, checked: Mapping[str, Any]) -> bool:
    dim = checked.get("dim")
    shape = _shape(vector) if dim is None else [int(size) for size in dim]
    rows = shape[0] if shape else rlib.Rf_xlength(vector)
    start, end, frequency = np.asarray(tsp, dtype=float).tolist()
    return fits_tsp((start, end, frequency), rows)


def _fits_axes(vector: Cdata, dimnames: Any) -> bool:
    shape = _shape(vector)
    axes = list(dimnames.values()) if isinstance(dimnames, dict) else dimnames
    if isinstance(dimnames, NamedList):
        axes = [axis for _, axis in dimnames]
    return len(axes) == len(shape) and all(
        axis is None or (isinstance(axis, np.ndarray) and axis.dtype == object and len(axis) == size)
        for axis, size in zip(axes, shape, strict=True)
    )


def _shape(vector: Cdata) -> list[int]:
    dim = attribute(vector, "dim")
    return [] if dim is None else [int(size) for size in memory(dim)]
