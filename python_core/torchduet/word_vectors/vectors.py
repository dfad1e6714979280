"""Words and their vectors, whatever they came from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
import pandas as pd
import torch
from numpy.typing import ArrayLike, NDArray

from torchduet.arrays import complete_array
from torchduet.errors import InputTypeError, InputValueError, PositionError, Shape, missing_elements
from torchduet.parameters import as_path, check_choice, check_integer
from torchduet.similarity import cosine_similarity
from torchduet.tokens import check_unicode
from torchduet.word_vectors.files import BLOCK_ROWS, VectorFile
from torchduet.word_vectors.neighbours import nearest_rows, row_norms
from torchduet.word_vectors.subwords import Subwords

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["WordVectors", "as_words"]

UNKNOWN = ("missing", "zero", "error")


class WordVectors:
    """A vector per word.

    Parameters
    ----------
    words : sequence of str, length n
        Each once, and none empty.
    vectors : array of float, shape (n, dimension)
        Finite numbers. Kept as float32; a float32 array is not copied, so it may be memory-mapped.

    See Also
    --------
    load_embeddings : Reads them from a file.

    Notes
    -----
    Words and vectors are attributes of the same names. The attribute ``problems`` is a DataFrame of the lines of the
    file that cannot be used: ``line`` (of a binary file, the number of the word), ``problem``, ``text``; at most 1,000.

    Examples
    --------
    >>> vectors = WordVectors(["king", "queen", "tea"], [[1.0, 0.1], [0.9, 0.3], [-0.2, 1.0]])
    >>> vectors
    WordVectors: 3 words of 2 numbers (king, queen, tea)
    >>> vectors.lookup(["queen", "jester"])
    array([[0.9, 0.3],
           [nan, nan]], dtype=float32)
    >>> vectors.most_similar("king", k=1).round(3)
       word neighbour  similarity
    0  king     queen       0.975
    """

    words: list[str]
    vectors: NDArray[np.float32]
    problems: pd.DataFrame

    def __init__(self, words: Sequence[str], vectors: ArrayLike | torch.Tensor) -> None:
        if isinstance(vectors, torch.Tensor):
            vectors = vectors.detach().cpu()
        self.words = as_words("words", words)
        with np.errstate(over="ignore"):  # what float32 does not hold is refused below
            self.vectors = np.asarray(complete_array("vectors", vectors), dtype=np.float32)
        if self.vectors.ndim != 2 or len(self.vectors) != len(self.words) or not self.vectors.size:
            raise InputValueError(
                "vectors must have shape (words, dimension), a row per word, at least one; given {count} words and "
                "shape {shape}",
                count=len(self.words),
                shape=Shape(self.vectors.shape),
            )
        self.subwords: Subwords | None = None
        self.problems = pd.DataFrame({"line": pd.Series(dtype="int64"), "problem": "", "text": ""})
        if len(self._rows) < len(self.words):
            row = next(row for row, word in enumerate(self.words) if self._rows[word] != row)
            raise InputValueError("words must be there once each; {word} is there twice", word=self.words[row])
        _check_storable(self.words)
        for start in range(0, len(self), BLOCK_ROWS):
            finite = np.isfinite(self.vectors[start : start + BLOCK_ROWS]).all(axis=1)
            if not finite.all():
                word = self.words[start + int(finite.argmin())]
                raise InputValueError(
                    "vectors must hold numbers that are finite in single precision; that of {word} does not", word=word
                )

    @classmethod
    def _known_to_fit(
        cls, words: list[str], vectors: NDArray[np.float32], subwords: Subwords | None, problems: pd.DataFrame
    ) -> Self:
        """Return what was read from a file, without the checks that would read all of it again."""
        made = cls.__new__(cls)
        made.words, made.vectors, made.subwords, made.problems = words, vectors, subwords, problems
        return made

    @cached_property
    def _rows(self) -> dict[str, int]:
        return dict(zip(self.words, range(len(self.words)), strict=True))

    @cached_property
    def _norms(self) -> NDArray[np.float64]:
        return row_norms(self.vectors)

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        """Whether the word is one of them."""
        return word in self._rows

    def __repr__(self) -> str:
        shown = ", ".join(self.words[:5]) + (", ..." if len(self) > 5 else "")
        parts = ", and of their parts, for unknown words" if self.subwords is not None else ""
        return f"WordVectors: {len(self):,} words of {self.vectors.shape[1]} numbers{parts} ({shown})"

    def lookup(
        self, words: str | Sequence[str], *, unknown: Literal["missing", "zero", "error"] = "missing"
    ) -> NDArray[np.float32]:
        """Return the vectors of words.

        Parameters
        ----------
        words : str or sequence of str
        unknown : {"missing", "zero", "error"}
            What a word without a vector gets: a row of NaN, a row of zeros, or an error. Where the vectors of parts of
            words are there, as in fastText's ``.bin`` files, an unknown word has a vector: the mean of its parts'.

        Returns
        -------
        array of float32, shape (len(words), dimension)

        Raises
        ------
        InputValueError
            A word is unknown, and `unknown` is ``"error"``.
        """
        check_choice("unknown", unknown, UNKNOWN)
        words = as_words("words", words)
        rows = np.array([self._rows.get(word, -1) for word in words], dtype=np.intp)
        found: NDArray[np.float32] = np.array(self.vectors[rows])
        lacking = np.flatnonzero(rows < 0)
        if len(lacking):
            lost = [words[place] for place in lacking]
            found[lacking] = np.nan if self.subwords is None else self.subwords.compose(lost)
            still = lacking[np.isnan(found[lacking]).any(axis=1)]
            if len(still) and unknown == "error":
                raise InputValueError(
                    "words must have vectors; {word} has none. Is it spelled, and in lower case, as there?",
                    word=words[still[0]],
                )
            found[still] = 0.0 if unknown == "zero" else np.nan
        return found

    def similarity(self, x: str | Sequence[str], y: str | Sequence[str] | None = None) -> pd.DataFrame:
        """Return the cosine of the angle between the vectors of words; see `cosine_similarity`.

        Parameters
        ----------
        x, y : str or sequence of str
            Without `y`, the words of `x` are compared with each other.

        Returns
        -------
        DataFrame of float, shape (len(x), len(y))
            Its index and its columns are the words.

        Examples
        --------
        >>> vectors = WordVectors(["king", "queen"], [[3.0, 4.0], [1.0, 0.0]])
        >>> vectors.similarity("king", ["king", "queen"])
              king  queen
        king   1.0    0.6
        """
        left = as_words("x", x)
        right = left if y is None else as_words("y", y)
        found = cosine_similarity(self.lookup(left, unknown="error"), self.lookup(right, unknown="error"))
        return pd.DataFrame(found, index=left, columns=right)

    def most_similar(self, words: str | Sequence[str] | ArrayLike, k: int = 10) -> pd.DataFrame:
        """Return the words whose vectors point most nearly in the same direction; all are compared, none guessed.

        Parameters
        ----------
        words : str, sequence of str, or array of float, shape (dimension,) or (n, dimension)
            Words, which are not their own neighbours; or vectors.
        k : int, default 10
            How many for each.

        Returns
        -------
        DataFrame
            ``word`` (of vectors: ``vector``, counted from 1), ``neighbour`` and ``similarity`` (cosine); for each word
            the nearest first, equal ones in the order of the words.

        Raises
        ------
        InputValueError
            A word has no vector, or a vector another length, or something that is no finite number.
        """
        check_integer("k", k, at_least=1)
        if isinstance(words, str) or np.asarray(words).dtype.kind in "OUS":
            names = as_words("words", words)
            queries = self.lookup(names, unknown="error").astype(np.float64)
            excluded = [[self._rows[word]] if word in self else [] for word in names]
        else:
            queries = np.atleast_2d(complete_array("words", words)).astype(np.float64)
            if queries.ndim != 2 or queries.shape[1] != self.vectors.shape[1] or not np.isfinite(queries).all():
                raise InputValueError(
                    f"words must be words, or vectors of {self.vectors.shape[1]} finite numbers; given shape {{shape}}",
                    shape=Shape(np.shape(words)),
                )
            return self._neighbours("vector", range(1, len(queries) + 1), queries, k, [[]] * len(queries))
        return self._neighbours("word", names, queries, k, excluded)

    def analogy(self, a: str, b: str, c: str, k: int = 10) -> pd.DataFrame:
        r"""Find what is to `c` as `b` is to `a`: the words nearest to

        .. math:: \hat b - \hat a + \hat c

        where each vector is made to have length one first.

        Parameters
        ----------
        a, b, c : str
            For instance ``"man"``, ``"king"``, ``"woman"``; none of them is an answer.
        k : int, default 10

        Returns
        -------
        DataFrame
            ``neighbour`` and ``similarity`` (the cosine to that sum), the nearest first.

        Notes
        -----
        T. Mikolov, W. Yih and G. Zweig (2013), "Linguistic regularities in continuous space word representations",
        NAACL; O. Levy and Y. Goldberg (2014) call it 3CosAdd.
        """  # noqa: D400 (the formula ends the sentence)
        check_integer("k", k, at_least=1)
        names = [name for word in (("a", a), ("b", b), ("c", c)) for name in _one_word(*word)]
        rows = self.lookup(names, unknown="error").astype(np.float64)
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        first, second, third = rows / np.where(norms > 0, norms, 1.0)
        excluded = [self._rows[word] for word in names if word in self]
        table = self._neighbours("word", [""], (second - first + third)[None], k, [excluded])
        return table.drop(columns="word")

    def _neighbours(
        self, name: str, labels: Sequence[Any], queries: NDArray[np.float64], k: int, excluded: Sequence[Sequence[int]]
    ) -> pd.DataFrame:
        found = nearest_rows(self.vectors, self._norms, queries, k=int(k), excluded=excluded)
        return pd.DataFrame({
            name: [label for label, (rows, _) in zip(labels, found, strict=True) for _ in rows],
            "neighbour": [self.words[row] for rows, _ in found for row in rows],
            "similarity": np.concatenate([similarity for _, similarity in found]) if found else np.zeros(0),
        })  # fmt: skip

    def as_matrix(self) -> pd.DataFrame:
        """Return the vectors with the words as names of the rows."""
        return pd.DataFrame(self.vectors, index=self.words)

    def plot(self, words: str | Sequence[str], *, type: Literal["map", "neighbours"] = "map", k: int = 5) -> Axes:  # noqa: A002
        """Draw words and their nearest neighbours with matplotlib.

        Parameters
        ----------
        words : str or sequence of str
        type : {"map", "neighbours"}
            A map: the plane in which the vectors, made to have length one, are spread out most (their first two
            principal components), with the words as squares and their neighbours as circles; or how similar the
            neighbours are.
        k : int, default 5
            How many neighbours of each word; for a map, 0 draws the words alone.

        Returns
        -------
        matplotlib.axes.Axes
            The label of its figure (``axes.figure.get_label()``) says in words what it shows.
        """
        from torchduet.word_vectors.plots import plot_map, plot_neighbours

        check_choice("type", type, ("map", "neighbours"))
        return plot_map(self, words, k) if type == "map" else plot_neighbours(self, words, k)

    def save(self, path: str | Path) -> None:
        """Write a safetensors file that `load_embeddings` reads, in either language, by mapping it.

        Parameters
        ----------
        path : str or path
            For instance ``"vectors.safetensors"``; a file that is there is replaced.
        """
        target = as_path("path", path, "a file").expanduser()
        if target.is_dir():
            raise IsADirectoryError(f"path must be the name of a file; given a folder, {path}")
        with VectorFile.open(target) as made:
            for start in range(0, len(self), BLOCK_ROWS):
                made.write(np.ascontiguousarray(self.vectors[start : start + BLOCK_ROWS]).data)
            made.finish(self.words, subwords=self.subwords)


def as_words(name: str, words: Any) -> list[str]:
    """Return words as a list, one word too, after making sure that they are strings."""
    listed = [words] if isinstance(words, str) else list(words) if np.iterable(words) else None
    if missing := [place for place, word in enumerate(listed or []) if word is None or word is pd.NA]:
        raise missing_elements(name, missing)
    if listed is None or not all(isinstance(word, str) for word in listed):
        raise InputTypeError.about(name, "must be strings", words)
    return listed


def _check_storable(words: list[str]) -> None:
    """Make sure that words are what a file can hold: not empty, and Unicode."""
    if "" in words:
        raise PositionError("words must not be empty; element {element} is", element=words.index(""))
    check_unicode(words, argument="words")


def _one_word(name: str, word: Any) -> list[str]:
    if not isinstance(word, str):
        raise InputTypeError.about(name, "must be a word", word)
    return [word]
