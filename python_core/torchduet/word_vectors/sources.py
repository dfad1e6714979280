"""Files of word vectors as streams of bytes: plain, gzip, or a member of a zip archive."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gzip import BadGzipFile, GzipFile
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from torchduet.errors import InputValueError, literal

__all__ = ["ReadProgress", "Source"]

HEAD = 1 << 20
ReadProgress = Callable[[int, int], object]
"""Called with how many bytes were read, and of how many."""


class Source:
    """A file that is read from its beginning to its end; how it is compressed is seen from its content.

    Parameters
    ----------
    path : Path
    member : str, optional
        Of a zip archive with several.
    progress : callable, optional

    Raises
    ------
    FileNotFoundError, IsADirectoryError
    InputValueError
        The archive has several members, or none of that name.
    ValueError
        The archive is damaged; `read` and `peek` raise it too.
    """

    def __init__(self, path: Path, member: str | None = None, progress: ReadProgress | None = None) -> None:
        self.path = path
        self._progress, self._reported = progress, 0
        self._raw: IO[bytes] = path.open("rb")
        self.size = path.stat().st_size
        self.is_plain = False
        self._head = b""
        try:
            self._stream = self._opened(member)
        except BaseException:
            self._raw.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._stream.close()
        self._raw.close()

    def _opened(self, member: str | None) -> IO[bytes] | GzipFile:
        magic = self._raw.read(4)
        self._raw.seek(0)
        if magic[:4] == b"PK\x03\x04":
            return self._member(member)
        if member is not None:
            raise InputValueError.about("member", "is for zip archives only", member)
        if magic[:2] == b"\x1f\x8b":
            return GzipFile(fileobj=self._raw)
        self.is_plain = True
        return self._raw

    def _member(self, member: str | None) -> IO[bytes]:
        try:
            archive = zipfile.ZipFile(self._raw)
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
            listed = literal(", ".join(names[:9]))
            if member is None and len(names) != 1:
                raise InputValueError(f"{literal(self.path)} holds {len(names)} files; name one as member: {listed}")
            if member is not None and member not in names:
                raise InputValueError.about("member", f"must be a file in {literal(self.path)}: {listed}", member)
            return archive.open(member or names[0])
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
            if isinstance(error, InputValueError):
                raise
            raise ValueError(f"{self.path} is a damaged or unreadable zip archive: {error}") from error

    def peek(self, size: int = HEAD) -> bytes:
        """Return the first bytes, fewer if there are not so many; `read` will return them again."""
        while len(self._head) < size and (more := self._read(size - len(self._head))):
            self._head += more
        return self._head[:size]

    def read(self, size: int) -> bytes:
        """Return as many bytes, fewer at the end."""
        if self._head:
            taken, self._head = self._head[:size], self._head[size:]
            return taken
        return self._read(size)

    def readinto(self, view: memoryview) -> int:
        """Fill memory with bytes, and return how many there were: 0 at the end."""
        if self._head:
            taken = self.read(len(view))
            view[: len(taken)] = taken
            return len(taken)
        with self._damage_told():
            count: int = self._stream.readinto(view)  # type: ignore[union-attr]
        self._tell()
        return count

    def read_exactly(self, size: int) -> memoryview:
        """Return as many bytes, which may be written to.

        Raises
        ------
        EOFError
            The file ends before.
        """
        parts = io.BytesIO()
        while parts.tell() < size:
            # In steps: what a header promises is not allocated before it is there.
            part = self.read(min(size - parts.tell(), HEAD))
            if not part:
                raise EOFError
            parts.write(part)
        return parts.getbuffer()

    def unread(self, data: bytes) -> None:
        """Let bytes that were read too many be read again."""
        self._head = data + self._head

    def tell(self) -> int:
        """Return where the next byte of a plain file stands."""
        return self._raw.tell() - len(self._head)

    def seek(self, position: int) -> None:
        """Go on elsewhere in a plain file."""
        self._head = b""
        self._raw.seek(position)

    def _read(self, size: int) -> bytes:
        with self._damage_told():
            found = self._stream.read(size)
        self._tell()
        return found

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except (EOFError, BadGzipFile, zlib.error, zipfile.BadZipFile) as error:
            raise ValueError(f"{self.path} is damaged, or was not copied or downloaded whole: {error}") from error

    def _tell(self) -> None:
        """Say how far it has come, if somebody wants to know."""
        if self._progress is not None and self._raw.tell() > self._reported:
            self._reported = self._raw.tell()
            self._progress(self._reported, self.size)
