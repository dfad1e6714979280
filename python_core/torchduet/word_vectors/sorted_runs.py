"""Sums by key, of more keys than memory holds: sorted runs on disk, merged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Run", "merge_runs", "store_run", "sum_by_key"]

Run = tuple[NDArray[np.unsignedinteger[Any]], NDArray[np.float64]]
"""Distinct keys in ascending order, and the sum of each."""


def store_run(folder: Path, number: int, run: Run) -> Run:
    """Write a run to a folder, and return it mapped into memory: it takes none until it is read."""
    if not len(run[0]):
        return run  # an empty file cannot be mapped
    keys, sums = folder / f"{number}.keys", folder / f"{number}.sums"
    run[0].tofile(keys)
    run[1].tofile(sums)
    return np.memmap(keys, dtype=np.uint64, mode="r"), np.memmap(sums, dtype=np.float64, mode="r")


def merge_runs(runs: list[Run], *, size: int) -> Iterator[Run]:
    """Yield the keys of all runs in ascending order, each once with the sum over the runs; about `size` at a time.

    Examples
    --------
    >>> first = np.array([1, 4], dtype=np.uint64), np.array([0.5, 1.0])
    >>> second = np.array([4, 9], dtype=np.uint64), np.array([2.0, 0.25])
    >>> [(keys.tolist(), sums.tolist()) for keys, sums in merge_runs([first, second], size=2)]
    [([1], [0.5]), ([4], [3.0]), ([9], [0.25])]
    """
    heads = [_Head(*run) for run in runs]
    ahead = max(1, size // max(1, len(heads)))
    while heads := [head for head in heads if head.left()]:
        # Up to here every run has been seen: what comes later in any of them is larger.
        limit = min(head.keys[min(head.start + ahead, len(head.keys)) - 1] for head in heads)
        pieces = [head.take_to(limit, ahead) for head in heads]
        keys, sums = (np.concatenate(part) for part in zip(*pieces, strict=True))
        order = np.argsort(keys, kind="stable")
        yield sum_by_key(keys[order], sums[order])


def sum_by_key(
    keys: NDArray[np.unsignedinteger[Any]], values: NDArray[np.float64]
) -> tuple[NDArray[np.unsignedinteger[Any]], NDArray[np.float64]]:
    """Return the distinct keys of a sorted array, and the sum of the values of each."""
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
    return keys[starts], np.add.reduceat(values, starts)


@dataclass
class _Head:
    """A run, and how far it has been read."""

    keys: NDArray[np.unsignedinteger[Any]]
    sums: NDArray[np.float64]
    start: int = field(default=0)

    def left(self) -> bool:
        return self.start < len(self.keys)

    def take_to(self, limit: np.unsignedinteger[Any], ahead: int) -> Run:
        """Return what comes next, up to and including a key, of `ahead` at most."""
        start = self.start
        self.start += int(np.searchsorted(self.keys[start : start + ahead], limit, side="right"))
        return self.keys[start : self.start], self.sums[start : self.start]
