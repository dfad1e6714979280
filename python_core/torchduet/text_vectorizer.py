"""From texts to integer ids: the vocabulary, and the look-up in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from torchduet import storage
from torchduet.embedding import check_ids
from torchduet.estimator import Estimator
from torchduet.parameters import check_flag, check_integer
from torchduet.positions import Positions
from torchduet.tokens import TextInput, token_series

if TYPE_CHECKING:
    import polars

__all__ = ["TextVectorizer"]

PADDING_ID = 0
UNKNOWN_ID = 1
SPECIAL_TOKENS = ["", "[UNK]"]  # the tokens of the two ids above


class TextVectorizer(Estimator):
    """Turn texts into rows of integer ids.

    Id 0 is padding, 1 stands for every word outside the vocabulary; the words follow by falling frequency, ties by
    first appearance. (In R these ids are 1, 2, and so on.)

    Parameters
    ----------
    max_tokens : int, default 10000
        Largest size of the vocabulary, the two special tokens included.
    max_length : int or None, default None
        Words kept of a text, from its start; rows have this length. None: as long as the longest text given.
    lowercase : bool, default True
        Fold letters to lower case.

    Attributes
    ----------
    vocabulary_ : list of str
        The token of each id.

    Examples
    --------
    >>> vectorizer = TextVectorizer().fit(["eu gosto de gatos", "eu gosto de cachorros"])
    >>> vectorizer.vocabulary_[2:]
    ['eu', 'gosto', 'de', 'gatos', 'cachorros']
    >>> vectorizer.transform(["eu gosto de peixes", "gatos"])
    array([[2, 3, 4, 1],
           [5, 0, 0, 0]])
    """

    vocabulary_: list[str]

    def __init__(self, *, max_tokens: int = 10000, max_length: int | None = None, lowercase: bool = True) -> None:
        self.max_tokens = max_tokens
        self.max_length = max_length
        self.lowercase = lowercase

    def fit(self, texts: TextInput, labels: object = None) -> Self:  # noqa: ARG002
        """Learn the vocabulary.

        Parameters
        ----------
        texts : str or sequence of str
        labels : ignored
            There so that a vectorizer can stand in a scikit-learn pipeline.

        Returns
        -------
        TextVectorizer
            Itself.
        """
        self._check_params()
        self._learn(self._tokens(texts))
        return self

    def transform(self, texts: TextInput) -> Positions:
        """Look up the ids of each text's words.

        Parameters
        ----------
        texts : str or sequence of str, length n

        Returns
        -------
        array of int64, shape (n, time)
            Padded on the right with 0.

        Raises
        ------
        NotFittedError
            `fit` was not called yet.
        """
        self._check_fitted("transform")
        return self._look_up(self._tokens(texts))

    def fit_transform(self, texts: TextInput, labels: object = None) -> Positions:  # noqa: ARG002
        """Learn the vocabulary of `texts` and return their ids, as `fit` and `transform` do, in one pass."""
        self._check_params()
        tokens = self._tokens(texts)
        self._learn(tokens)
        return self._look_up(tokens)

    def inverse_transform(self, ids: Positions) -> list[str]:
        """Turn rows of ids back into texts: words joined by blanks, padding left out.

        Parameters
        ----------
        ids : array of int, shape (n, time)

        Returns
        -------
        list of n str
        """
        self._check_fitted("inverse_transform")
        rows = check_ids(ids, len(self.vocabulary_)).numpy()
        if rows.ndim != 2:
            raise ValueError(f"ids must have shape (text, time); given an array of {rows.ndim} dimension(s)")
        return [" ".join(self.vocabulary_[token] for token in row if token != PADDING_ID) for row in rows]

    def save(self, path: str | Path) -> None:
        """Write the vectorizer to a folder, or to one file where `path` ends in ``.zip``; `load` reads it back."""
        self._check_fitted("save")
        storage.write(path, type(self), {"params": self.get_params(), "vocabulary": self.vocabulary_}, {})

    @classmethod
    def _from_storage(cls, description: dict[str, Any], _weights: object) -> Self:
        vectorizer = cls(**description["params"])
        vectorizer._set_vocabulary(checked_vocabulary(description["vocabulary"]))
        return vectorizer

    def _check_params(self) -> None:
        check_integer("max_tokens", self.max_tokens, at_least=len(SPECIAL_TOKENS) + 1)
        check_integer("max_length", self.max_length, at_least=1, optional=True)
        check_flag("lowercase", self.lowercase)

    def _tokens(self, texts: TextInput) -> polars.Series:
        return token_series(texts, lowercase=self.lowercase)

    def _learn(self, tokens: polars.Series) -> None:
        words = tokens.explode().drop_nulls().to_frame("token")
        # Groups come in order of first appearance, and the stable sort keeps that order within equal counts.
        counts = words.group_by("token", maintain_order=True).len().sort("len", descending=True, maintain_order=True)
        self._set_vocabulary(SPECIAL_TOKENS + counts["token"].head(self.max_tokens - len(SPECIAL_TOKENS)).to_list())

    def _set_vocabulary(self, vocabulary: Iterable[str]) -> None:
        self.vocabulary_ = list(vocabulary)

    def _look_up(self, tokens: polars.Series) -> NDArray[np.int64]:
        import polars

        if self.max_length is not None:
            tokens = tokens.list.head(self.max_length)
        lengths = tokens.list.len().to_numpy()
        words = self.vocabulary_[len(SPECIAL_TOKENS) :]
        ids = (
            tokens.explode()
            .drop_nulls()
            .replace_strict(
                words,
                np.arange(len(SPECIAL_TOKENS), len(self.vocabulary_)),
                default=UNKNOWN_ID,
                return_dtype=polars.Int64,
            )
        )
        width = self.max_length or int(lengths.max(initial=0))
        padded = np.full((len(lengths), width), PADDING_ID, dtype=np.int64)
        padded[np.arange(width) < lengths[:, None]] = ids.to_numpy()  # row by row, as the ids come
        return padded


def checked_vocabulary(vocabulary: Any) -> list[str]:
    """Return a vocabulary that was read from a file, after making sure that it is one."""
    if not isinstance(vocabulary, list) or not all(isinstance(token, str) for token in vocabulary):
        raise TypeError("vocabulary must be a list of strings")
    if vocabulary[: len(SPECIAL_TOKENS)] != SPECIAL_TOKENS or len(set(vocabulary)) != len(vocabulary):
        raise ValueError(f"vocabulary must start with {SPECIAL_TOKENS} and hold every token once")
    return vocabulary
