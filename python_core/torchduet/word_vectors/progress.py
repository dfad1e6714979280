"""How much of a file was read, or fetched, in a line that is rewritten."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from torchduet.word_vectors.sources import ReadProgress

__all__ = ["show_progress"]

INTERVAL = 0.1
"""Seconds between two writings of the line."""


@contextmanager
def show_progress(verb: str, stream: TextIO | None) -> Iterator[ReadProgress | None]:
    """Yield what is to be called with the bytes so far and all of them, or None where nothing is to be shown."""
    if stream is None:
        yield None
        return
    shown = 0.0

    def show(done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown >= INTERVAL or done == total:
            shown = now
            of = f" of {total / 1e6:,.1f}" if total else ""
            stream.write(f"\r{verb} {done / 1e6:,.1f}{of} MB ")
            stream.flush()

    try:
        yield show
    finally:
        if shown:
            stream.write("\n")
            stream.flush()
