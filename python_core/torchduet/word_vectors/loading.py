"""Vectors of words from a file of any of the usual formats, the second time from the user's cache."""

from __future__ import annotations

import contextlib
import hashlib
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from torchduet.contextual.door import open_contextual
from torchduet.contextual.hosted import HostedEmbeddings
from torchduet.contextual.vectors import ContextualVectors
from torchduet.datasets.cache import cache_root
from torchduet.errors import InputValueError, literal
from torchduet.parameters import as_path, check_choice, check_flag, check_integer
from torchduet.verbosity import shows_progress
from torchduet.word_vectors.contents import Batch, Contents
from torchduet.word_vectors.fasttext_binary import MAGIC, read_fasttext
from torchduet.word_vectors.files import Stored, VectorFile, is_vector_file, read_vector_file
from torchduet.word_vectors.known_sets import locate
from torchduet.word_vectors.problems import POLICIES, Problems
from torchduet.word_vectors.progress import show_progress
from torchduet.word_vectors.sources import ReadProgress, Source
from torchduet.word_vectors.subwords import Subwords
from torchduet.word_vectors.text_format import read_text
from torchduet.word_vectors.vectors import WordVectors, as_words
from torchduet.word_vectors.word2vec_binary import is_word2vec_binary, read_word2vec_binary

__all__ = ["load_embeddings"]


def load_embeddings(
    path: str | Path,
    *,
    words: Sequence[str] | None = None,
    max_words: int | None = None,
    problems: Literal["skip", "error"] = "skip",
    member: str | None = None,
    cache: bool = True,
    verbose: bool | Literal["auto"] = "auto",
) -> WordVectors | ContextualVectors | HostedEmbeddings:
    r"""Read vectors of words that were learned elsewhere.

    Parameters
    ----------
    path : str or path
        A file in the text format of GloVe, in that of word2vec or fastText (``.vec``), in the binary one of word2vec or
        fastText (``.bin``), or one that `WordVectors.save` wrote; plain, gzip or zip. Which it is, is found from its
        content, not its name. Or the name of a known set, as `download_embeddings` takes it. Or a model whose vectors
        depend on the context: a folder with a ``config.json``, a name of Hugging Face's, like
        "neuralmind/bert-base-portuguese-cased", or a model of OpenAI's behind "openai:", like
        "openai:text-embedding-3-small". The other arguments are for files, but for `cache`.
    words : sequence of str, optional
        Keep these only, in the order of the file; words that the file lacks are left out.
    max_words : int, optional
        Keep the first ones only; files begin with the most frequent words.
    problems : {"skip", "error"}
        What to do about lines that cannot be used: another number of numbers than the others, something that is no
        finite number, no UTF-8, a word that came before. ``"skip"`` leaves them out with a warning, and lists them in
        `WordVectors.problems`; ``"error"`` refuses the file.
    member : str, optional
        The file in a zip archive that holds several.
    cache : bool
        Keep what was read in the user's cache directory (the environment variable TORCHDUET_CACHE moves it), from where
        it is memory-mapped the next time, as long as size and time of the file are the same. With `max_words` nothing
        is kept, as reading stops there. Of a service, keep each text's vector, which is paid for.
    verbose : bool or "auto"
        Show how much was read; by default on a terminal only.

    Returns
    -------
    WordVectors, ContextualVectors or HostedEmbeddings

    Raises
    ------
    FileNotFoundError
        There is no file at `path`.
    ValueError
        The file is none of these formats, is damaged, holds no word or none of `words`; or `problems` is ``"error"``
        and there are some.

    Notes
    -----
    A line of text is read from the right: what stands left of the vector's numbers is the word, be there spaces in it
    or not, as in ``glove.840B.300d``. The number of numbers is the one that most of the first lines have.

    Examples
    --------
    >>> import os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "small.txt")
    >>> with open(path, "w") as file:
    ...     _ = file.write("king 1 0.5\n. . . 0 0\nqueen 1 -0.5\n")
    >>> vectors = load_embeddings(path, cache=False)
    >>> vectors.words
    ['king', '. . .', 'queen']
    >>> vectors.lookup(["queen"])
    array([[ 1. , -0.5]], dtype=float32)
    """
    with show_progress("read", sys.stderr if shows_progress(verbose) else None) as progress:
        return read_embeddings(path, words, max_words, problems, member, cache, progress)


def read_embeddings(
    path: str | Path,
    words: Any,
    max_words: int | None,
    problems: str,
    member: str | None,
    cache: bool,
    progress: ReadProgress | None,
) -> WordVectors | ContextualVectors | HostedEmbeddings:
    """Do what `load_embeddings` does, calling a function with the bytes read so far and their number."""
    for_files = {"words": words, "max_words": max_words, "member": member}
    changed = {name: value for name, value in for_files.items() if value is not None}
    check_choice("problems", problems, POLICIES)
    check_flag("cache", cache)
    if problems != "skip":
        changed["problems"] = problems
    contextual = open_contextual(path, changed, cache=cache)
    if contextual is not None:
        return contextual
    check_integer("max_words", max_words, at_least=1, optional=True)
    wanted = None if words is None else set(as_words("words", words))
    file, member = locate(as_path("path", path, "a file, or of a known set of vectors"), member)
    found = Problems(file, problems)
    if is_vector_file(file):
        return _vectors(read_vector_file(file), found, wanted, max_words)
    kept, key = _cache_file(file, member), _key(file)
    if cache and (stored := _from_cache(kept, key)) is not None:
        return _vectors(stored, Problems.from_json(stored.problems, file, problems), wanted, max_words)
    with Source(file, member, progress) as source:
        contents = _contents(source, found)
        if not cache or max_words is not None:
            memory = io.BytesIO()
            names = _collect(contents, found, memory, wanted, max_words)
            table = np.frombuffer(memory.getbuffer(), dtype=np.float32).reshape(-1, contents.dimension)
            return _finished(names, table, contents.subwords, found)
        with contextlib.suppress(OSError):
            _keep(kept, contents, found, key)
            return _vectors(read_vector_file(kept), found, wanted, max_words)
    # A cache that cannot be written, or is full, is no reason not to read.
    return read_embeddings(path, words, max_words, problems, member, False, progress)


def _contents(source: Source, problems: Problems) -> Contents:
    """Find the format and begin to read."""
    head = source.peek()
    if not head:
        raise ValueError(f"{source.path} is empty")
    if head.startswith(MAGIC):
        return read_fasttext(source, problems)
    if is_word2vec_binary(head):
        return read_word2vec_binary(source, problems)
    return read_text(source, problems)


def _collect(
    contents: Contents,
    problems: Problems,
    sink: io.BytesIO | VectorFile,
    wanted: set[str] | None = None,
    most: int | None = None,
) -> list[str]:
    """Write the rows of words that come for the first time, and return these words."""
    names: list[str] = []
    seen: set[str] = set()
    for batch in contents.batches:
        batch = _without_repeated(batch, seen, problems)
        if wanted is not None:
            batch = batch.taken([row for row, word in enumerate(batch.words) if word in wanted])
        if most is not None:
            batch = batch.taken(list(range(min(most - len(names), len(batch.words)))))
        names += batch.words
        sink.write(np.ascontiguousarray(batch.vectors, dtype=np.float32).data)
        if len(names) == most:
            break
    if not seen:
        raise ValueError(
            f"{problems.path} holds no word with a vector{f' ({problems.first})' if problems.count else ''}"
        )
    return names


def _without_repeated(batch: Batch, seen: set[str], problems: Problems) -> Batch:
    before = len(seen)
    if seen.isdisjoint(batch.words):
        seen.update(batch.words)
        if len(seen) == before + len(batch.words):
            return batch
        seen.difference_update(batch.words)
    rows = []
    for row, word in enumerate(batch.words):
        if word in seen:
            problems.add(int(batch.lines[row]), "repeats a word; the first one counts", word)
        else:
            seen.add(word)
            rows.append(row)
    return batch.taken(rows)


def _keep(target: Path, contents: Contents, problems: Problems, key: str) -> None:
    """Write a file of the cache while reading: so memory holds a block at a time, and the words."""
    with VectorFile.open(target) as kept:
        names = _collect(contents, problems, kept)
        kept.finish(names, problems=problems.to_json(), subwords=contents.subwords, key=key)


def _from_cache(kept: Path, key: str) -> Stored | None:
    """Return what the cache holds of the file as it is now; nothing where it is damaged."""
    try:
        stored = read_vector_file(kept)
    except (OSError, ValueError):
        return None
    return stored if stored.key == key else None


def _cache_file(file: Path, member: str | None) -> Path:
    """Return where the cache keeps a file; a newer version of it replaces the older."""
    name = hashlib.sha256(f"{file.resolve()}\0{member or ''}".encode(errors="surrogateescape")).hexdigest()
    return cache_root() / "embeddings" / f"{name}.safetensors"


def _key(file: Path) -> str:
    status = file.stat()
    return f"{status.st_size} {status.st_mtime_ns}"


def _vectors(stored: Stored, problems: Problems, wanted: set[str] | None, most: int | None) -> WordVectors:
    """Return what is stored, or some of its words."""
    if wanted is None and most is None:
        return _finished(stored.words, stored.vectors, stored.subwords, problems)
    rows = [row for row, word in enumerate(stored.words) if wanted is None or word in wanted][:most]
    return _finished([stored.words[row] for row in rows], stored.vectors[rows], stored.subwords, problems)


def _finished(
    words: list[str], vectors: NDArray[np.float32], subwords: Subwords | None, problems: Problems
) -> WordVectors:
    problems.warn()
    if not words:
        raise InputValueError(
            f"words: none of them is in {literal(problems.path)}. Are they spelled, and in lower case, as there?"
        )
    return WordVectors._known_to_fit(words, vectors, subwords, problems.table())
