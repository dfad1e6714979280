"""Backpropagation by hand against torch's automatic differentiation, and against R's torch."""

import copy

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.python.gradient_tables import assert_close, at_steps, totals
from tests.python.recurrent_examples import (
    EVERY_KIND,
    KINDS,
    make_inputs,
    make_module,
    reference_case,
    reference_values,
    sine,
    weights_of,
)
from torch import nn

import torchduet as td


@EVERY_KIND
@settings(max_examples=20, deadline=None)
@given(
    time=st.integers(1, 7),
    features=st.integers(1, 3),
    hidden=st.integers(1, 4),
    layers=st.integers(1, 3),
    bidirectional=st.booleans(),
    bias=st.booleans(),
    everywhere=st.booleans(),
)
def test_weights_gradients_equal_autograd(kind, time, features, hidden, layers, bidirectional, bias, everywhere):
    module = make_module(
        kind, features=features, hidden=hidden, num_layers=layers, bidirectional=bidirectional, bias=bias
    )
    inputs = make_inputs(time, features)
    sequence = torch.tensor(inputs, requires_grad=True)
    outputs, _ = module(sequence)
    units = outputs.shape[1]
    weighting = np.random.default_rng(1).normal(size=(time, units) if everywhere else units)
    if everywhere:
        loss = (outputs * torch.tensor(weighting)).sum()
    else:
        final = torch.cat([outputs[-1, :hidden], outputs[0, hidden:]])
        loss = (final * torch.tensor(weighting)).sum()
    loss.backward()

    trace = td.gradient_trace(inputs, weights_of(module), loss_gradient=weighting, output="value")
    expected = {name: value.grad.numpy() for name, value in module.named_parameters()}
    found = {}
    for layer in range(layers):
        for direction in ("forward", "backward")[: 1 + bidirectional]:
            suffix = f"_l{layer}" + ("_reverse" if direction == "backward" else "")
            weights = {name: value for name, value in totals(trace, layer, direction).items() if "_" in name}
            found |= {name + suffix: value for name, value in weights.items()}
    assert sorted(found) == sorted(expected)
    for name, value in expected.items():
        assert_close(found[name], value)
    into_inputs = sum(at_steps(trace, "input", 0, one) for one in ("forward", "backward")[: 1 + bidirectional])
    assert_close(into_inputs, sequence.grad)


def unrolled_in_torch(module, inputs, truncate):
    """The loop once more, with torch's own cells; states keep their gradients, and cuts detach them."""
    cell = {"rnn": nn.RNNCell, "lstm": nn.LSTMCell, "gru": nn.GRUCell}[type(module).__name__.lower()](3, 4).double()
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in module.state_dict().items()})
    is_lstm = isinstance(cell, nn.LSTMCell)
    h, c = torch.zeros(1, 4, dtype=torch.float64), torch.zeros(1, 4, dtype=torch.float64)
    hidden, cells, copies = [], [], []
    for step, x in enumerate(torch.tensor(inputs)):
        if truncate and step and (len(inputs) - step) % truncate == 0:
            h, c = h.detach(), c.detach()
        one = copy.deepcopy(cell)  # a copy of the weights for every step, as the unrolled graph has it
        copies.append(one)
        h = one(x[None], (h, c) if is_lstm else h)
        if is_lstm:
            h, c = h
            c.retain_grad()
            cells.append(c)
        h.retain_grad()
        hidden.append(h)
    return hidden, cells, copies


def gradient_or_zero(tensor):
    return np.zeros(tensor.shape) if tensor.grad is None else tensor.grad.numpy()


@EVERY_KIND
@pytest.mark.parametrize("truncate", [None, 1, 2, 4, 7, 20])
@pytest.mark.parametrize("everywhere", [False, True])
def test_states_and_every_copys_share_equal_autograd(kind, truncate, everywhere):
    module, inputs = make_module(kind), make_inputs(7)
    hidden, cells, copies = unrolled_in_torch(module, inputs, truncate)
    weighting = sine([7, 4], k=0.9, scale=1.0)
    loss = (
        sum((h * torch.tensor(row)).sum() for h, row in zip(hidden, weighting, strict=True))
        if everywhere
        else hidden[-1].sum()
    )
    loss.backward()

    trace = td.gradient_trace(
        inputs, module, loss_gradient=weighting if everywhere else None, truncate=truncate, output="value"
    )
    assert_close(at_steps(trace, "hidden"), np.concatenate([gradient_or_zero(h) for h in hidden]))
    if kind == "lstm":
        assert_close(at_steps(trace, "cell"), np.concatenate([gradient_or_zero(c) for c in cells]))
    for step, one in enumerate(copies):
        share = totals(trace[trace["step"] == step])
        for name, parameter in one.named_parameters():
            assert_close(share[name], gradient_or_zero(parameter))
    if truncate and truncate < 7 and not everywhere:
        reached = np.abs(at_steps(trace, "hidden")).max(axis=1) > 0
        assert reached.tolist() == [False] * (7 - truncate) + [True] * truncate


@EVERY_KIND
def test_norms_are_those_of_the_elements(kind):
    module, inputs = make_module(kind, num_layers=2, bidirectional=True), make_inputs()
    norms = td.gradient_trace(inputs, module)
    elements = td.gradient_trace(inputs, module, output="value")
    keys = ["step", "layer", "direction", "quantity"]
    by_hand = elements.groupby(keys)["value"].apply(lambda values: np.sqrt((values**2).sum()))
    assert_close(norms.set_index(keys)["norm"].sort_index(), by_hand.sort_index())
    assert list(norms) == ["step", "token", "distance", "layer", "direction", "quantity", "norm"]
    forward = norms["direction"] == "forward"
    assert (norms["distance"] == np.where(forward, 5 - norms["step"], norms["step"])).all()


@EVERY_KIND
@pytest.mark.parametrize("clip", [0.01, 0.5, 1e6])
def test_clipping_equals_torchs(kind, clip):
    module, inputs = make_module(kind, num_layers=2), make_inputs()
    module(torch.tensor(inputs))[0][-1].sum().backward()
    norm = nn.utils.clip_grad_norm_(module.parameters(), clip)
    trace = td.gradient_trace(inputs, module, clip=clip, output="value")
    for layer in range(2):
        found = totals(trace, layer)
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            assert_close(found[name], getattr(module, f"{name}_l{layer}").grad)
    assert (norm > clip) == (clip < 1e6)
    free = td.gradient_trace(inputs, module, output="value")
    states = trace["quantity"] == "hidden"
    np.testing.assert_array_equal(trace[states]["value"], free[states]["value"])


@EVERY_KIND
@pytest.mark.parametrize(("precision", "relative", "absolute"), [("f64", 6e-9, 0), ("f32", 1e-6, 3e-7)])
def test_gradients_equal_r_torch(kind, precision, relative, absolute):
    """Of the reference's loss, sum(output * G), with G by its formula in the order of its output."""
    inputs, weights, case = reference_case(kind)
    weighting = sine(case[precision]["output"]["shape"], k=0.9, scale=1.0)
    weighting = weighting if case["args"].get("batch_first") else weighting.transpose(1, 0, 2)
    traces = [
        td.gradient_trace(sequence, weights, loss_gradient=rows, output="value")
        for sequence, rows in zip(inputs, weighting, strict=True)
    ]
    found = [totals(trace) for trace in traces]
    for name in weights:
        total = sum(part[name.removesuffix("_l0")] for part in found)
        expected = reference_values(kind, precision, name.replace("_l0", "_l1"))
        np.testing.assert_allclose(total, expected, rtol=relative, atol=absolute)
    into_inputs = np.stack([at_steps(trace, "input") for trace in traces])
    np.testing.assert_allclose(
        into_inputs, reference_values(kind, precision, "grad_input"), rtol=relative, atol=absolute
    )


def test_three_copies_of_the_course():
    """One unit, k = 3 steps, worked out on paper: h = tanh(w h + u x), and dL/dw is the sum over the copies."""
    u, w, x = 0.7, 0.6, [1.0, -0.5, 0.25]
    h1 = np.tanh(u * x[0])
    h2 = np.tanh(u * x[1] + w * h1)
    h3 = np.tanh(u * x[2] + w * h2)
    third = 1 - h3**2
    second = third * w * (1 - h2**2)
    first = second * w * (1 - h1**2)
    trace = td.gradient_trace(x, {"weight_ih_l0": [[u]], "weight_hh_l0": [[w]]}, output="value")
    copies = trace[trace["quantity"] == "weight_hh"]["value"].to_numpy()
    assert_close(copies, [0.0, second * h1, third * h2])
    assert_close(trace[trace["quantity"] == "weight_ih"]["value"], [first * x[0], second * x[1], third * x[2]])
    small = 1e-6
    losses = [
        td.rnn_trace(x, {"weight_ih_l0": [[u]], "weight_hh_l0": [[w + by]]})["value"].iloc[-1] for by in (small, -small)
    ]
    assert copies.sum() == pytest.approx((losses[0] - losses[1]) / (2 * small), rel=1e-8)


def test_a_relu_network():
    module, inputs = make_module("rnn", nonlinearity="relu"), make_inputs()
    module(torch.tensor(inputs))[0][-1].sum().backward()
    for trace in (
        td.gradient_trace(inputs, module, output="value"),
        td.gradient_trace(inputs, weights_of(module), nonlinearity="relu", output="value"),
    ):
        assert_close(totals(trace)["weight_hh"], module.weight_hh_l0.grad)


def test_the_kind_is_read_from_the_weights():
    for kind in KINDS:
        module = make_module(kind)
        named = td.gradient_trace(make_inputs(), weights_of(module), cell=kind)
        np.testing.assert_array_equal(td.gradient_trace(make_inputs(), weights_of(module))["norm"], named["norm"])
