"""Batch normalization by hand against torch's, in double precision, and against what R's torch gave."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.python.recurrent_examples import sine
from torch import nn

import torchduet as td

BATCHES = np.random.default_rng(1).normal(2.0, 3.0, size=(3, 7, 4))


def quantity(trace, name):
    rows = trace[trace["quantity"] == name]
    values = rows["value"].to_numpy()
    return values if rows["example"].isna().all() else values.reshape(rows["example"].max() + 1, -1)


def assert_close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def module(momentum=0.1, eps=1e-5):
    made = nn.BatchNorm1d(4, momentum=momentum, eps=eps, dtype=torch.float64)
    with torch.no_grad():
        made.weight.copy_(torch.tensor([0.5, -1.0, 2.0, 1.0]))
        made.bias.copy_(torch.tensor([0.0, 0.25, -1.0, 3.0]))
    return made


@pytest.mark.parametrize(("momentum", "eps"), [(0.1, 1e-5), (0.5, 0.01)])
def test_training_is_torchs_batch_after_batch(momentum, eps):
    theirs = module(momentum, eps)
    weights = {name: values.numpy() for name, values in theirs.state_dict().items()}
    weights = {name: values.copy() for name, values in weights.items()}
    for batch in BATCHES:
        x = torch.tensor(batch, requires_grad=True)
        output = theirs(x)
        gradient = torch.cos(torch.arange(28.0, dtype=torch.float64)).reshape(7, 4)
        theirs.zero_grad()
        output.backward(gradient)
        trace = td.batch_norm_trace(batch, weights, momentum=momentum, eps=eps, loss_gradient=gradient)
        assert_close(quantity(trace, "output"), output.detach())
        assert_close(quantity(trace, "input_gradient"), x.grad)
        assert_close(quantity(trace, "weight_gradient"), theirs.weight.grad)
        assert_close(quantity(trace, "bias_gradient"), theirs.bias.grad)
        assert_close(quantity(trace, "running_mean"), theirs.running_mean)
        assert_close(quantity(trace, "running_var"), theirs.running_var)
        weights |= {name: quantity(trace, name) for name in ("running_mean", "running_var")}


def test_prediction_is_torchs_and_leaves_the_statistics():
    theirs = module()
    for batch in BATCHES[:2]:
        theirs(torch.tensor(batch))
    theirs.eval()
    x = torch.tensor(BATCHES[2], requires_grad=True)
    theirs(x).sum().backward()
    weights = {name: values.numpy() for name, values in theirs.state_dict().items()}
    trace = td.batch_norm_trace(BATCHES[2], weights, training=False, loss_gradient=np.ones((7, 4)))
    assert_close(quantity(trace, "output"), theirs(x).detach())
    assert_close(quantity(trace, "input_gradient"), x.grad)
    assert_close(quantity(trace, "running_mean"), theirs.running_mean)
    alone = td.batch_norm_trace(BATCHES[2][:1], weights, training=False)
    assert_close(quantity(alone, "output"), theirs(x).detach()[:1])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(2, 9))
def test_each_feature_has_mean_0_and_variance_1_whatever_its_scale(seed, examples):
    generator = np.random.default_rng(seed)
    batch = generator.normal(size=(examples, 3)) * [1e-3, 1.0, 1e3] + [5.0, 0.0, -70.0]
    normalized = quantity(td.batch_norm_trace(batch, eps=0.0), "normalized")
    np.testing.assert_allclose(normalized.mean(axis=0), 0.0, atol=1e-9)
    np.testing.assert_allclose(normalized.var(axis=0), 1.0, rtol=1e-9)


def test_gives_what_rs_torch_gave():
    stored = Path(__file__).with_name("data") / "r_torch_batch_norm.json"
    case = json.loads(stored.read_text())["batch_norm1d_2d"]
    first, second = (sine(**case[name]) for name in ("input1", "input2"))
    weights = {one["name"]: sine(one["shape"], k=one["k"], scale=one["scale"]) for one in case["params"]}
    expected = {
        name: np.reshape(entry["data"], entry["shape"])
        for name, entry in case["f64"].items()
        if isinstance(entry, dict) and "data" in entry
    }

    def same(found, name):
        np.testing.assert_allclose(found, expected[name], rtol=1e-7, atol=1e-9)  # 9 digits were written

    gradient = sine(first.shape, k=0.9, scale=1.0)
    trace = td.batch_norm_trace(first, weights, loss_gradient=gradient)
    same(quantity(trace, "output"), "train_output1")
    same(quantity(trace, "input_gradient"), "grad_input1")
    for name, entry in case["f64"]["grad_params"].items():
        np.testing.assert_allclose(quantity(trace, f"{name}_gradient"), entry["data"], rtol=1e-7, atol=1e-9)
    same(quantity(trace, "running_mean"), "running_mean_after1")
    same(quantity(trace, "running_var"), "running_var_after1")
    weights |= {name: quantity(trace, name) for name in ("running_mean", "running_var")}
    trace = td.batch_norm_trace(second, weights)
    same(quantity(trace, "output"), "train_output2")
    same(quantity(trace, "running_var"), "running_var_after2")
    weights |= {name: quantity(trace, name) for name in ("running_mean", "running_var")}
    same(quantity(td.batch_norm_trace(first, weights, training=False), "output"), "eval_output_of_input1")


@pytest.mark.parametrize(
    ("arguments", "settings", "error", "message"),
    [
        (([1.0, 2.0],), {}, ValueError, r"inputs must have shape \(examples, features\).*given shape \(2,\)"),
        (([[1.0, 2.0]],), {}, ValueError, "inputs must hold two examples or more in training.*training = False"),
        (([[1.0], [1.0]],), {"eps": 0.0}, ValueError, "eps must be greater than 0"),
        (([[1.0], [2.0]], {"gamma": [1.0]}), {}, TypeError, "weights must hold arrays by the names weight, bias"),
        (([[1.0], [2.0]], {"bias": [1.0, 2.0]}), {}, ValueError, "weights: bias must hold a number per feature, 1"),
        (([[1.0], [2.0]], {"running_var": [-1.0]}), {}, ValueError, "running_var must not be below 0"),
        (([[1.0], [2.0]],), {"loss_gradient": [1.0]}, ValueError, "loss_gradient must have the shape of inputs"),
    ],
)
def test_what_does_not_fit_is_named(arguments, settings, error, message):
    with pytest.raises(error, match=message):
        td.batch_norm_trace(*arguments, **settings)
