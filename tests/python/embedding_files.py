"""Binary files of word vectors as word2vec and fastText write them, made by hand."""

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["fasttext_binary", "fnv1a", "ngrams_of", "word2vec_binary"]


def word2vec_binary(words: Sequence[str], vectors: ArrayLike, *, line_ends: bool = True) -> bytes:
    rows = np.asarray(vectors, dtype="<f4")
    end = b"\n" if line_ends else b""  # Google's news vectors have none
    body = b"".join(word.encode() + b" " + row.tobytes() + end for word, row in zip(words, rows, strict=True))
    return f"{len(rows)} {rows.shape[1]}\n".encode() + body


def fasttext_binary(
    words: Sequence[str], matrix: ArrayLike, *, buckets: int, minn: int = 3, maxn: int = 6, version: int = 12
) -> bytes:
    """Return a skip-gram model: `matrix` has the words' own rows first, then those of the buckets."""
    rows = np.asarray(matrix, dtype="<f4")
    arguments = struct.pack("<12id", rows.shape[1], 5, 5, 1, 5, 1, 2, 2, buckets, minn, maxn, 100, 1e-4)
    dictionary = struct.pack("<iiiqq", len(words), len(words), 0, 100, -1)
    for place, word in enumerate(words):
        dictionary += word.encode() + b"\0" + struct.pack("<qb", 100 - place, 0)
    shape = struct.pack("<qq", *rows.shape)
    # The output layer, which is not read: a row of zeros per word.
    output = struct.pack("<Bqq", 0, len(words), rows.shape[1]) + np.zeros((len(words), rows.shape[1]), "<f4").tobytes()
    head = struct.pack("<ii", 793712314, version) + arguments + dictionary
    return head + struct.pack("<B", 0) + shape + rows.tobytes() + output


def fnv1a(data: bytes) -> int:
    """Dictionary::hash of fastText, byte by byte."""
    value = 2166136261
    for byte in data:
        value ^= byte | (0xFFFFFF00 if byte > 127 else 0)  # a negative char, made unsigned
        value = value * 16777619 % 2**32
    return value


def ngrams_of(word: str, minn: int, maxn: int) -> list[str]:
    """Dictionary::computeSubwords of fastText, character by character."""
    if word == "</s>":
        return []
    text = f"<{word}>"
    return [
        text[start : start + n]
        for start in range(len(text))
        for n in range(minn, maxn + 1)
        if start + n <= len(text) and not (n == 1 and (start in (0, len(text) - 1)))
    ]
