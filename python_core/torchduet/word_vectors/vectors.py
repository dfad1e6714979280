"""Words and their vectors, whatever they came from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from torchduet.errors import InputValueError, Shape

__all__ = ["WordVectors"]


class WordVectors:
    """A vector per word.

    Parameters
    ----------
    words : sequence of str, length n
        Each once.
    vectors : array of float, shape (n, dimension)
        Kept as float32; a float32 array is not copied, so it may be memory-mapped.

    Attributes
    ----------
    words : list of str
    vectors : array of float32, shape (n, dimension)

    Examples
    --------
    >>> vectors = WordVectors(["king", "queen"], [[1.0, 0.0], [0.0, 1.0]])
    >>> vectors.lookup(["queen", "jester"])
    array([[ 0.,  1.],
           [nan, nan]], dtype=float32)
    """

    words: list[str]
    vectors: NDArray[np.float32]

    def __init__(self, words: Sequence[str], vectors: ArrayLike) -> None:
        self.words = list(words)
        self.vectors = np.asarray(vectors, dtype=np.float32)
        if self.vectors.ndim != 2 or len(self.vectors) != len(self.words):
            raise InputValueError(
                "vectors must have shape (words, dimension), a row per word; given {count} words and shape {shape}",
                count=len(self.words),
                shape=Shape(self.vectors.shape),
            )
        self._rows = {word: row for row, word in enumerate(self.words)}

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        """Whether the word has a vector."""
        return word in self._rows

    def lookup(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return a row per word, shape (len(words), dimension), of NaN for a word without a vector."""
        rows = np.array([self._rows.get(word, -1) for word in words], dtype=np.intp)
        found = self.vectors[rows]
        found[rows < 0] = np.nan
        return found
