"""How good forecasts are: their errors, also against the seasonal naive forecast's, and whether intervals hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.errors import InputValueError
from torchduet.forecasting.levels import bounds, levels_in, tails
from torchduet.forecasting.series import SeriesSet, as_series_set

__all__ = ["accuracy_by", "forecast_accuracy", "measure_forecasts", "pinball_loss", "seasonal_naive_error"]


def forecast_accuracy(
    forecast: Any,
    actual: Any = None,
    *,
    training: Any = None,
    seasonal_period: float | None = None,
    by: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    r"""Measure forecasts by what happened.

    With the errors :math:`e_t = y_t - \hat y_t`: MAE is the mean of :math:`|e_t|`, RMSE the root of the mean of
    :math:`e_t^2`, sMAPE the mean of :math:`200 |e_t| / (|y_t| + |\hat y_t|)`, in per cent, and 0 where both are 0.
    MASE is the MAE divided by that of the seasonal naive forecast on the training part,
    :math:`\frac{1}{n - m} \sum_{t=m+1}^{n} |y_t - y_{t-m}|`: below 1, the forecast is better than that was there.
    The pinball loss of a bound q that stands for the quantile p is the mean of :math:`\max(p(y_t - q_t), (p-1)(y_t -
    q_t))`; of several bounds, the mean of theirs. Coverage is the share of what happened that lies between the bounds.

    Parameters
    ----------
    forecast : DataFrame or array
        A table as `predict` gives it, with the columns ``mean`` and, for each level of intervals, ``lower_80`` and
        ``upper_80``; or just numbers.
    actual : Series, array or DataFrame, optional
        What happened: matched by time where both have times, else in order. It may be left out where `forecast` has a
        column ``actual``, as the forecasts of `backtest` have.
    training : Series, array or DataFrame, optional
        What the model learned from. Without it MASE is left out.
    seasonal_period : float, optional
        Observations in a season of `training`; None takes that of its times.
    by : str or list of str, optional
        Columns of `forecast`; each combination gets a row, for instance ``"step"``. None: ``"series"``, if there are
        several.

    Returns
    -------
    DataFrame
        A row, or one for each group: ``n`` (how many forecasts), ``mae``, ``rmse``, ``mase``, ``smape``, and, where
        there are intervals, ``pinball`` and for each level ``coverage_80`` and ``width_80`` (their mean width). MASE
        is NaN where the training part is not longer than a season.

    Raises
    ------
    InputValueError, InputTypeError
        What happened is missing at a time, or the lengths differ.

    References
    ----------
    R. J. Hyndman and A. B. Koehler (2006), "Another look at measures of forecast accuracy", International Journal of
    Forecasting 22; R. Koenker and G. Bassett (1978), "Regression Quantiles", Econometrica 46.

    Examples
    --------
    >>> forecast_accuracy([3.0, 5.0], [4.0, 5.0], training=[1.0, 2.0, 4.0]).round(3)
       n  mae   rmse   mase   smape
    0  2  0.5  0.707  0.333  14.286
    """
    table = _as_table(forecast)
    if actual is not None:
        table["actual"] = _matched(table, actual)
    elif "actual" not in table:
        raise InputValueError("actual is missing: give what happened, or a table with a column actual")
    if training is not None:
        learned = as_series_set(training, seasonal_period=seasonal_period, name="training")
        table["scale"] = _scales(table, learned)
    columns = [by] if isinstance(by, str) else [*(by if by is not None else ["series"] if "series" in table else [])]
    unknown = next((column for column in columns if column not in table), None)
    if unknown is not None:
        listed = ", ".join(map(str, table.columns))
        raise InputValueError.about("by", f"must name columns of forecast, which has {listed}", unknown)
    return accuracy_by(table, columns)


def accuracy_by(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return a row of measures for each combination of what stands in some columns, in the order of the table."""
    if not columns:
        return pd.DataFrame([measure_forecasts(table)])
    groups = table.groupby(list(columns), sort=False, observed=True, dropna=False)
    rows = [dict(zip(columns, key, strict=True)) | measure_forecasts(rows) for key, rows in groups]
    return pd.DataFrame(rows)


def measure_forecasts(table: pd.DataFrame) -> dict[str, float]:
    """Return the measures of a table with the columns ``actual`` and ``mean``, and maybe ``scale`` and bounds."""
    actual, mean = (table[name].to_numpy(np.float64) for name in ("actual", "mean"))
    size = np.abs(actual - mean)
    measured = {"n": len(table), "mae": size.mean(), "rmse": np.sqrt((size**2).mean())}
    if "scale" in table:
        # As in R: no error of a scale of 0 is not a number, and any other is infinite.
        with np.errstate(divide="ignore", invalid="ignore"):
            measured["mase"] = (size / table["scale"].to_numpy(np.float64)).mean()
    total = np.abs(actual) + np.abs(mean)
    measured["smape"] = 200 * np.divide(size, total, out=np.zeros_like(size), where=total > 0).mean()
    levels = levels_in(table.columns)
    if levels:
        losses = [
            pinball_loss(actual, table[name].to_numpy(np.float64), quantile)
            for level in levels
            for name, quantile in zip(bounds(level), tails(level), strict=True)
        ]
        measured["pinball"] = np.mean(losses)
    for level in levels:
        lower, upper = (table[name].to_numpy(np.float64) for name in bounds(level))
        inside = np.where(np.isnan(lower + upper), np.nan, (lower <= actual) & (actual <= upper))
        measured[f"coverage_{level:g}"] = inside.mean()
        measured[f"width_{level:g}"] = (upper - lower).mean()
    return {name: value if isinstance(value, int) else float(value) for name, value in measured.items()}


def pinball_loss(actual: NDArray[np.float64], quantiles: NDArray[np.float64], probability: float) -> float:
    """Return the mean pinball loss of forecasts of a quantile.

    Examples
    --------
    >>> pinball_loss(np.array([10.0, 20.0]), np.array([12.0, 12.0]), 0.9)  # (0.1 * 2 + 0.9 * 8) / 2
    3.7
    """
    error = actual - quantiles
    return float(np.maximum(probability * error, (probability - 1) * error).mean())


def seasonal_naive_error(training: NDArray[np.float64], seasonal_period: float) -> float:
    """Return the mean absolute error of the seasonal naive forecast one step ahead on what was learned from.

    It is NaN where there is no more than a season. A season of a part of an observation is rounded.
    """
    lag = max(1, round(seasonal_period))
    return float(np.abs(training[lag:] - training[:-lag]).mean()) if len(training) > lag else float("nan")


def _as_table(forecast: Any) -> pd.DataFrame:
    if isinstance(forecast, pd.DataFrame):
        if "mean" not in forecast:
            listed = ", ".join(map(str, forecast.columns))
            raise InputValueError(f"forecast must have a column mean, as predict gives it; it has {listed}")
        return forecast.reset_index(drop=True)
    numbers = as_series_set(forecast, name="forecast")
    times = {} if numbers.is_numbered else {"time": numbers.index[0]}
    return pd.DataFrame({**times, "mean": numbers.values[0]})


def _matched(table: pd.DataFrame, actual: Any) -> NDArray[np.float64]:
    """Return what happened at each row of the table."""
    happened = as_series_set(actual, name="actual")
    if "time" in table and not happened.is_numbered:
        matched = np.empty(len(table))
        for place, rows in _rows_of(table, happened, "actual"):
            found = _places(happened.index[place], table["time"].iloc[rows])
            if (found < 0).any():
                time = table["time"].iloc[rows[np.flatnonzero(found < 0)[0]]]
                raise InputValueError.about("actual", "must hold what happened at every time of forecast", str(time))
            matched[rows] = happened.values[place][found]
        return matched
    together = np.concatenate(happened.values)
    if len(together) != len(table):
        raise InputValueError.about(
            "actual", f"must have as many observations as there are forecasts, {len(table)}", len(together)
        )
    return together


def _places(index: pd.Index[Any], times: pd.Series[Any]) -> NDArray[np.intp]:
    wanted: Any = pd.Index(times)
    if isinstance(index, pd.PeriodIndex) and isinstance(wanted, pd.DatetimeIndex):
        wanted = wanted.to_period(index.freqstr)  # from R, where a month is its first day
    return index.get_indexer(wanted)


def _scales(table: pd.DataFrame, training: SeriesSet) -> NDArray[np.float64]:
    scales = np.empty(len(table))
    for place, rows in _rows_of(table, training, "training"):
        scales[rows] = seasonal_naive_error(training.values[place], training.seasonal_period)
    return scales


def _rows_of(table: pd.DataFrame, series: SeriesSet, argument: str) -> list[tuple[int, NDArray[np.intp]]]:
    """Return, for each series that the table has, its place among the given ones and its rows."""
    if "series" not in table:
        if len(series.names) > 1:
            raise InputValueError(f"{argument} holds several series, so forecast must have a column series")
        return [(0, np.arange(len(table)))]
    found = []
    for name, rows in table.groupby("series", sort=False, observed=True).indices.items():
        if str(name) not in series.names:
            listed = ", ".join(series.names)
            raise InputValueError.about(argument, f"must hold every series of forecast; it holds {listed}", name)
        found.append((series.names.index(str(name)), np.asarray(rows)))
    return found
