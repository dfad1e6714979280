"""Pictures of models, drawn with matplotlib; it is imported when the first one is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["import_pyplot", "plot_history"]


def import_pyplot() -> Any:
    """Return matplotlib.pyplot, or say how to get it."""
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError("plots need matplotlib: pip install matplotlib") from error
    return pyplot


def plot_history(history: pd.DataFrame) -> Axes:
    """Draw loss and validation loss against the epoch; the lines differ in dash and marker, not in colour alone."""
    pyplot = import_pyplot()
    from matplotlib.ticker import MaxNLocator

    axes: Axes
    _, axes = pyplot.subplots(figsize=(6, 3.6), layout="constrained")
    axes.plot(history["epoch"], history["loss"], "o-", color="#0b5394", label="training")
    if "validation_loss" in history:
        axes.plot(history["epoch"], history["validation_loss"], "s--", color="#b45f06", label="validation")
    axes.set(xlabel="epoch", ylabel="loss")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(frameon=False)
    return axes
