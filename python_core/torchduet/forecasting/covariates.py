"""Other numbers than the series' own, matched to its times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.errors import InputTypeError, InputValueError, PositionError

__all__ = ["CovariateScaling", "align", "are_names", "pivot"]

_FORMS = (
    "must be a DataFrame or an array with a row per time, a dict of such by the series' names, or, of a long "
    "DataFrame of series, the names of its columns"
)


@dataclass(frozen=True)
class CovariateScaling:
    """What is taken from each covariate and what it is divided by."""

    location: NDArray[np.float64]
    spread: NDArray[np.float64]

    @classmethod
    def learn(cls, rows: Sequence[NDArray[np.float64]]) -> Self:
        """Return the means and standard deviations of all series' rows; a constant covariate is left as it is."""
        together = np.concatenate(rows)
        spread = together.std(axis=0)
        return cls(together.mean(axis=0), np.where(spread > 0, spread, 1.0))

    def apply(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return covariates as the network sees them."""
        return (rows - self.location) / self.spread


def align(
    covariates: Any,
    index: Sequence[pd.Index[Any]],
    names: Sequence[str],
    argument: str,
    *,
    wanted: Sequence[str] = (),
) -> tuple[list[NDArray[np.float64]], list[str]]:
    """Return the covariates of each series at some times, and what they are called.

    Parameters
    ----------
    covariates : DataFrame, array, dict or None
        A DataFrame with times as index is matched by them and may hold more; rows without times count from the first.
    index : one Index per series
        The times that are needed.
    names : sequence of str
        The series' names, for a dict.
    argument : str
        For errors.
    wanted : sequence of str
        Which columns to take, where a DataFrame has more.

    Returns
    -------
    list of arrays, shape (times, covariates), and list of str

    Raises
    ------
    InputValueError, InputTypeError
        Times are missing, they end too early, or numbers are missing or infinite; the message says where.
    """
    if covariates is None:
        return [np.empty((len(times), 0)) for times in index], []
    if isinstance(covariates, Mapping):
        lacking = [name for name in names if name not in covariates]
        if lacking:
            raise InputValueError.about(argument, f"must have the series {lacking[0]} too", list(covariates))
        made = [
            _rows(covariates[name], times, f"{argument} of {name}", wanted)
            for name, times in zip(names, index, strict=True)
        ]
    else:
        made = [_rows(covariates, times, argument, wanted) for times in index]
    for _, columns in made:
        if columns != made[0][1]:
            raise InputValueError(f"{argument} must be the same ones for all series: {made[0][1]}, and {columns}")
    return [rows for rows, _ in made], made[0][1]


def are_names(covariates: Any) -> bool:
    """Say whether covariates are given as names of columns."""
    if isinstance(covariates, str):
        return True
    return (
        not isinstance(covariates, Mapping)
        and np.ndim(covariates) == 1
        and len(covariates) > 0
        and all(isinstance(name, str) for name in covariates)
    )


def pivot(
    data: pd.DataFrame, columns: Any, named: Mapping[str, str], argument: str
) -> pd.DataFrame | dict[str, pd.DataFrame]:
    """Return the covariates of a long DataFrame, by the series' names if a column holds those.

    `named` says which are its columns of times and names.
    """
    if isinstance(columns, str) or not all(isinstance(column, str) for column in columns):
        raise InputTypeError.about(argument, "must be a list with the names of columns", columns)
    for column in [*(named[name] for name in ("time", "key") if name in named), *columns]:
        if column not in data.columns:
            listed = ", ".join(map(str, data.columns))
            raise InputValueError.about(argument, f"must be columns that there are: {listed}", column)
    times = pd.Index(data[named["time"]].array)
    table = data[list(columns)].set_axis(times, axis=0)
    if "key" not in named:
        return table
    return {str(label): table[(data[named["key"]] == label).to_numpy()] for label in data[named["key"]].unique()}


def _rows(
    given: Any, times: pd.Index[Any], argument: str, wanted: Sequence[str]
) -> tuple[NDArray[np.float64], list[str]]:
    table = given.to_frame() if isinstance(given, pd.Series) else given
    if not isinstance(table, pd.DataFrame):
        if isinstance(table, str) or np.ndim(table) not in (1, 2):
            raise InputTypeError.about(argument, _FORMS, given)
        array = np.asarray(table)
        table = pd.DataFrame(array.reshape(len(array), -1))
    dates = [place for place, kind in enumerate(table.dtypes) if kind.kind in "M" or isinstance(kind, pd.PeriodDtype)]
    if isinstance(table.index, pd.RangeIndex) and len(dates) == 1:  # a table of a language without such an index
        table = table.set_axis(pd.Index(table.iloc[:, dates[0]].array), axis=0).drop(columns=table.columns[dates[0]])
    if wanted and set(wanted) < set(table.columns):
        table = table[list(wanted)]
    columns = [str(column) for column in table.columns]
    if isinstance(table.index, pd.RangeIndex):
        if len(table) < len(times):
            raise InputValueError(
                f"{argument} ends too early: it has {{rows}} rows, and {{needed}} are needed, until {times[-1]}",
                rows=len(table),
                needed=len(times),
            )
        table = table.iloc[: len(times)]
    else:
        if table.index.dtype == object:
            table = table.set_axis(pd.DatetimeIndex(table.index), axis=0)
        if isinstance(times, pd.PeriodIndex) and isinstance(table.index, pd.DatetimeIndex):
            table = table.set_axis(table.index.to_period(times.freqstr), axis=0)
        absent = ~times.isin(table.index)
        if absent.any():
            raise InputValueError(
                f"{argument} has no row for {absent.sum()} time(s) of {len(times)}, the first is {times[absent][0]}"
            )
        table = table[~table.index.duplicated()].reindex(times)
    try:
        rows: NDArray[np.float64] = table.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise InputTypeError.about(argument, "must hold numbers", given) from error
    wrong = np.argwhere(~np.isfinite(rows))
    if len(wrong):
        row, column = wrong[0].tolist()
        raise PositionError(
            f"{argument}: {columns[column]} is missing or infinite at {times[row]}, row {{position}}. Fill it in",
            position=row,
        )
    return rows, columns
