"""Activations against torch, their derivatives against autograd and differences."""

from functools import partial

import numpy as np
import pytest
import torch

import torchduet as td

IN_TORCH = {
    "identity": lambda x: x * 1.0,
    "heaviside": lambda x: torch.heaviside(x, torch.zeros((), dtype=x.dtype)),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "softmax": partial(torch.softmax, dim=-1),
}
SCORES = np.array([[-3.0, -0.5, 0.0, 0.25], [1.0, 2.0, 4.0, 0.0]])
HUGE = np.array([-1e300, -1000.0, -40.0, 0.0, 40.0, 1000.0, 1e300])
assert_close = partial(np.testing.assert_allclose, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("kind", IN_TORCH)
def test_values_are_torchs(kind):
    assert_close(td.activation(SCORES, kind), IN_TORCH[kind](torch.tensor(SCORES)).numpy())


@pytest.mark.parametrize("kind", ["identity", "sigmoid", "tanh", "relu"])
def test_derivatives_are_autograds(kind):
    x = torch.tensor(SCORES, requires_grad=True)
    IN_TORCH[kind](x).sum().backward()
    assert_close(td.activation(SCORES, kind, derivative=True), x.grad.numpy())


def test_softmax_has_a_matrix_of_derivatives_per_row():
    jacobians = td.activation(SCORES, "softmax", derivative=True)
    assert jacobians.shape == (2, 4, 4)
    for row, jacobian in zip(SCORES, jacobians, strict=True):
        assert_close(jacobian, torch.autograd.functional.jacobian(IN_TORCH["softmax"], torch.tensor(row)).numpy())


@pytest.mark.parametrize("kind", ["sigmoid", "tanh", "relu"])
def test_differences_say_the_same_away_from_the_kink(kind):
    x = np.array([-2.0, -0.3, 0.4, 1.7])
    differences = (td.activation(x + 1e-6, kind) - td.activation(x - 1e-6, kind)) / 2e-6
    np.testing.assert_allclose(td.activation(x, kind, derivative=True), differences, rtol=0, atol=1e-9)


def test_the_course_example_and_the_range_of_relu():
    assert_close(td.activation([1, 2, 3, 4, 5], "softmax").round(3), [0.012, 0.032, 0.086, 0.234, 0.636])
    assert td.activation([7.5], "relu").tolist() == [7.5]  # not cut off at 1


def test_steps_and_kinks_have_the_derivative_0():
    assert td.activation([-1.0, 0.0, 1.0], "heaviside").tolist() == [0.0, 0.0, 1.0]
    assert td.activation([-1.0, 0.0, 1.0], "heaviside", derivative=True).tolist() == [0.0, 0.0, 0.0]
    assert td.activation(0.0, "relu", derivative=True).tolist() == 0.0


@pytest.mark.parametrize("derivative", [False, True])
@pytest.mark.parametrize("kind", IN_TORCH)
def test_large_scores_neither_overflow_nor_warn(kind, derivative):
    with np.errstate(over="ignore", under="ignore"):
        values = td.activation(HUGE, kind, derivative=derivative)
    assert np.isfinite(values).all()


def test_slopes_far_out_are_small_and_not_zero():
    np.testing.assert_allclose(td.activation(40.0, "sigmoid", derivative=True), np.exp(-40.0), rtol=1e-12)
    np.testing.assert_allclose(td.activation(20.0, "tanh", derivative=True), 4 * np.exp(-40.0), rtol=1e-12)


def test_the_arguments_are_not_changed():
    x = np.array([-1.0, 1.0])
    td.activation(x, "identity")[0] = 5.0
    assert x.tolist() == [-1.0, 1.0]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([1.0], "swish"), ValueError, 'kind must be one of "identity", "heaviside"'),
        (([np.nan], "relu"), ValueError, "x must hold finite numbers"),
        ((["a"], "relu"), TypeError, "x must hold numbers"),
        ((1.0, "softmax"), ValueError, r"x must have one score or more for softmax; given shape \(\)"),
    ],
)
def test_what_does_not_fit_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        td.activation(*arguments)
