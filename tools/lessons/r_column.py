"""Runs a lesson's R chunks in a fresh Rscript, by knitr."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from datetime import date
from pathlib import Path

from lessons.column import Column, Output, check_figures, clean_text, environment, furnish
from lessons.errors import LessonError
from lessons.exercises import split_solution
from lessons.lesson import Lesson, Step

_RUNNER = Path(__file__).with_name("run_r_column.R")


def run_r_column(lesson: Lesson) -> Column:
    """Run all R chunks from top to bottom in one process and collect what they show and record."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="lesson-r-") as name:
        work, output = Path(name) / "work", Path(name) / "output"
        work.mkdir()
        output.mkdir()
        furnish(lesson, work)
        (output / "chunks.Rmd").write_text(chunks_for_knitr(lesson), encoding="utf-8")
        run = subprocess.run(
            ["Rscript", "--vanilla", str(_RUNNER), str(output)],
            cwd=work,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
        written = output / "column.json"
        raw = json.loads(written.read_text(encoding="utf-8")) if written.is_file() else {}
        if run.returncode != 0 or not raw:
            raise LessonError(
                f"{lesson.path}: the R column failed.\n{clean_text(raw.get('error', '') or run.stderr + run.stdout)}"
            )
        outputs = {
            label: [
                Output(
                    kind=one["kind"],
                    content=Path(one["content"]).read_text(encoding="utf-8")
                    if one["kind"] == "figure"
                    else clean_text(one["content"]),
                )
                for one in shown
            ]
            for label, shown in raw["outputs"].items()
        }
    check_figures(lesson, "r", outputs)
    seconds = time.perf_counter() - started
    return Column(outputs, raw["results"], raw["versions"], seconds, date.today().isoformat())


def chunks_for_knitr(lesson: Lesson) -> str:
    """Write the R chunks alone, as a document for knitr."""
    return (
        "\n\n".join(f"```{{r {_header(step)}}}\n{_code(step)}\n```" for step in lesson.steps() if step.r is not None)
        + "\n"
    )


def _header(step: Step) -> str:
    options = step.options
    size = f"fig.width={options.fig_width}, fig.height={options.fig_height}"
    return f"{step.label}, error={str(options.error).upper()}, {size}"


def _code(step: Step) -> str:
    assert step.r is not None
    solution = split_solution(step.r, is_solution=step.options.solution)
    return solution.whole if solution else step.r.code
