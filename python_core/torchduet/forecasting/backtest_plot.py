"""A picture of a backtest, drawn with matplotlib; it is imported when the first one is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from torchduet.errors import InputValueError
from torchduet.forecasting.levels import bounds, levels_in
from torchduet.forecasting.plots import drawable
from torchduet.plots import import_pyplot

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["plot_backtest"]


def plot_backtest(forecasts: pd.DataFrame, series: str | None = None) -> NDArray[Any]:
    """Draw a panel per model: what happened, the forecast of each fold, its widest interval."""
    if "series" in forecasts:
        names = forecasts["series"].unique().tolist()
        shown = names[0] if series is None else series
        if shown not in names:
            raise InputValueError.about("series", f"must be one of {', '.join(names)}", series)
        forecasts = forecasts[forecasts["series"] == shown]
    models = forecasts["model"].unique()
    figure, grid = import_pyplot().subplots(
        len(models),
        1,
        figsize=(7, 1 + 1.8 * len(models)),
        layout="constrained",
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    panels: NDArray[Any] = grid[:, 0]
    levels = levels_in(forecasts.columns)
    for panel, model in zip(panels, models, strict=True):
        panel.set_title(str(model), loc="left")
        for _, fold in forecasts[forecasts["model"] == model].groupby("fold"):
            times = drawable(pd.Index(fold["time"]))
            if levels:
                lower, upper = bounds(max(levels))
                panel.fill_between(times, fold[lower], fold[upper], color="#0b5394", alpha=0.2, linewidth=0)
            panel.plot(times, fold["actual"], color="black", linewidth=1)
            panel.plot(times, fold["mean"], "--", color="#0b5394")
    said = f", with intervals of {max(levels):g} %" if levels else ""
    figure.set_label(f"What happened, and dashed what {', '.join(map(str, models))} forecast at each origin{said}.")
    return panels
