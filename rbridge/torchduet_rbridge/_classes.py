"""R's vectors with a class, both ways: Date, POSIXct, difftime and ts. What the numbers mean is in `_times`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from torchduet_rbridge import _helpers, _times, _zones
from torchduet_rbridge._r import (
    Cdata,
    attribute,
    call,
    fill,
    memory,
    protected,
    read_strings,
    rlib,
    set_attribute,
    strings,
)

__all__ = ["Reader", "attributes_said", "reader_of", "write_instants", "write_moments", "write_series", "write_spans"]


@dataclass(frozen=True)
class Reader:
    """How a class is read, the class attribute that it comes back with, and which attributes the value itself says."""

    value: Callable[[Cdata, Any], Any]
    classes: tuple[str, ...]
    said: tuple[str, ...] = ()


def reader_of(sexp: Cdata, classes: list[str]) -> Reader | None:
    """Return how a vector of numbers is read, or None where its class says nothing about them."""
    reader = next((_READERS[name] for name in classes if name in _READERS), None)
    return None if reader is None or (reader.classes == ("ts",) and attribute(sexp, "tsp") is None) else reader


def attributes_said(sexp: Cdata, reader: Reader, classes: list[str]) -> list[str]:
    """Return the names of the attributes that need not be kept beside the value."""
    said = [name for name in reader.said if _holds_one(attribute(sexp, name)) or name == "tsp"]
    return [*said, "class"] if tuple(classes) == reader.classes else said


def _holds_one(value: Cdata | None) -> bool:
    # POSIXct may come with three zones: the names in winter and in summer too.
    return value is None or rlib.Rf_xlength(value) == 1


def _read_dates(_: Cdata, numbers: Any) -> NDArray[np.datetime64]:
    return _times.as_dates(_doubles(numbers))


def _read_instants(sexp: Cdata, numbers: Any) -> Any:
    zones = attribute(sexp, "tzone")
    zone = None if zones is None else read_strings(zones)[0]
    if zone:
        return _times.as_instants(_doubles(numbers), _zones.named_zone(zone))
    with protected(call(_helpers.function("local_zone"))) as name:
        return _times.as_instants(_doubles(numbers), _zones.LocalZone(str(read_strings(name)[0]), zone))


def _read_spans(sexp: Cdata, numbers: Any) -> Any:
    units = attribute(sexp, "units")
    return _times.as_spans(_doubles(numbers), "secs" if units is None else str(read_strings(units)[0]))


def _read_series(sexp: Cdata, numbers: Any) -> Any:
    start, end, frequency = memory(attribute(sexp, "tsp")).tolist()
    return _times.as_series(numbers, (start, end, frequency))


def _doubles(numbers: Any) -> NDArray[np.float64]:
    if isinstance(numbers, np.ndarray):
        return numbers.astype(np.float64, copy=False)
    return numbers.to_numpy(dtype=np.float64, na_value=np.nan)  # type: ignore[no-any-return]


_READERS = {
    "Date": Reader(_read_dates, ("Date",)),
    "POSIXct": Reader(_read_instants, ("POSIXct", "POSIXt"), ("tzone",)),
    "difftime": Reader(_read_spans, ("difftime",), ("units",)),
    "ts": Reader(_read_series, ("ts",), ("tsp",)),
}


def write_moments(values: NDArray[Any]) -> Cdata:
    """Return an array of datetime64, which has no zone, as an R Date or POSIXct, unprotected."""
    return _classed(_times.days_of(values), ["Date"]) if _times.is_dates(values) else write_instants(values)


def write_instants(values: NDArray[Any], zone: str | None = "UTC") -> Cdata:
    """Return an array of datetime64 in UTC as an R POSIXct, unprotected; a zone of None leaves ``tzone`` out."""
    attributes = {} if zone is None else {"tzone": zone}
    return _classed(_times.seconds_of(values), ["POSIXct", "POSIXt"], **attributes)


def write_spans(values: NDArray[Any], units: str | None = None) -> Cdata:
    """Return an R difftime, unprotected, of an array of timedelta64, in units that R names."""
    known = units if units in _times.SECONDS else _times.units_of(values)
    return _classed(_times.seconds_of(values, known), ["difftime"], units=known)


def _classed(numbers: NDArray[np.float64], classes: list[str | None], **attributes: str) -> Cdata:
    with protected(fill(rlib.REALSXP, numbers)) as vector, protected(strings(classes)) as class_names:
        for name, text in attributes.items():
            with protected(strings([text])) as value:
                set_attribute(vector, name, value)
        set_attribute(vector, "class", class_names)
        return vector


def write_series(vector: Cdata, tsp: _times.Tsp) -> Cdata:
    """Return a vector, which must be protected, as R's ts, unprotected."""
    # R checks the three numbers, and would jump.
    with protected(fill(rlib.REALSXP, np.array(tsp))) as times:
        return call(_helpers.function("series"), vector, times)
