"""Losses against torch, their gradients against autograd and differences."""

from functools import partial

import numpy as np
import pytest
import torch
from torch.nn import functional

import torchduet as td

IN_TORCH = {
    "mse": functional.mse_loss,
    "binary_cross_entropy": functional.binary_cross_entropy_with_logits,
    "cross_entropy": functional.cross_entropy,
}
SCORES = np.array([[-3.0, 0.5, 2.0], [0.0, 1.5, -0.25], [4.0, 4.0, 4.0], [1.0, 0.0, 0.0]])
TARGETS = {
    "mse": np.array([[1.5, -2.0, 0.0], [1.0, 1.0, 1.0], [0.0, 4.0, 8.0], [0.0, 0.0, -1.0]]),
    "binary_cross_entropy": np.array([[0.0, 1.0, 1.0], [0.25, 0.0, 1.0], [1.0, 1.0, 0.0], [0.0, 0.5, 0.0]]),
    "cross_entropy": np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.25, 0.25, 0.5], [0.0, 0.0, 1.0]]),
}
ALL = pytest.mark.parametrize("kind", IN_TORCH)
assert_close = partial(np.testing.assert_allclose, rtol=1e-12, atol=1e-15)


@ALL
def test_values_and_gradients_are_torchs(kind):
    scores = torch.tensor(SCORES, requires_grad=True)
    expected = IN_TORCH[kind](scores, torch.tensor(TARGETS[kind]))
    expected.backward()
    assert_close(td.loss(SCORES, TARGETS[kind], kind), expected.item())
    assert_close(td.loss(SCORES, TARGETS[kind], kind, derivative=True), scores.grad.numpy())


@ALL
def test_differences_say_the_same(kind):
    gradient = td.loss(SCORES, TARGETS[kind], kind, derivative=True)
    for place in np.ndindex(SCORES.shape):
        nudge = np.zeros_like(SCORES)
        nudge[place] = 1e-6
        up, down = (td.loss(SCORES + sign * nudge, TARGETS[kind], kind) for sign in (1, -1))
        np.testing.assert_allclose(gradient[place], (up - down) / 2e-6, rtol=0, atol=1e-8)


def test_the_formulas_with_probabilities():
    p = 1 / (1 + np.exp(-SCORES))
    y = TARGETS["binary_cross_entropy"]
    assert_close(td.loss(SCORES, y, "binary_cross_entropy"), -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))
    q = np.exp(SCORES) / np.exp(SCORES).sum(axis=1, keepdims=True)
    y = TARGETS["cross_entropy"]
    assert_close(td.loss(SCORES, y, "cross_entropy"), -np.mean((y * np.log(q)).sum(axis=1)))


def test_large_scores_are_exact():
    assert td.loss([1000.0, -1000.0], [0.0, 1.0], "binary_cross_entropy") == 1000.0
    assert td.loss([1000.0, -1000.0], [1.0, 0.0], "binary_cross_entropy") == 0.0
    assert td.loss([0.0, 1000.0, -1e300], [1.0, 0.0, 0.0], "cross_entropy") == 1000.0
    gradient = td.loss([0.0, 1000.0, -1e300], [1.0, 0.0, 0.0], "cross_entropy", derivative=True)
    assert gradient.tolist() == [-1.0, 1.0, 0.0]


def test_a_vector_of_classes_is_one_example():
    assert_close(
        td.loss(SCORES[1], TARGETS["cross_entropy"][1], "cross_entropy"),
        td.loss(SCORES[1:2], TARGETS["cross_entropy"][1:2], "cross_entropy"),
    )


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([0.0], [0.0], "hinge"), ValueError, 'kind must be one of "mse"'),
        (([0.0, 1.0], [0.0], "mse"), ValueError, r"targets must have the shape of the scores, \(2,\)"),
        (([], [], "mse"), ValueError, "scores must have shape"),
        (([0.0], [2.0], "binary_cross_entropy"), ValueError, "targets must be between 0 and 1"),
        (([0.0, 1.0], [0.5, 0.25], "cross_entropy"), ValueError, "rows that add up to 1.*adds up to 0.75"),
        (([0.0], ["a"], "mse"), TypeError, "targets must hold numbers"),
    ],
)
def test_what_does_not_fit_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        td.loss(*arguments)
