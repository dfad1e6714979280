"""Tokens to read and write texts with: words with their punctuation marks, or characters; and their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from torchduet.text_vectorizer import PADDING_ID, UNKNOWN_ID
from torchduet.tokens import Level, TextInput, token_chunks

__all__ = ["build_vocabulary", "join_tokens", "split_texts", "token_ids"]

# Marks that stand without a blank before them, and those without one behind.
CLOSING = set(".,;:!?…%)]}»”’")
OPENING = set("([{«“‘¿¡")


def split_texts(texts: TextInput, *, level: Level, lowercase: bool) -> list[list[str]]:
    """Return the tokens of each text; other than `tokenize`, which drops them, with each mark as a token of its own.

    Examples
    --------
    >>> split_texts("Doug saw Jane.", level="word", lowercase=False)
    [['Doug', 'saw', 'Jane', '.']]
    """
    chunks = token_chunks(texts, level=level, lowercase=lowercase, marks=True)
    return [tokens for chunk in chunks for tokens in chunk.to_list()]


def join_tokens(tokens: Iterable[str], *, level: Level) -> str:
    """Return tokens as a text: words set apart by blanks, marks as they are written, characters side by side.

    Examples
    --------
    >>> join_tokens(["Doug", "(", "or", "Jane", ")", "saw", "Spot", "."], level="word")
    'Doug (or Jane) saw Spot.'
    """
    if level == "character":
        return "".join(tokens)
    text = ""
    for token in tokens:
        text += token if token in CLOSING or not text or text[-1] in OPENING else f" {token}"
    return text


def build_vocabulary(
    sequences: Iterable[Sequence[str]], *, special_tokens: Sequence[str], max_tokens: int | None
) -> list[str]:
    """Return the special tokens and those of the sequences, by falling frequency, ties by first appearance."""
    counts = Counter(token for sequence in sequences for token in sequence)
    kept = None if max_tokens is None else max_tokens - len(special_tokens)
    return [*special_tokens, *(token for token, _ in counts.most_common(kept))]


def token_ids(sequences: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> NDArray[np.int64]:
    """Return the ids of sequences of tokens, shape (n, time), padded on the right; time is at least 1.

    Examples
    --------
    >>> token_ids([["b", "a"], ["c"]], ["", "[UNK]", "a", "b"])
    array([[3, 2],
           [1, 0]])
    """
    id_of = {token: place for place, token in enumerate(vocabulary)}
    padded = np.full((len(sequences), max(1, *map(len, sequences), 1)), PADDING_ID, dtype=np.int64)
    for row, sequence in enumerate(sequences):
        padded[row, : len(sequence)] = [id_of.get(token, UNKNOWN_ID) for token in sequence]
    return padded
