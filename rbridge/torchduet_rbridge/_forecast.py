"""R's classics of forecasting as baselines: ``auto.arima``, ``ets`` and ``nnetar`` of the R package forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

from torchduet.forecasting.baseline_model import BaselineForecaster
from torchduet.forecasting.levels import bounds
from torchduet.forecasting.registry import register_baseline
from torchduet.forecasting.series import as_series_set
from torchduet.parameters import check_choice, check_flag, check_integer

__all__ = ["RForecaster", "register"]

Method = Literal["auto_arima", "ets", "nnetar"]


class RForecaster(BaselineForecaster):
    """Forecast with R's package forecast, each series by itself; covariates are not looked at.

    Parameters
    ----------
    method : {"auto_arima", "ets", "nnetar"}
        ``forecast::auto.arima``, ``ets`` or ``nnetar``, with their own defaults but for `box_cox`.
    box_cox : bool
        Whether to transform the series by Box and Cox, ``lambda = "auto"``: what their users do where the season grows
        with the level. The forecast is then one of the median.
    seasonal_period : float, optional
        Observations in a season; None takes that of the times.
    seed : int, optional
        Settles what R draws, and leaves R's generator as it was; None draws from it.

    References
    ----------
    R. J. Hyndman and Y. Khandakar (2008), "Automatic time series forecasting: the forecast package for R", Journal of
    Statistical Software 27.

    Examples
    --------
    >>> RForecaster("ets").fit([3.0, 5.0, 4.0, 6.0, 5.0, 7.0]).predict(h=1)  # doctest: +SKIP
    """

    def __init__(
        self,
        method: Method,
        *,
        box_cox: bool = False,
        seasonal_period: float | None = None,
        seed: int | None = None,
    ) -> None:
        self.method = method
        self.box_cox = box_cox
        self.seasonal_period = seasonal_period
        self.seed = seed

    def fit(self, series: Any, covariates: Any = None, past_covariates: Any = None) -> Self:  # noqa: ARG002
        """Fit the model to each series.

        Raises
        ------
        RError
            R says why it cannot.
        """
        from torchduet_rbridge._user import function

        check_choice("method", self.method, get_args(Method))
        check_flag("box_cox", self.box_cox)
        check_integer("seed", self.seed, at_least=0, optional=True)
        fit = function(Path(__file__).with_name("_forecast.R").read_text(encoding="utf-8"))
        self._series = as_series_set(series, seasonal_period=self.seasonal_period)
        season = float(self._series.seasonal_period)
        self.forecasts_ = [fit(values, season, self.method, self.box_cox, self.seed) for values in self._series.values]
        return self

    def _forecasts(self, horizon: int, levels: Sequence[float]) -> Sequence[Mapping[str, NDArray[np.float64]]]:
        tables = []
        for forecast in self.forecasts_:
            found = forecast(horizon, np.array(levels))
            columns = {"mean": np.array(found["mean"], ndmin=1)}
            for place, level in enumerate(levels):
                lower, upper = bounds(level)
                columns |= {lower: np.array(found["lower"])[:, place], upper: np.array(found["upper"])[:, place]}
            tables.append(columns)
        return tables


def register() -> None:
    """Let `torchduet.backtest` know R's classics by their names, with ``_box_cox`` behind where they transform."""
    for method in get_args(Method):
        register_baseline(method, partial(_baseline, method, False))
        register_baseline(f"{method}_box_cox", partial(_baseline, method, True))


def _baseline(method: Method, box_cox: bool, *, seasonal_period: float | None, seed: int | None) -> RForecaster:
    from torchduet_rbridge._user import function

    if not function("function() suppressMessages(requireNamespace('forecast', quietly = TRUE))")():
        raise ImportError(
            f'the baseline "{method}" needs the R package forecast, which is not installed. Install it in R with '
            'install.packages("forecast") (Debian, Ubuntu: apt-get install r-cran-forecast)'
        )
    return RForecaster(method, box_cox=box_cox, seasonal_period=seasonal_period, seed=seed)
