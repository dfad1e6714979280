"""Baselines by name: this package's own, and those that others register."""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol

import pandas as pd

from torchduet.errors import InputTypeError, InputValueError
from torchduet.forecasting.baselines import NaiveForecaster

__all__ = ["BaselineFactory", "Forecasts", "make_baseline", "register_baseline"]


class Forecasts(Protocol):
    """What every forecasting model can do."""

    def fit(self, series: Any, covariates: Any = None) -> Any:
        """Learn from one series or several."""

    def predict(self, h: int | None = None, covariates: Any = None, levels: Any = (80, 95)) -> pd.DataFrame:
        """Forecast the steps after the last observation."""


class BaselineFactory(Protocol):
    """What makes a baseline; it is called by these names."""

    def __call__(self, *, seasonal_period: float | None, seed: int | None) -> Forecasts:
        """Return a model that is not fitted yet."""


def _naive(method: Any, *, seasonal_period: float | None, seed: int | None) -> NaiveForecaster:  # noqa: ARG001
    return NaiveForecaster(method, seasonal_period=seasonal_period)


def _statsmodels(method: Any, *, seasonal_period: float | None, seed: int | None) -> Forecasts:
    from torchduet.forecasting.statistical import StatsmodelsForecaster, need_statsmodels

    need_statsmodels(f"statsmodels_{method}")
    return StatsmodelsForecaster(method, seasonal_period=seasonal_period, seed=seed)


_baselines: dict[str, BaselineFactory] = {
    "last": partial(_naive, "last"),
    "seasonal_naive": partial(_naive, "seasonal"),
    "drift": partial(_naive, "drift"),
    "mean": partial(_naive, "mean"),
    "statsmodels_ets": partial(_statsmodels, "ets"),
    "statsmodels_arima": partial(_statsmodels, "arima"),
}


def register_baseline(name: str, factory: BaselineFactory) -> None:
    """Let `backtest` know a baseline by a name; one of the same name is replaced.

    Parameters
    ----------
    name : str
    factory : callable
        Called as ``factory(seasonal_period=..., seed=...)``, either may be None, it returns a model with ``fit(series,
        covariates=None)`` and ``predict(h, covariates=None, levels=(80, 95))``, as `NaiveForecaster` has them.

    Raises
    ------
    InputTypeError
        The name is no string, or the factory cannot be called.

    Examples
    --------
    >>> from torchduet import NaiveForecaster, backtest
    >>> register_baseline("flat", lambda seasonal_period, seed: NaiveForecaster("mean"))
    >>> backtest("flat", [1, 2, 3, 6], horizon=1, folds=1, levels=()).accuracy[["model", "mae"]]
      model  mae
    0  flat  4.0
    """
    if not isinstance(name, str) or not name:
        raise InputTypeError.about("name", "must be a string that is not empty", name)
    if not callable(factory):
        raise InputTypeError.about("factory", "must be a function that returns a model", factory)
    _baselines[name] = factory


def make_baseline(name: str, *, seasonal_period: float | None = None, seed: int | None = None) -> Any:
    """Return the baseline of a name, not fitted yet.

    Raises
    ------
    InputValueError
        Nothing is registered under the name.
    """
    if name not in _baselines:
        listed = ", ".join(f'"{known}"' for known in _baselines)
        raise InputValueError.about("models", f"must be models, or names of baselines: {listed}", name, _ELSEWHERE)
    return _baselines[name](seasonal_period=seasonal_period, seed=seed)


_ELSEWHERE = "Other packages register theirs when they are loaded or attached"
