"""Tokens as small integers, one per distinct token: counted and looked up without touching strings again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from torchduet.own_tokenizer import Tokenizer, own_tokens
from torchduet.tokens import Level, TextInput, token_chunks

if TYPE_CHECKING:
    import polars

__all__ = ["TokenCodes", "encode_tokens"]


@dataclass(frozen=True)
class TokenCodes:
    """The tokens of n texts, one text after the other."""

    codes: NDArray[np.int32]
    """A token each: positions in `tokens`, shape (sum of lengths,)."""
    lengths: NDArray[np.int64]
    """Tokens of each text, shape (n,)."""
    tokens: list[str]
    """The distinct tokens, by first appearance."""
    counts: NDArray[np.int64]
    """How often each distinct token occurs."""


def encode_tokens(
    texts: TextInput, *, level: Level, ngram_range: tuple[int, int], lowercase: bool, tokenizer: Tokenizer | None = None
) -> TokenCodes:
    """Tokenize texts, join n-grams, and number the distinct ones by first appearance."""
    import polars

    categories = polars.Categorical(polars.Categories.random())  # numbers of its own, forgotten with it
    code_of = np.empty(0, dtype=np.int32)  # from polars' numbers to ours
    tokens: list[str] = []
    counts = np.empty(0, dtype=np.int64)
    codes: list[NDArray[np.int32]] = []
    lengths: list[NDArray[np.int64]] = []
    chunks = (
        token_chunks(texts, level=level, lowercase=lowercase)
        if tokenizer is None
        else [own_tokens(texts, tokenizer, may_hold_blanks=ngram_range[1] == 1)]
    )
    for chunk in chunks:
        grams, gram_counts = _ngrams(chunk, ngram_range, "" if level == "character" and tokenizer is None else " ")
        series = grams.cast(categories)
        numbers = series.to_physical().to_numpy()
        distinct = series.unique(maintain_order=True)
        found = distinct.to_physical().cast(polars.Int64).to_numpy()
        missing = max(0, int(found.max(initial=-1)) + 1 - len(code_of))
        code_of = np.pad(code_of, (0, missing), constant_values=-1)
        new = code_of[found] < 0
        code_of[found[new]] = np.arange(len(tokens), len(tokens) + new.sum())
        tokens += distinct.filter(polars.Series(new)).cast(polars.String).to_list()
        codes.append(code_of[numbers])
        # Counted here, while they are in the processor's cache.
        counts = np.bincount(codes[-1], minlength=len(tokens)) + np.pad(counts, (0, len(tokens) - len(counts)))
        lengths.append(gram_counts)
    return TokenCodes(
        np.concatenate([np.empty(0, dtype=np.int32), *codes]),
        np.concatenate([np.empty(0, dtype=np.int64), *lengths]),
        tokens,
        counts,
    )


def _ngrams(
    tokens: polars.Series, ngram_range: tuple[int, int], separator: str
) -> tuple[polars.Series, NDArray[np.int64]]:
    """Return all n-grams in one column, and how many each text has; at each token, the shorter ones come first."""
    import polars

    lengths = tokens.list.len().cast(polars.Int64).to_numpy()
    words = tokens.explode().drop_nulls()
    shortest, longest = ngram_range
    if longest == 1:
        return words, lengths
    left = np.repeat(lengths.cumsum(), lengths) - np.arange(len(words))  # tokens from here to the end of the text
    grams = {}
    joined = words
    for size in range(1, longest + 1):
        if size > 1:
            joined = joined + separator + words.shift(1 - size)
        if size >= shortest:
            # A gram ends within its text, or is none.
            grams[str(size)] = joined.set(polars.Series(left < size), None)
    sizes = np.arange(shortest, longest + 1)
    counts = np.maximum(lengths[:, None] - sizes + 1, 0).sum(axis=1)
    return polars.DataFrame(grams).select(polars.concat_list("*")).to_series().explode().drop_nulls(), counts
