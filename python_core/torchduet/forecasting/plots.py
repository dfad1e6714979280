"""Pictures of forecasts, drawn with matplotlib; it is imported when the first one is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from torchduet.forecasting.levels import bounds, levels_in
from torchduet.forecasting.series import SeriesSet
from torchduet.plots import import_pyplot

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["drawable", "plot_forecast"]


def plot_forecast(series: SeriesSet, forecast: pd.DataFrame, last: int) -> Axes:
    """Draw the last observations of each series, its forecast and the intervals, the wider the paler.

    Returns
    -------
    Axes
        Of the first series; of several, each has its own, in one figure.
    """
    count = len(series.names)
    figure, panels = import_pyplot().subplots(
        count, 1, figsize=(7, 3.6 if count == 1 else 2.4 * count), layout="constrained", squeeze=False
    )
    levels = sorted(levels_in(forecast), reverse=True)
    for place, axes in enumerate(panels[:, 0]):
        table = forecast if not series.several else forecast[forecast["series"] == series.names[place]]
        times = drawable(pd.Index(table["time"]))
        for rank, level in enumerate(levels):
            shade = 0.2 + 0.25 * rank / max(1, len(levels) - 1)
            low, high = (table[name] for name in bounds(level))
            axes.fill_between(times, low, high, color="#0b5394", alpha=shade, linewidth=0, label=f"{level:g} %")
        axes.plot(
            drawable(series.index[place][-last:]), series.values[place][-last:], color="#222222", label="observed"
        )
        axes.plot(times, table["mean"], "--", color="#0b5394", label="forecast")
        axes.set(xlabel="time" if place == count - 1 else "", ylabel=series.names[place] or "value")
    panels[0, 0].legend(frameon=False, ncols=2 + len(levels), loc="upper left", fontsize="small")
    first: Axes = figure.axes[0]
    return first


def drawable(times: pd.Index[Any]) -> Any:
    """Return times as matplotlib takes them."""
    if isinstance(times, pd.PeriodIndex):
        times = times.to_timestamp()
    return np.asarray(times)
