"""Losses of a network's scores, and their gradients, in double precision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from torchduet.activations import softmax
from torchduet.arrays import as_doubles
from torchduet.cells import sigmoid
from torchduet.errors import InputValueError
from torchduet.parameters import check_choice, check_flag

__all__ = ["LOSSES", "check_targets", "loss"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Loss:
    """A loss of scores and targets of one shape, and its gradient with respect to the scores."""

    value: Callable[[Array, Array], np.floating[Any]]
    gradient: Callable[[Array, Array], Array]
    activation: str
    """From scores to predictions."""
    largest: float = np.inf
    """Targets are between 0 and this."""


def mse(scores: Array, targets: Array) -> np.floating[Any]:
    """Return the mean of (z - y)^2."""
    return np.mean((scores - targets) ** 2)


def binary_cross_entropy(scores: Array, targets: Array) -> np.floating[Any]:
    """Return the mean of -y log p - (1 - y) log(1 - p), p = sigmoid(z).

    As log p = -log(1 + exp(-z)), this is max(z, 0) - z y + log(1 + exp(-|z|)), where nothing overflows and no
    logarithm of 0 is taken.
    """
    return np.mean(np.maximum(scores, 0.0) - scores * targets + np.log1p(np.exp(-np.abs(scores))))


def cross_entropy(scores: Array, targets: Array) -> np.floating[Any]:
    """Return the mean over the rows of -sum(y log p), p = softmax(z), with log p = z - log(sum(exp(z)))."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    log_shares = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    losses: Array = -(targets * log_shares).sum(axis=-1)
    return np.mean(losses)


LOSSES = {
    "mse": Loss(mse, lambda z, y: 2.0 * (z - y) / z.size, "identity"),
    "binary_cross_entropy": Loss(binary_cross_entropy, lambda z, y: (sigmoid(z) - y) / z.size, "sigmoid", largest=1.0),
    "cross_entropy": Loss(cross_entropy, lambda z, y: (softmax(z) - y) * z.shape[-1] / z.size, "softmax", largest=1.0),
}


def loss(scores: ArrayLike, targets: ArrayLike, kind: str, *, derivative: bool = False) -> Array:
    r"""Compute a loss, or its gradient with respect to the scores.

    .. math::

        \text{mse} &= \text{mean}\, (z - y)^2 & \partial L / \partial z &= 2 (z - y) / n \\
        \text{binary cross-entropy} &= \text{mean}\, (-y \log p - (1 - y) \log(1 - p)), \; p = \sigma(z)
        & \partial L / \partial z &= (p - y) / n \\
        \text{cross-entropy} &= \text{mean}_i \, (-\sum_j y_{ij} \log p_{ij}), \; p_i = \text{softmax}(z_i)
        & \partial L / \partial z &= (p - y) / n

    Parameters
    ----------
    scores : array of float, shape (examples,) or (examples, outputs)
        What the last layer computes, before sigmoid or softmax: from them the loss is exact where a probability would
        be rounded to 0 or 1. Of "cross_entropy", shape (classes,) is one example.
    targets : array of float, of the shape of `scores`
        Of "binary_cross_entropy", between 0 and 1. Of "cross_entropy", rows that add up to one: `one_hot` makes them of
        classes.
    kind : {"mse", "binary_cross_entropy", "cross_entropy"}
        Those of ``torch.nn.functional``: `mse_loss`, `binary_cross_entropy_with_logits`, `cross_entropy`.
    derivative : bool
        Whether to return the gradient.

    Returns
    -------
    array of float64
        The loss, of shape (); or its gradient, of the shape of `scores`.

    Raises
    ------
    InputValueError, InputTypeError
        The kind is unknown, shapes do not fit, or targets are no probabilities.

    See Also
    --------
    activation, mlp_trace

    Examples
    --------
    >>> float(loss([0.0, 2.0], [1.0, 1.0], "mse"))
    1.0
    >>> loss([0.0, 2.0], [1.0, 1.0], "mse", derivative=True)
    array([-1.,  1.])
    >>> float(loss([1000.0], [0.0], "binary_cross_entropy"))
    1000.0
    """
    check_choice("kind", kind, tuple(LOSSES))
    check_flag("derivative", derivative)
    given = as_doubles("scores", scores)
    if not given.size or given.ndim > 2 or (given.ndim == 0 and kind == "cross_entropy"):
        raise InputValueError(
            f"scores must have shape (examples,) or (examples, outputs), with one score or more; "
            f"given shape {given.shape}"
        )
    wanted = check_targets(targets, given.shape, kind)
    chosen = LOSSES[kind]
    return np.asarray(chosen.gradient(given, wanted) if derivative else chosen.value(given, wanted), dtype=np.float64)


def check_targets(targets: ArrayLike, shape: tuple[int, ...], kind: str) -> Array:
    """Return targets as doubles, after making sure that they have a shape and suit a loss."""
    wanted = as_doubles("targets", targets)
    if wanted.shape != shape:
        raise InputValueError(f"targets must have the shape of the scores, {shape}; given shape {wanted.shape}")
    largest = LOSSES[kind].largest
    unfit = wanted[(wanted < 0.0) | (wanted > largest)] if largest < np.inf else wanted[:0]
    if unfit.size:
        raise InputValueError.about("targets", f'must be between 0 and 1 for "{kind}"', unfit[0])
    if kind == "cross_entropy":
        sums = np.ravel(wanted.sum(axis=-1))
        unfit = sums[np.abs(sums - 1.0) > 1e-9]
        if unfit.size:
            raise InputValueError(
                "targets must have rows that add up to 1, as one_hot makes them; given one that adds up to {total}",
                total=unfit[0],
            )
    return wanted
