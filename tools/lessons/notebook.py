"""The notebook that learners take along: Python only, exercises to be solved in it, solutions folded below them."""

from __future__ import annotations

from typing import Any

from lessons.cells import Cell, Notebook, code_cell, markdown_cell, notebook_of
from lessons.column import Column
from lessons.exercises import Solution, split_solution
from lessons.figures import describe
from lessons.lesson import Exercise, Lesson, Prose, Step
from lessons.prose import fill_numbers, for_notebook
from lessons.records import Record


def learner_notebook(lesson: Lesson, column: Column, records: dict[str, Record]) -> Notebook:
    """Build the notebook, with what the cells show when the lesson is rendered.

    Parameters
    ----------
    lesson : Lesson
    column : Column
        The Python column.
    records : dict of str to Record
        Numbers for the prose.
    """
    introduction = (
        f"# {lesson.header.title}\n\n*{lesson.header.summary}* It needs the Python package "
        '`torchduet` with what its lessons use: `pip install ".[lessons]"` in its folder. R is needed once, to export '
        "the data sets into your cache. Tables and pictures that it reads lie beside it in the lesson's zip file."
    )
    cells = [markdown_cell(introduction)]
    for block in lesson.blocks:
        inner = block.blocks if isinstance(block, Exercise) else (block,)
        for one in inner:
            cells += [_prose(one, records)] if isinstance(one, Prose) else _step(one, column)
    code_cells = [cell for cell in cells if cell.cell_type == "code"]
    for count, cell in enumerate(code_cells, start=1):
        cell.execution_count = count if cell.outputs else None
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
    notebook = notebook_of(cells)
    notebook.metadata["language_info"] = {"name": "python", "version": column.versions.get("Python", "")}
    return notebook


def _prose(prose: Prose, records: dict[str, Record]) -> Cell:
    return markdown_cell(for_notebook(fill_numbers(prose, records)))


def _step(step: Step, column: Column) -> list[Cell]:
    if step.python is None:
        return []
    solution = split_solution(step.python, is_solution=step.options.solution)
    if solution:
        return _exercise(solution)
    outputs = [_described(output, step) for output in column.notebook.get(step.python.label, [])]
    return [code_cell(step.python.code, outputs=outputs, may_fail=step.options.error)]


def _exercise(solution: Solution) -> list[Cell]:
    """Make a cell to write the answer in, a cell that checks it, and the solution."""
    answer = code_cell("\n".join(part for part in (solution.given, "# Your code here.") if part))
    check = code_cell(f"# The check: it says nothing when your answer is right.\n{solution.check}", may_fail=True)
    folded = f"<details>\n<summary>Solution</summary>\n\n```python\n{solution.answer}\n```\n\n</details>"
    return [answer, check, markdown_cell(folded)]


def _described(output: dict[str, Any], step: Step) -> dict[str, Any]:
    svg = output.get("data", {}).get("image/svg+xml")
    if svg is None or step.options.fig_alt is None:
        return output
    data = {**output["data"], "image/svg+xml": describe(svg, step.options.fig_alt), "text/plain": step.options.fig_alt}
    return {**output, "data": data}
