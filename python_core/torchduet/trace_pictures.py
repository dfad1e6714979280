"""What the pictures of traces show: the numbers to draw, and in words for who cannot see them. Nothing is drawn here.

Both languages draw these tables, Python with matplotlib and R with ggplot2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.bound_traces import AnyTrace
from torchduet.errors import InputTypeError, InputValueError, PositionError
from torchduet.label_places import place_labels
from torchduet.parameters import check_choice
from torchduet.positions import PositionColumns, Positions, PositionsLike
from torchduet.principal_plane import principal_plane

__all__ = [
    "describe_gradients",
    "describe_heat_maps",
    "describe_paths",
    "gradient_lines",
    "heat_maps",
    "parted",
    "state_paths",
]

StatePaths = Annotated[pd.DataFrame, PositionColumns(("step",))]
MOST_NAMED = 12
"""Steps whose tokens are named, in words or beside their points; of more, how many there are."""


def heat_maps(trace: AnyTrace, quantities: Sequence[str] | None, layer: Positions, direction: str) -> AnyTrace:
    """Return the rows of a trace that heat maps show, a panel per quantity, in the order of the panels.

    Parameters
    ----------
    trace : DataFrame
        Of `rnn_trace`, `lstm_trace` or `gru_trace`.
    quantities : sequence of str or None
        None: the gates and states.
    layer : int
    direction : {"forward", "backward"}

    Raises
    ------
    InputValueError, InputTypeError
        The trace is of something else, or does not hold what is asked for.
    """
    rows = _of_one_cell(trace, layer, direction)
    if "trace" in rows:
        raise InputValueError("trace must be a single one for heat maps; draw each on its own, or their trajectories")
    there: list[str] = rows["quantity"].unique().tolist()
    given = [quantities] if isinstance(quantities, str) else quantities
    wanted = [name for name in there if not name.startswith(("input", "initial")) or name == "input_gate"]
    if given is not None:
        wanted = list(given)
        for name in wanted:
            check_choice("quantities", name, there)
    return pd.concat([rows[rows["quantity"] == name] for name in wanted], ignore_index=True)


def describe_heat_maps(trace: AnyTrace, quantities: Sequence[str] | None, layer: Positions, direction: str) -> str:
    """Say in words what `heat_maps` shows."""
    rows = heat_maps(trace, quantities, layer, direction)
    ranges = [
        f"{_words(name)}, {part['unit'].nunique()} units, from {part['value'].min():.2f} to {part['value'].max():.2f}"
        for name, part in parted(rows, "quantity")
    ]
    return f"Heat maps over {_steps_in_words(rows)}, the larger a value the darker: {'; '.join(ranges)}."


def state_paths(trace: AnyTrace, layer: Positions, direction: str, units: PositionsLike | None = None) -> StatePaths:
    """Return the ways of the hidden state in a plane.

    Parameters
    ----------
    trace : DataFrame
        One trace or several that `bind_traces` has put together.
    layer : int
    direction : {"forward", "backward"}
    units : pair of int, optional
        The axes. If left out: the two units where there are two, else the first two principal components of all
        states.

    Returns
    -------
    DataFrame
        ``trace`` (empty if there is one only), ``step`` (one before the first for the state before it), ``token``,
        ``x``, ``y``; and ``x_share``, ``y_share``: the share of the variance that an axis shows, missing where it is a
        unit. In the order in which the steps are read. ``label``, the token where there is room for it, and ``right``
        and ``above``, on which side of the point; see `place_labels`.
    """
    rows = _of_one_cell(trace, layer, direction)
    if "trace" not in rows:
        rows = rows.assign(trace="")
    names = rows["trace"].unique().tolist()
    parts = [_path(rows[rows["trace"] == name], direction) for name in names]
    places = pd.concat([steps for steps, _ in parts], ignore_index=True)
    states = np.concatenate([states for _, states in parts])
    points, shares = _plane(states, units)
    rows_drawn = places.assign(x=points[:, 0], y=points[:, 1], x_share=shares[0], y_share=shares[1])
    return place_labels(rows_drawn, most=MOST_NAMED * len(names))


def describe_paths(trace: AnyTrace, layer: Positions, direction: str, units: PositionsLike | None = None) -> str:
    """Say in words what `state_paths` shows."""
    rows = state_paths(trace, layer, direction, units)
    ways = [
        f"{f'{name}: ' if name else ''}from ({part['x'].iloc[0]:.2f}, {part['y'].iloc[0]:.2f}) to "
        f"({part['x'].iloc[-1]:.2f}, {part['y'].iloc[-1]:.2f})"
        for name, part in parted(rows, "trace")
    ]
    steps = _steps_in_words(parted(rows, "trace")[0][1].iloc[1:])
    return f"The way of the hidden state in a plane over {steps}; {'; '.join(ways)}."


def gradient_lines(trace: AnyTrace, quantity: str, layer: Positions, direction: str) -> pd.DataFrame:
    """Return what a picture of gradients shows.

    Parameters
    ----------
    trace : DataFrame
        Of `gradient_trace`, or several that `bind_traces` has put together.
    quantity : str
    layer : int
    direction : {"forward", "backward"}

    Returns
    -------
    DataFrame
        ``trace`` (empty if there is one only), ``distance``, ``norm``. Norms of zero, as behind a cut, have no place on
        a logarithmic axis and are left out.
    """
    if "norm" not in trace:
        raise InputTypeError('trace must be of gradient_trace with output = "norm"')
    rows = _choose(trace, layer, direction)
    check_choice("quantity", quantity, rows["quantity"].unique().tolist())
    rows = rows[(rows["quantity"] == quantity) & (rows["norm"] > 0)]
    if "trace" not in rows:
        rows = rows.assign(trace="")
    return rows[["trace", "distance", "norm"]].reset_index(drop=True)


def describe_gradients(trace: AnyTrace, quantity: str, layer: Positions, direction: str) -> str:
    """Say in words what `gradient_lines` shows."""
    rows = gradient_lines(trace, quantity, layer, direction)
    lines = []
    for name, part in parted(rows, "trace"):
        by_distance = part.sort_values("distance")
        norms, distances = by_distance["norm"].tolist(), by_distance["distance"].tolist()
        lines.append(
            f"{f'{name}: ' if name else ''}{norms[0]:.2g} at distance {distances[0]}, "
            f"{norms[-1]:.2g} at distance {distances[-1]}"
        )
    return f"Norm of the gradient ({_words(quantity)}) by distance in steps, on a logarithmic axis; {'; '.join(lines)}."


def parted(rows: pd.DataFrame, column: str) -> list[tuple[str, pd.DataFrame]]:
    """Return the rows of each value of a column, in the order in which the values first stand there."""
    return [(str(name), rows[rows[column] == name]) for name in rows[column].unique().tolist()]


def _of_one_cell(trace: pd.DataFrame, layer: Positions, direction: str) -> pd.DataFrame:
    if not isinstance(trace, pd.DataFrame) or "unit" not in trace:
        raise InputTypeError("trace must be what rnn_trace, lstm_trace or gru_trace returned")
    return _choose(trace, layer, direction)


def _choose(trace: pd.DataFrame, layer: Positions, direction: str) -> pd.DataFrame:
    check_choice("direction", direction, trace["direction"].unique().tolist())
    (number,) = np.ravel(layer)
    if number not in trace["layer"].to_numpy():
        raise PositionError(
            "layer must be between {first} and {last}; given {number}",
            first=0,
            last=int(trace["layer"].max()),
            number=int(number),
        )
    return trace[(trace["layer"] == number) & (trace["direction"] == direction)]


def _path(rows: pd.DataFrame, direction: str) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Return the steps of one trace, in the order of reading, and the states, shape (time + 1, units)."""
    hidden = rows[rows["quantity"] == "hidden"].pivot(index="step", columns="unit", values="value")
    start = rows[rows["quantity"] == "initial_hidden"]["value"].to_numpy()
    if direction == "backward":
        hidden = hidden.iloc[::-1]
    tokens = rows.drop_duplicates("step").set_index("step")["token"].reindex(hidden.index)
    states = np.vstack([start if len(start) else np.zeros(hidden.shape[1]), hidden.to_numpy()])
    before = -1 if direction == "forward" else len(hidden)
    steps = pd.DataFrame(
        {
            "trace": rows["trace"].iloc[0],
            "step": [before, *hidden.index],
            "token": np.array([None, *tokens], dtype=object),
        }
    )
    return steps, states


def _plane(states: NDArray[np.float64], units: PositionsLike | None) -> tuple[NDArray[np.float64], tuple[float, float]]:
    count = states.shape[1]
    if units is None and count > 2:
        return principal_plane(states)
    if count < 2:
        raise InputValueError(
            "trace must be of a layer of at least two units to be drawn in a plane; given one of 1 unit. Draw it with "
            'type = "heatmap", or trace a larger layer'
        )
    axes = np.arange(2) if units is None else np.ravel(np.asarray(units))
    if len(axes) != 2 or axes.max() >= count or axes.min() < 0:
        raise PositionError(
            "units must be two of the layer's units, {first} to {last}: one for each axis of the plane",
            first=0,
            last=count - 1,
        )
    return states[:, axes.astype(int)], (np.nan, np.nan)


def _words(quantity: str) -> str:
    return quantity.replace("_", " ")


def _steps_in_words(rows: pd.DataFrame) -> str:
    steps = rows.drop_duplicates("step").sort_values("step")
    tokens = steps["token"].tolist()
    named = 0 < len(tokens) <= MOST_NAMED and all(isinstance(token, str) for token in tokens)
    return f"{len(tokens)} steps" + (f" ({' '.join(tokens)})" if named else "")
