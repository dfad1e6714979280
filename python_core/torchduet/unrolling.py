"""Running recurrent layers by hand over a sequence: layer by layer, each direction in its own order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from torchduet.arrays import as_doubles
from torchduet.cells import Cell, CellWeights, Quantities
from torchduet.errors import InputTypeError, InputValueError, Shape
from torchduet.layer_names import Direction
from torchduet.recurrent_weights import Layers

__all__ = ["Place", "Run", "check_inputs", "check_tokens", "start_states", "unroll"]

Array = NDArray[np.float64]
Place = tuple[int, Direction]
"""A layer, counted from zero, and a direction."""
Run = dict[Place, Quantities]
"""Of each layer and direction, every quantity over time: shape (time, units)."""


def check_inputs(inputs: Any) -> Array:
    """Return a sequence of vectors as an array of shape (time, features), of at least one step."""
    vectors = as_doubles("inputs", inputs)
    if vectors.ndim == 1:
        vectors = vectors[:, np.newaxis]
    if vectors.ndim != 2 or not vectors.size:
        raise InputValueError(
            "inputs must have shape (time, features), with at least one step and one feature; given shape {shape}",
            shape=Shape(np.shape(inputs)),
        )
    return vectors


def check_tokens(tokens: Any, time: int) -> list[str | None]:
    """Return a name for each step; None for each if none are given."""
    if tokens is None:
        return [None] * time
    names = [tokens] if isinstance(tokens, str) or not isinstance(tokens, Iterable) else list(tokens)
    for name in names:
        if not isinstance(name, str):
            raise InputTypeError.about("tokens", "must be strings", name)
    if len(names) != time:
        raise InputValueError(f"tokens must hold one string per step of inputs, {time}; given {len(names)}")
    return names


def start_states(given: Any, cell: Cell, layers: Layers) -> dict[Place, Quantities]:
    """Return the state of each layer and direction before its first step: zeros, or what is given.

    Raises
    ------
    InputValueError
        What is given has another shape.
    """
    places: list[Place] = [(number, direction) for number, layer in enumerate(layers) for direction in layer]
    hidden = len(layers[0]["forward"].weight_hh[cell.gates[0]])
    shape = (len(places), hidden)
    if given is None:
        parts = [np.zeros(shape) for _ in cell.state]
    else:
        several = len(cell.state) > 1
        arrays = f"be {len(cell.state)} arrays ({', '.join(cell.state)}), each of" if several else "have"
        expected = f"must {arrays} shape {shape}, layers times directions by units"
        if several and isinstance(given, Mapping) and set(given) == set(cell.state):
            given = [given[name] for name in cell.state]
        if several and (not isinstance(given, Sequence) or len(given) != len(cell.state)):
            raise InputTypeError.about("initial_state", expected, given)
        parts = [as_doubles("initial_state", part) for part in (given if several else [given])]
        parts = [part[np.newaxis] if part.ndim == 1 else part for part in parts]
        for part in parts:
            if part.shape != shape:
                raise InputValueError(f"initial_state {expected}; given shape {{shape}}", shape=Shape(part.shape))
    return {
        place: {name: part[number] for name, part in zip(cell.state, parts, strict=True)}
        for number, place in enumerate(places)
    }


def unroll(cell: Cell, layers: Layers, inputs: Array, states: dict[Place, Quantities]) -> Run:
    """Run all layers in all directions over inputs of shape (time, features)."""
    run: Run = {}
    for number, layer in enumerate(layers):
        for direction, weights in layer.items():
            run[number, direction] = _read(cell, weights, inputs, states[number, direction], direction)
        inputs = np.concatenate([run[number, direction]["hidden"] for direction in layer], axis=1)
    return run


def _read(cell: Cell, weights: CellWeights, inputs: Array, state: Quantities, direction: Direction) -> Quantities:
    """Read a sequence in one direction; the steps of what is returned stand in the sequence's own order."""
    steps: list[Quantities] = []
    for x in inputs if direction == "forward" else inputs[::-1]:
        state = cell.step(x, state, weights)
        steps.append(state)
    if direction == "backward":
        steps.reverse()
    return {"input": inputs} | {name: np.stack([step[name] for step in steps]) for name in state}
