"""What a lesson consists of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lessons.header import Header
from lessons.options import Options


@dataclass(frozen=True)
class Chunk:
    """Code in one language; `label` is as written, `where` its file and line."""

    language: str
    label: str
    code: str
    options: Options
    where: str


@dataclass(frozen=True)
class Prose:
    """Markdown between the steps."""

    text: str
    where: str


@dataclass(frozen=True)
class Step:
    """An R chunk and its Python chunk; one of them is None where the step is marked `single=TRUE`."""

    r: Chunk | None
    python: Chunk | None

    @property
    def chunks(self) -> list[Chunk]:
        """The chunks there are, R first."""
        return [chunk for chunk in (self.r, self.python) if chunk is not None]

    @property
    def label(self) -> str:
        """The R label, or the Python label without its `-py`."""
        return self.chunks[0].label.removesuffix("-py")

    @property
    def options(self) -> Options:
        """Options of the step, which stand in its first chunk."""
        return self.chunks[0].options


@dataclass(frozen=True)
class Exercise:
    """A task in prose, with steps of which those marked `solution=TRUE` are its solution."""

    blocks: tuple[Prose | Step, ...]


@dataclass(frozen=True)
class Lesson:
    """A lesson as it is written."""

    path: Path
    header: Header
    blocks: tuple[Prose | Step | Exercise, ...]

    @property
    def name(self) -> str:
        """The file's name without its ending; also the name of the page."""
        return self.path.stem

    def walk(self) -> Iterator[tuple[Prose | Step, bool]]:
        """All prose and steps in order, each with whether it stands in an exercise."""
        for block in self.blocks:
            if isinstance(block, Exercise):
                yield from ((inner, True) for inner in block.blocks)
            else:
                yield block, False

    def steps(self) -> list[Step]:
        """All steps in order, those of exercises too."""
        return [block for block, _ in self.walk() if isinstance(block, Step)]
