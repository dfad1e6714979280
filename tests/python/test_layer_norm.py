"""Layer normalization by hand against torch's, in double precision."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.python.normalization_traces import assert_close, quantity
from torch import nn

import torchduet as td

INPUTS = np.random.default_rng(1).normal(2.0, 3.0, size=(7, 4))
WEIGHTS = {"weight": [0.5, -1.0, 2.0, 1.0], "bias": [0.0, 0.25, -1.0, 3.0]}


@pytest.mark.parametrize("examples", [1, 7])
@pytest.mark.parametrize("eps", [1e-5, 0.01])
def test_forward_and_backward_are_torchs(eps, examples):
    theirs = nn.LayerNorm(4, eps=eps, dtype=torch.float64)
    theirs.load_state_dict({name: torch.tensor(values) for name, values in WEIGHTS.items()})
    x = torch.tensor(INPUTS[:examples], requires_grad=True)
    gradient = torch.cos(torch.arange(4.0 * examples, dtype=torch.float64)).reshape(examples, 4)
    output = theirs(x)
    output.backward(gradient)
    trace = td.layer_norm_trace(INPUTS[:examples], theirs.state_dict(), eps=eps, loss_gradient=gradient)
    assert_close(quantity(trace, "output"), output.detach())
    assert_close(quantity(trace, "input_gradient"), x.grad)
    assert_close(quantity(trace, "weight_gradient"), theirs.weight.grad)
    assert_close(quantity(trace, "bias_gradient"), theirs.bias.grad)


def test_the_statistics_are_of_each_example():
    trace = td.layer_norm_trace(INPUTS)
    for name, expected in {"mean": INPUTS.mean(axis=1), "variance": INPUTS.var(axis=1)}.items():
        rows = trace[trace["quantity"] == name]
        assert rows["feature"].isna().all()
        assert rows["example"].tolist() == list(range(7))
        assert_close(rows["value"], expected)


def test_it_is_batch_normalization_with_examples_and_features_exchanged():
    across = td.batch_norm_trace(INPUTS.T)
    assert_close(quantity(td.layer_norm_trace(INPUTS), "normalized"), quantity(across, "normalized").T)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 6))
def test_an_example_is_normalized_as_if_it_were_alone(seed, examples):
    batch = np.random.default_rng(seed).normal(size=(examples, 3)) * 100.0
    together = quantity(td.layer_norm_trace(batch), "output")
    alone = [quantity(td.layer_norm_trace(batch[[row]]), "output")[0] for row in range(examples)]
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize(
    ("arguments", "settings", "error", "message"),
    [
        (([1.0, 2.0],), {}, ValueError, r"inputs must have shape \(examples, features\).*given shape \(2,\)"),
        (([[1.0, 1.0]],), {"eps": 0.0}, ValueError, "eps must be greater than 0 where all features of an example"),
        (([[1.0, 2.0]],), {"eps": -1.0}, ValueError, "eps must be at least 0"),
        (([[1.0]], {"running_mean": [1.0]}), {}, TypeError, "weights must hold arrays by the names weight, bias;"),
        (([[1.0]], {"bias": [1.0, 2.0]}), {}, ValueError, "weights: bias must hold a number per feature, 1"),
        (([[1.0]],), {"loss_gradient": [1.0]}, ValueError, "loss_gradient must have the shape of inputs"),
    ],
)
def test_what_does_not_fit_is_named(arguments, settings, error, message):
    with pytest.raises(error, match=message):
        td.layer_norm_trace(*arguments, **settings)
