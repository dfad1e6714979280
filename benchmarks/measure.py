"""Rows of the table, and how they are measured: taking turns, in CPU time, by the median."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

__all__ = [
    "ROOT",
    "CannotRunError",
    "Row",
    "compare",
    "cpu_seconds",
    "find_rscript",
    "run_python",
    "run_r",
    "take_turns",
]

ROOT = Path(__file__).resolve().parent.parent


Seen = TypeVar("Seen")


class CannotRunError(Exception):
    """A benchmark cannot run here; the message says why."""


@dataclass
class Row:
    """One line of the table.

    Parameters
    ----------
    benchmark : str
    ours, peer : str
        Medians, with their unit.
    value : float
        What the goal is about: a ratio, or seconds. NaN where it could not be measured.
    goal : float
        The most that `value` may be.
    unit : str
        Of value and goal; nothing for a ratio.
    note : str
        What was measured, or why it was not.
    """

    benchmark: str
    ours: str
    peer: str
    value: float
    goal: float
    unit: str = ""
    note: str = ""

    @property
    def met(self) -> str:
        """Whether the goal was met; nothing where it was not measured."""
        return "" if self.value != self.value else "yes" if self.value <= self.goal else "no"

    def cells(self) -> list[str]:
        """Return the row as text: benchmark, ours, peer, ratio, goal, met, note."""
        measured = self.value == self.value
        ratio = f"{self.value:.2f}" if measured and not self.unit else ""
        return [
            self.benchmark, self.ours, self.peer, ratio, f"<= {self.goal:g}{self.unit}", self.met, self.note
        ]  # fmt: skip


def cpu_seconds(function: Callable[[], object]) -> float:
    """Return the CPU time that this process, with all its threads, spends in a call."""
    start = time.process_time()
    function()
    return time.process_time() - start


def take_turns(ours: Callable[[], Seen], peer: Callable[[], Seen], *, repeats: int) -> tuple[list[Seen], list[Seen]]:
    """Measure ours and the peer's alternately; who begins alternates too."""
    seen: tuple[list[Seen], list[Seen]] = ([], [])
    for repeat in range(repeats):
        for which in (0, 1) if repeat % 2 == 0 else (1, 0):
            seen[which].append((ours, peer)[which]())
    return seen


def compare(benchmark: str, seconds: tuple[Sequence[float], Sequence[float]], *, goal: float, note: str = "") -> Row:
    """Make a row from times taken in turns: the median of the ratios of neighbours."""
    ratios = [ours / peer for ours, peer in zip(*seconds, strict=True)]
    spread = f"{len(ratios)} pairs, ratios {min(ratios):.2f} to {max(ratios):.2f}"
    return Row(
        benchmark,
        f"{statistics.median(seconds[0]):.2f} s",
        f"{statistics.median(seconds[1]):.2f} s",
        statistics.median(ratios),
        goal,
        note=f"{note}; {spread}" if note else spread,
    )


def run_python(code: str, **environment: str) -> Any:
    """Run code in a Python of its own; return the number, or the list of them, in the last line that it prints."""
    return _last_line([sys.executable, "-c", code], {"PYTHONPATH": _python_path(), **environment})


def run_r(code: str, **environment: str) -> Any:
    """Run code in an R of its own, with the package and the Python of this clone; return what its last line says."""
    settings = {
        "RETICULATE_PYTHON": str(ROOT / ".venv" / "bin" / "python"),
        "R_LIBS_USER": str(ROOT / ".rlib"),
        "LC_ALL": "C.UTF-8",
        **environment,
    }
    return _last_line([find_rscript(), "--no-init-file", "-e", code], settings)


def find_rscript() -> str:
    """Return the path of Rscript, after making sure that the R package is there."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        raise CannotRunError("there is no R here (no Rscript on the PATH)")
    if not (ROOT / ".rlib" / "torchduet").is_dir():
        raise CannotRunError("the R package is not installed in .rlib; run `make setup`")
    return rscript


def _last_line(command: list[str], environment: dict[str, str]) -> Any:
    result = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        said = (result.stderr or result.stdout).strip()
        error = said[max(said.find("Error"), 0) :] if "Traceback" not in said else said.splitlines()[-1]
        raise CannotRunError(f"{Path(command[0]).name} failed: {' '.join(error.split())[:300]}")
    return json.loads(result.stdout.strip().splitlines()[-1])


def _python_path() -> str:
    return os.pathsep.join([str(ROOT / "python_core"), str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
