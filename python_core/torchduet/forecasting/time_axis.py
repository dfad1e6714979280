"""When a series was observed: evenly spaced times, how often they are, and how they go on."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.errors import InputValueError, PositionError

__all__ = ["check_order", "continued", "described", "frequency_of", "full_axis", "rebuilt", "season_of", "whole"]

# Observations in the season that is usual for a frequency, by pandas' name for it; years have none.
_SEASONS = {"Q": 4, "QS": 4, "QE": 4, "M": 12, "MS": 12, "ME": 12, "W": 52, "D": 7, "B": 5, "h": 24, "min": 60, "s": 60}
# Where months, quarters and years are anchored, with the fewest and most days between two of them.
_ANCHORED = {("MS", "ME"): (28, 31), ("QS", "QE"): (90, 92), ("YS", "YE"): (365, 366)}
_CLOSE = 1e-6


def check_order(name: str, index: pd.Index[Any]) -> None:
    """Make sure that times are there, rise and occur once.

    Raises
    ------
    PositionError
        It names the first position that is not as it should be.
    """
    missing = np.flatnonzero(np.asarray(index.isna()))
    if len(missing):
        raise PositionError(f"{name}: the time of element {{position}} is missing. Leave it out", position=missing[0])
    if index.is_monotonic_increasing and index.is_unique:
        return
    codes = index.asi8 if isinstance(index, pd.DatetimeIndex | pd.PeriodIndex) else np.asarray(index)
    for place in np.flatnonzero(np.diff(codes) <= 0)[:1]:
        if codes[place + 1] == codes[place]:
            raise PositionError(
                f"{name}: elements {{first}} and {{second}} have the same time, {index[place]}. Keep one of them, "
                "or name the column that tells the series apart as key",
                first=place,
                second=place + 1,
            )
        raise PositionError(
            f"{name}: times must rise, and element {{position}}, of {index[place + 1]}, comes after {index[place]}. "
            "Sort by time",
            position=place + 1,
        )


def frequency_of(name: str, index: pd.Index[Any]) -> Any:
    """Return how often there is an observation: an offset of pandas; of numbers, the distance between two.

    A time that is left out does not hide it: the commonest distance counts.

    Raises
    ------
    InputValueError
        There are too few times to tell, or they do not lie on a grid.
    """
    if isinstance(index, pd.PeriodIndex):
        return index.freq
    if isinstance(index, pd.DatetimeIndex) and index.freq is not None:
        return index.freq
    if isinstance(index, pd.RangeIndex):
        return index.step
    if len(index) < 3:
        raise InputValueError.about(name, "must have at least 3 times, to tell how often there is one", len(index))
    if not isinstance(index, pd.DatetimeIndex):
        steps = np.diff(np.asarray(index, dtype=np.float64))
        if np.ptp(steps) < _CLOSE * steps.min():
            step = (float(index[-1]) - float(index[0])) / (len(index) - 1)
            return round(step) if index.dtype.kind in "iu" else step
        return _commonest(np.diff(np.asarray(index)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas says that the result will be an offset, not its name; both will do
        inferred = pd.infer_freq(index)
    if inferred is not None:
        return pd.tseries.frequencies.to_offset(inferred)
    spacing = pd.Timedelta(_commonest(np.diff(index.asi8)), unit=index.unit)
    for anchors, (fewest, most) in _ANCHORED.items():
        if fewest <= spacing.days <= most:
            for anchor in anchors:
                month = "" if fewest < 90 else f"-{index[0].strftime('%b').upper()}"
                offset = pd.tseries.frequencies.to_offset(anchor + month)
                if all(offset.is_on_offset(time) for time in index):
                    return offset
    return pd.tseries.frequencies.to_offset(spacing)


def full_axis(name: str, index: pd.Index[Any], frequency: Any) -> pd.Index[Any]:
    """Return all times from the first to the last, those that were left out included.

    Raises
    ------
    PositionError
        A time does not lie on the grid of the others.
    """
    if len(index) < 2 or isinstance(index, pd.RangeIndex):
        return index
    if isinstance(index, pd.PeriodIndex):
        return pd.period_range(index[0], index[-1], freq=frequency)
    if isinstance(index, pd.DatetimeIndex):
        grid: pd.Index[Any] = pd.date_range(index[0], index[-1], freq=frequency)
        outside = np.flatnonzero(~np.asarray(index.isin(grid)))
    else:
        places = (np.asarray(index, dtype=np.float64) - float(index[0])) / frequency
        outside = np.flatnonzero(np.abs(places - np.rint(places)) > _CLOSE * len(index))
        count = int(np.rint(places[-1])) + 1
        grid = index if len(index) == count else pd.Index(index[0] + frequency * np.arange(count))
    if len(outside):
        raise PositionError(
            f"{name}: times must be evenly spaced; most are {_words(frequency)} apart, and element {{position}}, of "
            f"{index[outside[0]]}, is not. Bring it to evenly spaced times first, for instance by a mean per day",
            position=outside[0],
        )
    return grid


def continued(index: pd.Index[Any], frequency: Any, steps: int) -> pd.Index[Any]:
    """Return the times that follow.

    Examples
    --------
    >>> continued(pd.period_range("1960-11", periods=2, freq="M"), None, 2)
    PeriodIndex(['1961-01', '1961-02'], dtype='period[M]')
    """
    if isinstance(index, pd.PeriodIndex):
        return pd.period_range(index[-1] + 1, periods=steps, freq=index.freq)
    if isinstance(index, pd.DatetimeIndex):
        return pd.date_range(index[-1], periods=steps + 1, freq=frequency, unit=index.unit)[1:]
    if isinstance(index, pd.RangeIndex) or index.dtype.kind in "iu":
        start = int(index[-1]) + frequency
        return pd.RangeIndex(start, start + frequency * steps, frequency)
    # From the first, not the last, so that rounding does not add up.
    following: pd.Index[Any] = pd.Index(float(index[0]) + frequency * np.arange(len(index), len(index) + steps))
    return following


def described(index: pd.Index[Any], frequency: Any) -> dict[str, Any]:
    """Return an even axis in words and numbers that a file holds."""
    made: dict[str, Any] = {"frequency": getattr(frequency, "freqstr", frequency), "length": len(index)}
    if isinstance(index, pd.PeriodIndex):
        return {**made, "kind": "period", "start": str(index[0]), "frequency": index.freqstr}
    if isinstance(index, pd.DatetimeIndex):
        zone = None if index.tz is None else str(index.tz)
        start = index[0].tz_localize(None).isoformat()
        return {"kind": "time", "start": start, "unit": index.unit, "zone": zone, **made}
    return {"kind": "number", "start": index[0].item() if hasattr(index[0], "item") else index[0], **made}


def rebuilt(description: dict[str, Any]) -> tuple[pd.Index[Any], Any]:
    """Return the axis and frequency that `described` was given."""
    kind, start, frequency, length = (description[name] for name in ("kind", "start", "frequency", "length"))
    if kind == "number":
        if isinstance(start, int) and isinstance(frequency, int):
            return pd.RangeIndex(start, start + frequency * length, frequency), frequency
        return pd.Index(start + frequency * np.arange(length)), frequency
    if kind == "period":
        periods = pd.period_range(start, periods=length, freq=frequency)
        return periods, periods.freq
    times = pd.date_range(
        pd.Timestamp(start, tz=description["zone"]), periods=length, freq=frequency, unit=description["unit"]
    )
    return times, times.freq


def season_of(frequency: Any, tsp: Any = None) -> float:
    """Return how many observations the usual season has; 1 where there is none.

    Examples
    --------
    >>> [season_of(pd.tseries.frequencies.to_offset(name)) for name in ("MS", "QE", "D", "h", "YE")]
    [12, 4, 7, 24, 1]
    """
    if tsp is not None:
        return whole(float(tsp[2]))
    if not hasattr(frequency, "freqstr"):
        return whole(1 / frequency) if isinstance(frequency, float) and 0 < frequency < 1 else 1
    return _SEASONS.get(frequency.freqstr.split("-")[0], 1)


def whole(number: float) -> float:
    """Return a number as int where it is one, within rounding."""
    return round(number) if abs(number - round(number)) < _CLOSE else number


def _commonest(steps: NDArray[Any]) -> Any:
    values, counts = np.unique(steps, return_counts=True)
    return values[counts.argmax()].item()


def _words(frequency: Any) -> str:
    return str(getattr(frequency, "freqstr", frequency))
