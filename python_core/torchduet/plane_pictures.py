"""What pictures in a plane show: the boundary of a perceptron, the way of an optimizer. Nothing is drawn here.

Both languages draw these tables, Python with matplotlib and R with ggplot2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.errors import InputTypeError, InputValueError
from torchduet.optimizer_paths import Surface, loss_and_gradient
from torchduet.perceptron import OTHER_COLUMNS, PerceptronTrace
from torchduet.trace_pictures import parted

__all__ = [
    "GRID",
    "boundary_lines",
    "boundary_points",
    "boundary_region",
    "describe_boundary",
    "describe_paths",
    "path_axes",
    "path_lines",
    "surface_grid",
]

Array = NDArray[np.float64]

MARGIN = 0.15
"""What is left free around the points, as a share of the picture's width and height."""
GRID = 60
"""Points of a surface that are computed along each axis."""
LEVELS = 14


def boundary_points(trace: PerceptronTrace) -> pd.DataFrame:
    """Return the examples of a perceptron with two inputs.

    Returns
    -------
    DataFrame
        ``x``, ``y``, ``target``; and ``output``, what the perceptron answers with its last weights.
    """
    x, y = _inputs(trace)
    points = trace[trace["epoch"] == 1]
    w0, w1, w2 = _weights(trace, None)
    output = (w0 + w1 * points[x] + w2 * points[y] > 0.0).astype(int)
    return pd.DataFrame({"x": points[x], "y": points[y], "target": points["target"], "output": output})


def boundary_lines(trace: PerceptronTrace, epochs: Sequence[int] | None) -> pd.DataFrame:
    """Return where the weighted sum is zero after some epochs, cut off at the edge of the picture.

    Returns
    -------
    DataFrame
        ``epoch``, ``x``, ``y``, ``xend``, ``yend``. Epochs whose line does not cross the picture are left out.
    """
    box = _box(boundary_points(trace)[["x", "y"]])
    rows = []
    for epoch in _epochs(trace, epochs):
        _, ends = _half_plane(box, _weights(trace, epoch))
        if len(ends) == 2:
            rows.append((epoch, *ends[0], *ends[1]))
    return pd.DataFrame(rows, columns=["epoch", "x", "y", "xend", "yend"])


def boundary_region(trace: PerceptronTrace) -> pd.DataFrame:
    """Return the corners ``x`` and ``y`` of the part of the picture where the last weights answer 1."""
    corners, _ = _half_plane(_box(boundary_points(trace)[["x", "y"]]), _weights(trace, None))
    return pd.DataFrame(corners, columns=["x", "y"])


def describe_boundary(trace: PerceptronTrace, epochs: Sequence[int] | None) -> str:
    """Say in words what the picture of a boundary shows."""
    points = boundary_points(trace)
    wrong = int((points["target"] != points["output"]).sum())
    chosen = _epochs(trace, epochs)
    after = f"epoch{'s' if len(chosen) > 1 else ''} {', '.join(map(str, chosen))}"
    w0, w1, w2 = _weights(trace, None)
    x, y = _inputs(trace)
    return (
        f"{len(points)} examples in the plane of {x} and {y}, {int(points['target'].sum())} of them with the target 1, "
        f"and where the perceptron answers 1; its boundary after {after}. At the end it is "
        f"{w0:.3g} {w1:+.3g} {x} {w2:+.3g} {y} = 0, and {wrong} examples are on the wrong side."
    )


def path_axes(path: pd.DataFrame) -> list[str]:
    """Return the names of the two parameters of an optimizer's way."""
    names = list(path.columns) if isinstance(path, pd.DataFrame) else []
    if not {"step", "loss"} <= set(names) or len(set(names) - {"trace", "step", "loss"}) != 2:
        raise InputTypeError("path must be what optimizer_path returned, or several put together by bind_traces")
    return [str(name) for name in names if name not in ("trace", "step", "loss")]


def path_lines(path: pd.DataFrame) -> pd.DataFrame:
    """Return the ways to draw: ``trace`` (empty if there is one only), ``step``, ``x``, ``y``, ``loss``."""
    first, second = path_axes(path)
    names = path.get("trace", "")
    return pd.DataFrame(
        {"trace": names, "step": path["step"], "x": path[first], "y": path[second], "loss": path["loss"]}
    )


def surface_grid(path: pd.DataFrame, surface: Surface) -> pd.DataFrame:
    """Return a surface around the ways that lead down it.

    Returns
    -------
    DataFrame
        ``x``, ``y``, ``loss`` on a grid, y after y; and ``level``, the height of a contour, in the first rows, missing
        in the others. As many points of the grid lie between two contours as between any others.
    """
    (left, bottom), (right, top) = _box(path_lines(path)[["x", "y"]])
    xs, ys = np.linspace(left, right, GRID), np.linspace(bottom, top, GRID)
    x, y = (each.ravel() for each in np.meshgrid(xs, ys))
    losses = np.array([loss_and_gradient(surface, np.array(place))[0] for place in zip(x, y, strict=True)])
    levels = np.full(len(losses), np.nan)
    # Squared, so that more contours lie at the bottom, where the ways end.
    levels[:LEVELS] = np.quantile(losses, np.linspace(0.0, 1.0, LEVELS + 2)[1:-1] ** 2)
    return pd.DataFrame({"x": x, "y": y, "loss": losses, "level": levels})


def describe_paths(path: pd.DataFrame) -> str:
    """Say in words what the picture of an optimizer's way shows."""
    first, second = path_axes(path)
    ways = [
        f"{f'{name}: ' if name else ''}{len(part) - 1} steps from ({part['x'].iloc[0]:.3g}, {part['y'].iloc[0]:.3g}), "
        f"loss {part['loss'].iloc[0]:.3g}, to ({part['x'].iloc[-1]:.3g}, {part['y'].iloc[-1]:.3g}), "
        f"loss {part['loss'].iloc[-1]:.3g}"
        for name, part in parted(path_lines(path), "trace")
    ]
    return f"Contours of the loss over {first} and {second}, and the way down; {'; '.join(ways)}."


def _inputs(trace: pd.DataFrame) -> list[str]:
    if not isinstance(trace, pd.DataFrame) or not {*OTHER_COLUMNS} <= {*trace.columns}:
        raise InputTypeError("trace must be what perceptron_trace returned")
    names = [str(name) for name in trace.columns]
    inputs = names[names.index("example") + 1 : names.index("target")]
    if len(inputs) != 2:
        raise InputValueError(
            f"trace must be of a perceptron with two inputs, to be drawn in a plane; it has {len(inputs)}"
        )
    return inputs


def _weights(trace: pd.DataFrame, epoch: int | None) -> tuple[float, float, float]:
    """Return bias and weights after an epoch; None: the last."""
    rows = trace if epoch is None else trace[trace["epoch"] == epoch]
    bias = list(trace.columns).index("bias")
    w0, w1, w2 = rows.iloc[-1, bias : bias + 3]
    return float(w0), float(w1), float(w2)


def _epochs(trace: pd.DataFrame, epochs: Any) -> list[int]:
    last = int(trace["epoch"].max())
    if epochs is None:
        return [last]
    chosen = [int(epoch) for epoch in np.ravel(epochs)]
    for epoch in chosen:
        if not 1 <= epoch <= last:
            raise InputValueError.about("epochs", f"must be between 1 and {last}, the last epoch of the trace", epoch)
    return chosen


def _box(points: pd.DataFrame) -> Array:
    """Return lower left and upper right corner of the picture, shape (2, 2)."""
    low, high = points.min().to_numpy(dtype=float), points.max().to_numpy(dtype=float)
    margin = MARGIN * np.where(high > low, high - low, 1.0)
    return np.array([low - margin, high + margin])


def _half_plane(box: Array, weights: tuple[float, float, float]) -> tuple[Array, list[Array]]:
    """Return the corners of the part of a box where the weighted sum is above zero, and both ends of its new edge."""
    (left, bottom), (right, top) = box
    around = np.array([[left, bottom], [right, bottom], [right, top], [left, top]])
    scores = weights[0] + around @ np.array(weights[1:])
    corners, ends = [], []
    for here, there, score, next_score in zip(
        around, np.roll(around, -1, axis=0), scores, np.roll(scores, -1), strict=True
    ):
        if score > 0.0:
            corners.append(here)
        if (score > 0.0) != (next_score > 0.0):
            crossing = here + (there - here) * score / (score - next_score)
            corners.append(crossing)
            ends.append(crossing)
    return np.array(corners).reshape(-1, 2), ends
