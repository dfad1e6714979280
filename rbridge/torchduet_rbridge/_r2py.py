"""From R to Python: one rule per type of R object."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from operator import mul
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet_rbridge import _classes, _helpers, _objects
from torchduet_rbridge._attributes import attach, classes_of, read
from torchduet_rbridge._frames import read_frame, read_many_series
from torchduet_rbridge._functions import RFunction
from torchduet_rbridge._headers import has_attributes, has_class, is_s4
from torchduet_rbridge._integer64 import CLASS as INTEGER64
from torchduet_rbridge._integer64 import read_integer64
from torchduet_rbridge._lists import read_alike
from torchduet_rbridge._r import (
    DTYPES,
    Cdata,
    attribute,
    call,
    data_address,
    ffi,
    hold,
    memory,
    protected,
    read_strings,
    rlib,
    symbol,
    type_of,
)
from torchduet_rbridge._sparse import read_sparse
from torchduet_rbridge._strings import read_texts
from torchduet_rbridge._values import NamedList, RObject

__all__ = ["to_python"]

NA_INTEGER = np.int32(np.iinfo(np.int32).min)

# Shorter vectors are copied: holding an R object costs more than copying a few kilobytes.
_SHORT = 512
_LAYOUTS = {mode: (dtype.str, dtype.itemsize) for mode, dtype in DTYPES.items()}


def to_python(sexp: Cdata) -> Any:
    """Return what an R object is in Python; the object must be protected."""
    rule = _RULES.get(type_of(sexp))
    return RObject(hold(sexp)) if rule is None else rule(sexp)


class _View:
    """NumPy's array interface over an R vector: read-only, and it keeps the vector alive."""

    __slots__ = ("__array_interface__", "_held")

    def __init__(self, sexp: Cdata, shape: tuple[int, ...]) -> None:
        self._held = hold(sexp)
        typestr, itemsize = _LAYOUTS[type_of(sexp)]
        self.__array_interface__ = {
            "version": 3,
            "typestr": typestr,
            "data": (data_address(sexp), True),
            "shape": shape,
            "strides": tuple(accumulate(shape[:-1], mul, initial=itemsize)),  # column-major
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
    return tuple(ffi.unpack(rlib.INTEGER(dim), rlib.Rf_xlength(dim)))


def _keep(owner: Cdata, shape: tuple[int, ...]) -> NDArray[Any]:
    """Return an array that holds the vector that owns the memory; of a short one, a copy."""
    if rlib.Rf_xlength(owner) <= _SHORT:
        copy = memory(owner).reshape(shape, order="F").copy(order="F")
        copy.flags.writeable = False
        return copy
    with protected(owner):
        return np.asarray(_View(owner, shape))


def _vector(sexp: Cdata) -> Any:
    """Return a vector of numbers, strings or truth values; its class and its names may make it something more."""
    if not has_attributes(sexp) or _is_plain_matrix(sexp):
        return _VECTORS[type_of(sexp)](sexp)
    if is_s4(sexp):
        return RObject(hold(sexp))
    classes = classes_of(sexp) if has_class(sexp) else []
    if type_of(sexp) == rlib.INTSXP and "factor" in classes:
        return _factor(sexp, classes)
    values = _VECTORS[type_of(sexp)](sexp)
    if INTEGER64 in classes and type_of(sexp) == rlib.REALSXP:
        values = read_integer64(values)
    dim = attribute(sexp, "dim")
    if dim is None:
        return _flat(sexp, values, classes)
    if _are_series(sexp, values, classes):
        return _many_series(sexp, values, classes)
    # Of one axis: NumPy's arrays all have a shape, R's vectors do not.
    return attach(values, read(sexp, () if values.ndim == 1 else ("dim",), to_python))


def _is_plain_matrix(sexp: Cdata) -> bool:
    """Say whether a vector has a shape, of two or more axes, and no other attributes."""
    attributes = rlib.ATTRIB(sexp)
    return bool(
        rlib.TAG(attributes) == symbol("dim")
        and rlib.CDR(attributes) == rlib.R_NilValue
        and rlib.Rf_xlength(rlib.CAR(attributes)) > 1
    )


def _flat(sexp: Cdata, values: Any, classes: list[str]) -> Any:
    """Make of the elements of a vector without a shape what its class and its names say."""
    said: list[str] = []
    mode = None
    reader = _classes.reader_of(sexp, classes) if values.dtype.kind in "ifb" else None
    if reader is not None:
        said = _classes.attributes_said(sexp, reader, classes)
        mode = "integer" if reader.classes != ("ts",) and type_of(sexp) == rlib.INTSXP else None
        values = reader.value(sexp, values)
    # A series has its own index; what its elements are called besides stays with the other attributes.
    names = attribute(sexp, "names") if reader is None or reader.classes != ("ts",) else None
    if names is not None:
        said.append("names")
        values = _named(values, names)
    return attach(values, read(sexp, said, to_python, mode))


def _named(values: Any, names: Cdata) -> pd.Series[Any]:
    # Said of strings, as pandas would choose a type of its own for them.
    dtype = object if values.dtype == object else None
    named: pd.Series[Any] = values if isinstance(values, pd.Series) else pd.Series(values, dtype=dtype, copy=False)
    named.index = pd.Index(_character(names), dtype=object)
    return named


def _are_series(sexp: Cdata, values: Any, classes: list[str]) -> bool:
    if "mts" not in classes or values.ndim != 2 or values.dtype.kind not in "ifb" or attribute(sexp, "tsp") is None:
        return False
    dimnames = attribute(sexp, "dimnames")
    return dimnames is None or (not has_attributes(dimnames) and rlib.VECTOR_ELT(dimnames, 0) == rlib.R_NilValue)


def _many_series(sexp: Cdata, values: Any, classes: list[str]) -> pd.DataFrame:
    start, end, frequency = memory(attribute(sexp, "tsp")).tolist()
    dimnames = attribute(sexp, "dimnames")
    names = None if dimnames is None else to_python(rlib.VECTOR_ELT(dimnames, 1))
    frame = read_many_series(values, (start, end, frequency), names, classes)
    return attach(frame, read(sexp, ("dim", "dimnames", "tsp", "class"), to_python))  # type: ignore[no-any-return]


def _double(sexp: Cdata) -> NDArray[np.float64]:
    if rlib.Rf_xlength(sexp) == 1 and not has_attributes(sexp):  # most arguments are single numbers
        single = np.array((rlib.REAL_ELT(sexp, 0),))
        single.flags.writeable = False
        return single
    return _keep(_helpers.plain(sexp), _shape(sexp))


def _integer(sexp: Cdata) -> Any:
    owner, values, shape = _numeric(sexp)
    missing = values == NA_INTEGER
    if not missing.any():
        return _keep(owner, shape)
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


def _factor(sexp: Cdata, classes: list[str]) -> Any:
    """Return a factor as a Categorical; in a Series, if it has names or attributes or NA among its levels."""
    levels = attribute(sexp, "levels")
    if levels is None or type_of(levels) != rlib.STRSXP:
        return RObject(hold(sexp))
    owner, values, _ = _numeric(sexp)
    with protected(owner):
        missing = values == NA_INTEGER
        names = _character(levels)
        codes = np.where(missing, 0, values) - 1
        # Codes without a level are read nowhere: whoever wrote this object by hand gets it back as it is.
        if len(codes) and (codes.max() >= len(names) or (codes < 0).sum() != missing.sum()):
            return RObject(hold(sexp))
        known = ["levels"] if not has_attributes(levels) else []
        if classes in (["factor"], ["ordered", "factor"]):
            known.append("class")
        attributes = read(sexp, (*known, "names"), to_python)
        place = next((place for place, name in enumerate(names) if name is None), None)
        if place is not None:
            # pandas has no missing category: such elements are missing, and so are those that are so in R.
            if missing.any():
                attributes.is_na = missing
            codes = np.where(codes == place, -1, codes - (codes > place))
            names = np.delete(names, place)
        factor: Any = pd.Categorical.from_codes(
            codes, categories=pd.Index(names), ordered="ordered" in classes, validate=False
        )
    labels = attribute(sexp, "names") if attribute(sexp, "dim") is None else None
    if labels is not None:
        factor = _named(factor, labels)
    if place is not None:
        factor = pd.Series(factor, copy=False)
        factor.attrs["na_level"] = place
    return attach(factor, attributes)


def _inherits(sexp: Cdata, name: str) -> bool:
    classes = attribute(sexp, "class")
    return classes is not None and name in read_strings(classes)


def _character(sexp: Cdata) -> NDArray[np.object_]:
    with protected(_helpers.plain(sexp)) as owner:
        return read_texts(owner).reshape(_shape(sexp), order="F")


def _list(sexp: Cdata) -> Any:
    if not has_attributes(sexp):
        return _elements(sexp)
    if is_s4(sexp):
        return RObject(hold(sexp))
    classes = classes_of(sexp) if has_class(sexp) else []
    if "data.frame" in classes:
        return read_frame(sexp, to_python)
    if classes == ["POSIXlt", "POSIXt"]:
        with protected(call(_helpers.function("as_ct"), sexp)) as instants:
            if instants != rlib.R_NilValue:
                return _calendar(to_python(instants))
    values = _elements(sexp)
    names = attribute(sexp, "names") if attribute(sexp, "dim") is None else None
    if names is None:
        return attach(values, read(sexp, (), to_python))
    labels = _character(names)
    is_dict = all(labels) and len(set(labels)) == len(labels)
    pairs = zip(labels, values, strict=True)
    return attach(dict(pairs) if is_dict else NamedList(pairs), read(sexp, ("names",), to_python))


def _elements(sexp: Cdata) -> list[Any]:
    alike = read_alike(sexp)
    if alike is not None:
        return alike
    return [to_python(rlib.VECTOR_ELT(sexp, position)) for position in range(rlib.Rf_xlength(sexp))]


def _calendar(instants: Any) -> pd.Series[Any]:
    """Return times that R kept by year, month and so on, as a Series that says so."""
    series: pd.Series[Any] = pd.Series(instants, copy=False)
    series.attrs["r_class"] = "POSIXlt"
    return series


def _raw(sexp: Cdata) -> Any:
    with protected(_helpers.plain(sexp)) as owner:
        values = memory(owner).tobytes()
    if not has_attributes(sexp):
        return values
    return attach(np.frombuffer(values, np.uint8).reshape(_shape(sexp), order="F"), read(sexp, (), to_python, "raw"))


def _closure(sexp: Cdata) -> RFunction:
    return RFunction(RObject(hold(sexp)), _as_python_result)


def _as_python_result(sexp: Cdata) -> Any:
    return to_python(sexp)


def _environment(sexp: Cdata) -> Any:
    if _inherits(sexp, _objects.HANDLE_CLASS):
        return _objects.find(_objects.key_of(sexp))
    return RObject(hold(sexp))


def _s4(sexp: Cdata) -> Any:
    sparse = read_sparse(sexp, to_python)
    return RObject(hold(sexp)) if sparse is None else sparse


_VECTORS: dict[int, Callable[[Cdata], Any]] = {
    rlib.REALSXP: _double,
    rlib.INTSXP: _integer,
    rlib.LGLSXP: _logical,
    rlib.CPLXSXP: lambda sexp: _keep(_helpers.plain(sexp), _shape(sexp)),
    rlib.STRSXP: _character,
}

_RULES: dict[int, Callable[[Cdata], Any]] = {
    **dict.fromkeys(_VECTORS, _vector),
    rlib.NILSXP: lambda _: None,
    rlib.RAWSXP: _raw,
    rlib.VECSXP: _list,
    rlib.CLOSXP: _closure,
    rlib.BUILTINSXP: _closure,
    rlib.SPECIALSXP: _closure,
    rlib.ENVSXP: _environment,
    rlib.S4SXP: _s4,
}
