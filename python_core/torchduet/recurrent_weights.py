"""The weights of a recurrent network, from a dict, a module of torch or a fitted model, as its cells want them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import nn

from torchduet.arrays import complete_array
from torchduet.cells import CELLS, Cell, CellWeights
from torchduet.errors import InputTypeError, InputValueError, PositionError, Shape, literal
from torchduet.layer_names import Direction, split_name
from torchduet.positions import LAYER_NAMES

__all__ = ["Layers", "RecurrentWeights", "as_arrays", "cell_of", "kind_of", "read_layers"]

Array = NDArray[np.float64]
Layers = list[dict[Direction, CellWeights]]
"""Layer by layer, the cell of each direction."""

RecurrentWeights = Annotated[Mapping[str, ArrayLike] | nn.RNNBase, LAYER_NAMES]
"""Weights by torch's names, or the module that holds them."""


_WITH_ARTICLE = {"rnn": "an RNN", "lstm": "an LSTM", "gru": "a GRU"}


def kind_of(module: nn.RNNBase) -> str:
    """Return "rnn", "lstm" or "gru"."""
    return module.mode.split("_")[0].lower()


def cell_of(kind: str, weights: Any, setting: str) -> Cell:
    """Return the cell that is asked for; of a module, which knows what it is, the cell that it has.

    Parameters
    ----------
    kind : {"rnn", "lstm", "gru"}
    weights : dict or torch.nn.RNN, LSTM or GRU
    setting : str
        The nonlinearity of an RNN, the variant of an LSTM; empty for a GRU.

    Raises
    ------
    InputTypeError
        A module of another kind.
    InputValueError
        A variant that torch's module does not compute.
    """
    if isinstance(weights, nn.RNNBase):
        given = kind_of(weights)
        if given != kind:
            raise InputTypeError(
                f"weights must be those of {_WITH_ARTICLE[kind]}; given those of {_WITH_ARTICLE[given]}. "
                f"Use {given}_trace"
            )
        if setting not in ("", "standard", "tanh", "relu"):
            raise InputValueError.about(
                "variant", 'must be "standard" for weights of torch\'s nn.LSTM, which has no other', setting
            )
        if kind == "rnn":
            setting = weights.mode.split("_")[1].lower()
    return CELLS[f"{kind}_{setting}" if setting else kind]


def read_layers(weights: Any, cell: Cell, features: int) -> Layers:
    """Read weights and make sure that their shapes fit the cell, each other and the inputs.

    Parameters
    ----------
    weights : dict or torch.nn.RNN, LSTM or GRU
        A dict may come from a whole network: then its recurrent weights are taken, whose names have a prefix
        (``layers.recurrent.weight_ih_l0``).
    cell : Cell
    features : int
        Of the inputs.

    Raises
    ------
    InputValueError
        A weight is missing, unknown or has another shape than is expected.
    InputTypeError
        These are no weights.
    """
    named = _by_place(as_arrays(weights), cell)
    if (0, "forward") not in named:
        raise PositionError("weights must hold weight_ih_l{layer} and weight_hh_l{layer}", layer=0)
    directions: list[Direction] = ["forward", "backward"] if (0, "backward") in named else ["forward"]
    layers: Layers = []
    hidden = _hidden_size(named[0, "forward"], cell)
    for layer in range(max(layer for layer, _ in named) + 1):
        size = hidden * len(directions) if layer else features
        layers.append({})
        for direction in directions:
            layers[-1][direction] = _cell_weights(
                named.pop((layer, direction), {}), cell, (size, hidden), (layer, direction)
            )
    if named:
        layer, direction = next(iter(named))
        raise PositionError(
            "weights hold a layer {layer} that reads backward, where layer {first} reads forward only",
            layer=layer,
            first=0,
        )
    return layers


def as_arrays(weights: Any) -> dict[str, Array]:
    """Return weights by name, in double precision, of a dict or a module of torch.

    Raises
    ------
    InputTypeError
        These are no weights.
    """
    if isinstance(weights, nn.RNNBase):
        if weights.proj_size:
            raise InputTypeError("weights must come from an nn.LSTM without a projection (proj_size = 0)")
        weights = weights.state_dict()
    if not isinstance(weights, Mapping):
        raise InputTypeError.about("weights", "must be matrices by torch's names, as nn.LSTM has them", weights)
    return {
        str(name): np.asarray(
            complete_array("weights", value.detach().cpu() if isinstance(value, torch.Tensor) else value),
            dtype=np.float64,
        )
        for name, value in weights.items()
    }


def _by_place(weights: Mapping[str, Array], cell: Cell) -> dict[tuple[int, Direction], dict[str, Array]]:
    """Sort weights by layer and direction; of a whole network's, those that are not recurrent are left out."""
    kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", *cell.peepholes.values())
    sorted_weights: dict[tuple[int, Direction], dict[str, Array]] = {}
    prefixes = set()
    for name, value in weights.items():
        parts = split_name(name)
        if parts is None and "." in name:
            continue  # of another part of the network
        if parts is None or parts[1] not in kinds:
            listed = ", ".join(f"{kind}_l{{first}}" for kind in kinds)
            prefix, kind, layer, _ = parts or ("", name, 0, "forward")
            shown = literal(f"{prefix}{kind}") + ("_l{given}" if parts else "")
            raise PositionError(
                f"weights must have the names {listed}, for more layers _l{{second}} and so on, and _reverse after "
                f"them for the backward direction; given {shown}",
                first=0,
                second=1,
                given=layer,
            )
        prefix, kind, layer, direction = parts
        if not np.isfinite(value).all():
            ending = "_reverse" if direction == "backward" else ""
            raise PositionError(f"weights: {kind}_l{{layer}}{ending} must hold finite numbers", layer=layer)
        prefixes.add(prefix)
        sorted_weights.setdefault((layer, direction), {})[kind] = value
    if len(prefixes) > 1:
        raise InputValueError(
            f"weights must be those of one recurrent network; given {len(prefixes)}: {', '.join(sorted(prefixes))}"
        )
    return sorted_weights


def _hidden_size(first: Mapping[str, Array], cell: Cell) -> int:
    recurrent = first.get("weight_hh")
    if recurrent is None:
        raise PositionError("weights must hold weight_hh_l{layer}", layer=0)
    blocks = len(cell.gates)
    if recurrent.ndim != 2 or recurrent.shape[0] != blocks * recurrent.shape[1] or not recurrent.shape[1]:
        rows = "hidden_size" if blocks == 1 else f"{blocks} * hidden_size"
        raise PositionError(
            f"weights: weight_hh_l{{layer}} must have shape ({rows}, hidden_size), hidden_size at least 1; "
            "given {given}",
            layer=0,
            given=Shape(recurrent.shape),
        )
    return int(recurrent.shape[1])


def _cell_weights(
    given: Mapping[str, Array], cell: Cell, sizes: tuple[int, int], place: tuple[int, Direction]
) -> CellWeights:
    """Cut the weights of one cell into its gates, after a look at their shapes."""
    size, hidden = sizes
    rows = len(cell.gates) * hidden
    expected: dict[str, tuple[int, ...]] = {"weight_ih": (rows, size), "weight_hh": (rows, hidden)}
    optional: dict[str, tuple[int, ...]] = {"bias_ih": (rows,), "bias_hh": (rows,)}
    expected |= dict.fromkeys(cell.peepholes.values(), (hidden,))
    layer, direction = place
    suffix = "_l{layer}" + ("_reverse" if direction == "backward" else "")
    for kind, shape in (expected | optional).items():
        if kind not in given and kind in expected:
            raise PositionError(
                f"weights must hold {kind}{suffix}, of shape {{wanted}}", layer=layer, wanted=Shape(shape)
            )
        if kind in given and given[kind].shape != shape:
            raise PositionError(
                f"weights: {kind}{suffix} must have shape {{wanted}}, as {_reason(kind, cell, hidden, layer)}; "
                "given {given}",
                layer=layer,
                wanted=Shape(shape),
                given=Shape(given[kind].shape),
            )
    cut = {
        kind: dict(zip(cell.gates, np.split(given.get(kind, np.zeros(shape)), len(cell.gates)), strict=True))
        for kind, shape in (expected | optional).items()
        if kind not in cell.peepholes.values()
    }
    peepholes = {gate: given[name] for gate, name in cell.peepholes.items()}
    return CellWeights(**cut, weight_c=peepholes, given=tuple(given))


def _reason(kind: str, cell: Cell, hidden: int, layer: int) -> str:
    rows = "there is 1 hidden unit" if hidden == 1 else f"there are {hidden} hidden units"
    if len(cell.gates) > 1 and kind not in cell.peepholes.values():
        rows += f" and {len(cell.gates)} blocks of rows ({', '.join(cell.gates)})"
    if kind == "weight_ih":
        rows += (
            ", and a column for each of the inputs' features" if not layer else ", and a column for each state below"
        )
    return rows
