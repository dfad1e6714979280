"""Texts as the numbers of their frequent words: what counting pairs and training vectors begin with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from torchduet.errors import InputValueError
from torchduet.own_tokenizer import Tokenizer, check_tokenizer
from torchduet.parameters import check_flag, check_integer
from torchduet.token_codes import encode_tokens
from torchduet.tokens import TextInput

__all__ = ["Corpus", "read_corpus", "read_neighbours"]


@dataclass(frozen=True)
class Corpus:
    """Texts without their rare words, one after the other."""

    words: list[str]
    """By falling frequency, ties by first appearance."""
    counts: NDArray[np.int64]
    """How often each occurs."""
    ids: NDArray[np.int32]
    """The position in `words` of each token, shape (tokens,)."""
    text_of: NDArray[np.int32]
    """Which text each token is of."""


def read_corpus(
    texts: TextInput, *, min_count: int, lowercase: bool = True, tokenizer: Tokenizer | None = None
) -> Corpus:
    """Split texts into words, and leave out those that occur fewer than `min_count` times.

    A word that is left out leaves no gap: its neighbours become neighbours, as in Stanford's GloVe and in word2vec.

    Examples
    --------
    >>> read_corpus(["a b a", "c b"], min_count=2).ids
    array([0, 1, 0, 1], dtype=int32)
    """
    check_integer("min_count", min_count, at_least=1)
    check_flag("lowercase", lowercase)
    check_tokenizer(tokenizer)
    encoded = encode_tokens(texts, level="word", ngram_range=(1, 1), lowercase=lowercase, tokenizer=tokenizer)
    frequent = int((encoded.counts >= min_count).sum())
    if frequent < 2:
        remedy = ". Give more texts, or a smaller min_count" if len(encoded.tokens) > frequent else ""
        raise InputValueError(
            f"texts must hold at least two words that occur min_count = {min_count} times; there are {frequent}{remedy}"
        )
    # Codes are numbered by first appearance, and the stable sort keeps that order within equal counts.
    kept = np.argsort(-encoded.counts, kind="stable")[:frequent]
    id_of = np.full(len(encoded.tokens), -1, dtype=np.int32)
    id_of[kept] = np.arange(frequent)
    ids = id_of[encoded.codes]
    text_of = np.repeat(np.arange(len(encoded.lengths), dtype=np.int32), encoded.lengths)
    return Corpus([encoded.tokens[code] for code in kept], encoded.counts[kept], ids[ids >= 0], text_of[ids >= 0])


def read_neighbours(texts: TextInput, *, min_count: int, lowercase: bool, tokenizer: Tokenizer | None) -> Corpus:
    """Do what `read_corpus` does, and make sure that there is something to learn from."""
    corpus = read_corpus(texts, min_count=min_count, lowercase=lowercase, tokenizer=tokenizer)
    if not (corpus.text_of[1:] == corpus.text_of[:-1]).any():
        raise InputValueError(
            f"texts must hold words near each other; no text has two words that occur min_count = {min_count} times"
        )
    return corpus
