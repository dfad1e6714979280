"""Known sets of vectors, fetched once: asked for, taken up again where they broke off, and checked."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import shutil
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Literal

from torchduet.contextual.door import is_model_name
from torchduet.contextual.pretrained import find_model
from torchduet.errors import InputTypeError, InputValueError
from torchduet.parameters import check_flag
from torchduet.word_vectors.known_sets import EXPECTED, KnownSet, downloads_folder, find_set
from torchduet.word_vectors.progress import show_progress
from torchduet.word_vectors.sources import ReadProgress

__all__ = ["describe", "download_embeddings", "fetch"]

BLOCK = 1 << 20
TIMEOUT = 30.0
PAUSES = (1.0, 4.0, 16.0)
"""Seconds before each further attempt after a failure that may pass."""
CHECKSUMS = "SHA256.json"
MISSING_SPACE = 1.05
"""Free disk that is asked for, as a multiple of what is to come."""


def download_embeddings(
    name: str,
    *,
    consent: bool | None = None,
    url: str | None = None,
    checksum: str | None = None,
    verbose: bool | Literal["auto"] = "auto",
) -> Path:
    """Fetch a known set of word vectors into the user's cache, from where `load_embeddings` reads it by its name.

    Parameters
    ----------
    name : str
        ``"glove.6B.50d"``, ``"100d"``, ``"200d"`` or ``"300d"`` (English, Stanford; all four are in one archive of 862
        MB), ``"nilc.glove.50d"`` or ``"nilc.fasttext.cbow.50d"`` (Portuguese, NILC; also 100d, 300d, 600d, 1000d; also
        ``word2vec`` and ``wang2vec``, and ``skip`` instead of ``cbow``). Or a model of Hugging Face's, such as
        ``"neuralmind/bert-base-portuguese-cased"`` (BERTimbau), into the cache of its own client.
    consent : bool, optional
        Whether it may be fetched. If left out you are asked, on a terminal; elsewhere nothing is fetched.
    url : str, optional
        Another place that has the same archive, for instance a mirror.
    checksum : str, optional
        The SHA-256 that the archive must have, in hexadecimal. If left out it is the published one; of sets without one
        (NILC's) that of the first archive that you fetched, which is kept.
    verbose : bool or "auto"
        Show how much was fetched; by default on a terminal only.

    Returns
    -------
    Path
        The archive, as it was fetched; of a model, its folder. If it is there already, nothing is fetched.

    Raises
    ------
    InputValueError
        No such set is known; or the archive is not the expected one, and is removed again.
    PermissionError
        There was no consent.
    ConnectionError
        The server cannot be reached, refuses, or breaks off again and again. What came so far is kept, and the next
        call goes on from there.

    Examples
    --------
    >>> download_embeddings("glove.6B.100d", consent=True)  # doctest: +SKIP
    >>> vectors = load_embeddings("glove.6B.100d")  # doctest: +SKIP
    """
    check_flag("verbose", verbose, words=("auto",))
    if consent is not None:
        check_flag("consent", consent)
    if consent is None and not _is_here(name) and sys.stdin.isatty():
        consent = input(f"{describe(name)} Fetch it? [y/N] ").strip().lower() in ("y", "yes")
    shown = sys.stderr.isatty() if verbose == "auto" else bool(verbose)
    with show_progress("fetched", sys.stderr if shown else None) as progress:
        return fetch(name, bool(consent), url, checksum, progress)


def describe(name: str) -> str:
    """Say what a set is, how large and where it comes from: what somebody has to know who is asked."""
    if is_model_name(name):
        return f"{name} is a model of some hundred MB at https://huggingface.co/{name}, which says whose it is."
    known = _known(name)
    size = f"{known.size / 1e6:,.0f} MB" if known.size else "unknown size"
    return f"{name} is in an archive of {size} at {known.url}, made by {known.source}."


def fetch(name: str, consent: bool, url: str | None, checksum: str | None, progress: ReadProgress | None) -> Path:
    """Do what `download_embeddings` does, calling a function with the bytes so far and their number."""
    if is_model_name(name):
        return _fetch_model(name, consent, url, checksum)
    known = _known(name)
    if checksum is not None and (not isinstance(checksum, str) or len(checksum) != 64):
        raise InputValueError.about("checksum", "must be a SHA-256 in hexadecimal, 64 characters", checksum)
    if url is not None and (not isinstance(url, str) or not url.startswith(("http://", "https://"))):
        raise InputValueError.about("url", "must begin with http:// or https://", url)
    target = downloads_folder() / known.file
    expected = checksum or known.sha256 or _recorded(target)
    if target.exists():
        if checksum is not None:
            _check(target, checksum)
        return target
    if not consent:
        raise PermissionError(f"{name} was not fetched: it needs your consent. {describe(name)}")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    _fetch_patiently(url or known.url, part, progress)
    found = _check(part, expected)
    _record(target, found)
    os.replace(part, target)
    _mark(part).unlink(missing_ok=True)
    return target


def _fetch_model(name: str, consent: bool, url: str | None, checksum: str | None) -> Path:
    """Return the folder of a model of Hugging Face's, whose own client fetches what lacks, and checks it."""
    for argument, value in (("url", url), ("checksum", checksum)):
        if value is not None:
            raise InputValueError.about(argument, "is for sets of word vectors, and this is a model", value)
    if not consent and not _is_here(name):
        raise PermissionError(f"{name} was not fetched: it needs your consent. {describe(name)}")
    return find_model(name, fetch=consent)


def _is_here(name: str) -> bool:
    if not is_model_name(name):
        return (downloads_folder() / _known(name).file).exists()
    try:
        return find_model(name, fetch=False).is_dir()
    except FileNotFoundError:
        return False


def _known(name: Any) -> KnownSet:
    if not isinstance(name, str):
        raise InputTypeError.about("name", "must be the name of a set of vectors", name)
    if (known := find_set(name)) is None:
        raise InputValueError.about("name", f"must be one of {EXPECTED}", name)
    return known


def _fetch_patiently(url: str, part: Path, progress: ReadProgress | None) -> None:
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
    mark = _mark(part)
    kept = json.loads(mark.read_text()) if begun and mark.exists() else {}
    request = urllib.request.Request(url, headers={"User-Agent": "torchduet", "Accept-Encoding": "identity"})
    if begun and kept.get("url") == url and kept.get("version"):
        request.add_header("Range", f"bytes={begun}-")
        request.add_header("If-Range", kept["version"])
    try:
        response = urllib.request.urlopen(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        if error.code != 416:
            raise
        part.unlink()  # longer than the file there
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


def _check(file: Path, expected: str | None) -> str:
    """Return the checksum of a file, which is removed if it is not the expected one."""
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if expected is not None and found != expected.lower():
        if file.suffix == ".part":
            file.unlink()
            _mark(file).unlink(missing_ok=True)
        raise InputValueError(
            f"{file.name} has the SHA-256 {found}, expected {expected.lower()}: it is damaged, or another file. Fetch "
            "it again; if the file has changed for good, give its new checksum"
        )
    return found


def _recorded(target: Path) -> str | None:
    """Return the checksum that an archive had when it was fetched first."""
    try:
        recorded = json.loads((target.parent / CHECKSUMS).read_text()).get(target.name)
    except (OSError, ValueError, AttributeError):
        return None
    return recorded if isinstance(recorded, str) else None


def _record(target: Path, checksum: str) -> None:
    book = target.parent / CHECKSUMS
    try:
        recorded = dict(json.loads(book.read_text()))
    except (OSError, ValueError, TypeError):
        recorded = {}
    made = book.with_name(f"{book.name}.new")
    made.write_text(json.dumps({**recorded, target.name: checksum}, indent=1))
    os.replace(made, book)


def _mark(part: Path) -> Path:
    """Return the file that says where a part comes from."""
    return part.with_name(f"{part.name}.json")
