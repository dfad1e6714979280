"""Recurrent weights and inputs that several test files use, and the tables in torch's shape."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

import torchduet as td

KINDS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
R_TORCH = json.loads((Path(__file__).parent / "data" / "r_torch_recurrent.json").read_text())
TRACES = {"rnn": td.rnn_trace, "lstm": td.lstm_trace, "gru": td.gru_trace}
DIRECTIONS = ("forward", "backward")
EVERY_KIND = pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
REFERENCES = {"rnn": "rnn_tanh_1layer", "lstm": "lstm_1layer", "gru": "gru_1layer"}


def make_module(kind: str, *, features: int = 3, hidden: int = 4, **settings: Any) -> nn.RNNBase:
    """A module in double precision whose weights are large enough to saturate a gate here and there."""
    with torch.random.fork_rng():
        torch.manual_seed(7)
        module = KINDS[kind](features, hidden, dtype=torch.float64, **settings)
        for parameter in module.parameters():
            nn.init.normal_(parameter)
    return module


def make_inputs(time: int = 6, features: int = 3) -> NDArray[np.float64]:
    return np.random.default_rng(11).normal(size=(time, features))


def weights_of(module: nn.Module) -> dict[str, NDArray[np.float64]]:
    return {name: value.detach().numpy() for name, value in module.named_parameters()}


def variant_weights(variant: str, features: int = 3, hidden: int = 4) -> dict[str, NDArray[np.float64]]:
    """Weights of an LSTM with peepholes, with coupled gates, or of the standard one."""
    generator = np.random.default_rng(5)
    rows = hidden * (3 if variant == "coupled" else 4)
    shapes: dict[str, tuple[int, ...]] = {
        "weight_ih_l0": (rows, features),
        "weight_hh_l0": (rows, hidden),
        "bias_ih_l0": (rows,),
        "bias_hh_l0": (rows,),
    }
    if variant == "peephole":
        shapes |= {f"weight_c{gate}_l0": (hidden,) for gate in "ifo"}
    return {name: generator.normal(size=shape) for name, shape in shapes.items()}


def as_matrix(
    trace: pd.DataFrame, quantity: str = "hidden", layer: int = 0, direction: str = "forward"
) -> NDArray[np.float64]:
    """One quantity of one layer and direction, shape (time, units)."""
    rows = trace[(trace["quantity"] == quantity) & (trace["layer"] == layer) & (trace["direction"] == direction)]
    return rows.pivot(index="step", columns="unit", values="value").to_numpy()


def last_and_outputs(
    trace: pd.DataFrame, layers: int, bidirectional: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What torch returns: the top layer's states side by side, and every layer's final state."""
    directions = DIRECTIONS[: 1 + bidirectional]
    outputs = np.concatenate([as_matrix(trace, layer=layers - 1, direction=one) for one in directions], axis=1)
    last = [
        as_matrix(trace, layer=layer, direction=one)[-1 if one == "forward" else 0]
        for layer in range(layers)
        for one in directions
    ]
    return outputs, np.stack(last)


def sine(shape: list[int], *, k: float, scale: float) -> NDArray[np.float64]:
    """The rule by which the inputs of the reference numbers were made."""
    return scale * np.sin(k * np.arange(1, np.prod(shape) + 1)).reshape(shape)


def reference_case(kind: str) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]], dict[str, Any]]:
    """Inputs, shape (batch, time, features), weights by PyTorch's names, and what R's torch made of them."""
    case = R_TORCH[REFERENCES[kind]]
    inputs = sine(**case["input"])
    if not case["args"].get("batch_first"):
        inputs = inputs.transpose(1, 0, 2)
    weights = {
        one["name"].replace("_l1", "_l0"): sine(one["shape"], k=one["k"], scale=one["scale"]) for one in case["params"]
    }
    return inputs, weights, case


def reference_values(kind: str, precision: str, name: str) -> NDArray[np.float64]:
    """An array of the reference, batch first; a parameter's gradient by its name."""
    case = R_TORCH[REFERENCES[kind]]
    stored = case[precision][name] if name in case[precision] else case[precision]["grad_params"][name]
    values = np.reshape(stored["data"], stored["shape"])
    first = name in ("output", "grad_input") and not case["args"].get("batch_first")
    return values.transpose(1, 0, 2) if first else values
