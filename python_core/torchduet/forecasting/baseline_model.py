"""What models share that forecast from the series alone: how far, for which intervals, at what times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.estimator import Estimator
from torchduet.forecasting.levels import check_levels
from torchduet.forecasting.series import SeriesSet
from torchduet.parameters import check_integer

__all__ = ["BaselineForecaster", "usual_horizon"]


class BaselineForecaster(Estimator):
    """Base of models without covariates; `fit` keeps the series, and a model says how each goes on."""

    _series: SeriesSet

    def predict(
        self,
        h: int | None = None,
        covariates: Any = None,  # noqa: ARG002
        levels: Any = (80, 95),
    ) -> pd.DataFrame:
        """Forecast the steps after the last observation.

        Parameters
        ----------
        h : int, optional
            How many. None: two seasons, or 10 where there is no season.
        covariates : optional
            Taken as every model takes them, and not looked at.
        levels : sequence of float
            Of the prediction intervals, in per cent; empty for none.

        Returns
        -------
        DataFrame
            A row per series and step: ``series`` (of several), ``time``, ``step`` (from 1), ``mean``, and for each
            level ``lower_80`` and ``upper_80``.
        """
        self._check_fitted("predict")
        horizon = usual_horizon(self._series.seasonal_period) if h is None else h
        check_integer("h", horizon, at_least=1)
        return self._series.restore(self._forecasts(horizon, check_levels(levels)))

    def _forecasts(self, horizon: int, levels: Sequence[float]) -> Sequence[Mapping[str, NDArray[np.float64]]]:
        """Return the columns of each series' forecast: mean, and two bounds for each level."""
        raise NotImplementedError


def usual_horizon(seasonal_period: float) -> int:
    """Return how far to forecast where nobody says: two seasons, or 10 steps, as R's package forecast does."""
    return 2 * round(seasonal_period) if seasonal_period > 1 else 10
