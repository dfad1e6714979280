"""Vectors that were paid for, kept on disk: each request's in a file of its own, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from torchduet.whole_files import written_whole

__all__ = ["VectorCache", "service_folder", "text_key"]


def text_key(text: str) -> bytes:
    """Return what a text is found by; the text itself is not kept."""
    return hashlib.sha256(text.encode()).digest()


class VectorCache:
    """The vectors of one model of one service, by the hash of their text.

    Parameters
    ----------
    folder : Path or None
        Where files lie; None keeps the vectors in memory alone.

    Examples
    --------
    >>> cache = VectorCache(None)
    >>> cache.add([text_key("a")], np.array([[1.0, 2.0]], dtype=np.float32))
    >>> cache.dimension, text_key("a") in cache, text_key("b") in cache
    (2, True, False)
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._vectors: dict[bytes, NDArray[np.float32]] = {}
        self._read: set[str] = set()

    def __contains__(self, key: bytes) -> bool:
        return key in self._vectors

    @property
    def dimension(self) -> int | None:
        """Length of the vectors; None while there is none."""
        return next((len(vector) for vector in self._vectors.values()), None)

    def refresh(self) -> None:
        """Read what other processes, or earlier ones, have written since; damaged files are passed over."""
        for file in sorted(self.folder.glob("*.safetensors")) if self.folder else ():
            if file.name not in self._read:
                self._read.add(file.name)
                self._take(file)

    def lookup(self, keys: Sequence[bytes]) -> NDArray[np.float32]:
        """Return a row per key; every one must be there."""
        return np.array([self._vectors[key] for key in keys], dtype=np.float32).reshape(len(keys), self.dimension or 0)

    def add(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Keep the vectors of one request."""
        self._vectors.update(zip(keys, vectors, strict=True))
        if self.folder is None:
            return
        import safetensors.numpy

        tensors: dict[str, NDArray[Any]] = {
            "keys": np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), -1),
            "vectors": vectors,
        }
        content = safetensors.numpy.save(tensors, metadata={"sha256": _checksum(tensors)})
        name = f"{hashlib.sha256(content).hexdigest()}.safetensors"
        with written_whole(self.folder / name) as made:
            made.touch(0o600)  # for nobody else's eyes: vectors tell what a text is about
            made.write_bytes(content)
        self._read.add(name)

    def clear(self) -> None:
        """Forget every vector, on disk too."""
        self._vectors.clear()
        self._read.clear()
        for file in self.folder.glob("*.safetensors") if self.folder else ():
            file.unlink(missing_ok=True)

    def _take(self, file: Path) -> None:
        import safetensors

        try:
            with safetensors.safe_open(file, framework="numpy") as content:
                tensors = {name: content.get_tensor(name) for name in ("keys", "vectors")}
                intact = (content.metadata() or {}).get("sha256") == _checksum(tensors)
        except (OSError, safetensors.SafetensorError):
            return
        dimension = self.dimension
        if intact and (dimension is None or tensors["vectors"].shape[1] == dimension):
            self._vectors.update(zip(map(bytes, tensors["keys"]), tensors["vectors"], strict=True))


def service_folder(root: Path, **service: object) -> Path:
    """Return the folder of one model of one service."""
    return root / hashlib.sha256(json.dumps(service, sort_keys=True).encode()).hexdigest()[:32]


def _checksum(tensors: dict[str, NDArray[Any]]) -> str:
    return hashlib.sha256(tensors["keys"].tobytes() + tensors["vectors"].tobytes()).hexdigest()
