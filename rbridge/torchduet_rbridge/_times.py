"""R's dates, times and series in pandas' terms, and back: numbers and texts on either side, no R object."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = [
    "NA_BITS",
    "SECONDS",
    "Tsp",
    "as_dates",
    "as_instants",
    "as_series",
    "as_spans",
    "days_of",
    "find_tsp",
    "fits_tsp",
    "index_of",
    "is_dates",
    "seconds_of",
    "units_of",
]

Tsp = tuple[float, float, float]
"""Start, end and frequency of a series, as R keeps them."""

# What R calls the units of a difftime, and NumPy's name for the same.
SECONDS = {"secs": 1, "mins": 60, "hours": 3600, "days": 86400, "weeks": 604800}
_NUMPY_UNITS = {"m": "mins", "h": "hours", "D": "days", "W": "weeks"}
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_NAT = np.iinfo(np.int64).min
# R's NA among doubles: a NaN that carries the number 1954.
NA_BITS = 0x7FF00000000007A2
# pandas' name of the period that a frequency of R's counts in a year.
_PERIODS = {1: "Y", 4: "Q", 12: "M"}
_FREQUENCIES = {"Y-DEC": 1, "Q-DEC": 4, "M": 12}
# R's own tolerance between the times of series, getOption("ts.eps").
_CLOSE = 1e-5


def as_dates(days: NDArray[Any]) -> NDArray[np.datetime64]:
    """Return days since 1970, NaN for a missing one, as NumPy's dates.

    Raises
    ------
    ValueError
        A day is infinite or not whole.
    """
    missing = np.isnan(days)
    numbers = np.where(missing, 0, days)
    if not (np.isfinite(numbers) & (numbers == np.floor(numbers))).all():
        raise ValueError(
            "a Date is infinite or holds a part of a day, which Python's dates cannot; make it NA or a whole day first,"
            " as with as.Date(format(x))"
        )
    dates = numbers.astype(np.int64)
    dates[missing] = _NAT
    return dates.view("M8[D]")


def is_dates(values: NDArray[Any]) -> bool:
    """Say whether an array of datetime64 means days: its unit is a day or longer, or seconds that are all midnights."""
    unit = np.datetime_data(values.dtype)[0]
    if unit != "s":
        return unit in ("D", "W", "M", "Y")
    counts = values.view(np.int64)
    return bool(((counts % 86400 == 0) | (counts == _NAT)).all())


def days_of(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return days since 1970, R's NA for a missing one."""
    return _with_na(values.astype("M8[D]"))


def as_instants(seconds: NDArray[Any], zone: tzinfo) -> Any:
    """Return seconds since 1970 in UTC as a pandas array of times in a zone."""
    counts, unit = _counts(seconds, 1)
    return pd.DatetimeIndex(counts.view(f"M8[{unit}]")).tz_localize("UTC").tz_convert(zone).array


def as_spans(values: NDArray[Any], units: str) -> pd.Series[Any]:
    """Return spans of time, in units that R names, as a Series of timedelta64 that keeps the units in `attrs`."""
    if units not in SECONDS:
        raise ValueError(f"a difftime has the units {units!r}; R's are {', '.join(SECONDS)}; set units(x)")
    counts, unit = _counts(values, SECONDS[units])
    spans: pd.Series[Any] = pd.Series(counts.view(f"m8[{unit}]"), copy=False)
    spans.attrs["units"] = units
    return spans


def units_of(values: NDArray[Any]) -> str:
    """Return R's name of an array's unit; seconds where R has none."""
    return _NUMPY_UNITS.get(np.datetime_data(values.dtype)[0], "secs")


def _counts(values: NDArray[Any], seconds: int) -> tuple[NDArray[np.int64], str]:
    """Return whole microseconds; nanoseconds where those are not enough to get the very numbers back."""
    missing = np.isnan(values)
    numbers = np.where(missing, 0.0, values) * seconds
    if not (np.abs(numbers) < 2**63 / 10**6).all():
        raise ValueError("a time is infinite or too far away for Python; make it NA first")
    whole = np.floor(numbers)
    for unit in ("us", "ns"):
        per_second = _PER_SECOND[unit]
        if unit == "ns" and not (np.abs(numbers) < 2**63 / 10**9 - 1).all():
            break
        made = whole.astype(np.int64) * per_second + np.rint((numbers - whole) * per_second).astype(np.int64)
        counts, chosen = made, unit
        if ((_join(made, per_second) / seconds == values) | missing).all():
            break
    counts[missing] = _NAT
    return counts, chosen


def _join(counts: NDArray[np.int64], per_second: int) -> NDArray[np.float64]:
    # Counts that doubles do not hold exactly: whole seconds and the rest apart, as dividing both together rounds twice.
    apart = counts // per_second + (counts % per_second) / per_second
    joined: NDArray[np.float64] = np.where(np.abs(counts) < 2**53, counts / per_second, apart)
    return joined


def seconds_of(values: NDArray[Any], units: str = "secs") -> NDArray[np.float64]:
    """Return an array of datetime64 or timedelta64 in seconds or other units, R's NA for a missing one."""
    kind = values.dtype.kind
    unit = np.datetime_data(values.dtype)[0]
    if unit not in _PER_SECOND:
        unit = "ns" if unit in ("ps", "fs", "as") else "s"
        values = values.astype(f"{kind}8[{unit}]")
    return _with_na(values, _PER_SECOND[unit], SECONDS[units])


def _with_na(values: NDArray[Any], per_second: int = 1, seconds: int = 1) -> NDArray[np.float64]:
    counts = np.ascontiguousarray(values).view(np.int64)
    numbers = _join(counts, per_second) / seconds
    numbers.view(np.uint64)[counts == _NAT] = NA_BITS
    return numbers


def as_series(values: Any, tsp: Tsp) -> pd.Series[Any]:
    """Return a series with R's start, end and frequency: its index is of periods where pandas has such, else of times.

    R's three numbers stay in `attrs`: the start and end may differ in the last bit from what the index gives.
    """
    series: pd.Series[Any] = pd.Series(values, index=index_of(tsp, len(values)), copy=False)
    series.attrs["tsp"] = tsp
    return series


def index_of(tsp: Tsp, length: int) -> pd.Index[Any]:
    """Return the periods, or else the times, of a series."""
    start, _, frequency = tsp
    first = (start - 1970) * frequency
    if frequency in _PERIODS and abs(first - round(first)) < _CLOSE:
        ordinals = round(first) + np.arange(length)
        periods: pd.Index[Any] = pd.PeriodIndex.from_ordinals(ordinals, freq=_PERIODS[int(frequency)])  # type: ignore[attr-defined]
        return periods
    return pd.Index(start + np.arange(length) / frequency)


def find_tsp(series: pd.Series[Any] | pd.DataFrame) -> Tsp | None:
    """Return R's start, end and frequency of a series, or None where it is none: its index must have no gap."""
    index: pd.Index[Any] = series.index
    kept: Tsp | None = series.attrs.get("tsp")
    if isinstance(index, pd.PeriodIndex):
        frequency = _FREQUENCIES.get(index.freqstr)
        ordinals = index.asi8
        if frequency is None or not len(ordinals) or (np.diff(ordinals) != 1).any():
            return None
        first = int(ordinals[0])
        start = 1970 + first // frequency + (first % frequency) / frequency
        found = (start, start + (len(ordinals) - 1) / frequency, float(frequency))
        return kept if kept is not None and np.allclose(kept, found, rtol=0, atol=_CLOSE) else found
    # What was cut or sorted in Python keeps the attribute; it must not come back with the wrong times.
    if kept is not None and fits_tsp(kept, len(series)) and index.equals(index_of(kept, len(series))):
        return kept
    return None


def fits_tsp(tsp: Tsp, length: int) -> bool:
    """Say whether a series of that length can have this start, end and frequency."""
    start, end, frequency = tsp
    return length > 0 and abs((end - start) * frequency + 1 - length) < _CLOSE * frequency + _CLOSE
