"""The loss of GloVe and its gradients, by formula: of two groups of words, all with all, at once."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from torchduet.arrays import as_doubles
from torchduet.errors import InputValueError, Shape

__all__ = ["block_gradients", "glove_gradients", "pair_weights"]

LARGEST_COUNT, EXPONENT = 100.0, 0.75

# Where fewer cells than one in so many hold a count, taking them one by one is faster than a product of matrices.
CELLS_PER_COUNT = 64


def glove_gradients(
    counts: ArrayLike,
    words: ArrayLike,
    contexts: ArrayLike,
    word_biases: ArrayLike,
    context_biases: ArrayLike,
) -> dict[str, NDArray[np.float64]]:
    r"""Compute GloVe's loss and its gradients, in double precision.

    .. math::

        J &= \sum_{X_{ij} > 0} f(X_{ij}) \, r_{ij}^2, \quad
        r_{ij} = w_i \cdot \tilde w_j + b_i + \tilde b_j - \log X_{ij} \\
        f(x) &= \min(1, (x / 100)^{0.75}) \\
        \partial J / \partial w_i &= \sum_j 2 f(X_{ij}) \, r_{ij} \, \tilde w_j, \quad
        \partial J / \partial b_i = \sum_j 2 f(X_{ij}) \, r_{ij}

    and the same with i and j in each other's place for :math:`\tilde w_j` and :math:`\tilde b_j`. This is the step that
    `train_glove` takes, block by block of the table of counts.

    Parameters
    ----------
    counts : array of float, shape (n, m)
        :math:`X_{ij}`, as `co_occurrences` counts; 0 where two words never meet, which has no part in the loss.
    words : array of float, shape (n, embedding_dim)
        :math:`w`.
    contexts : array of float, shape (m, embedding_dim)
        :math:`\tilde w`.
    word_biases : array of float, shape (n,)
        :math:`b`.
    context_biases : array of float, shape (m,)
        :math:`\tilde b`.

    Returns
    -------
    dict
        ``loss``; ``weights`` and ``residuals``, f and r, shape (n, m), 0 where there is no count; and the gradients
        ``words``, ``contexts``, ``word_biases``, ``context_biases``, each of the shape of the argument of its name.

    Raises
    ------
    InputValueError, InputTypeError
        Shapes do not fit, or a count is negative.

    Notes
    -----
    J. Pennington, R. Socher and C. D. Manning (2014), "GloVe: Global Vectors for Word Representation", EMNLP.

    Examples
    --------
    >>> found = glove_gradients([[100.0]], [[1.0, 2.0]], [[0.5, 0.5]], [0.0], [0.0])
    >>> found["residuals"].round(3)  # 1.5 - log(100)
    array([[-3.105]])
    >>> found["words"] == 2 * found["residuals"] * 0.5
    array([[ True,  True]])
    """
    table = as_doubles("counts", counts)
    left, right = as_doubles("words", words), as_doubles("contexts", contexts)
    left_bias, right_bias = as_doubles("word_biases", word_biases), as_doubles("context_biases", context_biases)
    _assert_shapes(table, left, right, left_bias, right_bias)
    rows = torch.from_numpy(np.column_stack([left, left_bias, np.ones(len(left))]))
    columns = torch.from_numpy(np.column_stack([right, np.ones(len(right)), right_bias]))
    places = torch.from_numpy(np.flatnonzero(table))
    log_counts = torch.from_numpy(np.log(table.ravel()[places.numpy()]))
    weights = pair_weights(log_counts)
    loss, row_gradients, column_gradients = block_gradients(rows, columns, places, log_counts, weights)
    residuals = torch.zeros(table.size, dtype=torch.float64)
    residuals[places] = (rows @ columns.T).view(-1)[places] - log_counts
    all_weights = torch.zeros(table.size, dtype=torch.float64)
    all_weights[places] = weights
    dimension = left.shape[1]
    return {
        "loss": np.asarray(loss.item()),
        "weights": all_weights.numpy().reshape(table.shape),
        "residuals": residuals.numpy().reshape(table.shape),
        "words": row_gradients[:, :dimension].numpy(),
        "contexts": column_gradients[:, :dimension].numpy(),
        "word_biases": row_gradients[:, dimension].numpy(),
        "context_biases": column_gradients[:, dimension + 1].numpy(),
    }


def pair_weights(log_counts: torch.Tensor) -> torch.Tensor:
    """Return f(x) = min(1, (x / 100)^0.75) of counts whose logarithms are given."""
    weights: torch.Tensor = ((log_counts - math.log(LARGEST_COUNT)) * EXPONENT).clamp(max=0.0).exp()
    return weights


def block_gradients(
    rows: torch.Tensor, columns: torch.Tensor, places: torch.Tensor, log_counts: torch.Tensor, weights: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the loss of a block of the table of counts, and its gradients with respect to rows and columns.

    The biases stand in the vectors: a row is [w, b, 1], a column [w', 1, b'], so that their product is the prediction.

    Parameters
    ----------
    rows : tensor, shape (n, embedding_dim + 2)
    columns : tensor, shape (m, embedding_dim + 2)
    places : tensor of int64, shape (counts,)
        Where the block has counts: row times m plus column, each place once.
    log_counts, weights : tensor, shape (counts,)
    """
    width = len(columns)
    if len(places) * CELLS_PER_COUNT < len(rows) * width:
        row, column = places // width, places % width
        left, right = rows[row], columns[column]  # (counts, embedding_dim + 2)
        residuals = (left * right).sum(dim=1) - log_counts
        slopes = 2.0 * weights * residuals
        by_row = torch.zeros_like(rows).index_add_(0, row, slopes[:, None] * right)
        by_column = torch.zeros_like(columns).index_add_(0, column, slopes[:, None] * left)
    else:
        # Most cells are computed for nothing, and still it takes a third of the time: nothing is gathered or scattered.
        cells = rows @ columns.T  # (n, m)
        flat = cells.view(-1)
        residuals = flat[places] - log_counts
        slopes = 2.0 * weights * residuals
        cells.zero_()
        flat[places] = slopes
        by_row, by_column = cells @ columns, cells.T @ rows
    return 0.5 * (slopes * residuals).sum(), by_row, by_column


def _assert_shapes(
    counts: NDArray[np.float64],
    words: NDArray[np.float64],
    contexts: NDArray[np.float64],
    word_biases: NDArray[np.float64],
    context_biases: NDArray[np.float64],
) -> None:
    if counts.ndim != 2 or not counts.size or (counts < 0).any():
        raise InputValueError(
            "counts must be a matrix of numbers that are not negative; given shape {shape}", shape=Shape(counts.shape)
        )
    for name, vectors, size in (("words", words, counts.shape[0]), ("contexts", contexts, counts.shape[1])):
        if vectors.ndim != 2 or len(vectors) != size or vectors.shape[1] != words.shape[-1]:
            raise InputValueError(
                f"{name} must have a row for each of the {size} {'rows' if name == 'words' else 'columns'} of counts, "
                "as long as those of the other; given shape {shape}",
                shape=Shape(vectors.shape),
            )
    for name, biases, size in (
        ("word_biases", word_biases, counts.shape[0]),
        ("context_biases", context_biases, counts.shape[1]),
    ):
        if biases.shape != (size,):
            raise InputValueError(f"{name} must hold {size} numbers; given shape {{shape}}", shape=Shape(biases.shape))
