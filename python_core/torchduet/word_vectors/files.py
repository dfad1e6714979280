"""Word vectors on disk: one safetensors file, written as the rows come, whole or not at all, and read by mapping it.

The tensors are ``vectors`` (float32), ``words`` (UTF-8, a NUL between them), ``problems`` (JSON) and, of fastText's,
``subwords`` (float32). Its header has a fixed size, so that it can be written last.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from torchduet.errors import InputValueError
from torchduet.whole_files import written_whole
from torchduet.word_vectors.subwords import Subwords

__all__ = ["BLOCK_ROWS", "Stored", "VectorFile", "is_vector_file", "read_vector_file"]

FORMAT, FORMAT_VERSION = "torchduet.WordVectors", "1"
HEADER_SIZE = 4096
MOST_ROWS_CHECKED = 128
BLOCK_ROWS = 65536


class VectorFile:
    """A file that is being written: its rows first, the rest by `finish`.

    Parameters
    ----------
    file : binary file
        Empty, to be written and read.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._file.write(bytes(HEADER_SIZE))
        self._rows, self._dimension = 0, 0

    @classmethod
    @contextlib.contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """Yield one to write at a path: it is there, or replaced, when the block ends without an error."""
        with written_whole(path) as made:
            file = made.open("w+b")
            try:
                yield cls(file)
            except BaseException:
                with contextlib.suppress(OSError):  # a full disk says so again: the first error is the one to tell
                    file.close()
                raise
            file.close()

    def write(self, vectors: memoryview) -> None:
        """Append rows, all of the same length: the memory of an array of float32."""
        self._file.write(vectors)
        self._rows += len(vectors)
        self._dimension = (vectors.shape or (0, 0))[1]

    def finish(
        self, words: Sequence[str], *, problems: bytes = b"", subwords: Subwords | None = None, key: str = ""
    ) -> None:
        """Write the words of the rows, and the header.

        Raises
        ------
        InputValueError
            A word holds a NUL character, which separates them.
        """
        content = "\0".join(words).encode()
        if content.count(b"\0") >= max(len(words), 1):
            raise InputValueError("words must not hold the character NUL, which separates them in the file")
        tensors = {"vectors": ("F32", [self._rows, self._dimension], 4 * self._rows * self._dimension)}
        parts = {}
        if subwords is not None:
            for start in range(0, len(subwords.vectors), BLOCK_ROWS):
                self._file.write(np.ascontiguousarray(subwords.vectors[start : start + BLOCK_ROWS]).data)
            tensors["subwords"] = ("F32", [*subwords.vectors.shape], 4 * subwords.vectors.size)
            parts = {"minn": str(subwords.minn), "maxn": str(subwords.maxn)}
        for name, part in (("words", content), ("problems", problems)):
            self._file.write(part)
            tensors[name] = ("U8", [len(part)], len(part))
        self._file.flush()
        metadata = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "words_sha256": hashlib.sha256(content).hexdigest(),
            "vectors_crc32": self._checksum(),
            "problems_crc32": str(zlib.crc32(problems)),
            "key": key,
            **parts,
        }
        self._file.seek(0)
        self._file.write(_header(tensors, metadata))

    def _checksum(self) -> str:
        if not self._rows:
            return "0"
        return _checksum(np.memmap(self._file, "<f4", "r", HEADER_SIZE, (self._rows, self._dimension)))


@dataclass(frozen=True)
class Stored:
    """What a file holds; the arrays are mapped, not read."""

    words: list[str]
    vectors: NDArray[np.float32]
    subwords: Subwords | None
    problems: bytes
    key: str


def is_vector_file(path: Path) -> bool:
    """Say whether a file is a safetensors file, by how it begins."""
    with path.open("rb") as file:
        head = file.read(9)
    return len(head) > 8 and head[8:9] == b"{" and 2 < int.from_bytes(head[:8], "little") < 100_000_000


def read_vector_file(path: Path) -> Stored:
    """Map a file.

    Raises
    ------
    ValueError
        It is damaged, or not one that `WordVectors.save` wrote. (Of the vectors, 128 rows are checked: mapping is quick
        because it does not read them all.)
    """
    import safetensors

    try:
        with safetensors.safe_open(path, framework="pt") as opened:
            metadata = opened.metadata() or {}
            if metadata.get("format") != FORMAT:
                raise ValueError(f"{path} is a safetensors file, but not one of word vectors")
            if metadata.get("format_version") != FORMAT_VERSION:
                raise ValueError(f"{path} was written by a newer version of torchduet; update torchduet")
            tensors = {name: opened.get_tensor(name).numpy() for name in opened.keys()}  # noqa: SIM118
        content = tensors["words"].tobytes()
        vectors, problems = tensors["vectors"], tensors["problems"].tobytes()
        words = content.decode().split("\0") if content else []
        sound = (
            hashlib.sha256(content).hexdigest() == metadata["words_sha256"]
            and vectors.ndim == 2
            and len(words) == len(vectors)
            and vectors.dtype == np.float32
            and _checksum(vectors) == metadata["vectors_crc32"]
            and str(zlib.crc32(problems)) == metadata["problems_crc32"]
        )
        subwords = None
        if "subwords" in tensors:
            subwords = Subwords(tensors["subwords"], int(metadata["minn"]), int(metadata["maxn"]))
            sound = sound and subwords.vectors.shape[1:] == vectors.shape[1:]
    except (safetensors.SafetensorError, KeyError, UnicodeDecodeError, TypeError, RuntimeError) as error:
        raise ValueError(f"{path} is damaged: {error}") from error
    if not sound:
        raise ValueError(f"{path} is damaged: its words, vectors or problems are not those that were saved")
    return Stored(words, vectors, subwords, problems, metadata.get("key", ""))


def _header(tensors: dict[str, tuple[str, list[int], int]], metadata: dict[str, str]) -> bytes:
    document: dict[str, object] = {"__metadata__": metadata}
    position = 0
    for name, (kind, shape, size) in tensors.items():
        document[name] = {"dtype": kind, "shape": shape, "data_offsets": [position, position + size]}
        position += size
    written = json.dumps(document).encode().ljust(HEADER_SIZE - 8)
    return struct.pack("<Q", len(written)) + written


def _checksum(vectors: NDArray[np.float32]) -> str:
    """Return the checksum of some rows, spread over the whole, the first and the last among them."""
    if not len(vectors):
        return "0"
    rows = np.linspace(0, len(vectors) - 1, min(len(vectors), MOST_ROWS_CHECKED)).astype(np.intp)
    return str(zlib.crc32(np.ascontiguousarray(vectors[rows]).tobytes()))
