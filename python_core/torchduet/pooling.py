"""From a matrix per text to one row per text."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from torchduet.arrays import complete_array
from torchduet.errors import InputValueError, Shape

__all__ = ["average_pool"]


def average_pool(embedded: ArrayLike | torch.Tensor, mask: ArrayLike) -> NDArray[np.float64]:
    r"""Average each text's vectors over its real tokens.

    .. math:: p_b = \frac{\sum_t m_{bt} x_{bt}}{\sum_t m_{bt}}

    Padding never counts; a text without any real token gives zeros.

    Parameters
    ----------
    embedded : array of float, shape (batch, time, embedding_dim)
        A vector per token, for instance from `embed`.
    mask : array of bool, shape (batch, time)
        True at real tokens, False at padding.

    Returns
    -------
    array of float, shape (batch, embedding_dim)
        In double precision.

    Raises
    ------
    ValueError
        The shapes do not fit together.

    Examples
    --------
    >>> average_pool([[[1.0, 2.0], [3.0, 6.0], [0.0, 0.0]]], [[True, True, False]])
    array([[2., 4.]])
    """
    # Row-major: torch adds in the order of memory, and the last bit must not depend on how the caller's array lies.
    if isinstance(embedded, torch.Tensor):
        embedded = embedded.detach().cpu()  # a network's own output carries a gradient, which NumPy refuses
    vectors = torch.tensor(complete_array("embedded", embedded), dtype=torch.float64)
    real = torch.tensor(complete_array("mask", mask), dtype=torch.bool)
    if vectors.ndim != 3:
        raise InputValueError(
            "embedded must have shape (batch, time, embedding_dim); given {shape}", shape=Shape(vectors.shape)
        )
    if real.shape != vectors.shape[:2]:
        raise InputValueError(
            "mask must have shape (batch, time) = {wanted}, as embedded has; given {given}",
            wanted=Shape(vectors.shape[:2]),
            given=Shape(real.shape),
        )
    # where, not a product: what stands at padding must not count even if it is NaN.
    total = torch.where(real.unsqueeze(-1), vectors, 0.0).sum(dim=1)  # (batch, embedding_dim)
    pooled: NDArray[np.float64] = (total / real.sum(dim=1, keepdim=True).clamp(min=1)).numpy()
    return pooled
