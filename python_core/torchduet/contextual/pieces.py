"""Texts as the pieces of words that a pretrained model knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from torchduet.text_vectorizer import PADDING_ID
from torchduet.tokens import TextInput, as_strings, check_unicode

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

__all__ = ["PieceVectorizer", "Word"]


@dataclass(frozen=True)
class Word:
    """A word of a text, and which of the text's pieces it is made of."""

    word: str
    first: int
    last: int
    """The place after its last piece."""


class PieceVectorizer:
    """Turn texts into ids of pieces, by the rules and the vocabulary that a pretrained model was trained with.

    Ids are those of this package's networks: 0 is padding, and a model's own id 0 is 1.

    Parameters
    ----------
    tokenizer : tokenizers.Tokenizer
        It is copied.
    max_length : int
        Pieces kept of a text, from its start, the marks that the model puts around it included.

    Attributes
    ----------
    vocabulary_ : list of str
        The piece of each id.
    """

    vocabulary_: list[str]

    def __init__(self, tokenizer: Tokenizer, max_length: int) -> None:
        self.max_length = max_length
        self.tokenizer = type(tokenizer).from_str(tokenizer.to_str())
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(max_length)
        ids = self.tokenizer.get_vocab(with_added_tokens=True)
        self.vocabulary_ = [""] * (max(ids.values()) + 2)
        for piece, place in ids.items():
            self.vocabulary_[place + 1] = piece

    def transform(self, texts: TextInput) -> NDArray[np.int64]:
        """Return ids, shape (n, time), padded on the right with 0 to the longest of the texts."""
        return _padded_ids(self._encode(as_strings(texts)))

    def transform_with_words(self, texts: TextInput) -> tuple[NDArray[np.int64], list[list[Word]]]:
        """Return what `transform` does, and the words of each text as they stand in it, without the marks around it."""
        strings = as_strings(texts)
        encodings = self._encode(strings)
        words = [list(_words(text, encoding)) for text, encoding in zip(strings, encodings, strict=True)]
        return _padded_ids(encodings), words

    def _encode(self, texts: list[str]) -> list[Encoding]:
        check_unicode(texts)
        encodings: list[Encoding] = self.tokenizer.encode_batch(texts)
        return encodings


def _padded_ids(encodings: list[Encoding]) -> NDArray[np.int64]:
    ids = np.full((len(encodings), max(map(len, encodings), default=0)), PADDING_ID, dtype=np.int64)
    for row, encoding in zip(ids, encodings, strict=True):
        row[: len(encoding)] = encoding.ids
        row[: len(encoding)] += 1
    return ids


def _words(text: str, encoding: Encoding) -> Iterator[Word]:
    places = [place for place, word in enumerate(encoding.word_ids) if word is not None]
    for place in places:
        word = encoding.word_ids[place]
        if place and encoding.word_ids[place - 1] == word:
            continue  # goes on with a word that was begun
        last = place + 1
        while last < len(encoding) and encoding.word_ids[last] == word:
            last += 1
        start, end = encoding.offsets[place][0], encoding.offsets[last - 1][1]
        yield Word(text[start:end], place, last)
