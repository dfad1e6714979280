"""Forecasts without learning, to compare with: the last value, that of the last season, the drift, the mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

from torchduet.errors import InputValueError
from torchduet.forecasting.baseline_model import BaselineForecaster
from torchduet.forecasting.levels import bounds, tails
from torchduet.forecasting.series import as_series_set
from torchduet.parameters import check_choice

__all__ = ["NaiveForecaster"]

Method = Literal["last", "seasonal", "drift", "mean"]


@dataclass(frozen=True)
class _Naive:
    """The forecast of one series at any step.

    With ``steps`` counted in the method's own unit (a season, for the seasonal one), the standard error is
    ``sqrt(sigma^2 * (fixed + steps * growing) + (steps * drift_error)^2)``.
    """

    values: NDArray[np.float64]
    """What is repeated: the last season, the last value, or the mean."""
    sigma: float
    drift: float = 0.0
    drift_error: float = 0.0
    fixed: float = 0.0
    growing: float = 1.0
    degrees: int | None = None
    """Degrees of freedom of Student's t; None: the normal distribution."""

    def forecast(self, horizon: int, levels: Sequence[float]) -> dict[str, NDArray[np.float64]]:
        steps = np.arange(horizon) // len(self.values) + 1
        mean = self.values[np.arange(horizon) % len(self.values)] + steps * self.drift
        error = np.sqrt(self.sigma**2 * (self.fixed + steps * self.growing) + (steps * self.drift_error) ** 2)
        columns = {"mean": mean}
        for level in levels:
            lower, upper = bounds(level)
            width = self._quantile(tails(level)[1]) * error
            columns |= {lower: mean - width, upper: mean + width}
        return columns

    def _quantile(self, probability: float) -> float:
        if self.degrees is None:
            return NormalDist().inv_cdf(probability)
        from scipy.special import stdtrit  # 60 ms, which the others do not need

        return float(stdtrit(self.degrees, probability))


class NaiveForecaster(BaselineForecaster):
    r"""Forecast without learning: what every model has to beat.

    ``"last"`` repeats the last value, ``"seasonal"`` the last season, ``"drift"`` goes on along the line from the first
    value to the last, ``"mean"`` repeats the mean. Their prediction intervals, of :math:`T` values with the standard
    deviation of residuals :math:`\hat\sigma`, are :math:`\hat y \pm z \hat\sigma_h` with :math:`\hat\sigma_h` at step h

    - last: :math:`\hat\sigma \sqrt{h}`,
    - seasonal, of m observations: :math:`\hat\sigma \sqrt{k + 1}`, k the whole part of :math:`(h - 1) / m`,
    - drift: :math:`\hat\sigma \sqrt{h (1 + h / (T - 1))}`,
    - mean: :math:`\hat\sigma \sqrt{1 + 1 / T}`, with Student's t of T - 1 degrees of freedom in place of the normal z.

    These are the numbers of R's ``forecast::naive``, ``snaive``, ``rwf(drift = TRUE)`` and ``meanf``.

    Parameters
    ----------
    method : {"last", "seasonal", "drift", "mean"}
    seasonal_period : float, optional
        Observations in a season, rounded where it is no whole number. None takes that of the times: 12 of months, 7 of
        days. With 1, ``"seasonal"`` is ``"last"``.

    Attributes
    ----------
    sigma_ : list of float
        The residuals' standard deviation, of each series.

    References
    ----------
    R. J. Hyndman and G. Athanasopoulos (2021), "Forecasting: Principles and Practice", 3rd ed., 5.2 and 5.5.

    Examples
    --------
    >>> NaiveForecaster(method="drift").fit([1.0, 2.0, 4.0, 7.0]).predict(h=2, levels=[80]).round(2)
       time  step  mean  lower_80  upper_80
    0     4     1   9.0      7.52     10.48
    1     5     2  11.0      8.66     13.34
    """

    sigma_: list[float]

    def __init__(self, method: Method = "last", *, seasonal_period: float | None = None) -> None:
        self.method = method
        self.seasonal_period = seasonal_period

    def fit(
        self,
        series: Any,
        covariates: Any = None,  # noqa: ARG002
        past_covariates: Any = None,  # noqa: ARG002
        *,
        time: str | None = None,
        value: str | None = None,
        key: str | None = None,
    ) -> Self:
        """Take what will be repeated, and see how much values differ from it.

        Parameters
        ----------
        series : Series, array or DataFrame
            One series, or a DataFrame with a column for each.
        covariates, past_covariates : optional
            Taken as every model takes them, and not looked at.
        time, value, key : str, optional
            Of a DataFrame with a row per observation, the columns with the times, the observations, and the series'
            names.

        Raises
        ------
        InputValueError
            A series is too short.
        """
        check_choice("method", self.method, get_args(Method))
        self._series = as_series_set(series, time=time, value=value, key=key, seasonal_period=self.seasonal_period)
        lag = max(1, round(self._series.seasonal_period)) if self.method == "seasonal" else 1
        # A difference, of drift and mean a second one too, so that there is something to measure the spread by.
        fewest = lag + (2 if self.method == "drift" else 1)
        for name, values in zip(self._series.names, self._series.values, strict=True):
            if len(values) < fewest:
                label = f"series {name}" if self._series.several else "series"
                raise InputValueError.about(
                    label, f'must have at least {fewest} observations for the method "{self.method}"', len(values)
                )
        self._naive = [_learn(values, self.method, lag) for values in self._series.values]
        self.sigma_ = [naive.sigma for naive in self._naive]
        return self

    def _forecasts(self, horizon: int, levels: Sequence[float]) -> Sequence[Mapping[str, NDArray[np.float64]]]:
        return [naive.forecast(horizon, levels) for naive in self._naive]


def _learn(values: NDArray[np.float64], method: Method, lag: int) -> _Naive:
    count = len(values)
    if method == "mean":
        return _Naive(
            np.array([values.mean()]), float(values.std(ddof=1)), fixed=1 + 1 / count, growing=0, degrees=count - 1
        )
    changes = values[lag:] - values[:-lag]
    if method == "drift":
        sigma = float(changes.std(ddof=1))
        drift_error = sigma / np.sqrt(count - 1)
        return _Naive(values[-1:], sigma, float(changes.mean()), drift_error)
    return _Naive(values[-lag:], float(np.sqrt((changes**2).mean())))
