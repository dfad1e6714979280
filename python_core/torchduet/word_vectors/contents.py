"""What the readers of all formats hand on: words with their vectors, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from torchduet.word_vectors.subwords import Subwords

__all__ = ["LARGEST_DIMENSION", "Batch", "Contents", "check_promised"]

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


def check_promised(path: Path, dimension: int) -> None:
    """Raise ValueError if a file's first line promises vectors of a length that cannot be."""
    if not 0 < dimension <= LARGEST_DIMENSION:
        raise ValueError(
            f"{path}: its first line promises vectors of {dimension} numbers; expected 1 to {LARGEST_DIMENSION}"
        )
