"""What the readers of all formats hand on: words with their vectors, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from torchduet.word_vectors.subwords import Subwords

__all__ = ["LARGEST_DIMENSION", "Batch", "Contents"]

LARGEST_DIMENSION = 100_000
"""A header that promises longer vectors is not believed."""


@dataclass(frozen=True)
class Batch:
    """Some words of a file."""

    lines: NDArray[np.int64]
    """Where each stands, counted from 1."""
    words: list[str]
    vectors: NDArray[np.float32]
    """Shape (words, dimension)."""

    def taken(self, rows: list[int]) -> Batch:
        """Return some of the words."""
        return Batch(self.lines[rows], [self.words[row] for row in rows], self.vectors[rows])


@dataclass(frozen=True)
class Contents:
    """A file that is being read."""

    dimension: int
    batches: Iterator[Batch]
    subwords: Subwords | None = None
