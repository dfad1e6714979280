"""Backpropagation by hand through LSTMs with peepholes or coupled gates, against torch's automatic differentiation."""

import numpy as np
import pytest
import torch
from tests.python.gradient_tables import assert_close, at_steps, totals
from tests.python.recurrent_examples import make_inputs, sine, variant_weights
from torch import nn

import torchduet as td


def lstm_in_torch(weights, inputs, variant):
    """The cell once more, in plain torch: the states, h and c, at every step."""
    gates = "fgo" if variant == "coupled" else "ifgo"
    h = c = torch.zeros(weights["weight_hh_l0"].shape[1], dtype=torch.float64)
    hidden, cells = [], []
    for x in inputs:
        sums = weights["weight_ih_l0"] @ x + weights["bias_ih_l0"] + weights["weight_hh_l0"] @ h + weights["bias_hh_l0"]
        a = dict(zip(gates, sums.chunk(len(gates)), strict=True))
        see = {gate: weights.get(f"weight_c{gate}_l0", torch.zeros(())) for gate in "ifo"}
        f = torch.sigmoid(a["f"] + see["f"] * c)
        i = 1 - f if variant == "coupled" else torch.sigmoid(a["i"] + see["i"] * c)
        c = f * c + i * torch.tanh(a["g"])
        h = torch.sigmoid(a["o"] + see["o"] * c) * torch.tanh(c)
        for state, kept in ((h, hidden), (c, cells)):
            state.retain_grad()
            kept.append(state)
    return hidden, cells


@pytest.mark.parametrize("variant", ["standard", "peephole", "coupled"])
@pytest.mark.parametrize("clip", [None, 0.1])
def test_the_variants_of_an_lstm_equal_autograd(variant, clip):
    weights, inputs = variant_weights(variant), make_inputs(7)
    parameters = {name: torch.tensor(value, requires_grad=True) for name, value in weights.items()}
    sequence = torch.tensor(inputs, requires_grad=True)
    hidden, cells = lstm_in_torch(parameters, sequence, variant)
    weighting = sine([7, 4], k=0.9, scale=1.0)
    sum((h * torch.tensor(row)).sum() for h, row in zip(hidden, weighting, strict=True)).backward()
    if clip:
        nn.utils.clip_grad_norm_(parameters.values(), clip)

    trace = td.gradient_trace(inputs, weights, variant=variant, loss_gradient=weighting, clip=clip, output="value")
    assert_close(at_steps(trace, "hidden"), np.stack([h.grad for h in hidden]))
    assert_close(at_steps(trace, "cell"), np.stack([c.grad for c in cells]))
    assert_close(at_steps(trace, "input"), sequence.grad)
    found = totals(trace)
    assert sorted(f"{name}_l0" for name in found if "_" in name) == sorted(weights)
    for name, parameter in parameters.items():
        assert_close(found[name.removesuffix("_l0")], parameter.grad)


@pytest.mark.parametrize("variant", ["peephole", "coupled"])
def test_a_truncated_variant_reads_its_last_steps_as_if_they_were_all(variant):
    """No gradient crosses a cut: what comes after it is a sequence of its own, begun from the states at the cut."""
    weights, inputs = variant_weights(variant), make_inputs(7)
    states = td.lstm_trace(inputs, weights, variant=variant)
    at_cut = states[states["step"] == 3]
    start = [at_cut[at_cut["quantity"] == name]["value"].to_numpy() for name in ("hidden", "cell")]
    whole = td.gradient_trace(inputs, weights, variant=variant, truncate=3)
    last = td.gradient_trace(inputs[4:], weights, variant=variant, initial_state=start)
    assert_close(whole[whole["step"] > 3]["norm"], last["norm"])
    assert (whole[whole["step"] <= 3]["norm"] == 0).all()
