"""Backpropagation through time, by hand: the gradient of a shared weight is the sum over its copies, one per step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from torchduet.cell_gradients import STEPS_BACK
from torchduet.cells import Cell, CellWeights, Quantities
from torchduet.layer_names import Direction
from torchduet.recurrent_weights import Layers
from torchduet.unrolling import Place, Run

__all__ = ["Gradients", "backpropagate", "clip_factor", "is_weight"]

Array = NDArray[np.float64]
Gradients = dict[str, Array]
"""By quantity, shape (time, ...): of a state, with respect to it; of a weight, what its copy at each step adds."""

SMALL = 1e-6  # torch.nn.utils.clip_grad_norm_ adds it to the norm


def backpropagate(
    cell: Cell,
    layers: Layers,
    run: Run,
    states: Mapping[Place, Quantities],
    d_outputs: Array,
    truncate: int | None,
) -> dict[Place, Gradients]:
    """Return the gradients of every layer and direction.

    Parameters
    ----------
    cell : Cell
    layers : list of dict
        The weights.
    run : dict
        What `unroll` returned.
    states : dict
        The states before the first steps.
    d_outputs : array of float, shape (time, hidden * directions)
        The gradient of the loss with respect to what the top layer shows.
    truncate : int or None
        Each direction's steps are cut into pieces of that many, counted from the last that is read; no gradient
        crosses a cut. None cuts nothing.
    """
    gradients: dict[Place, Gradients] = {}
    for layer in reversed(range(len(layers))):
        below: list[Array] = []
        for number, (direction, weights) in enumerate(layers[layer].items()):
            place: Place = (layer, direction)
            hidden = run[place]["hidden"].shape[1]
            d_shown = d_outputs[:, number * hidden : (number + 1) * hidden]
            gradients[place] = _read_back(cell, weights, run[place], states[place], d_shown, direction, truncate)
            below.append(gradients[place]["input"])
        d_outputs = np.add.reduce(below)
    return dict(sorted(gradients.items(), key=lambda item: (item[0][0], item[0][1] == "backward")))


def _read_back(
    cell: Cell,
    w: CellWeights,
    quantities: Quantities,
    start: Quantities,
    d_shown: Array,
    direction: Direction,
    truncate: int | None,
) -> Gradients:
    """Go back through one direction of one layer, from the step that was read last to the one that was read first."""
    time, hidden = d_shown.shape
    weight_ih, weight_hh = (_stacked(weights, cell) for weights in (w.weight_ih, w.weight_hh))
    order = range(time - 1, -1, -1) if direction == "forward" else range(time)
    earlier = order.step
    carried: Quantities = {}
    steps: list[Gradients] = []
    for count, step in enumerate(order):
        if count % (truncate or time) == 0:  # at the end, and where a cut is
            carried = {name: np.zeros(hidden) for name in cell.state}
        now = {name: values[step] for name, values in quantities.items()}
        is_first = count == time - 1
        before = start if is_first else {name: quantities[name][step + earlier] for name in cell.state}
        after = carried | {"hidden": carried["hidden"] + d_shown[step]}
        found = STEPS_BACK[cell.step](after, now, before, w)
        d_ih, d_hh = _stacked(found.from_input, cell), _stacked(found.from_hidden, cell)
        carried = found.before | {"hidden": found.before["hidden"] + d_hh @ weight_hh}
        steps.append(
            found.state
            | {
                "input": d_ih @ weight_ih,
                "weight_ih": np.outer(d_ih, now["input"]),
                "weight_hh": np.outer(d_hh, before["hidden"]),
                "bias_ih": d_ih,
                "bias_hh": d_hh,
            }
            | {cell.peepholes[gate]: gradient for gate, gradient in found.peepholes.items()}
        )
    names = [name for name in steps[0] if name in w.given or not is_weight(name)]
    return {name: np.stack([step[name] for step in steps][::earlier]) for name in names}


def _stacked(parts: Mapping[str, Array], cell: Cell) -> Array:
    """Put the gates' parts one under the other, as torch does."""
    return np.concatenate([parts[gate] for gate in cell.gates])


def is_weight(quantity: str) -> bool:
    """Say whether a quantity is a shared weight, and not a state or an input."""
    return quantity.startswith(("weight", "bias"))


def clip_factor(gradients: Iterable[Gradients], clip: float | None) -> float:
    """Return what all weights' gradients are multiplied by, so that their joint norm is at most `clip`."""
    if clip is None:
        return 1.0
    totals = [values.sum(axis=0) for part in gradients for name, values in part.items() if is_weight(name)]
    norm = float(np.sqrt(sum(np.sum(total**2) for total in totals)))
    return min(1.0, clip / (norm + SMALL))
