"""Backtests: models fitted at rolling origins, and what they forecast measured by what happened."""

from __future__ import annotations

import sys
import time as clock
from collections.abc import Callable, Sequence
from typing import Any, Literal

import pandas as pd

from torchduet.errors import InputError, Language
from torchduet.forecasting.accuracy import seasonal_naive_error
from torchduet.forecasting.backtest_result import BacktestResult
from torchduet.forecasting.candidates import forecast_table, named_models, new_model
from torchduet.forecasting.fold_covariates import FoldCovariates
from torchduet.forecasting.folds import Fold, Window, as_pandas, rolling_origins
from torchduet.forecasting.levels import check_levels
from torchduet.forecasting.series import as_series_set, column_names, tsp_of
from torchduet.parameters import check_choice, check_flag, check_integer

__all__ = ["BacktestError", "backtest"]


class BacktestError(InputError, RuntimeError):
    """A model failed in a fold; the message names both, and `__cause__` is what it raised."""

    def _put(self, value: Any, language: Language) -> str:
        if isinstance(value, InputError):
            return value.message(language)
        if isinstance(value, int):  # the origin of a series without times, which is a position
            return str(value + language.first)
        return str(value) or (type(value).__name__ if isinstance(value, Exception) else "")


def backtest(
    models: Any,
    series: Any,
    horizon: int,
    folds: int = 5,
    *,
    step: int | None = None,
    window: Window = "expanding",
    covariates: Any = None,
    past_covariates: Any = None,
    levels: Any = (80, 95),
    seasonal_period: float | None = None,
    missing: Literal["error", "last"] = "error",
    time: str | None = None,
    value: str | None = None,
    key: str | None = None,
    seed: int | None = None,
    callbacks: Any = (),
    verbose: bool | Literal["auto"] = "auto",
) -> BacktestResult:
    """Fit models at rolling origins and measure their forecasts by what happened.

    Each fold holds back `horizon` observations. A model is made anew for it, learns from what came before, and
    forecasts them; nothing of what is held back reaches its `fit`. The last fold's test part ends where the series end.

    Parameters
    ----------
    models : dict, list, model or str
        Models by the names they get in the table. A model has ``fit(series)`` and ``predict(h, levels=(80, 95))``, both
        with ``covariates=None`` where these are given, as `Forecaster` and `NaiveForecaster` have them; a copy that is
        not fitted is used in each fold; its ``horizon`` is this one if it has none. A string is a baseline: ``"last"``,
        ``"seasonal_naive"``, ``"drift"``, ``"mean"``; with statsmodels installed ``"statsmodels_ets"`` and
        ``"statsmodels_arima"``; what others register by `register_baseline`, as the bridge to R does ``"auto_arima"``,
        ``"ets"`` and ``"nnetar"``, of transformed series ``"auto_arima_box_cox"`` and so on. A function is called with
        the training part and the horizon, and returns the means, or a table as `predict` does.
    series : Series, array or DataFrame
        One series, or a DataFrame with a column for each. All end at the same time.
    horizon : int
        How many steps each fold forecasts.
    folds : int
        How many origins.
    step : int, optional
        From one origin to the next. None: the horizon, so that no observation is in two test parts.
    window : {"expanding", "sliding"}
        Learn from everything up to the origin, or from as many observations as the first fold has.
    covariates : DataFrame, array, dict or list of str, optional
        Numbers that are known in advance, a row for each time of the series, as `Forecaster.fit` takes them. `fit` gets
        those up to the origin, `predict` those of the steps that it forecasts.
    past_covariates : the same, optional
        Numbers that are not known in advance: `fit` gets those up to the origin, `predict` none.
    levels : sequence of float
        Of the prediction intervals, in per cent; empty for none.
    seasonal_period : float, optional
        Observations in a season, for MASE, and for baselines and models that have none of their own. None takes that
        of the times.
    missing : {"error", "last"}
        What becomes of observations that are missing. They are never interpolated: at an origin that would look ahead.
    time, value, key : str, optional
        Of a DataFrame with a row per observation, the columns with the times, the observations, and the series' names.
    seed : int, optional
        The seed of every model and baseline that has none.
    callbacks : sequence of callables
        Called after each model of each fold with a dict of ``done``, ``total``, ``model``, ``fold`` and ``folds``.
    verbose : bool or "auto"
        Whether to show progress; "auto" shows it on a terminal.

    Returns
    -------
    BacktestResult
        ``accuracy``, a row per model, series and fold; ``forecasts``, a row per step; ``summary()``, a row per model.

    Raises
    ------
    InputValueError, InputTypeError
        A series is shorter than the folds need, holds missing values, or ends before the others; a baseline is unknown.
    BacktestError
        A model failed; the message names the model, the series and the origin.

    References
    ----------
    L. J. Tashman (2000), "Out-of-sample tests of forecasting accuracy: an analysis and review", International Journal
    of Forecasting 16.

    Examples
    --------
    >>> result = backtest(["last", "drift"], [1, 2, 3, 4, 5, 6, 7, 8], horizon=1, folds=3, levels=())
    >>> result.accuracy[["model", "fold", "origin", "mae"]]
       model  fold  origin  mae
    0   last     1       4  1.0
    1   last     2       5  1.0
    2   last     3       6  1.0
    3  drift     1       4  0.0
    4  drift     2       5  0.0
    5  drift     3       6  0.0
    """
    check_choice("missing", missing, ("error", "last"))
    check_integer("seed", seed, at_least=0, optional=True)
    check_flag("verbose", verbose, words=("auto",))
    checked = check_levels(levels)
    candidates = named_models(models, horizon=horizon, seasonal_period=seasonal_period, seed=seed)
    whole = as_series_set(series, time=time, value=value, key=key, seasonal_period=seasonal_period, missing=missing)
    origins = rolling_origins(whole, horizon, folds, step=step, window=window)
    named = column_names(time, value, key)
    known = FoldCovariates.of(covariates, series, named, whole, "covariates")
    past = FoldCovariates.of(past_covariates, series, named, whole, "past_covariates")
    tsp = tsp_of(series)
    tell = [*callbacks, *([_Line()] if (sys.stderr.isatty() if verbose == "auto" else verbose) else [])]

    tables: dict[str, list[pd.DataFrame]] = {name: [] for name in candidates}
    seconds: list[float] = []
    for fold in origins:
        training = as_pandas(fold.training, tsp)
        for name, model in candidates.items():
            start = clock.perf_counter()
            forecast = _forecast(name, model, fold, training, known, past, checked)
            seconds.append(clock.perf_counter() - start)
            tables[name].append(_compared(name, fold, forecast, seconds[-1] / len(whole.names)))
            record = {"done": len(seconds), "total": len(origins) * len(candidates), "model": name}
            _tell(tell, {**record, "fold": fold.number, "folds": len(origins), "seconds": sum(seconds)})
    return BacktestResult.of(pd.concat([table for made in tables.values() for table in made], ignore_index=True))


def _forecast(
    name: str,
    model: Any,
    fold: Fold,
    training: Any,
    known: FoldCovariates | None,
    past: FoldCovariates | None,
    levels: Sequence[float],
) -> pd.DataFrame:
    seen, ahead = {}, {}
    if known is not None:
        seen["covariates"] = known.at(fold.training_places, fold.training.index)
        ahead["covariates"] = known.at(fold.test_places, fold.test.index)
    if past is not None:
        seen["past_covariates"] = past.at(fold.training_places, fold.training.index)
    horizon = len(fold.test.values[0])
    try:
        fresh = new_model(model)
        fresh.fit(training, **seen)
        # Ctrl-C ends a training early and keeps the model; it was meant for all that is going on here.
        if getattr(fresh, "interrupted_", False):
            raise KeyboardInterrupt
        return forecast_table(fresh.predict(horizon, levels=tuple(levels), **ahead), fold.test, levels)
    except Exception as error:
        named = fold.test.names[0] if len(fold.test.names) == 1 else f"{len(fold.test.names)} series"
        raise BacktestError(
            'model "{model}" failed at origin {origin}{of}: {error}',
            model=name,
            origin=int(fold.origin) if fold.is_numbered else str(fold.origin),
            of=f" of {named}" if named else "",
            error=error,
        ) from error


def _compared(name: str, fold: Fold, forecast: pd.DataFrame, seconds: float) -> pd.DataFrame:
    """Return a model's forecasts of a fold beside what happened, and the scale of errors of what was learned from."""
    parts = []
    season = fold.training.seasonal_period
    for place, (actual, times) in enumerate(zip(fold.test.values, fold.test.index, strict=True)):
        size = len(actual)
        said = {"model": name, "series": fold.test.names[place], "fold": fold.number, "origin": fold.origin}
        rows = forecast.iloc[place * size : (place + 1) * size].reset_index(drop=True)
        measured = {"time": times, "step": range(1, size + 1), "actual": actual}
        scale = seasonal_naive_error(fold.training.values[place], season)
        part = pd.DataFrame({**measured, **rows, "scale": scale, "seconds": seconds})
        for column, value in reversed(said.items()):
            part.insert(0, column, [value] * size)
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    return table if fold.test.several else table.drop(columns="series")


def _tell(callbacks: Sequence[Callable[[dict[str, Any]], Any]], record: dict[str, Any]) -> None:
    for callback in callbacks:
        callback(dict(record))


class _Line:
    """A line that says how far the backtest is; it is rewritten in place."""

    def __call__(self, record: dict[str, Any]) -> None:
        done, total = record["done"], record["total"]
        left = record["seconds"] / done * (total - done)
        shown = f"fold {record['fold']}/{record['folds']}  {record['model']}  about {left:.0f} s left"
        # Filled up: the line before it may have been longer.
        sys.stderr.write(f"\r{shown:<70}" + ("\n" if done == total else ""))
        sys.stderr.flush()
