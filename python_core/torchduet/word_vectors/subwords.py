"""fastText's parts of words: a word is the mean of its n-grams of characters, so unknown words have vectors too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

__all__ = ["Subwords", "ngram_buckets"]

OFFSET_BASIS, PRIME = np.uint32(2166136261), np.uint32(16777619)
END_OF_SENTENCE = "</s>"
"""fastText's word for the end of a line; it has no parts."""


@dataclass(frozen=True)
class Subwords:
    """The vectors of n-grams.

    Parameters
    ----------
    vectors : array of float32, shape (buckets, dimension)
        An n-gram's vector is in the row of its hash modulo the number of rows; n-grams share rows.
    minn, maxn : int
        Length of the n-grams, in characters.
    """

    vectors: NDArray[np.float32]
    minn: int
    maxn: int

    def compose(self, words: Sequence[str], own: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
        """Return the mean of the vectors of each word's n-grams, shape (words, dimension); NaN for a word without any.

        Parameters
        ----------
        words : sequence of str
        own : array of float32, shape (words, dimension), optional
            Each word's own vector, which counts as one n-gram more: so fastText makes the vectors of words it knows.
        """
        buckets, offsets = ngram_buckets(words, minn=self.minn, maxn=self.maxn, buckets=len(self.vectors))
        counts = np.diff(offsets, append=len(buckets))
        sums = torch.nn.functional.embedding_bag(
            torch.from_numpy(buckets), torch.from_numpy(self.vectors), torch.from_numpy(offsets), mode="sum"
        ).numpy()
        if own is not None:
            sums, counts = sums + own, counts + 1
        with np.errstate(invalid="ignore"):
            composed: NDArray[np.float32] = (sums / counts[:, None]).astype(np.float32)
        return composed


def ngram_buckets(
    words: Sequence[str], *, minn: int, maxn: int, buckets: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the bucket of every n-gram of ``<word>``, and where each word's begin.

    The hash is FNV-1a with fastText's peculiarity that a byte above 127 counts as negative, as C's ``char`` does. A
    single character counts only inside the word, not the brackets around it.

    Notes
    -----
    P. Bojanowski, E. Grave, A. Joulin and T. Mikolov (2017), "Enriching word vectors with subword information", TACL 5;
    ``Dictionary::computeSubwords`` and ``Dictionary::hash`` of fastText 0.9.2.

    Examples
    --------
    >>> buckets, offsets = ngram_buckets(["ab"], minn=3, maxn=3, buckets=100)  # <ab and ab>
    >>> buckets.tolist(), offsets.tolist()
    ([8, 56], [0])
    """
    encoded = [b"" if word == END_OF_SENTENCE else b"<" + word.encode(errors="surrogatepass") + b">" for word in words]
    data = np.frombuffer(b"".join(encoded), dtype=np.uint8)
    # Characters: where each begins, how many bytes it has, and of which word it is.
    begins = np.flatnonzero((data & 0xC0) != 0x80)
    sizes = np.diff(begins, append=len(data))
    lengths = np.array([len(word) for word in encoded], dtype=np.int64)
    owner = np.repeat(np.arange(len(words)), lengths)[begins]
    signed = data.view(np.int8).astype(np.int32).view(np.uint32)
    characters = len(begins)
    last = np.ones(characters, dtype=bool)
    last[:-1] = owner[1:] != owner[:-1]
    first = np.roll(last, 1)

    found: list[tuple[NDArray[np.int64], NDArray[np.int64], int, NDArray[np.int64]]] = []
    starts = np.arange(characters)
    hashes = np.full(characters, OFFSET_BASIS, dtype=np.uint32)
    for n in range(1, maxn + 1):
        ends = starts + n - 1
        inside = ends < characters
        inside[inside] = owner[ends[inside]] == owner[starts[inside]]
        starts, hashes, ends = starts[inside], hashes[inside], ends[inside]
        if not len(starts):
            break
        for place in range(int(sizes[ends].max())):
            more = sizes[ends] > place
            hashes[more] = (hashes[more] ^ signed[begins[ends[more]] + place]) * PRIME
        if n >= minn:
            counted = ~(first[starts] | last[starts]) if n == 1 else np.ones(len(starts), dtype=bool)
            found.append((owner[starts[counted]], starts[counted], n, (hashes[counted] % buckets).astype(np.int64)))
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(len(words), dtype=np.int64)
    owners = np.concatenate([part[0] for part in found])
    # fastText's own order, by where an n-gram begins, then by its length: so sums come out the same.
    order = np.lexsort((np.repeat([part[2] for part in found], [len(part[0]) for part in found]),
                        np.concatenate([part[1] for part in found])))  # fmt: skip
    offsets = np.searchsorted(owners[order], np.arange(len(words))).astype(np.int64)
    return np.concatenate([part[3] for part in found])[order], offsets
