"""fastText's parts of words: a word is the mean of its n-grams of characters, so unknown words have vectors too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from torchduet.word_vectors.word_parts import part_places

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

    The n-grams are those of `subwords`, in the same order, as fastText adds them: so sums come out the same. The hash
    is FNV-1a with fastText's peculiarity that a byte above 127 counts as negative, as C's ``char`` does.

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
    data = np.frombuffer(b"".join(encoded), dtype=np.int8)
    begins = np.flatnonzero((data.view(np.uint8) & 0xC0) != 0x80)  # of characters
    sizes = np.diff(begins, append=len(data))
    signed = data.astype(np.int32).view(np.uint32)
    lengths = np.array([0 if word == END_OF_SENTENCE else len(word) + 2 for word in words], dtype=np.int64)
    first = np.cumsum(lengths) - lengths
    # Words of the same length have their n-grams at the same places.
    places = {length: np.array(part_places(length, minn, maxn)).reshape(-1, 2) for length in set(lengths.tolist())}
    counts = np.array([len(places[length]) for length in lengths.tolist()], dtype=np.int64)
    offsets = np.cumsum(counts) - counts
    found = np.empty(counts.sum(), dtype=np.int64)
    for length, parts in places.items():
        if len(parts):
            alike = np.flatnonzero(lengths == length)
            characters = first[alike][:, None] + np.arange(length)  # (words, length)
            hashes = _hashes(signed, begins[characters], sizes[characters], parts)
            found[offsets[alike][:, None] + np.arange(len(parts))] = hashes % buckets
    return found, offsets


def _hashes(
    data: NDArray[np.uint32], begins: NDArray[np.int64], sizes: NDArray[np.int64], parts: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """Return the hashes of the same parts of some words, shape (words, parts).

    Parameters
    ----------
    data : array of uint32
        Bytes, as fastText's hash takes them.
    begins, sizes : array of int, shape (words, length)
        Where in `data` each character begins, and of how many bytes it is.
    parts : array of int, shape (parts, 2)
        See `part_places`.
    """
    hashed = np.empty((len(begins), len(parts)), dtype=np.uint32)
    hashes = np.full(begins.shape, OFFSET_BASIS, dtype=np.uint32)
    starts, lengths = parts[:, 0], parts[:, 1] - parts[:, 0]
    for n in range(1, int(lengths.max()) + 1):
        # From each place, the hash of n characters goes on from that of n - 1.
        hashes, begin, size = hashes[:, : begins.shape[1] - n + 1], begins[:, n - 1 :], sizes[:, n - 1 :]
        for place in range(int(size.max())):
            more = size > place
            hashes[more] = (hashes[more] ^ data[begin[more] + place]) * PRIME
        hashed[:, lengths == n] = hashes[:, starts[lengths == n]]
    return hashed
