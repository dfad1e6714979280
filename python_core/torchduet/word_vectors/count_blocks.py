"""The table of how often words stand near each other, cut into blocks that lie one after the other in files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from torchduet.word_vectors.co_occurrences import counted_pairs
from torchduet.word_vectors.corpus import Corpus

__all__ = ["CountBlocks", "count_in_blocks"]

LARGEST_SIDE = 512
"""Words on a side of a block of counts: 512 are 100 KB of vectors of 50, which stay in the processor's cache."""
FEWEST_BLOCKS = 16
"""Blocks on a side of the whole table, and so steps that a word makes in an epoch."""


@dataclass(frozen=True)
class CountBlocks:
    """The upper half of the table of counts, cut into square blocks that are stored one after the other.

    Words are numbered in a random order, so that every block is a fair sample of the table.
    """

    number_of: NDArray[np.int64]
    """The number of each word, shape (words,)."""
    side: int
    """Words on a side of a block."""
    starts: NDArray[np.int64]
    """Where each block begins; that of rows I and columns J is block I * blocks_per_side + J."""
    places: NDArray[np.int32]
    """Where in its block a count stands: row * side + column."""
    counts: NDArray[np.float32]

    @property
    def per_side(self) -> int:
        """Blocks on a side of the table."""
        return -(-len(self.number_of) // self.side)

    def filled(self) -> NDArray[np.int64]:
        """Return the blocks that have counts."""
        return np.flatnonzero(np.diff(self.starts))


def count_in_blocks(
    corpus: Corpus, generator: np.random.Generator, folder: Path, *, window: int, memory: int
) -> CountBlocks:
    """Count pairs into files, block after block."""
    size = len(corpus.words)
    side = min(LARGEST_SIDE, -(-size // FEWEST_BLOCKS))
    per_side = -(-size // side)
    number_of = generator.permutation(size)
    # The key of a pair is its block, times the cells of a block, plus the place therein.
    block, within = (part.astype(np.uint64) for part in np.divmod(np.arange(size), side))
    cells = np.uint64(side * side)
    keys = block * np.uint64(per_side) * cells + within * np.uint64(side), block * cells + within
    in_block = np.zeros(per_side * per_side, dtype=np.int64)
    with (folder / "places").open("wb") as places, (folder / "counts").open("wb") as counts:
        ids = number_of.astype(np.int32)[corpus.ids]
        for found, sums in counted_pairs(ids, corpus.text_of, keys, window=window, memory=memory):
            blocks, place = np.divmod(found, cells)
            row, column = np.divmod(place, np.uint64(side))
            itself = (blocks % np.uint64(per_side + 1) == 0) & (row == column)
            place.astype(np.int32).tofile(places)
            np.where(itself, 2 * sums, sums).astype(np.float32).tofile(counts)  # near itself from either place
            in_block += np.bincount(blocks.astype(np.int64), minlength=len(in_block))
    return CountBlocks(
        number_of,
        side,
        np.concatenate([[0], in_block.cumsum()]),
        np.memmap(folder / "places", dtype=np.int32, mode="r"),
        np.memmap(folder / "counts", dtype=np.float32, mode="r"),
    )
