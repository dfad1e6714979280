"""Renders lessons: runs both columns, compares their results, writes page, notebook and script, then the index."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from lessons.cache import Cache
from lessons.cells import write_notebook
from lessons.column import Column, furnish
from lessons.compare import Comparison, compare, missing_kinds
from lessons.errors import LessonError
from lessons.frame import copy_assets
from lessons.guides import write_guides
from lessons.index import write_index
from lessons.lesson import Lesson
from lessons.notebook import learner_notebook
from lessons.page import Rendered, write_page
from lessons.python_column import run_python_column
from lessons.r_column import run_r_column
from lessons.records import read_records
from lessons.script import learner_script
from lessons.source import read_lesson
from lessons.table import plain_table, problems_table, scientific


def build(names: Sequence[str], source: Path, output: Path, *, force: bool = False) -> int:
    """Render lessons and print the table of what was compared.

    Parameters
    ----------
    names : sequence of str
        Lessons to render; all of them where it is empty.
    source, output : Path
        Folder of the lessons, folder of the site.
    force : bool
        Run all code although nothing has changed since the last time.

    Returns
    -------
    int
        0 where every lesson was rendered, else 1: the command's exit status.
    """
    course = sorted(
        (read_lesson(path) for path in sorted(source.glob("*.Rmd"))), key=lambda one: (one.header.order, one.name)
    )
    if not course:
        raise LessonError(f"there are no lessons (*.Rmd) in {source}.")
    known = [lesson.name for lesson in course]
    for name in names:
        if name not in known:
            raise LessonError(f"there is no lesson {name!r} in {source}; there are {', '.join(known)}.")
    cache = Cache(output / ".columns")
    rows: list[list[str]] = []
    failures: list[str] = []
    for lesson in course:
        if names and lesson.name not in names:
            continue
        try:
            rows.append(_render(lesson, course, cache, output, force=force))
        except LessonError as error:
            rows.append([lesson.name, "failed", "", ""])
            failures.append(f"{lesson.name}: {error}")
    print(plain_table(["lesson", "results compared", "largest difference", "seconds"], rows))
    for failure in failures:
        print(f"\nFAILED {failure}")
    if failures:
        return 1
    write_guides(output)
    agreed = [(lesson, count) for lesson in course if (count := _agreed(lesson, cache, output)) is not None]
    print(f"\nOpen {write_index(agreed, output).resolve()}")
    return 0


def _render(lesson: Lesson, course: Sequence[Lesson], cache: Cache, output: Path, *, force: bool) -> list[str]:
    """Render one lesson; return its row of the table."""
    python, python_stored = cache.column(lesson, "python", run_python_column, force=force)
    r, r_stored = cache.column(lesson, "r", run_r_column, force=force)
    comparisons = agreement(lesson, r, python)
    rendered = Rendered(lesson, {"r": r, "python": python}, read_records(python.results, "Python"), comparisons)
    output.mkdir(parents=True, exist_ok=True)
    copy_assets(output)
    furnish(lesson, output)  # the pictures of the page, and what the notebook and the script read
    write_notebook(learner_notebook(lesson, python, rendered.records), output / f"{lesson.name}.ipynb")
    (output / f"{lesson.name}.R").write_text(learner_script(lesson, rendered.records), encoding="utf-8")
    _write_archive(lesson, output)
    write_page(rendered, course, output)
    stored = {(True, True): ", stored", (True, False): ", R stored", (False, True): ", Python stored"}.get(
        (r_stored, python_stored), ""
    )
    largest = scientific(max(one.difference for one in comparisons))
    return [lesson.name, str(len(comparisons)), largest, f"R {r.seconds:.1f}, Python {python.seconds:.1f}{stored}"]


def _write_archive(lesson: Lesson, output: Path) -> None:
    """Put what a learner needs to run a lesson elsewhere into one file: both programs, and what they read."""
    files = [output / f"{lesson.name}.ipynb", output / f"{lesson.name}.R"]
    for name in ("images", "tables"):
        files += sorted(file for file in (output / name).rglob("*") if file.is_file())
    with zipfile.ZipFile(output / f"{lesson.name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, f"{lesson.name}/{file.relative_to(output)}")


def agreement(lesson: Lesson, r: Column, python: Column) -> list[Comparison]:
    """Compare what the two columns have recorded; raise where they differ."""
    comparisons = compare(read_records(r.results, "R"), read_records(python.results, "Python"))
    differing = sum(not one.agrees for one in comparisons)
    if differing:
        raise LessonError(
            f"{lesson.path}: R and Python differ in {differing} of {len(comparisons)} results.\n"
            f"{problems_table(comparisons)}"
        )
    if missing := missing_kinds(comparisons):
        raise LessonError(
            f"{lesson.path}: no result of kind {' or '.join(missing)} is recorded; "
            "a lesson has both kinds of agreement."
        )
    return comparisons


def _agreed(lesson: Lesson, cache: Cache, output: Path) -> int | None:
    """Count the results of a lesson whose page stands, from what its columns computed last."""
    r, python = cache.last(lesson.name, "r"), cache.last(lesson.name, "python")
    if r is None or python is None or not (output / f"{lesson.name}.html").is_file():
        return None
    return len(compare(read_records(r.results, "R"), read_records(python.results, "Python")))
