"""From ids to vectors: one-hot rows, and the look-up that a product with them amounts to."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from torchduet.arrays import complete_array
from torchduet.errors import InputValueError, PositionError, Shape
from torchduet.parameters import check_integer
from torchduet.positions import PositionsLike

__all__ = ["check_ids", "embed", "one_hot"]


def one_hot(ids: PositionsLike, *, num_classes: int) -> NDArray[np.float64]:
    """Turn ids into one-hot vectors: all zeros but for a one at the id.

    Parameters
    ----------
    ids : array of int, shape (...)
        Positions in the vocabulary.
    num_classes : int
        Length of a vector: the size of the vocabulary.

    Returns
    -------
    array of float, shape (..., num_classes)

    Raises
    ------
    PositionError
        An id lies outside the vocabulary.

    Examples
    --------
    >>> one_hot([2, 0], num_classes=3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    check_integer("num_classes", num_classes, at_least=1)
    valid = check_ids(ids, num_classes, f"num_classes is {num_classes}")
    encoded: NDArray[np.float64] = torch.nn.functional.one_hot(valid, num_classes).double().numpy()
    return encoded


def embed(ids: PositionsLike, weights: ArrayLike | torch.Tensor) -> NDArray[np.float64]:
    """Look up the row of `weights` that belongs to each id.

    Equal to ``one_hot(ids, num_classes=len(weights)) @ weights``, without the zeros.

    Parameters
    ----------
    ids : array of int, shape (...)
        Positions in the vocabulary: rows of `weights`.
    weights : array of float, shape (num_embeddings, embedding_dim)
        One row per token, for instance ``model.network_.embedding.weight``.

    Returns
    -------
    array of float, shape (..., embedding_dim)
        In double precision.

    Raises
    ------
    ValueError
        `weights` is not a matrix.
    PositionError
        An id has no row.

    Examples
    --------
    >>> embed([1, 0, 1], [[0.0, 0.0], [0.5, -1.0]])
    array([[ 0.5, -1. ],
           [ 0. ,  0. ],
           [ 0.5, -1. ]])
    """
    if isinstance(weights, torch.Tensor):
        weights = weights.detach().cpu()  # a network's own weights carry a gradient, which NumPy refuses
    table = torch.tensor(complete_array("weights", weights), dtype=torch.float64)  # (num_embeddings, embedding_dim)
    if table.ndim != 2:
        raise InputValueError(
            f"weights must be a matrix with a row per id; given an array of {table.ndim} dimension(s), shape {{shape}}",
            shape=Shape(table.shape),
        )
    looked_up: NDArray[np.float64] = torch.nn.functional.embedding(
        check_ids(ids, len(table), f"weights has {len(table)} rows"), table
    ).numpy()
    return looked_up


def check_ids(ids: ArrayLike, size: int, reason: str) -> torch.Tensor:
    """Return ids as a tensor of int64, after making sure that each lies below `size`, for a reason to be named."""
    array = complete_array("ids", ids, of="biufUSO")
    if array.size and array.dtype.kind not in "iu":
        whole = array.dtype.kind == "f" and bool(np.all(np.isfinite(array) & (array == np.floor(array))))
        if not whole:
            raise TypeError(f"ids must be whole numbers without missing values; given an array of {array.dtype}")
    outside = (array < 0) | (array >= size)
    if outside.any():
        raise PositionError(
            f"ids must lie between {{lowest}} and {{highest}}, as {reason}; given {{given}}",
            lowest=0,
            highest=size - 1,
            given=int(array[outside].flat[0]),
        )
    return torch.tensor(array, dtype=torch.int64)
