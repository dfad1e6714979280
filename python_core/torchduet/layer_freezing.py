"""Which layers of a network training changes, and how fast each: by their names, or by their depth from the output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import nn

from torchduet.errors import InputTypeError, InputValueError, literal
from torchduet.layer_names import split_name
from torchduet.parameters import check_integer, check_number

__all__ = ["find_weights", "layer_depths", "rates_by_weight", "set_trainable"]


def layer_depths(network: nn.Module) -> dict[str, int]:
    """Return how far from the output the layer of each weight is: 1 is the output layer.

    Recurrent layers on top of each other count one by one, the two directions of a layer and convolutions side by side
    as one. Normalisation with weights of its own is a layer.

    Examples
    --------
    >>> network = nn.ModuleDict({"embedding": nn.Embedding(5, 3), "output": nn.Linear(3, 2)})
    >>> layer_depths(network)
    {'embedding.weight': 2, 'output.weight': 1, 'output.bias': 1}
    """
    layer_of = {name: _layer(name) for name, _ in network.named_parameters()}
    from_output = [*reversed(dict.fromkeys(layer_of.values()))]
    return {name: from_output.index(layer) + 1 for name, layer in layer_of.items()}


def _layer(name: str) -> tuple[str, int]:
    recurrent = split_name(name)
    return (name.split(".")[0], recurrent[2] if recurrent else 0)


def find_weights(
    network: nn.Module, layers: str | Sequence[str] | None, depth: int | None, *, argument: str = "layers"
) -> list[str]:
    """Return the names of the weights of some layers.

    Parameters
    ----------
    network : torch.nn.Module
    layers : str or sequence of str, optional
        Names as in the network's table of weights, whole (``"output.bias"``) or their beginning (``"output"``).
    depth : int, optional
        The layers up to this depth, counted from the output.
    argument : str
        What messages call `layers`.

    Raises
    ------
    InputValueError, InputTypeError
        Both are given or neither, a name is not one of the network's, or the network is not as deep.
    """
    depths = layer_depths(network)
    if depth is not None:
        if layers is not None:
            raise InputValueError.about(argument, "must be left out where depth is given", layers)
        check_integer("depth", depth, at_least=1)
        if depth > (deepest := max(depths.values())):
            raise InputValueError.about("depth", f"must be at most {deepest}, the layers of this network", depth)
        return [name for name in depths if depths[name] <= depth]
    names = [layers] if isinstance(layers, str) else layers
    if not isinstance(names, Sequence) or not names or not all(isinstance(name, str) for name in names):
        raise InputTypeError.about(argument, "must be names of layers", layers)
    for name in names:
        if not any(_is_of(weight, name) for weight in depths):
            known = ", ".join(dict.fromkeys(weight.rpartition(".")[0] for weight in depths))
            raise InputValueError.about(argument, f"must be among the network's, {literal(known)}", name)
    return [weight for weight in depths if any(_is_of(weight, name) for name in names)]


def _is_of(weight: str, layer: str) -> bool:
    return weight == layer or weight.startswith(f"{layer}.")


def set_trainable(network: nn.Module, weights: Sequence[str], *, trainable: bool) -> None:
    """Say of weights, by their names, whether training is to change them."""
    for name in weights:
        network.get_parameter(name).requires_grad_(trainable)


def rates_by_weight(network: nn.Module, learning_rates: Mapping[str, float] | None) -> dict[str, float]:
    """Return the learning rate of each weight that has one of its own; the longest of the names it has counts.

    Raises
    ------
    InputValueError, InputTypeError
        A name is not one of the network's layers, a rate is not a number greater than 0, or its layer is frozen.

    Examples
    --------
    >>> network = nn.ModuleDict({"embedding": nn.Embedding(5, 3), "output": nn.Linear(3, 2)})
    >>> rates_by_weight(network, {"output": 0.1, "output.bias": 0.2})
    {'output.weight': 0.1, 'output.bias': 0.2}
    """
    if learning_rates is None:
        return {}
    if not hasattr(learning_rates, "keys"):
        expected = "must be numbers by the names of layers, or {none}"
        raise InputTypeError.about("learning_rates", expected, learning_rates)
    layers = list(learning_rates.keys())
    if unnamed := [layer for layer in layers if not isinstance(layer, str)]:
        expected = "learning_rates must be numbers by the names of layers; given {layer} as a name"
        raise InputTypeError(expected, layer=unnamed[0])
    rates: dict[str, float] = {}
    for layer in sorted(layers, key=len):
        weights = find_weights(network, layer, None, argument="learning_rates")
        rate: Any = learning_rates[layer]
        check_number(f"learning_rates of {literal(layer)}", rate, above=0.0)
        if not any(network.get_parameter(name).requires_grad for name in weights):
            raise InputValueError(
                "learning_rates must be of layers that are trained; {layer} is frozen. Unfreeze it, or leave it out",
                layer=layer,
            )
        rates |= dict.fromkeys(weights, float(rate))
    return rates
