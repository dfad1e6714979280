"""One step of each recurrent cell, by hand: every line is a formula of the lessons, in double precision.

A step takes the input x, shape (features,), the state before it and the cell's weights, and returns every intermediate
quantity by its name, each of shape (hidden,). What it returns is the next step's state.

Sources: the formulas of ``torch.nn.RNN``, ``LSTM`` and ``GRU``. Peepholes: Gers, Schraudolph and Schmidhuber (2002),
Learning precise timing with LSTM recurrent networks. Coupled gates: Greff et al. (2017), LSTM: a search space odyssey.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CELLS",
    "Cell",
    "CellWeights",
    "Quantities",
    "Step",
    "coupled_lstm_step",
    "gru_step",
    "lstm_step",
    "peephole_lstm_step",
    "relu_rnn_step",
    "rnn_step",
    "sigmoid",
]

Array = NDArray[np.float64]
Quantities = dict[str, Array]


@dataclass(frozen=True)
class CellWeights:
    """The weights of one cell, gate by gate; a bias that a cell does not have is zero."""

    weight_ih: Mapping[str, Array]
    """Of each gate, shape (hidden, features)."""
    weight_hh: Mapping[str, Array]
    """Of each gate, shape (hidden, hidden)."""
    bias_ih: Mapping[str, Array]
    """Of each gate, shape (hidden,)."""
    bias_hh: Mapping[str, Array]
    """Of each gate, shape (hidden,)."""
    weight_c: Mapping[str, Array] = field(default_factory=dict)
    """Of each gate with a peephole, shape (hidden,): a unit's gate sees this unit's cell alone."""
    given: tuple[str, ...] = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    """The kinds of weights that the cell has."""

    def from_input(self, gate: str, x: Array) -> Array:
        """Return x W_ih' + b_ih."""
        return x @ self.weight_ih[gate].T + self.bias_ih[gate]

    def from_hidden(self, gate: str, h: Array) -> Array:
        """Return h W_hh' + b_hh."""
        return h @ self.weight_hh[gate].T + self.bias_hh[gate]

    def linear(self, gate: str, x: Array, h: Array) -> Array:
        """Return x W_ih' + b_ih + h W_hh' + b_hh: what a gate's activation is applied to."""
        return self.from_input(gate, x) + self.from_hidden(gate, h)


def sigmoid(x: Array) -> Array:
    """Squash to between 0 and 1: 1 / (1 + exp(-x))."""
    with np.errstate(over="ignore"):  # far below zero exp(-x) is infinite, and the result 0, as it should be
        squashed: Array = 1.0 / (1.0 + np.exp(-x))
    return squashed


def rnn_step(x: Array, state: Quantities, w: CellWeights) -> Quantities:
    """Mix input and state, and squash: h = tanh(x W_ih' + b_ih + h W_hh' + b_hh)."""
    return {"hidden": np.tanh(w.linear("hidden", x, state["hidden"]))}


def relu_rnn_step(x: Array, state: Quantities, w: CellWeights) -> Quantities:
    """Mix input and state, and cut off: h = max(0, x W_ih' + b_ih + h W_hh' + b_hh)."""
    return {"hidden": np.maximum(0.0, w.linear("hidden", x, state["hidden"]))}


def lstm_step(x: Array, state: Quantities, w: CellWeights) -> Quantities:
    """Forget a part of the cell, put in a part of the candidate, show a part of what is there."""
    h, c = state["hidden"], state["cell"]
    input_gate = sigmoid(w.linear("input_gate", x, h))
    forget_gate = sigmoid(w.linear("forget_gate", x, h))
    candidate = np.tanh(w.linear("candidate", x, h))
    output_gate = sigmoid(w.linear("output_gate", x, h))
    cell = forget_gate * c + input_gate * candidate
    hidden = output_gate * np.tanh(cell)
    return _lstm_quantities(input_gate, forget_gate, candidate, output_gate, cell, hidden)


def peephole_lstm_step(x: Array, state: Quantities, w: CellWeights) -> Quantities:
    """Let the gates see the cell too: input and forget gate the one before, the output gate the new one."""
    h, c = state["hidden"], state["cell"]
    input_gate = sigmoid(w.linear("input_gate", x, h) + w.weight_c["input_gate"] * c)
    forget_gate = sigmoid(w.linear("forget_gate", x, h) + w.weight_c["forget_gate"] * c)
    candidate = np.tanh(w.linear("candidate", x, h))
    cell = forget_gate * c + input_gate * candidate
    output_gate = sigmoid(w.linear("output_gate", x, h) + w.weight_c["output_gate"] * cell)
    hidden = output_gate * np.tanh(cell)
    return _lstm_quantities(input_gate, forget_gate, candidate, output_gate, cell, hidden)


def coupled_lstm_step(x: Array, state: Quantities, w: CellWeights) -> Quantities:
    """Make room for what is put in by forgetting as much: i = 1 - f."""
    h, c = state["hidden"], state["cell"]
    forget_gate = sigmoid(w.linear("forget_gate", x, h))
    input_gate = 1.0 - forget_gate
    candidate = np.tanh(w.linear("candidate", x, h))
    output_gate = sigmoid(w.linear("output_gate", x, h))
    cell = forget_gate * c + input_gate * candidate
    hidden = output_gate * np.tanh(cell)
    return _lstm_quantities(input_gate, forget_gate, candidate, output_gate, cell, hidden)


def gru_step(x: Array, state: Quantities, w: CellWeights) -> Quantities:
    """Keep a part z of the state; the reset gate says how much of it the candidate sees. This is torch's form."""
    h = state["hidden"]
    reset_gate = sigmoid(w.linear("reset_gate", x, h))
    update_gate = sigmoid(w.linear("update_gate", x, h))
    candidate = np.tanh(w.from_input("candidate", x) + reset_gate * w.from_hidden("candidate", h))
    hidden = (1.0 - update_gate) * candidate + update_gate * h
    return {"reset_gate": reset_gate, "update_gate": update_gate, "candidate": candidate, "hidden": hidden}


def _lstm_quantities(i: Array, f: Array, g: Array, o: Array, c: Array, h: Array) -> Quantities:
    return {"input_gate": i, "forget_gate": f, "candidate": g, "output_gate": o, "cell": c, "hidden": h}


Step = Callable[[Array, Quantities, CellWeights], Quantities]


@dataclass(frozen=True)
class Cell:
    """What has to be known of a cell to run it."""

    kind: str
    """ "rnn", "lstm" or "gru", as in `torch.nn`, in lower case."""
    step: Step
    gates: tuple[str, ...]
    """The blocks of rows of its weights, in torch's order."""
    state: tuple[str, ...] = ("hidden",)
    """Which quantities go on to the next step."""
    peepholes: Mapping[str, str] = field(default_factory=dict)
    """The name of the peephole weights of each gate that has some."""


_LSTM_STATE = ("hidden", "cell")
_PEEPHOLES = {"input_gate": "weight_ci", "forget_gate": "weight_cf", "output_gate": "weight_co"}

CELLS = {
    "rnn_tanh": Cell("rnn", rnn_step, ("hidden",)),
    "rnn_relu": Cell("rnn", relu_rnn_step, ("hidden",)),
    "lstm_standard": Cell("lstm", lstm_step, ("input_gate", "forget_gate", "candidate", "output_gate"), _LSTM_STATE),
    "lstm_peephole": Cell(
        "lstm",
        peephole_lstm_step,
        ("input_gate", "forget_gate", "candidate", "output_gate"),
        _LSTM_STATE,
        _PEEPHOLES,
    ),
    "lstm_coupled": Cell("lstm", coupled_lstm_step, ("forget_gate", "candidate", "output_gate"), _LSTM_STATE),
    "gru": Cell("gru", gru_step, ("reset_gate", "update_gate", "candidate")),
}
