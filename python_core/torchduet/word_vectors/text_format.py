"""Words and vectors as text: GloVe's format; word2vec's and fastText's, which have a line with two numbers first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from torchduet.word_vectors.contents import Batch, Contents, check_promised
from torchduet.word_vectors.problems import Problems
from torchduet.word_vectors.sources import Source

__all__ = ["HEADER", "find_dimension", "read_text"]

HEADER = re.compile(rb"\s*(\d{1,18}) (\d{1,18})\s*")
NUMBER = re.compile(rb"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
BLOCK = 4 << 20
LONGEST_LINE = 8 << 20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def find_dimension(head: bytes) -> tuple[int, bytes] | None:
    """Return how many numbers stand in most of the first lines, and what separates them; None if it is no such file."""
    lines = [line.rstrip(b" \t\r") for line in head.removeprefix(BYTE_ORDER_MARK).split(b"\n")[:200]]
    found: Counter[tuple[int, bytes]] = Counter()
    for line in lines:
        for separator in (b" ", b"\t"):
            fields = line.split(separator)
            numbers = next((n for n, field in enumerate(reversed(fields)) if not NUMBER.fullmatch(field)), len(fields))
            # A word may be a number; and there must be a word.
            if (dimension := min(numbers, len(fields) - 1)) > 0:
                found[dimension, separator] += 1
                break
    return found.most_common(1)[0][0] if found else None


def read_text(source: Source, problems: Problems) -> Contents:
    """Read the lines of a text file.

    Parameters
    ----------
    source : Source
        At the beginning.
    problems : Problems
        Takes what cannot be used.

    Raises
    ------
    ValueError
        It is no file of vectors at all.
    """
    head = source.peek()
    first, _, after = head.removeprefix(BYTE_ORDER_MARK).partition(b"\n")
    header = HEADER.fullmatch(first)
    layout = find_dimension(after if header else head)
    # "7 8" above lines with one number each may be a word with its vector; the next lines decide.
    if header is not None and (layout is None or layout[0] == int(header[2]) or layout[0] != 1):
        promised, dimension = int(header[1]), int(header[2])
        separator = layout[1] if layout else b" "
    else:
        header = None
        if layout is None:
            raise ValueError(
                f"{source.path} is no file of word vectors: expected text with a word and its numbers in each line "
                "(GloVe, word2vec, fastText), a binary file of word2vec's or fastText's, or a safetensors file"
            )
        promised, (dimension, separator) = -1, layout
    check_promised(source.path, dimension)
    parse = _Lines(dimension, separator, problems)
    return Contents(dimension, parse.batches(source, skip=header is not None, promised=promised))


class _Lines:
    """Lines of a word and numbers."""

    def __init__(self, dimension: int, separator: bytes, problems: Problems) -> None:
        self.dimension = dimension
        self.separator = separator
        self.problems = problems
        self.number = 1

    def batches(self, source: Source, *, skip: bool, promised: int) -> Iterator[Batch]:
        for block in self._blocks(source):
            if self.number == 1:
                block = block.removeprefix(BYTE_ORDER_MARK)
                if skip:
                    self.number, block = 2, block.partition(b"\n")[2]
            yield self._parse(block)
        found = self.number - 2
        if 0 <= promised != found:
            self.problems.add(1, f"promises {promised} words, but {found} lines follow")

    def _blocks(self, source: Source) -> Iterator[bytes]:
        """Yield whole lines; the last one's end may be missing in the file."""
        buffer = bytearray(BLOCK)  # used again and again: new memory costs as much as what is done with it
        filled, too_long = 0, False
        while True:
            with memoryview(buffer) as view:
                read = source.readinto(view[filled:])
                filled += read
                cut = buffer.rfind(b"\n", 0, filled) + 1
                whole = bytes(view[:cut])
            if not read:
                break
            if cut:
                buffer[: filled - cut] = buffer[cut:filled]
                filled -= cut
                yield self._without_first(whole) if too_long else whole
                too_long = False
            elif filled == len(buffer) < LONGEST_LINE:
                buffer.extend(bytes(len(buffer)))
            elif filled == len(buffer):
                filled, too_long = 0, True
        if too_long:
            self._without_first(bytes(buffer[:filled]))
        elif filled:
            yield bytes(buffer[:filled]) + b"\n"

    def _without_first(self, block: bytes) -> bytes:
        self.problems.add(self.number, f"is longer than {LONGEST_LINE:,} bytes", block[:LONGEST_LINE])
        self.number += 1
        return block.partition(b"\n")[2]

    def _parse(self, block: bytes) -> Batch:
        """Return the words of whole lines, the first of which has the number that comes next."""
        lines, even = self._count(block)
        if not even:
            # word2vec and fastText end each line with a separator, Windows with a return.
            block = block.replace(b"\r\n", b"\n").replace(self.separator + b"\n", b"\n")
            lines, even = self._count(block)
        number, self.number = self.number, self.number + lines
        # A line with too few numbers gives NaN; so where the separators are as many as they should be, none has more,
        # and no word holds one.
        if even:
            try:
                words, vectors = self._read(block)
            except ValueError:  # not UTF-8, for instance
                pass
            else:
                if all(words) and len(words) == lines and np.isfinite(vectors).all():
                    return Batch(np.arange(number, self.number), words, vectors)
        return self._parse_each(block, number)

    def _count(self, block: bytes) -> tuple[int, bool]:
        """Return how many lines there are; and whether they have as many separators as they should, and clean words."""
        codes = np.frombuffer(block, dtype=np.uint8)
        lines, separators = (int(np.count_nonzero(codes == ord(mark))) for mark in (b"\n", self.separator))
        # Neither a string for C nor what polars takes out of a word.
        clean = not any(mark in block for mark in (b"\0", b"\r", BYTE_ORDER_MARK))
        return lines, clean and separators == self.dimension * lines

    def _parse_each(self, block: bytes, number: int) -> Batch:
        """Do the same line by line, for lines that are not all as they should be."""
        lines, words, numbers = [], [], []
        for line, text in enumerate(block.split(b"\n")[:-1], start=number):
            text = text.rstrip(self.separator + b"\r")
            word, *fields = text.rsplit(self.separator, self.dimension)
            if not text or len(fields) < self.dimension or not word or b"\0" in text:
                given = len(text.split(self.separator)) - 1
                problem = (
                    "is empty" if not text
                    else f"has {given} number(s), not {self.dimension}" if len(fields) < self.dimension
                    else "holds a NUL byte" if b"\0" in text
                    else "has no word"
                )  # fmt: skip
                self.problems.add(line, problem, text)
                continue
            try:
                text.decode()
            except UnicodeDecodeError:
                self.problems.add(line, "is not UTF-8", text)
                continue
            words.append(word.decode())
            lines.append(line)
            numbers.append(b"x" + self.separator + self.separator.join(fields))
        vectors = np.zeros((0, self.dimension), np.float32)
        if numbers:
            vectors = self._read(b"\n".join([*numbers, b""]))[1]
        finite = np.isfinite(vectors).all(axis=1)
        for place in np.flatnonzero(~finite).tolist():
            self.problems.add(lines[place], "holds something that is not a finite number", words[place])
        batch = Batch(np.array(lines, dtype=np.int64), words, vectors)
        return batch if finite.all() else batch.taken(np.flatnonzero(finite).tolist())

    def _read(self, block: bytes) -> tuple[list[str], NDArray[np.float32]]:
        """Return words, and the numbers of lines that have as many as they should, NaN for what is none."""
        import polars

        schema = {"word": polars.String, **{f"x{place}": polars.Float32 for place in range(self.dimension)}}
        try:
            frame = polars.read_csv(
                block, separator=self.separator.decode(), has_header=False, quote_char=None, schema=schema,
                ignore_errors=True, infer_schema=False,
            )  # fmt: skip
        except polars.exceptions.PolarsError as error:
            raise ValueError(f"lines that cannot be read: {error}") from error
        numbers = frame.drop("word").to_numpy(order="c")
        return frame["word"].to_list(), np.ascontiguousarray(numbers, dtype=np.float32)
