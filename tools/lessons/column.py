"""What running one language's chunks gives, and the surroundings both languages run in."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lessons.errors import LessonError
from lessons.lesson import Lesson

REPOSITORY = Path(__file__).resolve().parents[2]

# Both columns compute with this many threads: the order in which a sum is added up depends on their number, so results
# are equal to the last bit only for equal numbers. It is fixed, and not the machine's number of cores, so that a page's
# numbers do not change with the machine's size. One: the lessons' networks are small, and on a machine that others use
# too, a second thread made a fit take 25 times the CPU time.
THREADS = 1


@dataclass(frozen=True)
class Output:
    """One thing that a chunk shows: `text`, `message`, `error`, `markdown`, or `figure` (then `content` is SVG)."""

    kind: str
    content: str


@dataclass(frozen=True)
class Column:
    """What one language computed: outputs by chunk label, the named results, and how they were made."""

    outputs: dict[str, list[Output]]
    results: list[dict[str, Any]]
    versions: dict[str, str]
    seconds: float
    date: str
    notebook: dict[str, Any] = field(
        default_factory=dict
    )  # Python: raw outputs by chunk label, for the learner's notebook

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Column:
        """Read what `to_json` gave."""
        outputs = {label: [Output(**output) for output in shown] for label, shown in raw["outputs"].items()}
        return cls(**{**raw, "outputs": outputs})


def environment() -> dict[str, str]:
    """Return the environment variables of a column: threads, locale and libraries are the same on every machine."""
    return {
        **os.environ,
        "OMP_NUM_THREADS": str(THREADS),
        "MKL_NUM_THREADS": str(THREADS),
        "OPENBLAS_NUM_THREADS": str(THREADS),
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "en",
        "TZ": "UTC",
        "RETICULATE_PYTHON": os.environ.get("RETICULATE_PYTHON", str(REPOSITORY / ".venv" / "bin" / "python")),
        "R_LIBS_USER": os.environ.get("R_LIBS_USER", str(REPOSITORY / ".rlib")),
    }


def furnish(lesson: Lesson, folder: Path) -> None:
    """Put the files that a lesson may read into a folder."""
    for name in ("images", "tables"):
        if (lesson.path.parent / name).is_dir():
            shutil.copytree(lesson.path.parent / name, folder / name, dirs_exist_ok=True)


def clean_text(text: str) -> str:
    """Text as a terminal would leave it standing: no colours, progress bars in their last state."""
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1].rstrip() for line in text.split("\n")).strip("\n")


def check_figures(lesson: Lesson, language: str, outputs: dict[str, list[Output]]) -> None:
    """Every figure has alternative text, and a chunk draws at most one."""
    for step in lesson.steps():
        chunk = step.r if language == "r" else step.python
        if chunk is None:
            continue
        figures = sum(output.kind == "figure" for output in outputs.get(chunk.label, []))
        if figures and step.options.fig_alt is None:
            raise LessonError(
                f"{chunk.where}: chunk {chunk.label!r} draws a figure; "
                'describe it in the header of the R chunk: fig.alt="…".'
            )
        if figures > 1:
            raise LessonError(f"{chunk.where}: chunk {chunk.label!r} draws {figures} figures; draw one in each chunk.")
