"""Runs a lesson's Python chunks in a fresh Jupyter kernel that has no R in it."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from lessons.cells import Cell, Notebook, code_cell, notebook_of
from lessons.column import Column, Output, check_figures, clean_text, environment, furnish
from lessons.errors import LessonError
from lessons.exercises import split_solution
from lessons.lesson import Lesson, Step

_COLLECT = Path(__file__).with_name("collect_results.py")
# Fonts are looked up now, so that matplotlib's word about its first look-up does not end up in a lesson.
_SETUP = """
import matplotlib.font_manager
from matplotlib_inline.backend_inline import set_matplotlib_formats
set_matplotlib_formats("svg")
del matplotlib, set_matplotlib_formats
"""
_PREFERENCE = (
    "text/markdown",
    "image/svg+xml",
    "text/plain",
)  # of a rich output, the page shows the first that there is


def run_python_column(lesson: Lesson) -> Column:
    """Run all Python chunks from top to bottom in one kernel and collect what they show and record."""
    started = time.perf_counter()
    notebook = notebook_of(_cells(lesson))
    with tempfile.TemporaryDirectory(prefix="lesson-python-") as name:
        work, results = Path(name) / "work", Path(name) / "results.json"
        work.mkdir()
        furnish(lesson, work)
        _execute(notebook, lesson, work, _kernel_environment(Path(name), results), _kernel_manager(Path(name)))
        collected = json.loads(results.read_text(encoding="utf-8"))
    cells = {cell.metadata["label"]: cell for cell in notebook.cells if "label" in cell.metadata}
    outputs = {label: _outputs(cell, lesson) for label, cell in cells.items()}
    check_figures(lesson, "python", outputs)
    raw = {label: [dict(output) for output in cell.outputs] for label, cell in cells.items()}
    seconds = time.perf_counter() - started
    return Column(outputs, collected["results"], collected["versions"], seconds, date.today().isoformat(), raw)


def _cells(lesson: Lesson) -> list[Cell]:
    """Make the cells to run: the chunks, with hidden cells of the renderer around them."""
    cells = [code_cell(_SETUP)]
    for step in lesson.steps():
        if step.python is None:
            continue
        inches = (step.options.fig_width, step.options.fig_height)
        cells.append(code_cell(_figure_size(inches)))
        cells.append(code_cell(_code(step), label=step.python.label, may_fail=step.options.error))
    return [*cells, code_cell(_COLLECT.read_text(encoding="utf-8"))]


def _figure_size(inches: tuple[float, float]) -> str:
    return f"import matplotlib as _m\n_m.rcParams['figure.figsize'] = {inches}\ndel _m"


def _code(step: Step) -> str:
    assert step.python is not None
    solution = split_solution(step.python, is_solution=step.options.solution)
    return solution.whole if solution else step.python.code


def _kernel_manager(folder: Path) -> AsyncKernelManager:
    """Make a manager that starts this very Python, whatever kernels the user has installed."""
    kernel = folder / "kernels" / "python3"
    kernel.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}))
    specs = KernelSpecManager(kernel_dirs=[str(kernel.parent)], ensure_native_kernel=False)
    # By files and not by TCP: nothing listens on the network, and ipykernel need not warn of it.
    connection = str(folder / "kernel.json")
    return AsyncKernelManager(
        kernel_name="python3", kernel_spec_manager=specs, transport="ipc", connection_file=connection
    )


def _kernel_environment(folder: Path, results: Path) -> dict[str, str]:
    without_r = {
        name: value
        for name, value in environment().items()
        if name not in {"R_HOME", "R_LIBS", "R_SESSION_INITIALIZED"}
    }
    own = {"LESSON_RESULTS": str(results), "IPYTHONDIR": str(folder / "ipython"), "MATPLOTLIBRC": os.devnull}
    return {**without_r, **own}  # nothing from the user's own IPython or matplotlib settings


def _execute(notebook: Notebook, lesson: Lesson, work: Path, env: dict[str, str], manager: AsyncKernelManager) -> None:
    client = NotebookClient(notebook, km=manager, timeout=None, coalesce_streams=True, store_widget_state=False)
    try:
        client.execute(cwd=str(work), env=env, cleanup_kc=True)
    except CellExecutionError as error:
        failed = [
            cell for cell in notebook.cells if any(output.output_type == "error" for output in cell.get("outputs", []))
        ]
        where = failed[-1].metadata.get("label", "the end of the lesson") if failed else "?"
        traceback = "\n".join(
            output.traceback[-1] for cell in failed[-1:] for output in cell.outputs if output.output_type == "error"
        )
        message = clean_text(f"{error.ename}: {error.evalue}\n{traceback}")
        raise LessonError(f"{lesson.path}: the Python column failed.\nPython chunk {where!r}: {message}") from None
    except DeadKernelError as error:
        raise LessonError(f"{lesson.path}: the Python column failed: its process died ({error}).") from None


def _outputs(cell: Cell, lesson: Lesson) -> list[Output]:
    """Read what a cell shows, as the page has it; printed text that comes in pieces is put together."""
    shown: list[Output] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            one = Output("message" if output.name == "stderr" else "text", output.text)
            if one.kind == "message" and re.search(r"\b\w*Warning: ", output.text):
                warning = clean_text(output.text)
                where = f"Python chunk {cell.metadata['label']!r}"
                raise LessonError(f"{lesson.path}: the Python column failed.\n{where}: a warning: {warning}")
        elif output.output_type == "error":
            one = Output("error", f"{output.ename}: {output.evalue}")
        else:
            mime = next((mime for mime in _PREFERENCE if mime in output.data), None)
            if mime is None:
                continue
            kind = {"text/markdown": "markdown", "image/svg+xml": "figure"}.get(mime, "text")
            one = Output(kind, output.data[mime])
        if shown and one.kind in {"text", "message"} and shown[-1].kind == one.kind:
            joint = "" if shown[-1].content.endswith("\n") else "\n"
            one = Output(one.kind, shown.pop().content + joint + one.content)
        shown.append(one)
    return [one if one.kind == "figure" else Output(one.kind, clean_text(one.content)) for one in shown]
