"""One step of each recurrent cell backward, by hand: the chain rule through the formulas of `torchduet.cells`.

A step takes the gradients of the loss with respect to the state after it, what the step had computed and the state
before it, and returns the gradients with respect to what it was computed from. An activation's derivative is written
with its value: tanh' = 1 - tanh^2, sigmoid' = sigmoid (1 - sigmoid).
"""

# ruff: noqa: ARG001  (all cells' functions take the same)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from torchduet.cells import (
    CellWeights,
    Quantities,
    Step,
    coupled_lstm_step,
    gru_step,
    lstm_step,
    peephole_lstm_step,
    relu_rnn_step,
    rnn_step,
)

__all__ = ["STEPS_BACK", "StepGradients"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class StepGradients:
    """Gradients of the loss with respect to what one step was computed from."""

    from_input: Quantities
    """Of each gate, with respect to x W_ih' + b_ih, shape (hidden,)."""
    from_hidden: Quantities
    """Of each gate, with respect to h W_hh' + b_hh, shape (hidden,)."""
    before: Quantities
    """With respect to the state before, by the ways that do not lead through W_hh."""
    state: Quantities
    """With respect to the state after, all ways counted."""
    peepholes: Quantities = field(default_factory=dict)
    """Of each gate with a peephole, with respect to the peephole's weights, shape (hidden,)."""


def rnn_step_back(after: Quantities, now: Quantities, before: Quantities, w: CellWeights) -> StepGradients:
    """Go back through h = tanh(a)."""
    d_a = after["hidden"] * (1.0 - now["hidden"] ** 2)
    return _one_gate(after, d_a)


def relu_rnn_step_back(after: Quantities, now: Quantities, before: Quantities, w: CellWeights) -> StepGradients:
    """Go back through h = max(0, a)."""
    d_a = after["hidden"] * (now["hidden"] > 0.0)
    return _one_gate(after, d_a)


def _one_gate(after: Quantities, d_a: Array) -> StepGradients:
    return StepGradients({"hidden": d_a}, {"hidden": d_a}, {"hidden": np.zeros_like(d_a)}, after)


def lstm_step_back(after: Quantities, now: Quantities, before: Quantities, w: CellWeights) -> StepGradients:
    """Go back through h = o tanh(c), then c = f c_before + i g."""
    i, f, g, o = (now[gate] for gate in ("input_gate", "forget_gate", "candidate", "output_gate"))
    shown = np.tanh(now["cell"])
    d_h = after["hidden"]
    d_c = after["cell"] + d_h * o * (1.0 - shown**2)
    d_a = {
        "input_gate": d_c * g * i * (1.0 - i),
        "forget_gate": d_c * before["cell"] * f * (1.0 - f),
        "candidate": d_c * i * (1.0 - g**2),
        "output_gate": d_h * shown * o * (1.0 - o),
    }
    # The way along the cells: no weight and no activation on it, only the forget gate.
    return _lstm_gradients(d_a, d_h, d_c, d_c_before=d_c * f)


def peephole_lstm_step_back(after: Quantities, now: Quantities, before: Quantities, w: CellWeights) -> StepGradients:
    """Go back as through an LSTM; through its peephole, each gate is a way to the cell that it saw."""
    i, f, g, o = (now[gate] for gate in ("input_gate", "forget_gate", "candidate", "output_gate"))
    shown = np.tanh(now["cell"])
    d_h = after["hidden"]
    d_o = d_h * shown * o * (1.0 - o)
    d_c = after["cell"] + d_h * o * (1.0 - shown**2) + d_o * w.weight_c["output_gate"]
    d_i = d_c * g * i * (1.0 - i)
    d_f = d_c * before["cell"] * f * (1.0 - f)
    d_a = {"input_gate": d_i, "forget_gate": d_f, "candidate": d_c * i * (1.0 - g**2), "output_gate": d_o}
    d_c_before = d_c * f + d_i * w.weight_c["input_gate"] + d_f * w.weight_c["forget_gate"]
    seen = {"input_gate": before["cell"], "forget_gate": before["cell"], "output_gate": now["cell"]}
    peepholes = {gate: d_a[gate] * cell for gate, cell in seen.items()}
    return _lstm_gradients(d_a, d_h, d_c, d_c_before, peepholes)


def coupled_lstm_step_back(after: Quantities, now: Quantities, before: Quantities, w: CellWeights) -> StepGradients:
    """Go back as through an LSTM; the forget gate is in c twice: c = f c_before + (1 - f) g."""
    f, g, o = (now[gate] for gate in ("forget_gate", "candidate", "output_gate"))
    shown = np.tanh(now["cell"])
    d_h = after["hidden"]
    d_c = after["cell"] + d_h * o * (1.0 - shown**2)
    d_a = {
        "forget_gate": d_c * (before["cell"] - g) * f * (1.0 - f),
        "candidate": d_c * (1.0 - f) * (1.0 - g**2),
        "output_gate": d_h * shown * o * (1.0 - o),
    }
    return _lstm_gradients(d_a, d_h, d_c, d_c_before=d_c * f)


def _lstm_gradients(
    d_a: Quantities, d_h: Array, d_c: Array, d_c_before: Array, peepholes: Quantities | None = None
) -> StepGradients:
    before = {"hidden": np.zeros_like(d_h), "cell": d_c_before}
    return StepGradients(d_a, d_a, before, {"hidden": d_h, "cell": d_c}, peepholes or {})


def gru_step_back(after: Quantities, now: Quantities, before: Quantities, w: CellWeights) -> StepGradients:
    """Go back through h = (1 - z) n + z h_before, then n = tanh(a + r b), with b = h_before W_hn' + b_hn."""
    r, z, n = (now[gate] for gate in ("reset_gate", "update_gate", "candidate"))
    b = w.from_hidden("candidate", before["hidden"])
    d_h = after["hidden"]
    d_n = d_h * (1.0 - z) * (1.0 - n**2)
    d_r = d_n * b * r * (1.0 - r)
    d_z = d_h * (before["hidden"] - n) * z * (1.0 - z)
    d_h_before = d_h * z
    return StepGradients(
        {"reset_gate": d_r, "update_gate": d_z, "candidate": d_n},
        {"reset_gate": d_r, "update_gate": d_z, "candidate": d_n * r},
        {"hidden": d_h_before},
        after,
    )


StepBack = Callable[[Quantities, Quantities, Quantities, CellWeights], StepGradients]

STEPS_BACK: dict[Step, StepBack] = {
    rnn_step: rnn_step_back,
    relu_rnn_step: relu_rnn_step_back,
    lstm_step: lstm_step_back,
    peephole_lstm_step: peephole_lstm_step_back,
    coupled_lstm_step: coupled_lstm_step_back,
    gru_step: gru_step_back,
}
"""The way back of each step."""
