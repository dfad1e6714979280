"""How alike vectors are, and which words lie next to a word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import torch
from numpy.typing import ArrayLike, NDArray

from torchduet.arrays import complete_array
from torchduet.errors import InputTypeError, InputValueError, Shape
from torchduet.parameters import check_integer
from torchduet.text_vectorizer import SPECIAL_TOKENS

__all__ = ["cosine_similarity", "nearest"]


def cosine_similarity(x: ArrayLike, y: ArrayLike | None = None) -> NDArray[np.float64]:
    r"""Return the cosine of the angle between vectors.

    .. math:: \cos(u, v) = \frac{u \cdot v}{\lVert u \rVert \lVert v \rVert}

    Parameters
    ----------
    x : array of float, shape (n, dim) or (dim,)
        One vector per row, or one vector.
    y : array of float, shape (m, dim) or (dim,), optional
        What to compare with; `x` itself if left out.

    Returns
    -------
    array of float64, shape (n, m)
        Between -1 and 1. A vector of zeros has no direction; its similarity to everything is 0.

    Raises
    ------
    ValueError
        The vectors have different lengths, or an array has more than two axes.

    Examples
    --------
    >>> cosine_similarity([[1.0, 0.0], [3.0, 4.0]]).round(6)
    array([[1. , 0.6],
           [0.6, 1. ]])
    """
    left = _unit_rows("x", x)
    right = left if y is None else _unit_rows("y", y)
    if left.shape[1] != right.shape[1]:
        raise ValueError(f"x and y must hold vectors of the same length; given {left.shape[1]} and {right.shape[1]}")
    similarity: NDArray[np.float64] = (left @ right.T).clamp(-1.0, 1.0).numpy()
    return similarity


def nearest(token: str, *, vocabulary: Sequence[str], weights: ArrayLike, k: int = 10) -> pd.DataFrame:
    """Return the tokens whose vectors point most nearly in the direction of a token's.

    Parameters
    ----------
    token : str
        Must be in the vocabulary.
    vocabulary : sequence of str
        The token of each row of `weights`, for instance ``model.vectorizer_.vocabulary_``.
    weights : array of float, shape (num_embeddings, embedding_dim)
        For instance ``model.get_weights()["embedding.weight"]``.
    k : int, default 10
        How many to return; the token itself, padding and unknown are left out.

    Returns
    -------
    DataFrame
        ``token`` and ``similarity`` (cosine), the nearest first, equal ones in the order of the vocabulary.

    See Also
    --------
    WordVectors.most_similar : The same for vectors read from a file, several words at a time.

    Raises
    ------
    ValueError
        The token is not in the vocabulary, or vocabulary and weights have different lengths.

    Examples
    --------
    >>> vocabulary = ["", "[UNK]", "good", "great", "bad"]
    >>> weights = [[0, 0], [0, 0], [1, 0.1], [1, 0], [-1, 0]]
    >>> nearest("good", vocabulary=vocabulary, weights=weights, k=1).round(3)
       token  similarity
    0  great       0.995
    """
    check_integer("k", k, at_least=1)
    tokens = list(vocabulary)
    table = complete_array("weights", weights)
    if table.ndim != 2 or len(table) != len(tokens):
        raise InputValueError(
            f"weights must have a row per token of the vocabulary, {len(tokens)}; given an array of shape {{shape}}",
            shape=Shape(table.shape),
        )
    if not isinstance(token, str):
        raise InputTypeError.about("token", "must be a word of the vocabulary", token)
    if token not in tokens:
        raise ValueError(
            f"token must be in the vocabulary; {token!r} is not. Is it spelled, and in lower case, as there?"
        )
    row = tokens.index(token)
    similarity = cosine_similarity(table[row], table)[0]
    order = np.argsort(-similarity, kind="stable")
    kept = [place for place in order if place != row and tokens[place] not in SPECIAL_TOKENS][:k]
    return pd.DataFrame({"token": [tokens[place] for place in kept], "similarity": similarity[kept]})


def _unit_rows(name: str, vectors: ArrayLike) -> torch.Tensor:
    """Return vectors as rows of length one, in row-major order; zeros stay zeros."""
    rows = torch.tensor(complete_array(name, vectors), dtype=torch.float64)
    if rows.ndim == 1:
        rows = rows.unsqueeze(0)
    if rows.ndim != 2:
        raise ValueError(f"{name} must be a vector or a matrix with a vector per row; given {rows.ndim} axes")
    norms = rows.norm(dim=1, keepdim=True)
    return rows / torch.where(norms > 0, norms, 1.0)
