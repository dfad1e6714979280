from pathlib import Path

import pytest

from lessons.cache import Cache, fingerprint
from lessons.column import Column
from lessons.lesson import Lesson
from lessons.source import read_lesson

LESSON = Path(__file__).parents[1] / "parity" / "lessons" / "averages.Rmd"
COLUMN = Column({}, [], {}, 1.5, "2026-01-01")


def _changed(folder: Path, old: str, new: str) -> Lesson:
    text = LESSON.read_text(encoding="utf-8")
    assert old in text
    folder.mkdir(exist_ok=True)
    path = folder / LESSON.name
    path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
    return read_lesson(path)


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("The mean is", "The average is", set()),
        ("[1, ]) / 3", "[1, ]) / 4", {"r"}),
        ("x.shape", "x.size", {"python"}),
        ("& falls", "", {"r", "python"}),
    ],
    ids=["prose", "R code", "Python code", "options"],
)
def test_what_runs_a_column_again(tmp_path: Path, old: str, new: str, changes: set[str]) -> None:
    before, after = _changed(tmp_path / "before", "", ""), _changed(tmp_path / "after", old, new)
    assert {
        language for language in ("r", "python") if fingerprint(before, language) != fingerprint(after, language)
    } == changes


def test_tables_beside_the_lesson_count(tmp_path: Path) -> None:
    lesson = _changed(tmp_path, "", "")
    before = fingerprint(lesson, "python")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "seeds.csv").write_text("seed,accuracy\n")
    assert fingerprint(lesson, "python") != before


def test_a_column_runs_once_and_again_when_forced(tmp_path: Path) -> None:
    runs: list[str] = []

    def run(lesson: Lesson) -> Column:
        runs.append(lesson.name)
        return COLUMN

    cache, lesson = Cache(tmp_path / "columns"), read_lesson(LESSON)
    assert cache.last("averages", "python") is None
    stored = [cache.column(lesson, "python", run, force=force) for force in (False, False, True)]
    assert stored == [(COLUMN, False), (COLUMN, True), (COLUMN, False)]
    assert len(runs) == 2
    assert cache.last("averages", "python") == COLUMN
