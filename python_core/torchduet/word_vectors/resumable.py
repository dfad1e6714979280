"""A file fetched over HTTP, taken up again where it broke off, by one process at a time."""

from __future__ import annotations

import http.client
import json
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from torchduet.word_vectors.sources import ReadProgress

__all__ = ["alone", "discard", "fetch_patiently", "mark_of"]

BLOCK = 1 << 20
TIMEOUT = 30.0
PAUSES = (1.0, 4.0, 16.0)
"""Seconds before each further attempt after a failure that may pass."""
MISSING_SPACE = 1.05
"""Free disk that is asked for, as a multiple of what is to come."""


@contextmanager
def alone(target: Path) -> Iterator[None]:
    """Keep other processes from fetching the same file; the lock goes with the process, its empty file stays.

    Raises
    ------
    BlockingIOError
        Another one is at it.
    """
    import filelock

    lock = filelock.FileLock(target.with_name(f"{target.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise BlockingIOError(f"another process is fetching {target.name}; call again when it is done") from None
    try:
        yield
    finally:
        lock.release()


def discard(part: Path) -> None:
    """Remove what was fetched so far."""
    part.unlink(missing_ok=True)
    mark_of(part).unlink(missing_ok=True)


def mark_of(part: Path) -> Path:
    """Return the file that says where a part comes from."""
    return part.with_name(f"{part.name}.json")


def fetch_patiently(url: str, part: Path, progress: ReadProgress | None) -> None:
    """Fetch a file, beginning again where the connection broke; not where the server says that there is none."""
    for pause in (*PAUSES, None):
        try:
            _fetch_on(url, part, progress)
            return
        except urllib.error.HTTPError as error:
            reason, lasting = f"the server answers {error.code} ({error.reason})", error.code < 500
            error.close()
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            if isinstance(error, OSError) and error.errno == 28:  # the disk is full
                raise
            reason, lasting = str(getattr(error, "reason", error)) or type(error).__name__, False
        if lasting or pause is None:
            raise ConnectionError(
                f"{url} could not be fetched: {reason}. What came so far is kept; call again to go on, or give another "
                "place that has the file as url"
            )
        time.sleep(pause)


def _fetch_on(url: str, part: Path, progress: ReadProgress | None) -> None:
    """Fetch what is still lacking, if the server can do that and the file there is still the same; else all."""
    begun = part.stat().st_size if part.exists() else 0
    mark = mark_of(part)
    kept = _read_mark(mark)
    request = urllib.request.Request(url, headers={"User-Agent": "torchduet", "Accept-Encoding": "identity"})
    if begun and kept.get("url") == url and kept.get("version"):
        request.add_header("Range", f"bytes={begun}-")
        request.add_header("If-Range", kept["version"])
    try:
        response = urllib.request.urlopen(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        if error.code != 416:
            raise
        error.close()
        if error.headers.get("Content-Range") == f"bytes */{begun}":
            return  # nothing is lacking: the process ended before it could check
        discard(part)  # longer than the file there
        raise ConnectionError("what was fetched before does not fit the file there") from error
    with response:
        goes_on = response.status == 206 and str(response.headers.get("Content-Range", "")).startswith(
            f"bytes {begun}-"
        )
        begun = begun if goes_on else 0
        length = response.headers.get("Content-Length")
        total = begun + int(length) if length and length.isdigit() else 0
        _check_space(part, total - begun)
        version = response.headers.get("ETag") or response.headers.get("Last-Modified")
        mark.write_text(json.dumps({"url": url, "version": version}))
        with part.open("ab" if goes_on else "wb") as file:
            while block := response.read(BLOCK):
                file.write(block)
                if progress is not None:
                    progress(file.tell(), total)
            fetched = file.tell()
    if total and fetched < total:
        raise ConnectionError(f"the connection broke off after {fetched:,} of {total:,} bytes")


def _check_space(part: Path, coming: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if free < coming * MISSING_SPACE:
        raise OSError(28, f"{coming / 1e6:,.0f} MB are to come, but {free / 1e6:,.0f} MB are free", str(part.parent))


def _read_mark(mark: Path) -> dict[str, Any]:
    try:
        kept = json.loads(mark.read_text())
    except (OSError, ValueError):  # none, or one that was cut off: the part cannot be taken up
        return {}
    return kept if isinstance(kept, dict) else {}
