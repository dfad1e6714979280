"""What a backtest found: a row per fold, a row per step, and all folds together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from torchduet.forecasting.accuracy import accuracy_by
from torchduet.forecasting.levels import levels_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BacktestResult", "coverage_interval"]

CONFIDENCE = 0.95


@dataclass(frozen=True, repr=False)
class BacktestResult:
    """What `backtest` returns.

    Attributes
    ----------
    accuracy : DataFrame
        A row per model, series (if there are several) and fold: ``model``, ``series``, ``fold`` (from 1), ``origin``
        (the last time that was learned from), the measures of `forecast_accuracy`, and ``seconds`` (fit and predict;
        each of several series has an equal share).
    forecasts : DataFrame
        A row per step: the same first columns, ``time``, ``step`` (from 1), ``actual``, ``mean``, the bounds, and
        ``scale``, by which MASE divides. `forecast_accuracy` measures it by other columns, for instance ``"step"``.
    """

    accuracy: pd.DataFrame
    forecasts: pd.DataFrame

    @classmethod
    def of(cls, rows: pd.DataFrame) -> Self:
        """Measure the rows of all models, series and folds, which have ``seconds`` besides."""
        keys = [name for name in ("model", "series", "fold", "origin") if name in rows]
        seconds = rows.groupby(keys, sort=False)["seconds"].first().to_numpy()
        forecasts = rows.drop(columns="seconds")
        return cls(accuracy_by(forecasts, keys).assign(seconds=seconds), forecasts)

    def summary(self) -> pd.DataFrame:
        """Pool all folds and series: a row per model.

        Returns
        -------
        DataFrame
            ``model``, ``folds``, the measures over all forecasts together, where a series of large numbers weighs more
            in ``mae`` and ``rmse`` than one of small ones; for each level the 95 % interval of the coverage,
            ``coverage_80_low`` and ``coverage_80_high``, by Clopper and Pearson; ``seconds`` per fold. The interval
            takes each forecast for a trial of its own, and errors of neighbouring steps are alike: it is rather too
            narrow.

        References
        ----------
        C. J. Clopper and E. S. Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of the
        binomial", Biometrika 26.
        """
        pooled = accuracy_by(self.forecasts, ["model"])
        pooled.insert(1, "folds", self.accuracy.groupby("model", sort=False)["fold"].nunique().to_numpy())
        for level in levels_in(self.forecasts.columns):
            coverage = f"coverage_{level:g}"
            limits = [
                coverage_interval(share, count) for share, count in zip(pooled[coverage], pooled["n"], strict=True)
            ]
            place = list(pooled).index(coverage) + 1
            pooled.insert(place, f"{coverage}_low", [low for low, _ in limits])
            pooled.insert(place + 1, f"{coverage}_high", [high for _, high in limits])
        per_fold = self.accuracy.groupby(["model", "fold"], sort=False)["seconds"].sum()
        return pooled.assign(seconds=per_fold.groupby("model", sort=False).mean().to_numpy())

    def plot(self, series: str | None = None) -> NDArray[Any]:
        """Draw the forecasts of each fold over what happened, a panel per model.

        Parameters
        ----------
        series : str, optional
            Which of several; the first if left out.

        Returns
        -------
        array of matplotlib.axes.Axes
        """
        from torchduet.forecasting.backtest_plot import plot_backtest

        return plot_backtest(self.forecasts, series)

    def __repr__(self) -> str:
        return f"Backtest\n{self.summary().to_string(index=False, float_format='%.4g')}"


def coverage_interval(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of so many, by Clopper and Pearson; NaN of NaN.

    Examples
    --------
    >>> tuple(round(limit, 4) for limit in coverage_interval(0.8, 10))
    (0.4439, 0.9748)
    """
    if share != share:
        return float("nan"), float("nan")
    from scipy.special import betaincinv  # 60 ms, which import torchduet need not cost

    hits = round(share * count)
    tail = (1 - CONFIDENCE) / 2
    low = float(betaincinv(hits, count - hits + 1, tail)) if hits else 0.0
    return low, float(betaincinv(hits + 1, count - hits, 1 - tail)) if hits < count else 1.0
