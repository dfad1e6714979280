"""Cells by hand against torch, and against R's torch."""

import math
from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.python.recurrent_examples import (
    DIRECTIONS,
    EVERY_KIND,
    TRACES,
    as_matrix,
    last_and_outputs,
    make_inputs,
    make_module,
    reference_case,
    reference_values,
    weights_of,
)
from torch import nn

import torchduet as td


@EVERY_KIND
@settings(max_examples=25, deadline=None)
@given(
    time=st.integers(1, 9),
    features=st.integers(1, 4),
    hidden=st.integers(1, 5),
    layers=st.integers(1, 3),
    bidirectional=st.booleans(),
    bias=st.booleans(),
    starts=st.booleans(),
)
def test_equals_torch(kind, time, features, hidden, layers, bidirectional, bias, starts):
    module = make_module(
        kind, features=features, hidden=hidden, num_layers=layers, bidirectional=bidirectional, bias=bias
    )
    inputs = make_inputs(time, features)
    places = layers * (1 + bidirectional)
    states = np.random.default_rng(3).normal(size=(2, places, hidden))
    given_state = None if not starts else tuple(states) if kind == "lstm" else states[0]
    with torch.no_grad():
        start = None if not starts else tuple(map(torch.tensor, states)) if kind == "lstm" else torch.tensor(states[0])
        outputs, last = module(torch.tensor(inputs), start)

    trace = TRACES[kind](inputs, weights_of(module), initial_state=given_state)
    by_hand, by_hand_last = last_and_outputs(trace, layers, bidirectional)
    np.testing.assert_allclose(by_hand, outputs, rtol=0, atol=1e-12)
    np.testing.assert_allclose(by_hand_last, last[0] if kind == "lstm" else last, rtol=0, atol=1e-12)
    if kind == "lstm":
        cells = [
            as_matrix(trace, "cell", layer, one)[-1 if one == "forward" else 0]
            for layer in range(layers)
            for one in DIRECTIONS[: 1 + bidirectional]
        ]
        np.testing.assert_allclose(np.stack(cells), last[1], rtol=0, atol=1e-12)
    for quantity in ("hidden", "cell") if kind == "lstm" and starts else ("hidden",) * starts:
        stored = trace[trace["quantity"] == f"initial_{quantity}"]["value"].to_numpy()
        np.testing.assert_array_equal(stored, states[("hidden", "cell").index(quantity)].ravel())


def test_a_relu_network_equals_torch():
    module = make_module("rnn", nonlinearity="relu")
    outputs = module(torch.tensor(make_inputs()))[0].detach()
    for trace in (
        td.rnn_trace(make_inputs(), weights_of(module), nonlinearity="relu"),
        td.rnn_trace(make_inputs(), module),
    ):
        np.testing.assert_allclose(as_matrix(trace), outputs, rtol=0, atol=1e-12)
    assert (outputs == 0).any()
    assert (outputs > 1).any()


# Nine significant digits: half a unit in the last is up to 5e-9 of the value. In float32 R's torch rounded at every
# step, to 6e-8 of what it added, which near zero is more than a millionth of the sum; PyTorch's
# own float32 is that far from it.
@EVERY_KIND
@pytest.mark.parametrize(("precision", "relative", "absolute"), [("f64", 6e-9, 0), ("f32", 1e-6, 6e-8)])
def test_equals_r_torch(kind, precision, relative, absolute):
    inputs, weights, _ = reference_case(kind)
    assert_close = partial(np.testing.assert_allclose, rtol=relative, atol=absolute)
    for row, sequence in enumerate(inputs):
        trace = TRACES[kind](sequence, weights)
        assert_close(as_matrix(trace), reference_values(kind, precision, "output")[row])
        assert_close(as_matrix(trace)[-1], reference_values(kind, precision, "h_n")[0, row])
        if kind == "lstm":
            assert_close(as_matrix(trace, "cell")[-1], reference_values(kind, precision, "c_n")[0, row])


def test_every_gate_of_torchs_formulas():
    """The gates, which torch does not return, by torch's functions from its weights' rows."""
    module = make_module("gru")
    inputs, trace = torch.tensor(make_inputs()), td.gru_trace(make_inputs(), module)
    h = torch.zeros(4, dtype=torch.float64)
    for step, x in enumerate(inputs):
        from_x = nn.functional.linear(x, module.weight_ih_l0, module.bias_ih_l0).chunk(3)
        from_h = nn.functional.linear(h, module.weight_hh_l0, module.bias_hh_l0).chunk(3)
        reset, update = (torch.sigmoid(from_x[place] + from_h[place]) for place in (0, 1))
        candidate = torch.tanh(from_x[2] + reset * from_h[2])
        for quantity, value in {"reset_gate": reset, "update_gate": update, "candidate": candidate}.items():
            np.testing.assert_allclose(as_matrix(trace, quantity)[step], value.detach(), rtol=0, atol=1e-12)
        h = torch.tensor(as_matrix(trace)[step])


def test_the_table_is_tidy():
    module = make_module("lstm", num_layers=2, bidirectional=True)
    trace = td.lstm_trace(make_inputs(2), module, tokens=["good", "tea"])
    assert list(trace) == ["step", "token", "layer", "direction", "quantity", "unit", "value"]
    assert trace["quantity"].unique().tolist() == [
        "input", "input_gate", "forget_gate", "candidate", "output_gate", "cell", "hidden",
    ]  # fmt: skip
    assert not trace.duplicated(["step", "layer", "direction", "quantity", "unit"]).any()
    assert len(trace) == 2 * 2 * (3 + 6 * 4) + 2 * 2 * (8 + 6 * 4)
    assert trace.groupby("step")["token"].unique().map(list).tolist() == [["good"], ["tea"]]
    below = np.concatenate([as_matrix(trace, direction=one) for one in DIRECTIONS], axis=1)
    for direction in DIRECTIONS:
        np.testing.assert_array_equal(as_matrix(trace, "input", 1, direction), below)
    assert td.lstm_trace(make_inputs(2), module)["token"].isna().all()


def test_a_rising_or_falling_line_of_the_course():
    """A one-unit network over ten numbers, given as a vector, as the lesson does it."""
    line = np.arange(1.0, 11.0) / 10
    trace = td.rnn_trace(line, {"weight_ih_l0": [[0.8]], "weight_hh_l0": [[0.5]], "bias_ih_l0": [-0.3]})
    h = 0.0
    for step, x in enumerate(line):
        h = math.tanh(0.8 * x - 0.3 + 0.5 * h)
        assert as_matrix(trace)[step, 0] == pytest.approx(h, rel=1e-15)


def test_weights_of_a_whole_network_are_taken_apart():
    module = make_module("gru")
    network = nn.Sequential(nn.Embedding(5, 3), module)
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    np.testing.assert_array_equal(td.gru_trace(make_inputs(), weights), td.gru_trace(make_inputs(), module))
    two = {f"{name}.{key}": value for name in ("a", "b") for key, value in weights_of(module).items()}
    with pytest.raises(ValueError, match=r"must be those of one recurrent network; given 2: a\., b\."):
        td.gru_trace(make_inputs(), two)


@EVERY_KIND
def test_one_step_will_do_and_none_will_not(kind):
    module = make_module(kind)
    assert len(as_matrix(TRACES[kind](make_inputs(1), module))) == 1
    with pytest.raises(
        ValueError, match=r"inputs must have shape \(time, features\), with at least one step .*\(0, 3\)"
    ):
        TRACES[kind](np.empty((0, 3)), module)
