"""Keeps what a column computed until its code, the library or the renderer changes; prose may change freely."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from lessons.column import REPOSITORY, THREADS, Column
from lessons.lesson import Lesson

_RENDERER = Path(__file__).parent
_READ_BY = {  # what a column's results depend on, in the repository
    "r": ("python_core", "rbridge", "R", "NAMESPACE", "DESCRIPTION"),
    "python": ("python_core",),
}
_RENDERED_BY = {
    "r": ("run_r_column.R", "r_column.py", "column.py", "exercises.py"),
    "python": ("collect_results.py", "python_column.py", "column.py", "exercises.py"),
}


class Stored:
    """Something computed, in a file of JSON, with the key of what it was computed from."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def kept(self, key: str, make: Callable[[], dict[str, Any]], *, force: bool) -> tuple[dict[str, Any], bool]:
        """Return what is stored where its key still fits, or make and store it; and whether it was stored."""
        if not force and self.file.is_file():
            stored = json.loads(self.file.read_text(encoding="utf-8"))
            if stored["key"] == key:
                return dict(stored["column"]), True
        made = make()
        self.file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.file.with_suffix(".unfinished")
        unfinished.write_text(json.dumps({"key": key, "column": made}), encoding="utf-8")
        unfinished.replace(self.file)  # whole or not at all
        return made, False


class Cache:
    """Columns stored in a folder of the site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def column(
        self, lesson: Lesson, language: str, run: Callable[[Lesson], Column], *, force: bool
    ) -> tuple[Column, bool]:
        """Return the stored column where it is still right, or run it and store it; and whether it was stored.

        Parameters
        ----------
        lesson : Lesson
        language : {"r", "python"}
        run : callable
            Runs the column.
        force : bool
            Run it although it is stored.
        """
        stored = Stored(self._file(lesson.name, language))
        raw, was_stored = stored.kept(fingerprint(lesson, language), lambda: run(lesson).to_json(), force=force)
        return Column.from_json(raw), was_stored

    def last(self, name: str, language: str) -> Column | None:
        """Return what was stored last for a lesson, whether or not it is still right."""
        file = self._file(name, language)
        return Column.from_json(json.loads(file.read_text(encoding="utf-8"))["column"]) if file.is_file() else None

    def _file(self, name: str, language: str) -> Path:
        return self.folder / f"{name}-{language}.json"


def fingerprint(lesson: Lesson, language: str) -> str:
    """Return a digest of everything that a column's results depend on."""
    digest = hashlib.sha256()
    for step in lesson.steps():
        chunk = step.r if language == "r" else step.python
        if chunk is not None:
            digest.update(f"\0{chunk.label}\0{step.options}\0{chunk.code}".encode())
    files = [*(_RENDERER / name for name in _RENDERED_BY[language]), *_beside(lesson)]
    return digest.hexdigest() + library_digest(language, files)


def library_digest(language: str, files: Iterable[Path]) -> str:
    """Return a digest of a language's library and surroundings, and of further files."""
    digest = hashlib.sha256(f"{language} {THREADS} {sys.version} {_versions()}".encode())
    for file in (*_library(language), *files):
        digest.update(f"\0{file.name}\0".encode() + file.read_bytes())
    if language == "r":
        # R's version without starting R: upgrading it replaces these files.
        program = shutil.which("Rscript")
        digest.update(f"{program} {Path(program).stat().st_mtime_ns if program else 0}".encode())
    return digest.hexdigest()


def _library(language: str) -> Iterator[Path]:
    for name in _READ_BY[language]:
        path = REPOSITORY / name
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (file for file in files if file.is_file() and file.suffix != ".pyc" and ".egg-info" not in str(file))


def _beside(lesson: Lesson) -> Iterator[Path]:
    for name in ("images", "tables"):
        yield from (file for file in sorted((lesson.path.parent / name).rglob("*")) if file.is_file())


def _versions() -> str:
    """Versions of the packages whose numbers or printing the page shows."""
    found = {one.metadata["Name"]: one.version for one in metadata.distributions()}
    return " ".join(
        f"{name}={found[name]}"
        for name in ("torch", "numpy", "pandas", "matplotlib", "rpy2-rinterface")
        if name in found
    )
