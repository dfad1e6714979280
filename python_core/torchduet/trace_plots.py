"""Pictures of traces, drawn with matplotlib; it is imported when the first one is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from torchduet import trace_pictures
from torchduet.parameters import check_choice
from torchduet.plots import import_pyplot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

__all__ = ["COLOURS", "DARK", "finish", "line_style", "plot_gradients", "plot_trace"]

# From light to dark, so that print in grey keeps the order; in colour, yellow is low and blue is high.
COLOURS = ("#fee838", "#7d7c78", "#00224e")
LINES = ("-", "--", ":", "-.")
MARKERS = ("o", "s", "^", "D")
DARK = ("#00224e", "#b45f06", "#4b4b4b", "#0b8043")
MOST_MARKED = 30
"""Points of a line that are marked one by one."""


def plot_trace(
    trace: pd.DataFrame,
    *,
    type: str = "heatmap",  # noqa: A002 (R's name for it)
    quantities: Sequence[str] | None = None,
    layer: int = 0,
    direction: str = "forward",
    units: Sequence[int] | None = None,
) -> Axes | NDArray[Any]:
    """Draw what happens inside a recurrent network.

    Parameters
    ----------
    trace : DataFrame
        Of `rnn_trace`, `lstm_trace` or `gru_trace`; for trajectories, also several put together by `bind_traces`, for
        instance from two starting points.
    type : {"heatmap", "trajectory"}
        Heat maps of gates and states, a panel per quantity, units down, steps across, where what is beyond -1 and 1
        looks like -1 and 1; or the way of the hidden state in a plane, from a circle to a square.
    quantities : sequence of str, optional
        The panels of the heat maps; gates and states if left out.
    layer : int
    direction : {"forward", "backward"}
    units : pair of int, optional
        The axes of the plane; if left out, the two units where there are two, else the first two principal components
        of the states.

    Returns
    -------
    matplotlib.axes.Axes, or an array of them
        A panel per quantity, or the one of the plane. The label of their figure (``axes.figure.get_label()``) says in
        words what it shows, for an alternative text.

    Raises
    ------
    InputValueError, InputTypeError
        The trace does not hold what is to be drawn.

    Examples
    --------
    >>> from torchduet import rnn_trace
    >>> weights = {"weight_ih_l0": [[1.0], [0.5]], "weight_hh_l0": [[0.0, 1.0], [-1.0, 0.0]]}
    >>> (panel,) = plot_trace(rnn_trace([1.0, 0.0], weights, tokens=["up", "on"]))
    >>> panel.figure.get_label()
    'Heat maps over 2 steps (up on), the larger a value the darker: hidden, 2 units, from -0.64 to 0.76.'
    """
    check_choice("type", type, ("heatmap", "trajectory"))
    if type == "heatmap":
        return _draw_heat_maps(trace, quantities, layer, direction)
    return _draw_paths(trace, layer, direction, units)


def plot_gradients(
    trace: pd.DataFrame, *, quantity: str = "hidden", layer: int = 0, direction: str = "forward"
) -> Axes:
    """Draw the norm of a gradient against the distance in time, on a logarithmic axis.

    Parameters
    ----------
    trace : DataFrame
        Of `gradient_trace`, or several put together by `bind_traces`, for instance of an RNN, an LSTM and a GRU.
    quantity : str
        Whose gradient.
    layer : int
    direction : {"forward", "backward"}

    Returns
    -------
    matplotlib.axes.Axes
        The label of its figure (``axes.figure.get_label()``) says in words what it shows. Norms of zero, as behind a
        cut, have no place on the axis.

    Raises
    ------
    InputValueError, InputTypeError
        The trace does not hold what is to be drawn.

    Examples
    --------
    >>> from torchduet import gradient_trace
    >>> axes = plot_gradients(gradient_trace([0.0] * 3, {"weight_ih_l0": [[1.0]], "weight_hh_l0": [[0.5]]}))
    >>> axes.figure.get_label()
    'Norm of the gradient (hidden) by distance in steps, on a logarithmic axis; 1 at distance 0, 0.25 at distance 2.'
    """
    pyplot = import_pyplot()
    rows = trace_pictures.gradient_lines(trace, quantity, np.array(layer), direction)
    axes: Axes
    figure, axes = pyplot.subplots(layout="constrained")
    for place, (name, part) in enumerate(trace_pictures.parted(rows, "trace")):
        style = line_style(place) | ({} if len(part) <= MOST_MARKED else {"marker": ""})
        axes.plot(part["distance"], part["norm"], label=name, **style)
    axes.set(yscale="log", xlabel="steps between here and the end", ylabel=f"norm of the gradient: {_words(quantity)}")
    finish(figure, axes, rows, trace_pictures.describe_gradients(trace, quantity, np.array(layer), direction))
    return axes


def _draw_heat_maps(trace: pd.DataFrame, quantities: Sequence[str] | None, layer: int, direction: str) -> NDArray[Any]:
    pyplot = import_pyplot()
    from matplotlib.colors import LinearSegmentedColormap

    rows = trace_pictures.heat_maps(trace, quantities, np.array(layer), direction)
    panels = trace_pictures.parted(rows, "quantity")
    columns = 1 if len(panels) <= 3 else 2
    grid: NDArray[Any]
    figure, grid = pyplot.subplots(
        -(-len(panels) // columns), columns, layout="constrained", squeeze=False, sharex=True
    )
    colours = LinearSegmentedColormap.from_list("yellow to blue", COLOURS)
    for axes, (name, part) in zip(grid.flat, panels, strict=False):
        values = part.pivot(index="unit", columns="step", values="value")
        image = axes.imshow(values, cmap=colours, vmin=-1, vmax=1, aspect="auto", interpolation="nearest")
        axes.set_title(_words(name), loc="left", fontsize="medium")
        axes.yaxis.get_major_locator().set_params(integer=True, nbins=5)
        axes.set(ylabel="unit")
    shown = grid.ravel()[: len(panels)]
    for axes in grid.ravel()[len(panels) :]:
        axes.remove()
    steps = part.drop_duplicates("step")
    for axes in shown[-columns:]:
        axes.tick_params(labelbottom=True)
        if steps["token"].notna().all():
            axes.set_xticks(range(len(steps)), steps["token"].tolist(), rotation=90)
        else:
            axes.xaxis.get_major_locator().set_params(integer=True)
            axes.set(xlabel="step")
    figure.colorbar(
        image, ax=list(shown), label="value", extend="both" if (rows["value"].abs() > 1).any() else "neither"
    )
    figure.set_label(trace_pictures.describe_heat_maps(trace, quantities, np.array(layer), direction))
    return shown


def _draw_paths(trace: pd.DataFrame, layer: int, direction: str, units: Sequence[int] | None) -> Axes:
    pyplot = import_pyplot()
    rows = trace_pictures.state_paths(trace, np.array(layer), direction, units)
    axes: Axes
    figure, axes = pyplot.subplots(layout="constrained")
    for place, (name, part) in enumerate(trace_pictures.parted(rows, "trace")):
        style = line_style(place) | {"marker": "."}
        axes.plot(part["x"], part["y"], label=name, **style)
        axes.plot(*part[["x", "y"]].iloc[0], marker="o", markersize=8, color=style["color"], markerfacecolor="white")
        axes.plot(*part[["x", "y"]].iloc[-1], marker="s", markersize=7, color=style["color"])
    for point in rows[rows["label"].notna()].itertuples():
        axes.annotate(
            str(point.label), (point.x, point.y), xytext=(4 if point.right else -4, 4 if point.above else -4),
            textcoords="offset points", fontsize="small",
            ha="left" if point.right else "right", va="bottom" if point.above else "top",
        )  # fmt: skip
    names = [f"hidden unit {unit}" for unit in (units or (0, 1))]
    shares = rows[["x_share", "y_share"]].iloc[0]
    if shares.notna().all():
        names = [
            f"{which} principal component ({share:.0%} of the variance)"
            for which, share in zip(("first", "second"), shares, strict=True)
        ]
    axes.set(xlabel=names[0], ylabel=names[1], title="from the circle to the square")
    axes.title.set_fontsize("medium")
    finish(figure, axes, rows, trace_pictures.describe_paths(trace, np.array(layer), direction, units))
    return axes


def finish(figure: Figure, axes: Any, rows: pd.DataFrame, words: str) -> None:
    """Add what pictures of lines have in common: a legend where there are several, a grid, and their words."""
    if rows["trace"].nunique() > 1:
        axes.legend(frameon=False)
    axes.grid(color="0.9")
    axes.set_axisbelow(True)
    figure.set_label(words)


def line_style(place: int) -> dict[str, Any]:
    """Return how the line of one trace of several looks: they differ in dash and marker, not in colour alone."""
    which = place % len(DARK)
    return {
        "color": DARK[which],
        "linestyle": LINES[(which + place // len(DARK)) % len(LINES)],
        "marker": MARKERS[which],
    }


def _words(quantity: str) -> str:
    return quantity.replace("_", " ")
