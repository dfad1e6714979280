"""Attention: each word's vector becomes a mean over the text's words, weighted by how well they fit."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from torchduet.arrays import as_doubles, complete_array
from torchduet.errors import InputValueError, Shape

__all__ = ["attention"]


def attention(
    queries: ArrayLike, keys: ArrayLike, values: ArrayLike, mask: ArrayLike | None = None
) -> dict[str, NDArray[np.float64]]:
    r"""Return what one head of attention does with a text.

    .. math:: A = \text{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right), \qquad \text{output} = A V

    the softmax over each row: how much each word takes of every other. In *self*-attention all three are the same words
    times weights of their own.

    Parameters
    ----------
    queries : array of float, shape (n, d)
        A row per word that asks.
    keys : array of float, shape (m, d)
        A row per word that is asked.
    values : array of float, shape (m, dimension)
        What each of these gives.
    mask : array of bool, shape (m,), optional
        False at words that must not count, such as padding.

    Returns
    -------
    dict
        ``weights``, shape (n, m), whose rows add up to 1, and ``output``, shape (n, dimension), in double precision.

    Raises
    ------
    InputValueError
        The shapes do not fit together, or the mask leaves no word.

    Notes
    -----
    Equal to ``torch.nn.functional.scaled_dot_product_attention``. A. Vaswani and others (2017), "Attention is all you
    need", NeurIPS.

    Examples
    --------
    >>> attention([[0.0]], [[1.0], [2.0]], [[10.0], [20.0]])
    {'weights': array([[0.5, 0.5]]), 'output': array([[15.]])}
    >>> attention([[0.0]], [[1.0], [2.0]], [[10.0], [20.0]], mask=[True, False])["output"]
    array([[10.]])
    """
    asking, asked, given = (
        torch.from_numpy(as_doubles(name, rows))
        for name, rows in (("queries", queries), ("keys", keys), ("values", values))
    )
    if asking.ndim != 2 or asked.ndim != 2 or given.ndim != 2:
        raise InputValueError("queries, keys and values must be matrices with a row per word")
    if asking.shape[1] != asked.shape[1] or len(asked) != len(given) or not len(given) or not asking.shape[1]:
        raise InputValueError(
            "keys must have columns as queries have, and rows as values have, at least one; given queries of shape "
            "{queries}, keys of shape {keys} and values of shape {values}",
            queries=Shape(asking.shape), keys=Shape(asked.shape), values=Shape(given.shape),
        )  # fmt: skip
    real = torch.ones(len(asked), dtype=torch.bool) if mask is None else torch.from_numpy(_checked(mask, len(asked)))
    fit = asking @ asked.T / math.sqrt(asking.shape[1])  # (n, m)
    weights = fit.masked_fill(~real, -torch.inf).softmax(dim=1)
    return {"weights": weights.numpy(), "output": (weights @ given).numpy()}


def _checked(mask: ArrayLike, count: int) -> NDArray[np.bool_]:
    real = np.array(complete_array("mask", mask), dtype=np.bool_)
    if real.shape != (count,) or not real.any():
        raise InputValueError(
            f"mask must have one element per row of keys, {count}, not all false; given shape {{shape}}",
            shape=Shape(real.shape),
        )
    return real
