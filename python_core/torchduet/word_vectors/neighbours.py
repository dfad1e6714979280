"""The nearest of many vectors, found by looking at all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["nearest_rows", "row_norms"]

QUERIES = 32
"""Compared at a time: a matrix of this many similarities to each row is in memory."""
ROUNDING = 1e-5
"""How far a similarity in single precision may be from the true one; measured ones are below 1e-6."""


def row_norms(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the length of each row, 1 for a row of zeros, whose similarity to everything is then 0."""
    norms = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return np.where(norms > 0, norms, np.float32(1.0))


def nearest_rows(
    vectors: NDArray[np.float32],
    norms: NDArray[np.float32],
    queries: NDArray[np.float64],
    *,
    k: int,
    excluded: Sequence[Sequence[int]],
) -> list[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """Return for each query the rows with the largest cosine, and these cosines.

    All rows are compared in single precision; those that could be among the first are compared again in double
    precision, so that the order is the true one, and equal ones stand in the order of the rows.

    Parameters
    ----------
    vectors : array of float32, shape (n, dimension)
    norms : array of float32, shape (n,)
        As `row_norms` gives them.
    queries : array of float64, shape (b, dimension)
    k : int
    excluded : sequence of sequences of int, length b
        Rows that are no answer to a query.
    """
    lengths = np.linalg.norm(queries, axis=1, keepdims=True)
    units = queries / np.where(lengths > 0, lengths, 1.0)
    found = []
    for start in range(0, len(units), QUERIES):
        some = units[start : start + QUERIES]
        scores = some.astype(np.float32) @ vectors.T  # (queries, n)
        scores /= norms
        for unit, row_scores, left_out in zip(some, scores, excluded[start : start + QUERIES], strict=True):
            row_scores[list(left_out)] = -np.inf
            found.append(_best(vectors, unit, row_scores, min(k, len(vectors) - len(set(left_out)))))
    return found


def _best(
    vectors: NDArray[np.float32], unit: NDArray[np.float64], scores: NDArray[np.float32], k: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    if k < 1:
        return np.zeros(0, dtype=np.intp), np.zeros(0)
    lowest = np.partition(scores, len(scores) - k)[len(scores) - k]
    rows = np.flatnonzero(scores >= lowest - ROUNDING)
    candidates = vectors[rows].astype(np.float64)
    lengths = np.linalg.norm(candidates, axis=1)
    # Summed row by row: the last bit of a similarity must not depend on which other rows are candidates.
    similarity = (candidates * unit).sum(axis=1) / np.where(lengths > 0, lengths, 1.0)
    order = np.argsort(-similarity, kind="stable")[:k]
    return rows[order], similarity[order].clip(-1.0, 1.0)
