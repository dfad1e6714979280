"""Known sets of vectors, fetched once: asked for, taken up again where they broke off, and checked."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import zipfile
from pathlib import Path
from typing import Any, Literal

from torchduet.contextual.door import is_model_name
from torchduet.contextual.pretrained import find_model
from torchduet.errors import InputTypeError, InputValueError, literal
from torchduet.parameters import check_flag
from torchduet.verbosity import shows_progress
from torchduet.whole_files import written_whole
from torchduet.word_vectors.known_sets import EXPECTED, KnownSet, downloads_folder, find_set
from torchduet.word_vectors.progress import show_progress
from torchduet.word_vectors.resumable import alone, discard, fetch_patiently, mark_of
from torchduet.word_vectors.sources import ReadProgress

__all__ = ["describe", "download_embeddings", "fetch"]

CHECKSUMS = "SHA256.json"


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
        No such set is known; or what was fetched is no zip archive or not the expected one, and is removed again; or
        the archive that is there already is not the expected one, and stays. For a model, `url` or `checksum` is given.
    PermissionError
        There was no consent.
    BlockingIOError
        Another process is fetching the same archive.
    FileNotFoundError
        A model cannot be fetched.
    ImportError
        A model needs transformers, which is not installed.
    ConnectionError
        The server cannot be reached, refuses, or breaks off again and again. What came so far is kept, and the next
        call goes on from there.

    Examples
    --------
    >>> download_embeddings("glove.6B.100d", consent=True)  # doctest: +SKIP
    >>> vectors = load_embeddings("glove.6B.100d")  # doctest: +SKIP
    """
    shown = shows_progress(verbose)
    if consent is not None:
        check_flag("consent", consent)
    if consent is None and not _is_here(name) and sys.stdin.isatty():
        consent = input(f"{describe(name)} Fetch it? [y/N] ").strip().lower() in ("y", "yes")
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
    if checksum is not None and not (isinstance(checksum, str) and re.fullmatch("[0-9a-fA-F]{64}", checksum)):
        raise InputValueError.about("checksum", "must be a SHA-256 in hexadecimal, 64 digits", checksum)
    if url is not None and (not isinstance(url, str) or not url.startswith(("http://", "https://"))):
        raise InputValueError.about("url", "must begin with http:// or https://", url)
    target = downloads_folder() / known.file
    if target.exists():
        return _found(target, checksum)
    if not consent:
        raise PermissionError(f"{name} was not fetched: it needs your consent. {describe(name)}")
    target.parent.mkdir(parents=True, exist_ok=True)
    with alone(target):
        if target.exists():  # another process has fetched it meanwhile
            return _found(target, checksum)
        part = target.with_name(f"{target.name}.part")
        fetch_patiently(url or known.url, part, progress)
        found = _check(part, checksum or known.sha256 or _recorded(target))
        _record(target, found)
        os.replace(part, target)
        mark_of(part).unlink(missing_ok=True)
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


def _found(target: Path, checksum: str | None) -> Path:
    """Return an archive that is there already; a wrong one stays, as it may be the checksum that is wrong."""
    if checksum is not None and (found := _sha256(target)) != checksum.lower():
        raise InputValueError(
            f"{literal(target)} has the SHA-256 {found}, expected {checksum.lower()}: it is damaged, or another file. "
            "Remove it to fetch it again"
        )
    return target


def _check(part: Path, expected: str | None) -> str:
    """Return the checksum of what was fetched, which is removed if it is not what was expected."""
    if not zipfile.is_zipfile(part):
        discard(part)
        raise InputValueError(
            "what the server gave is no zip archive, and is removed again: a page of a network that wants you to log "
            "in, perhaps. Look at the address in a browser"
        )
    found = _sha256(part)
    if expected is not None and found != expected.lower():
        discard(part)
        raise InputValueError(
            f"{part.name} has the SHA-256 {found}, expected {expected.lower()}: it is damaged, or another file, and is "
            "removed. Fetch it again; if the file has changed for good, give its new checksum"
        )
    return found


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


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
    with written_whole(book) as made:
        made.write_text(json.dumps({**recorded, target.name: checksum}, indent=1))
