"""Rolling origins: which observations each fold learns from, and which it is tested on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.errors import InputValueError
from torchduet.forecasting.series import SeriesSet
from torchduet.parameters import check_choice, check_integer

__all__ = ["Fold", "Places", "Window", "as_pandas", "rolling_origins"]

Window = Literal["expanding", "sliding"]
Places = list[tuple[int, int]]


@dataclass(frozen=True)
class Fold:
    """One origin.

    Parameters
    ----------
    number : int
        Counted from 1.
    origin : object
        The last time that is learned from.
    training, test : SeriesSet
        What is learned from; the observations after it, as many as the horizon.
    training_places, test_places : list of (int, int)
        Where each series has them: the first, and the one after the last.
    is_numbered : bool
        Whether the origin is a position, as the series have no times.
    """

    number: int
    origin: Any
    training: SeriesSet
    test: SeriesSet
    training_places: Places
    test_places: Places
    is_numbered: bool


def rolling_origins(
    series: SeriesSet, horizon: int, folds: int, *, step: int | None = None, window: Window = "expanding"
) -> list[Fold]:
    """Return the folds, the earliest first; the test part of the last one ends where the series end.

    Parameters
    ----------
    series : SeriesSet
        All end at the same time; some may begin later.
    horizon, folds : int
    step : int, optional
        From one origin to the next; None: the horizon, so that no observation is in two test parts.
    window : {"expanding", "sliding"}
        Learn from everything up to the origin, or from as many observations as the first fold has.

    Raises
    ------
    InputValueError, InputTypeError
        A series is too short, or ends at another time than the first.

    Examples
    --------
    >>> from torchduet.forecasting.series import as_series_set
    >>> for fold in rolling_origins(as_series_set([1, 2, 3, 4, 5]), horizon=1, folds=2):
    ...     print(fold.origin, *fold.training.values, *fold.test.values)
    2 [1. 2. 3.] [4.]
    3 [1. 2. 3. 4.] [5.]
    """
    check_integer("horizon", horizon, at_least=1)
    check_integer("folds", folds, at_least=1)
    check_integer("step", step, at_least=1, optional=True)
    check_choice("window", window, get_args(Window))
    distance = horizon if step is None else step
    held_back = [horizon + (folds - 1 - fold) * distance for fold in range(folds)]
    _check_length(series, held_back[0], horizon, folds, distance)
    _check_ends(series)
    made = []
    for number, back in enumerate(held_back, start=1):
        first = 0 if window == "expanding" else held_back[0] - back
        training_places = [(first, len(values) - back) for values in series.values]
        test_places = [(stop, stop + horizon) for _, stop in training_places]
        training, test = _part(series, training_places), _part(series, test_places)
        origin = training.index[0][-1]
        made.append(Fold(number, origin, training, test, training_places, test_places, series.is_numbered))
    return made


def _check_length(series: SeriesSet, held_back: int, horizon: int, folds: int, distance: int) -> None:
    for name, values in zip(series.names, series.values, strict=True):
        if len(values) <= held_back:
            label = f"series {name}" if series.several else "series"
            apart = f", {distance} apart" if folds > 1 else ""
            raise InputValueError.about(
                label,
                f"must have more than {held_back} observations, for {folds} fold(s) of horizon {horizon}{apart}",
                len(values),
                "Take fewer folds or a shorter horizon",
            )


def _check_ends(series: SeriesSet) -> None:
    last = series.index[0][-1]
    for name, index in zip(series.names, series.index, strict=True):
        if index[-1] != last:
            raise InputValueError(
                f"series: all must end at the same time, so that folds have one origin; {series.names[0]} ends at "
                f"{last}, {name} at {index[-1]}. Cut off what the others lack"
            )


def _part(series: SeriesSet, places: Places) -> SeriesSet:
    def cut(whole: list[Any]) -> list[Any]:
        return [one[start:stop] for one, (start, stop) in zip(whole, places, strict=True)]

    # Copies: a model that writes into what it learns from must not change what it is tested on.
    values: list[NDArray[np.float64]] = [part.copy() for part in cut(series.values)]
    index: list[pd.Index[Any]] = cut(series.index)
    return SeriesSet(series.names, values, index, series.frequency, series.seasonal_period, series.several)


def as_pandas(series: SeriesSet, tsp: Any = None) -> pd.Series[Any] | pd.DataFrame:
    """Return series as users give them: one as a Series, several as a DataFrame with a column for each.

    Parameters
    ----------
    series : SeriesSet
    tsp : tuple, optional
        Where they came as R's ``ts``: its start, end and frequency, so that a model written in R gets a ``ts``.
    """
    columns = [
        pd.Series(values, index=index, name=name or None)
        for name, values, index in zip(series.names, series.values, series.index, strict=True)
    ]
    made = pd.DataFrame(dict(zip(series.names, columns, strict=True))) if series.several else columns[0]
    if tsp is not None and not isinstance(made.index, pd.PeriodIndex):
        start, frequency = float(made.index[0]), float(tsp[2])
        made.index = pd.Index(start + np.arange(len(made)) / frequency)
        made.attrs["tsp"] = (start, float(made.index[-1]), frequency)
    return made
