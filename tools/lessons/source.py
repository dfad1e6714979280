"""Reads a lesson's source into prose, steps and exercises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lessons.errors import LessonError
from lessons.exercises import split_solution
from lessons.header import parse_header
from lessons.lesson import Chunk, Exercise, Lesson, Prose, Step
from lessons.options import Options, parse_options
from lessons.prose import check_prose

VIGNETTE_SETUP = "vignette-setup"  # the chunk that only the R vignette runs
_CHUNK = re.compile(r"^[\t >]*(`{3,})\s*\{(\w+)\s*,?\s*([^\s,=}]*)\s*,?\s*(.*)\}\s*$")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_DIV_OPENS = re.compile(r"^\s*:{3,}\s*\{?\.?[\w-]")
_DIV_CLOSES = re.compile(r"^\s*:{3,}\s*$")
_EXERCISE = re.compile(r"^\s*:{3,}\s*(exercise|\{\.exercise\})\s*:*\s*$")


def read_lesson(path: Path) -> Lesson:
    """Read and check one lesson."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:]):
        raise LessonError(f"{path}:1: the lesson has no header; it starts with a line --- and ends with another.")
    end = next(i for i, line in enumerate(lines) if i > 0 and line.strip() == "---")
    header = parse_header(lines[1:end], f"{path}:1")
    pieces = list(_pieces(lines, end + 1, path))
    lesson = Lesson(path, header, tuple(_group(pieces)))
    _check(lesson)
    return lesson


def _pieces(lines: list[str], start: int, path: Path) -> Iterator[Prose | Chunk | str]:
    """Prose and chunks one after another; the strings "exercise" and "end" mark an exercise's borders."""
    prose: list[str] = []
    began, depth, i = start, 0, start  # depth: open divs inside an exercise, itself included

    def flush() -> Iterator[Prose]:
        if any(line.strip() for line in prose):
            yield Prose("\n".join(prose).strip("\n"), f"{path}:{began + 1}")
        prose.clear()

    while i < len(lines):
        chunk, fence = _CHUNK.match(lines[i]), _FENCE.match(lines[i])
        if fence:  # a chunk, or a fenced block that belongs to the prose
            close = re.compile(rf"^[\t >]*{re.escape(fence[1][0])}{{{len(fence[1])},}}\s*$")
            last = next((j for j in range(i + 1, len(lines)) if close.match(lines[j])), None)
            if last is None:
                raise LessonError(f"{path}:{i + 1}: this block is never closed; end it with {fence[1]}.")
            if chunk:
                yield from flush()
                yield _chunk(chunk, lines[i + 1 : last], f"{path}:{i + 1}")
                began = last + 1
            else:
                prose.extend(lines[i : last + 1])
            i = last + 1
            continue
        if _EXERCISE.match(lines[i]) and depth == 0:
            yield from flush()
            yield "exercise"
            depth, began = 1, i + 1
        elif depth and _DIV_CLOSES.match(lines[i]):
            depth -= 1
            if depth == 0:
                yield from flush()
                yield "end"
                began = i + 1
            else:
                prose.append(lines[i])
        else:
            depth += bool(depth and _DIV_OPENS.match(lines[i]))
            began = began if prose else i
            prose.append(lines[i])
        i += 1
    if depth:
        raise LessonError(f"{path}:{len(lines)}: an exercise is never closed; end it with a line ':::'.")
    yield from flush()


def _chunk(match: re.Match[str], code: list[str], where: str) -> Chunk:
    _, language, label, options = match.groups()
    if language not in {"r", "python"}:
        raise LessonError(f"{where}: the chunk's language is {language!r}; lessons have r and python chunks.")
    if not re.fullmatch(r"[A-Za-z0-9-]+", label):
        raise LessonError(
            f"{where}: the chunk's label is {label!r}; every chunk needs one, of letters, digits and hyphens."
        )
    if any(line.lstrip().startswith("#|") for line in code):
        raise LessonError(f"{where}: chunk {label!r} has options after '#|'; write them in the braces.")
    return Chunk(language, label, "\n".join(code).strip("\n"), parse_options(options, where), where)


def _group(pieces: list[Prose | Chunk | str]) -> Iterator[Prose | Step | Exercise]:
    """Put chunks into steps, and what stands in an exercise into exercises."""
    inside: list[Prose | Step] | None = None
    i = 0
    while i < len(pieces):
        piece = pieces[i]
        block: Prose | Step | None = None
        if isinstance(piece, Prose):
            block = piece
        elif isinstance(piece, Chunk):
            following = pieces[i + 1] if i + 1 < len(pieces) else None
            step = _step(piece, following if isinstance(following, Chunk) else None)
            i += len(step.chunks) - 1
            block = step if step.label != VIGNETTE_SETUP else None
        elif piece == "exercise":
            inside = []
        elif inside is not None:
            yield Exercise(tuple(inside))
            inside = None
        if block is not None and inside is not None:
            inside.append(block)
        elif block is not None:
            yield block
        i += 1


def _step(chunk: Chunk, following: Chunk | None) -> Step:
    is_python = chunk.language == "python"
    if is_python and not chunk.label.endswith("-py"):
        raise LessonError(f"{chunk.where}: Python chunk {chunk.label!r} must be labelled {chunk.label + '-py'!r}.")
    if chunk.options.single or chunk.label == VIGNETTE_SETUP:
        return Step(None, chunk) if is_python else Step(chunk, None)
    if is_python:
        raise LessonError(
            f"{chunk.where}: Python chunk {chunk.label!r} has no R chunk {chunk.label.removesuffix('-py')!r} just "
            "before it; write one, or mark this chunk single=TRUE."
        )
    if following is None or following.label != chunk.label + "-py" or following.language != "python":
        raise LessonError(
            f"{chunk.where}: R chunk {chunk.label!r} has no Python chunk {chunk.label + '-py'!r} just after it; "
            "write one, or mark this chunk single=TRUE."
        )
    if following.options != Options():
        raise LessonError(
            f"{following.where}: options stand in the R chunk and hold for both; remove them from {following.label!r}."
        )
    return Step(chunk, following)


def _check(lesson: Lesson) -> None:
    """Check what can only be seen with the whole lesson in hand."""
    seen: dict[str, str] = {}
    r_code = ""  # so far
    for block, in_exercise in lesson.walk():
        if isinstance(block, Prose):
            check_prose(block, lesson.path.parent, r_code)
            continue
        r_code += block.r.code if block.r is not None else ""
        if block.options.solution and not in_exercise:
            raise LessonError(f"{block.chunks[0].where}: solution=TRUE belongs inside '::: exercise'.")
        for chunk in block.chunks:
            if chunk.label in seen:
                raise LessonError(
                    f"{chunk.where}: the label {chunk.label!r} is taken by the chunk at {seen[chunk.label]}."
                )
            seen[chunk.label] = chunk.where
            split_solution(chunk, is_solution=block.options.solution)
