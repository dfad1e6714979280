"""statsmodels' classics as baselines, exponential smoothing and the airline model; it is imported by the first fit."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

from torchduet.forecasting.baseline_model import BaselineForecaster
from torchduet.forecasting.levels import bounds, tails
from torchduet.forecasting.series import as_series_set
from torchduet.parameters import check_choice, check_integer

__all__ = ["StatsmodelsForecaster", "need_statsmodels"]

Method = Literal["ets", "arima"]
PATHS = 1000
"""Simulated futures, where the intervals of exponential smoothing have no formula."""


class StatsmodelsForecaster(BaselineForecaster):
    """Forecast with statsmodels.

    Parameters
    ----------
    method : {"ets", "arima"}
        Exponential smoothing, its error, trend and season chosen by AICc; or the airline model of Box and Jenkins,
        ARIMA(0, 1, 1) times (0, 1, 1) of the season.
    seasonal_period : float, optional
        Observations in a season, rounded; None takes that of the times.
    seed : int, optional
        Settles the simulated intervals of exponential smoothing.

    References
    ----------
    R. J. Hyndman et al. (2008), "Forecasting with Exponential Smoothing"; G. E. P. Box and G. M. Jenkins (1976), "Time
    Series Analysis", ch. 9.

    Examples
    --------
    >>> StatsmodelsForecaster("ets").fit([1.0, 2.5, 2.8, 4.1, 5.2, 5.9, 7.3, 8.0]).predict(h=1)  # doctest: +SKIP
    """

    def __init__(
        self, method: Method = "ets", *, seasonal_period: float | None = None, seed: int | None = None
    ) -> None:
        self.method = method
        self.seasonal_period = seasonal_period
        self.seed = seed

    def fit(self, series: Any, covariates: Any = None, past_covariates: Any = None) -> Self:  # noqa: ARG002
        """Fit each series by itself; covariates are not looked at."""
        check_choice("method", self.method, get_args(Method))
        check_integer("seed", self.seed, at_least=0, optional=True)
        self._series = as_series_set(series, seasonal_period=self.seasonal_period)
        season = round(self._series.seasonal_period)
        fit = _smooth if self.method == "ets" else _airline
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # candidates that do not converge lose by their AICc
            self.results_ = [fit(values, season) for values in self._series.values]
        return self

    def _forecasts(self, horizon: int, levels: Sequence[float]) -> Sequence[Mapping[str, NDArray[np.float64]]]:
        return [self._forecast(result, horizon, levels) for result in self.results_]

    def _forecast(self, result: Any, horizon: int, levels: Sequence[float]) -> dict[str, NDArray[np.float64]]:
        columns = {"mean": np.asarray(result.forecast(horizon), dtype=np.float64)}
        if self.method == "arima":
            predicted = result.get_forecast(horizon)
            for level in levels:
                limits = np.asarray(predicted.conf_int(alpha=1 - level / 100))
                columns |= zip(bounds(level), limits.T, strict=True)
            return columns
        generator = np.random.default_rng(self.seed)
        paths = result.simulate(horizon, anchor="end", repetitions=PATHS, rng=generator)
        for level in levels:
            columns |= zip(bounds(level), np.quantile(paths, tails(level), axis=1), strict=True)
        return columns


def need_statsmodels(baseline: str) -> None:
    """Make sure that statsmodels is installed, before a backtest has run for an hour.

    Raises
    ------
    ImportError
        It is not; the message says how to get it.
    """
    if importlib.util.find_spec("statsmodels") is None:
        raise ImportError(f'the baseline "{baseline}" needs statsmodels: pip install "torchduet[statsmodels]"')


def _smooth(values: NDArray[np.float64], season: int) -> Any:
    """Return the exponential smoothing with the lowest AICc."""
    from statsmodels.tsa.api import ETSModel

    positive = bool((values > 0).all())
    seasons = [None, "add", *(["mul"] if positive else [])] if season > 1 and len(values) > 2 * season else [None]
    best: Any = None
    for error, trend, seasonal in product(["add", *(["mul"] if positive else [])], [None, "add"], seasons):
        model = ETSModel(
            values, error=error, trend=trend, damped_trend=trend is not None, seasonal=seasonal,
            seasonal_periods=season if seasonal else None,
        )  # fmt: skip
        result = model.fit(disp=False)
        if best is None or result.aicc < best.aicc:
            best = result
    return best


def _airline(values: NDArray[np.float64], season: int) -> Any:
    from statsmodels.tsa.api import ARIMA

    seasonal = (0, 1, 1, season) if season > 1 else (0, 0, 0, 0)
    return ARIMA(values, order=(0, 1, 1), seasonal_order=seasonal).fit()
