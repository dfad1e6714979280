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
SHORTEST, LONGEST = 1e-30, 1e30
"""Lengths of rows whose products with a query neither vanish nor overflow in single precision."""
BLOCK_ROWS = 16384


def row_norms(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the length of each row, 1 for a row of zeros, whose similarity to everything is then 0.

    In double precision: the square of 1e25 is more than single precision holds, that of 1e-25 less.
    """
    norms = np.empty(len(vectors))
    for start in range(0, len(vectors), BLOCK_ROWS):
        block = vectors[start : start + BLOCK_ROWS].astype(np.float64)
        np.sqrt(np.einsum("ij,ij->i", block, block), out=norms[start : start + BLOCK_ROWS])
    norms[norms == 0] = 1.0
    return norms


def nearest_rows(
    vectors: NDArray[np.float32],
    norms: NDArray[np.float64],
    queries: NDArray[np.float64],
    *,
    k: int,
    excluded: Sequence[Sequence[int]],
) -> list[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """Return for each query the rows with the largest cosine, and these cosines.

    All rows are compared in single precision; those that could be among the first are compared again in double
    precision, so that the order is the true one, and equal ones stand in the order of the rows. A query of zeros is as
    near to every row, with a cosine of 0.

    Parameters
    ----------
    vectors : array of float32, shape (n, dimension)
    norms : array of float64, shape (n,)
        As `row_norms` gives them.
    queries : array of float64, shape (b, dimension)
    k : int
    excluded : sequence of sequences of int, length b
        Rows that are no answer to a query.
    """
    # By a power of two first, which is exact: the squares of 1e200 are no numbers.
    scaled = np.ldexp(queries, -np.frexp(np.abs(queries).max(axis=1, keepdims=True))[1])
    lengths = np.linalg.norm(scaled, axis=1, keepdims=True)
    units = scaled / np.where(lengths > 0, lengths, 1.0)
    extreme = np.flatnonzero((norms < SHORTEST) | (norms > LONGEST))
    found = []
    for start in range(0, len(units), QUERIES):
        some = units[start : start + QUERIES]
        scores = _scores(vectors, norms, some, extreme)
        for unit, row_scores, left_out in zip(some, scores, excluded[start : start + QUERIES], strict=True):
            allowed = min(k, len(vectors) - len(set(left_out)))
            if not unit.any():
                first = np.setdiff1d(np.arange(min(len(vectors), k + len(left_out))), left_out)[:allowed]
                found.append((first, np.zeros(len(first))))
                continue
            row_scores[list(left_out)] = -np.inf
            found.append(_best(vectors, unit, row_scores, allowed))
    return found


def _scores(
    vectors: NDArray[np.float32], norms: NDArray[np.float64], units: NDArray[np.float64], extreme: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Return cosines in single precision, shape (queries, n); rows of `extreme` length are made unit rows first."""
    with np.errstate(over="ignore", invalid="ignore"):  # of the extreme rows, whose scores are replaced
        scores: NDArray[np.float32] = units.astype(np.float32) @ vectors.T
        scores /= norms.astype(np.float32)
    for start in range(0, len(extreme), BLOCK_ROWS):
        rows = extreme[start : start + BLOCK_ROWS]
        scores[:, rows] = units @ (vectors[rows] / norms[rows, None]).T
    return scores


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
