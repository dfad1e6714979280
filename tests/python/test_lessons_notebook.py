"""The Python column and the notebook made of it, run in a kernel; no R is needed."""

from pathlib import Path

import pytest
from nbclient import NotebookClient

from lessons.column import Column, clean_text
from lessons.errors import LessonError
from lessons.notebook import learner_notebook
from lessons.python_column import run_python_column
from lessons.records import read_records
from lessons.script import learner_script
from lessons.source import read_lesson

LESSON = Path(__file__).parents[1] / "parity" / "lessons" / "averages.Rmd"


@pytest.fixture(scope="module")
def column() -> Column:
    return run_python_column(read_lesson(LESSON))


def test_the_column_records_and_shows(column: Column) -> None:
    records = read_records(column.results, "Python")
    assert list(records) == ["matrix", "words", "flags", "count", "largest", "mean"]
    assert [output.content for output in column.outputs["results-py"]] == ["(2, 3)"]
    assert [output.kind for output in column.outputs["picture-py"]] == ["figure"]
    assert [output.content for output in column.outputs["mistake-py"]] == [
        "ValueError: mask must be True or False; given 3"
    ]
    assert column.versions["Python"].startswith("3.")


def test_a_column_survives_being_stored(column: Column) -> None:
    assert Column.from_json(column.to_json()) == column


def test_exercises_are_open_and_solutions_folded(column: Column) -> None:
    lesson = read_lesson(LESSON)
    notebook = learner_notebook(lesson, column, read_records(column.results, "Python"))
    task, answer, check, solution = notebook.cells[-4:]
    assert task.source.startswith("**The sum.**")
    assert answer.source == "answer = None  # your answer\n# Your code here."
    assert check.source.endswith("assert np.isclose(answer, 3 + 5 / 6)")
    assert check.metadata.tags == ["raises-exception"]  # "Run all" goes on
    assert "<details>" in solution.source
    assert "answer = x[0].sum()" in solution.source
    assert any("The mean is 1.2778" in cell.source for cell in notebook.cells)
    assert not any("LESSON_RESULTS" in cell.source or "figsize" in cell.source for cell in notebook.cells)


def test_run_all_goes_through_with_the_exercises_unsolved(column: Column) -> None:
    lesson = read_lesson(LESSON)
    notebook = learner_notebook(lesson, column, read_records(column.results, "Python"))
    NotebookClient(notebook, timeout=120).execute()
    failed = [
        cell.source for cell in notebook.cells for output in cell.get("outputs", []) if output.output_type == "error"
    ]
    assert ["raise" in failed[0], "assert" in failed[1]] == [True, True]  # the shown mistake, the open exercise
    assert len(failed) == 2


def test_the_script_has_the_same_parts(column: Column) -> None:
    script = learner_script(read_lesson(LESSON), read_records(column.results, "Python"))
    assert "#' The mean is 1.2778" in script
    assert "#+ mistake, error=TRUE\nstop(" in script
    assert "answer <- NULL # your answer\n# Your code here.\ntry({" in script
    assert script.endswith("# exercise-sum\n# answer <- sum(x[1, ])\n")
    assert "# <solution>" not in script


def test_two_figures_in_a_chunk_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "lesson.Rmd"
    path.write_text(
        LESSON.read_text(encoding="utf-8").replace("plt.show()", "plt.show()\nplt.plot([1])\nplt.show()"),
        encoding="utf-8",
    )
    with pytest.raises(LessonError, match="draws 2 figures"):
        run_python_column(read_lesson(path))


def test_text_is_as_a_terminal_leaves_it() -> None:
    assert clean_text("\x1b[31mred\x1b[0m\nepoch 1\repoch 2\r\n\n") == "red\nepoch 2"
