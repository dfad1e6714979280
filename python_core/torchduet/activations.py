"""Activations, and how steep they are: what a layer does to its scores, in double precision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from torchduet.arrays import as_doubles
from torchduet.cells import sigmoid
from torchduet.errors import InputValueError
from torchduet.parameters import check_choice, check_flag

__all__ = ["ACTIVATIONS", "ELEMENTWISE", "activation", "softmax"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Activation:
    """A function and its derivative, both of the scores."""

    value: Callable[[Array], Array]
    derivative: Callable[[Array], Array]


def sigmoid_derivative(x: Array) -> Array:
    """Return sigmoid(x) (1 - sigmoid(x)); the second factor is sigmoid(-x), so written as not to be rounded to 0."""
    return sigmoid(x) * sigmoid(-x)


def softmax(x: Array) -> Array:
    """Make shares of the last axis: exp(x) / sum(exp(x)). Less the largest score, no exp overflows; the shares stay."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    shares: Array = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def softmax_derivative(x: Array) -> Array:
    """Return the derivative of share i with respect to score j: s_i (1 - s_i) on the diagonal, else -s_i s_j."""
    shares = softmax(x)
    each: Array = shares[..., :, np.newaxis] * (np.eye(x.shape[-1]) - shares[..., np.newaxis, :])
    return each


ELEMENTWISE = {
    "identity": Activation(lambda x: x.copy(), np.ones_like),
    "heaviside": Activation(lambda x: np.where(x > 0.0, 1.0, 0.0), np.zeros_like),
    "sigmoid": Activation(sigmoid, sigmoid_derivative),
    # 1 - tanh(x)^2, written so that it is not rounded to 0 where tanh is near 1.
    "tanh": Activation(np.tanh, lambda x: 4.0 * sigmoid_derivative(2.0 * x)),
    "relu": Activation(lambda x: np.maximum(0.0, x), lambda x: np.where(x > 0.0, 1.0, 0.0)),
}
"""Those that treat every number alone."""

ACTIVATIONS = ELEMENTWISE | {"softmax": Activation(softmax, softmax_derivative)}


def activation(x: ArrayLike, kind: str, *, derivative: bool = False) -> Array:
    r"""Apply an activation, or its derivative.

    .. math::

        \text{heaviside}(x) &= 1 \text{ if } x > 0 \text{ else } 0 & f' &= 0 \\
        \sigma(x) &= 1 / (1 + e^{-x}) & f' &= \sigma(x) (1 - \sigma(x)) \\
        \tanh(x) &= (e^x - e^{-x}) / (e^x + e^{-x}) & f' &= 1 - \tanh(x)^2 \\
        \text{relu}(x) &= \max(0, x) & f' &= 1 \text{ if } x > 0 \text{ else } 0 \\
        \text{softmax}(x)_i &= e^{x_i} / \sum_k e^{x_k}
        & \partial f_i / \partial x_j &= f_i (1_{i = j} - f_j)

    Parameters
    ----------
    x : number or array of float
        Scores. Of softmax, shape (..., classes): each row is made into shares that add up to one.
    kind : {"identity", "heaviside", "sigmoid", "tanh", "relu", "softmax"}
    derivative : bool
        Whether to return the derivative at x.

    Returns
    -------
    array of float64, of the shape of `x`
        The derivative of softmax, where each share depends on all scores, has shape (..., classes, classes): row i,
        column j is that of share i with respect to score j.

    Raises
    ------
    InputValueError, InputTypeError
        The kind is unknown, `x` holds other things than finite numbers, or softmax is asked of no score.

    See Also
    --------
    loss, mlp_trace

    Notes
    -----
    Large scores neither overflow nor make NaN. Where a function has a kink or a step, at 0, the derivative is 0, as
    torch has it.

    Examples
    --------
    >>> activation([-2.0, 0.0, 3.0], "relu")
    array([0., 0., 3.])
    >>> activation([-2.0, 0.0, 3.0], "relu", derivative=True)
    array([0., 0., 1.])
    >>> activation([1.0, 2.0, 3.0, 4.0, 5.0], "softmax").round(3)
    array([0.012, 0.032, 0.086, 0.234, 0.636])
    """
    check_choice("kind", kind, tuple(ACTIVATIONS))
    check_flag("derivative", derivative)
    scores = as_doubles("x", x)
    if kind == "softmax" and (scores.ndim == 0 or not scores.shape[-1]):
        raise InputValueError(f"x must have one score or more for softmax; given shape {scores.shape}")
    chosen = ACTIVATIONS[kind]
    return np.asarray(chosen.derivative(scores) if derivative else chosen.value(scores), dtype=np.float64)
