"""word2vec's binary format: a line with two numbers, then each word, a space and its numbers as they lie in memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from torchduet.word_vectors.contents import Batch, Contents, check_promised
from torchduet.word_vectors.problems import Problems
from torchduet.word_vectors.sources import Source
from torchduet.word_vectors.text_format import HEADER, find_dimension

__all__ = ["is_word2vec_binary", "read_word2vec_binary"]

BLOCK = 4 << 20
LONGEST_WORD = 1 << 16
CONTROL = bytes(set(range(32)) - set(b"\t\n\r"))


def is_word2vec_binary(head: bytes) -> bool:
    """Say whether a file that begins so has the two numbers first and no text after them."""
    first, _, after = head.partition(b"\n")
    header = HEADER.fullmatch(first)
    if header is None or not after:
        return False
    layout = find_dimension(after)
    looks_like_text = layout is not None and layout[0] == int(header[2])
    return not looks_like_text and len(after[:4096].translate(None, CONTROL)) < len(after[:4096])


def read_word2vec_binary(source: Source, problems: Problems) -> Contents:
    """Read the words of a binary file; problems are numbered by the word.

    Raises
    ------
    ValueError
        The header promises vectors that cannot be.
    """
    promised, dimension = map(int, source.peek().partition(b"\n")[0].split())
    check_promised(source.path, dimension)
    return Contents(dimension, _batches(source, problems, promised, dimension))


def _batches(source: Source, problems: Problems, promised: int, dimension: int) -> Iterator[Batch]:
    size = 4 * dimension
    data = source.peek().partition(b"\n")[0]
    source.read_exactly(len(data) + 1)
    data, number, at_end = b"", 0, False
    while number < promised and not at_end:
        more = source.read(BLOCK)
        at_end = not more
        data, position = data + more, 0
        names: list[bytes] = []
        vectors: list[bytes] = []
        while number + len(names) < promised:
            space = data.find(b" ", position, position + LONGEST_WORD)
            if space < 0 or space + 1 + size > len(data):
                break
            names.append(data[position:space].lstrip(b"\n"))  # word2vec's own files end each vector with a line's end
            vectors.append(data[space + 1 : space + 1 + size])
            position = space + 1 + size
        data = data[position:]
        if not names and len(data) > LONGEST_WORD + size + 1:
            problems.add(number + 1, f"has no end within {LONGEST_WORD} bytes; what follows was not read", data)
            return
        yield _batch(names, b"".join(vectors), number + 1, dimension, problems)
        number += len(names)
    if number < promised:
        problems.add(number + 1, f"is cut off, or missing: {promised} words were promised, {number} are whole", data)


def _batch(names: list[bytes], content: bytes, number: int, dimension: int, problems: Problems) -> Batch:
    vectors = np.frombuffer(content, dtype="<f4").reshape(-1, dimension).astype(np.float32, copy=False)
    broken = set(np.flatnonzero(~np.isfinite(vectors).all(axis=1)).tolist())
    rows, words = [], []
    for row, name in enumerate(names):
        try:
            word = name.decode()
        except UnicodeDecodeError:
            problems.add(number + row, "is not UTF-8", name)
            continue
        if not word or "\0" in word or row in broken:
            problem = "has no word" if not word else "holds a NUL byte" if "\0" in word else "holds no finite number"
            problems.add(number + row, problem, name)
            continue
        rows.append(row)
        words.append(word)
    lines = number + np.array(rows, dtype=np.int64)
    return Batch(lines, words, vectors if len(rows) == len(vectors) else vectors[rows])
