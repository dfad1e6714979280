"""Pictures in a plane, drawn with matplotlib; it is imported when the first one is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from torchduet import plane_pictures
from torchduet.optimizer_paths import Surface
from torchduet.plane_pictures import GRID
from torchduet.plots import import_pyplot
from torchduet.trace_pictures import parted
from torchduet.trace_plots import DARK, finish, line_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_boundary", "plot_path"]

MOST_LARGE = 50
"""Examples that are drawn large."""


def plot_boundary(trace: pd.DataFrame, *, epochs: Sequence[int] | None = None) -> Axes:
    """Draw the examples of a perceptron with two inputs, and the line at which its answer changes.

    Parameters
    ----------
    trace : DataFrame
        Of `perceptron_trace`.
    epochs : sequence of int, optional
        After which epochs, counted from 1, to draw the line; after the last if left out.

    Returns
    -------
    matplotlib.axes.Axes
        Examples with the target 1 are squares, the others circles; where the last weights answer 1 is grey. The label
        of its figure (``axes.figure.get_label()``) says in words what it shows, for an alternative text.

    Raises
    ------
    InputValueError, InputTypeError
        The trace is of something else, or has not two inputs.

    Examples
    --------
    >>> from torchduet import perceptron_trace
    >>> axes = plot_boundary(perceptron_trace([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1]), epochs=[1, 2, 6])
    >>> axes.figure.get_label().split(". ")[1]
    'At the end it is -2 +2 input_1 +1 input_2 = 0, and 0 examples are on the wrong side.'
    """
    points = plane_pictures.boundary_points(trace)
    lines = plane_pictures.boundary_lines(trace, epochs)
    words = plane_pictures.describe_boundary(trace, epochs)
    region = plane_pictures.boundary_region(trace)
    axes: Axes
    figure, axes = import_pyplot().subplots(layout="constrained")
    if len(region):
        axes.fill(region["x"], region["y"], color="0.9", zorder=0)
    size = 7 if len(points) <= MOST_LARGE else 3
    for target, (marker, edge, filling) in enumerate((("o", DARK[0], "white"), ("s", DARK[1], DARK[1]))):
        x, y = points.loc[points["target"] == target, ["x", "y"]].to_numpy().T
        style: dict[str, Any] = {"markersize": size, "markeredgecolor": edge, "markerfacecolor": filling}
        axes.plot(x, y, marker, label=f"target {target}", **style)
    for place, (epoch, *ends) in enumerate(lines.to_numpy().tolist()):
        style = line_style(len(lines) - 1 - place) | {"marker": ""}  # the last line is solid
        axes.plot(ends[::2], ends[1::2], label=f"after epoch {epoch:.0f}", **style)
    first, second = (str(name).replace("_", " ") for name in trace.columns[2:4])
    axes.set(xlabel=first, ylabel=second)
    axes.legend(frameon=True)
    figure.set_label(words)
    return axes


def plot_path(path: pd.DataFrame, surface: Surface) -> Axes:
    """Draw the way of an optimizer over the contours of the surface that it goes down.

    Parameters
    ----------
    path : DataFrame
        Of `optimizer_path`, or several put together by `bind_traces`.
    surface : callable
        As of `optimizer_path`.

    Returns
    -------
    matplotlib.axes.Axes
        The start is a circle, the end a square. The label of its figure (``axes.figure.get_label()``) says in words
        what it shows, for an alternative text.

    Raises
    ------
    InputValueError, InputTypeError
        The path is of something else, or `surface` returns something else than a loss and a gradient.

    Examples
    --------
    >>> from torchduet import optimizer_path
    >>> def bowl(parameters):
    ...     return {"loss": (parameters**2).sum() / 2, "gradient": parameters}
    >>> axes = plot_path(optimizer_path(bowl, [4.0, 2.0], steps=2), bowl)
    >>> axes.figure.get_label().split("; ")[1]
    '2 steps from (4, 2), loss 10, to (3.24, 1.62), loss 6.56.'
    """
    rows = plane_pictures.path_lines(path)
    grid = plane_pictures.surface_grid(path, surface)
    first, second = plane_pictures.path_axes(path)
    axes: Axes
    figure, axes = import_pyplot().subplots(layout="constrained")
    x, y, loss = (grid[name].to_numpy().reshape(GRID, GRID) for name in ("x", "y", "loss"))
    axes.contour(x, y, loss, levels=grid["level"].dropna().unique(), colors="0.7", linewidths=0.8)
    for place, (name, part) in enumerate(parted(rows, "trace")):
        style = line_style(place) | {"marker": "."}
        axes.plot(part["x"], part["y"], label=name, **style)
        axes.plot(*part[["x", "y"]].iloc[0], marker="o", markersize=8, color=style["color"], markerfacecolor="white")
        axes.plot(*part[["x", "y"]].iloc[-1], marker="s", markersize=7, color=style["color"])
    axes.set(xlabel=first.replace("_", " "), ylabel=second.replace("_", " "))
    finish(figure, axes, rows, plane_pictures.describe_paths(path))
    return axes
