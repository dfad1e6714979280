"""What users give as series, in one form: names, numbers, times, the season."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.errors import InputTypeError, InputValueError, PositionError
from torchduet.forecasting.time_axis import check_order, continued, frequency_of, full_axis, season_of, whole
from torchduet.parameters import check_choice, check_number

__all__ = ["Missing", "SeriesSet", "as_series_set", "column_names", "following", "tsp_of"]

Missing = Literal["error", "interpolate", "last"]

_FORMS = (
    "must be a series: a Series, a one-dimensional array, a DataFrame with a time index and a column per series, "
    "or a DataFrame with the columns named as time and value"
)


@dataclass(frozen=True)
class SeriesSet:
    """One or several series, evenly spaced and without gaps.

    Examples
    --------
    >>> months = pd.period_range("2001-01", periods=24, freq="M")
    >>> made = as_series_set(pd.Series(range(24), index=months, name="sales"))
    >>> made.names, made.seasonal_period, len(made.values[0])
    (['sales'], 12, 24)
    """

    names: list[str]
    values: list[NDArray[np.float64]]
    index: list[pd.Index[Any]]
    frequency: Any
    """pandas' offset; of times that are numbers, the distance between two."""
    seasonal_period: float
    """Observations in a season, 1 where there is none."""
    several: bool
    """Whether what was given may hold several series, so that results say which they belong to."""

    @property
    def is_numbered(self) -> bool:
        """Whether observations have no times of the user's: pandas counted them from 0."""
        return any(isinstance(index, pd.RangeIndex) and index.start == 0 for index in self.index)

    def future(self, place: int, steps: int) -> pd.Index[Any]:
        """Return the times that follow the series at a place."""
        return continued(self.index[place], self.frequency, steps)

    def restore(self, columns: Sequence[Mapping[str, NDArray[np.float64]]]) -> pd.DataFrame:
        """Return forecasts as a table: ``series`` (only of several), ``time``, ``step`` from 1, and the columns.

        Parameters
        ----------
        columns : one dict per series
            Each column has an element per step.
        """
        tables = []
        for place, (name, forecast) in enumerate(zip(self.names, columns, strict=True)):
            steps = len(next(iter(forecast.values())))
            said = {"series": [name] * steps} if self.several else {}
            times = self.future(place, steps)
            tables.append(pd.DataFrame({**said, "time": times, "step": np.arange(1, steps + 1), **forecast}))
        return tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True)

    def extended(self, values: Sequence[NDArray[np.float64]]) -> SeriesSet:
        """Return the set with the observations that follow."""
        index = [
            times.append(self.future(place, len(new))) if len(new) else times
            for place, (times, new) in enumerate(zip(self.index, values, strict=True))
        ]
        joined = [np.concatenate(pair) for pair in zip(self.values, values, strict=True)]
        return replace(self, values=joined, index=index)


def as_series_set(
    series: Any,
    *,
    time: str | None = None,
    value: str | None = None,
    key: str | None = None,
    seasonal_period: float | None = None,
    missing: Missing = "error",
    name: str = "series",
) -> SeriesSet:
    """Return what a user gives as series in one form.

    Parameters
    ----------
    series : Series, array, DataFrame or SeriesSet
        A Series with a ``DatetimeIndex``, ``PeriodIndex`` or numbers as index (R's ``ts`` comes as one); a
        one-dimensional array or list; a DataFrame with a time index and a column per series; or a long DataFrame.
    time, value, key : str, optional
        Of a long DataFrame, the columns with the times, the observations, and the series' names (left out, it holds
        one series).
    seasonal_period : float, optional
        Observations in a season. None: that of the times (12 of months, 4 of quarters, 7 of days, 24 of hours, the
        frequency of R's ``ts``), else 1.
    missing : {"error", "interpolate", "last"}
        What becomes of observations that are missing and of times that are left out: an error that says where,
        a straight line between the neighbours, or the observation before.
    name : str
        The argument's name, for errors.

    Raises
    ------
    InputValueError, InputTypeError
        Times are unsorted, occur twice or are uneven; observations are missing, infinite or no numbers; the message
        names the position.
    """
    check_choice("missing", missing, get_args(Missing))
    check_number("seasonal_period", seasonal_period, at_least=1.0, optional=True)
    if isinstance(series, SeriesSet):
        return series
    named = column_names(time, value, key)
    pieces = _long(series, named, name) if named else _wide(series, name)
    several = "key" in named or (isinstance(series, pd.DataFrame) and not named)
    made = [_complete(piece, f"{name} {label}" if several else name, missing) for label, piece in pieces]
    frequency = made[0][2]
    for (label, _), (_, _, other) in zip(pieces, made, strict=True):
        if other != frequency:
            raise InputValueError(
                f"{name}: all must have the same frequency; {label} has {other}, {pieces[0][0]} has {frequency}"
            )
    season = season_of(frequency, tsp_of(series)) if seasonal_period is None else whole(float(seasonal_period))
    return SeriesSet(
        [label for label, _ in pieces], [one[0] for one in made], [one[1] for one in made], frequency, season, several
    )


def tsp_of(series: Any) -> tuple[float, float, float] | None:
    """Return start, end and frequency where the series was one of R's `ts`."""
    return series.attrs.get("tsp") if isinstance(series, pd.Series | pd.DataFrame) else None


def column_names(time: str | None, value: str | None, key: str | None) -> dict[str, str]:
    """Return which columns of a long DataFrame were named, by argument; none of another form of series."""
    given = {"time": time, "value": value, "key": key}
    return {argument: column for argument, column in given.items() if column is not None}


def following(set_: SeriesSet, series: Any, named: dict[str, str], name: str) -> list[NDArray[np.float64]]:
    """Return new observations of each series of a set, after making sure that they follow on what it has.

    Raises
    ------
    InputValueError
        A series is not there, or its times are not the next ones.
    """
    pieces = dict(_long(series, named, name) if named else _wide(series, name))
    if not set_.several and len(pieces) == 1:
        pieces = {set_.names[0]: next(iter(pieces.values()))}
    made = []
    for place, label in enumerate(set_.names):
        if label not in pieces:
            raise InputValueError.about(name, f"must have new observations of the series {label} too", list(pieces))
        values = _filled(_numbers(pieces[label], name), name, "error")
        times, expected = pieces[label].index, set_.future(place, len(values))
        if times.dtype == object:
            times = _times(times, name)
        counted = isinstance(times, pd.RangeIndex) and times.start == 0  # an array, or a Series without times
        if not counted and len(values) and not _same_times(times, expected):
            raise InputValueError(f"{name} must go on where the series ends: {expected[0]} is next; given {times[0]}")
        made.append(values)
    return made


def _same_times(times: pd.Index[Any], expected: pd.Index[Any]) -> bool:
    if expected.dtype.kind == "f" and times.dtype.kind in "iuf":
        return np.allclose(times.to_numpy(), expected.to_numpy(), rtol=1e-9)
    return bool(np.array_equal(times, expected))


def _wide(series: Any, name: str) -> list[tuple[str, pd.Series[Any]]]:
    if isinstance(series, pd.DataFrame):
        if not len(series.columns):
            raise InputValueError(f"{name} has no columns. Give one per series")
        if isinstance(series.index, pd.RangeIndex) and any(kind.kind in "MO" for kind in series.dtypes):
            raise InputValueError(f"{name}: name the columns with the times and the observations, as time and value")
        # A column whose first observations are missing is a series that begins later.
        columns = [(str(label), series.iloc[:, place]) for place, label in enumerate(series.columns)]
        return [(label, column.loc[column.first_valid_index() :]) for label, column in columns]
    if isinstance(series, pd.Series):
        return [("" if series.name is None else str(series.name), series)]
    if isinstance(series, str) or np.ndim(series) != 1:
        raise InputTypeError.about(name, _FORMS, series)
    return [("", pd.Series(series))]


def _long(data: Any, named: dict[str, str], name: str) -> list[tuple[str, pd.Series[Any]]]:
    if not isinstance(data, pd.DataFrame):
        raise InputTypeError.about(name, "must be a DataFrame where time, value or key name its columns", data)
    for argument in ("time", "value"):
        if argument not in named:
            raise InputValueError(f"{argument} is missing: name the column of {name} too")
    for argument, column in named.items():
        if column not in data.columns:
            listed = ", ".join(map(str, data.columns))
            raise InputValueError.about(argument, f"must name a column of {name}, which has {listed}", column)

    def piece(rows: pd.DataFrame) -> pd.Series[Any]:
        return pd.Series(rows[named["value"]].array, index=pd.Index(rows[named["time"]].array), name=named["value"])

    if "key" not in named:
        return [(named["value"], piece(data))]
    groups = data.groupby(named["key"], sort=False, observed=True, dropna=False)
    return [(str(label), piece(rows)) for label, rows in groups]


def _complete(series: pd.Series[Any], name: str, missing: Missing) -> tuple[NDArray[np.float64], pd.Index[Any], Any]:
    """Return the observations, their times, evenly spaced and without gaps, and the frequency."""
    values = _numbers(series, name)
    index = series.index
    if index.dtype == object:  # R's and Python's own dates, Period objects
        index = _times(index, name)
    if not isinstance(index, pd.DatetimeIndex | pd.PeriodIndex) and index.dtype.kind not in "iuf":
        raise InputTypeError.about(name, "must have dates, periods or numbers as times", index[0])
    if not len(values):
        raise InputValueError(f"{name} is empty. Give at least one observation")
    check_order(name, index)
    frequency = frequency_of(name, index)
    axis = full_axis(name, index, frequency)
    if len(axis) > len(index):
        left_out = axis.difference(index)
        if missing == "error":
            raise InputValueError(
                f"{name}: {len(left_out)} time(s) are left out, the first is {left_out[0]}. "
                'Put them in, or set missing to "interpolate" or "last"'
            )
        observed = values
        values = np.full(len(axis), np.nan)
        values[axis.get_indexer(index, method="nearest" if axis.dtype.kind == "f" else None)] = observed
    elif len(axis) == len(index):
        axis = index
    if isinstance(axis, pd.DatetimeIndex) and axis.freq is None:
        axis = pd.DatetimeIndex(axis, freq=frequency)
    return _filled(values, name, missing), axis, frequency


def _numbers(series: pd.Series[Any], name: str) -> NDArray[np.float64]:
    try:
        values: NDArray[np.float64] = series.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise InputTypeError.about(name, "must hold numbers", series.iloc[0] if len(series) else series) from error
    infinite = np.flatnonzero(np.isinf(values))
    if len(infinite):
        raise PositionError(
            f"{name}: element {{position}} is infinite. Replace it, or make it missing", position=infinite[0]
        )
    return values


def _times(index: pd.Index[Any], name: str) -> pd.Index[Any]:
    try:
        if len(index) and isinstance(index[0], pd.Period):
            return pd.PeriodIndex(index)
        return pd.DatetimeIndex(index)
    except (TypeError, ValueError) as error:
        raise InputTypeError.about(name, "must have dates, periods or numbers as times", index[0]) from error


def _filled(values: NDArray[np.float64], name: str, missing: Missing) -> NDArray[np.float64]:
    gaps = np.isnan(values)
    if not gaps.any():
        return values
    places = np.flatnonzero(gaps)
    if missing == "error":
        raise PositionError(
            f"{name}: {len(places)} observation(s) are missing, the first is element {{position}}. "
            'Put them in, or set missing to "interpolate" or "last"',
            position=places[0],
        )
    known = np.flatnonzero(~gaps)
    if not len(known) or gaps[0]:
        raise PositionError(
            f"{name} must not begin with missing observations; element {{position}} is. Leave them out", position=0
        )
    if missing == "interpolate":
        if gaps[-1]:
            raise PositionError(
                f"{name} ends with missing observations, after element {{position}}: there is nothing to interpolate "
                'to. Leave them out, or set missing to "last"',
                position=known[-1],
            )
        filled: NDArray[np.float64] = np.interp(np.arange(len(values)), known, values[known])
        return filled
    return values[np.maximum.accumulate(np.where(gaps, 0, np.arange(len(values))))]
