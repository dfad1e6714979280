"""The R script that learners take along: the prose as comments, exercises to be solved in it, solutions at its end."""

from __future__ import annotations

from lessons.exercises import split_solution
from lessons.lesson import Lesson, Prose, Step
from lessons.prose import fill_numbers, for_notebook
from lessons.records import Record


def learner_script(lesson: Lesson, records: dict[str, Record]) -> str:
    """Write the lesson's R side as a script in the form of `knitr::spin`, which RStudio can also render."""
    title = f"#' ---\n#' title: {_quoted(lesson.header.title)}\n#' ---"
    where = (
        "It needs the R package torchduet, and reads `tables` and `images`: run it in the lesson's unpacked zip file."
    )
    parts = [title, f"#' {where}"]
    solutions: list[str] = []
    for block, _ in lesson.walk():
        if isinstance(block, Prose):
            parts.append(_commented(for_notebook(fill_numbers(block, records)), "#' "))
        elif block.r is not None:
            solution = split_solution(block.r, is_solution=block.options.solution)
            code = f"#+ {block.label}{_spin_options(block)}\n"
            if solution is None:
                parts.append(code + block.r.code)
            else:
                check = (
                    "try({ # the check: it says nothing when your answer is right\n"
                    + _indented(solution.check)
                    + "\n})"
                )
                parts.append(code + "\n".join(part for part in (solution.given, "# Your code here.", check) if part))
                solutions.append(f"# {block.label}\n" + _commented(solution.answer, "# "))
    if solutions:
        parts.append("# ---- Solutions ----\n\n" + "\n\n".join(solutions))
    return "\n\n".join(parts) + "\n"


def _spin_options(step: Step) -> str:
    return ", error=TRUE" if step.options.error else ""


def _commented(text: str, mark: str) -> str:
    return "\n".join((mark + line).rstrip() for line in text.splitlines())


def _indented(code: str) -> str:
    return "\n".join("  " + line if line else line for line in code.splitlines())


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
