"""fastText's binary format: words, and the vectors of their parts, of which vectors of unknown words are made too."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from torchduet.word_vectors.contents import LARGEST_DIMENSION, Batch, Contents
from torchduet.word_vectors.problems import Problems
from torchduet.word_vectors.sources import Source
from torchduet.word_vectors.subwords import Subwords

__all__ = ["MAGIC", "read_fasttext"]

MAGIC = struct.pack("<i", 793712314)
VERSIONS = (11, 12)
LONGEST_WORD = 1 << 16
BATCH = 4096
ARGUMENTS = "<12id"
"""dim, ws, epoch, minCount, neg, wordNgrams, loss, model, bucket, minn, maxn, lrUpdateRate, t."""
SUPERVISED = 3


def read_fasttext(source: Source, problems: Problems) -> Contents:
    """Read a model that ``fasttext`` saved with the ending ``.bin``; problems are numbered by the word.

    Notes
    -----
    The layout is that of ``FastText::saveModel``, ``Dictionary::save`` and ``DenseMatrix::save`` of fastText 0.9.2.
    What comes after the input matrix, the output layer, is not read.

    Raises
    ------
    ValueError
        The file is cut off or contradicts itself, or is a quantised model (``.ftz``).
    """
    try:
        return _read(source, problems)
    except (EOFError, struct.error) as error:
        raise _damaged(source, "it ends before its vectors do") from error


def _read(source: Source, problems: Problems) -> Contents:
    _, version = _unpack(source, "<ii")
    if version not in VERSIONS:
        raise ValueError(f"{source.path} has version {version} of fastText's format; this reads {VERSIONS}")
    dimension, _, _, _, _, _, _, model, buckets, minn, maxn, _, _ = _unpack(source, ARGUMENTS)
    if version == 11 and model == SUPERVISED:
        maxn = 0  # classifiers had no n-grams of characters then
    size, count, _, _, pruned = _unpack(source, "<iiiqq")
    # Trained without parts, -maxn 0, a file keeps whatever minn was: 3, if nothing was said.
    lengths_fit = maxn <= 0 or minn <= maxn + 1 <= 1000
    if not 0 < dimension <= LARGEST_DIMENSION or not 0 <= count <= size or buckets < 0 or not lengths_fit:
        raise _damaged(source, "the numbers in its header cannot be")
    words = _words(source, size)[:count]  # labels come after the words
    if pruned > 0:
        raise ValueError(f"{source.path} is a quantised fastText model (.ftz), which is not read; take the .bin file")
    (quantised,) = _unpack(source, "<B")
    if quantised:
        raise ValueError(f"{source.path} is a quantised fastText model (.ftz), which is not read; take the .bin file")
    rows, columns = _unpack(source, "<qq")
    if columns != dimension or not count <= rows <= count + buckets:
        raise _damaged(source, f"its matrix has {rows} rows and {columns} columns")
    matrix = _matrix(source, rows, columns)
    subwords = None
    if maxn > 0 and pruned != 0 and rows > count:
        subwords = Subwords(matrix[count:], max(minn, 1), maxn)
    return Contents(dimension, _batches(words, matrix[:count], subwords, problems), subwords)


def _words(source: Source, size: int) -> list[bytes]:
    """Read the dictionary: each word, a NUL, how often it came (8 bytes) and whether it is a label (1 byte)."""
    words: list[bytes] = []
    data, position = b"", 0
    while len(words) < size:
        end = data.find(b"\0", position)
        if 0 <= end <= len(data) - 10:
            words.append(data[position:end])
            position = end + 10
            continue
        if len(data) - position > LONGEST_WORD:
            raise _damaged(source, f"word {len(words) + 1} has no end")
        more = source.read(1 << 20)
        if not more:
            raise EOFError
        data, position = data[position:] + more, 0
    source.unread(data[position:])
    return words


def _matrix(source: Source, rows: int, columns: int) -> NDArray[np.float32]:
    """Return a matrix; of a plain file it is mapped, not read."""
    if not source.is_plain:
        content = source.read_exactly(4 * rows * columns)
        return np.frombuffer(content, dtype="<f4").reshape(rows, columns)
    position = source.tell()
    if position + 4 * rows * columns > source.size:
        raise EOFError
    if rows == 0:
        return np.zeros((0, columns), dtype=np.float32)
    source.seek(position + 4 * rows * columns)
    # Copy on write: torch takes no array that it could not write to.
    return np.memmap(source.path, dtype="<f4", mode="c", offset=position, shape=(rows, columns))


def _batches(
    words: list[bytes], own: NDArray[np.float32], subwords: Subwords | None, problems: Problems
) -> Iterator[Batch]:
    for start in range(0, len(words), BATCH):
        rows, known = [], []
        for row, word in enumerate(words[start : start + BATCH], start=start):
            try:
                decoded = word.decode()
            except UnicodeDecodeError:
                problems.add(row + 1, "is not UTF-8", word)
                continue
            if not decoded:
                problems.add(row + 1, "has no word")
                continue
            rows.append(row)
            known.append(decoded)
        vectors = np.asarray(own[rows])
        if subwords is not None:
            vectors = subwords.compose(known, vectors)
        finite = np.isfinite(vectors).all(axis=1)
        for place in np.flatnonzero(~finite).tolist():
            problems.add(rows[place] + 1, "holds no finite number", words[rows[place]])
        batch = Batch(np.array(rows, dtype=np.int64) + 1, known, vectors)
        yield batch if finite.all() else batch.taken(np.flatnonzero(finite).tolist())


def _unpack(source: Source, layout: str) -> tuple[int, ...]:
    values: tuple[int, ...] = struct.unpack(layout, source.read_exactly(struct.calcsize(layout)))
    return values


def _damaged(source: Source, reason: str) -> ValueError:
    return ValueError(f"{source.path} is damaged, or no fastText model: {reason}")
