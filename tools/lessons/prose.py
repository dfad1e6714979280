"""Prose: pictures it needs, numbers it quotes, and how it reads in a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lessons.errors import LessonError
from lessons.lesson import Prose
from lessons.records import Record

_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
_INLINE = re.compile(r"`r\s+([^`]*)`")
_RECORDED = re.compile(r"""recorded\(\s*["']([^"']+)["']\s*(?:,\s*(?:digits\s*=\s*)?(\d+)\s*)?\)\s*""")
_DIV = re.compile(r"^\s*:{3,}\s*(?:\{?\.?([\w-]+).*)?$")


def pictures(prose: Prose) -> list[str]:
    """Paths of the pictures in the prose, as written."""
    return [path for _, path in _PICTURE.findall(prose.text)]


def check_prose(prose: Prose, folder: Path, r_code: str) -> None:
    """Check that pictures exist and have alternative text, and that inline code can be replaced by a number.

    Parameters
    ----------
    prose : Prose
    folder : Path
        The lesson's folder.
    r_code : str
        All R code above the prose. What the prose quotes must be recorded there, because the vignette is knitted from
        top to bottom; the page could also quote what comes later.
    """
    for number, line in _lines(prose):
        for alternative, path in _PICTURE.findall(line):
            if not alternative.strip():
                raise LessonError(
                    f"{number}: the picture {path} has no alternative text; write ![what it shows]({path})."
                )
            if not (folder / path).is_file():
                raise LessonError(f"{number}: there is no picture {folder / path}.")
        for code in _INLINE.findall(line):
            form = _RECORDED.fullmatch(code)
            if form is None:
                raise LessonError(
                    f'{number}: inline code is `r {code}`; only `r recorded("name", digits)` may stand in prose.'
                )
            if f'"{form[1]}"' not in r_code:
                raise LessonError(
                    f"{number}: the prose quotes the result {form[1]!r}, but no R chunk above records it; "
                    "quote it further down."
                )


def fill_numbers(prose: Prose, records: dict[str, Record]) -> str:
    """Put recorded results where the prose quotes them."""

    def value(match: re.Match[str]) -> str:
        form = _RECORDED.fullmatch(match[1])
        assert form is not None  # check_prose has seen to it
        record = records.get(form[1])
        if record is None:
            raise LessonError(f"{prose.where}: the prose quotes the result {form[1]!r}, which no chunk records.")
        if len(record.values) != 1 or record.kind == "position":
            raise LessonError(
                f"{prose.where}: the prose quotes {form[1]!r}; only a single value that is no position can be quoted."
            )
        only = record.values[0]
        return f"{only:.{int(form[2] or 3)}f}" if isinstance(only, float) else str(only)

    return _INLINE.sub(value, prose.text)


def for_notebook(markdown: str) -> str:
    """Turn what only pandoc understands into plain Markdown: fenced divs become quotations."""
    lines: list[str] = []
    quoting = False
    for line in markdown.splitlines():
        div = _DIV.match(line)
        if div:
            quoting = div[1] is not None
            continue
        line = re.sub(r"^(#{1,6} .*?)\s*\{[#.][^}]*\}\s*$", r"\1", line)
        lines.append("> " + line if quoting else line)
    return "\n".join(lines)


def _lines(prose: Prose) -> Iterator[tuple[str, str]]:
    """Lines with file and line number."""
    file, first = prose.where.rsplit(":", 1)
    for i, line in enumerate(prose.text.splitlines()):
        yield f"{file}:{int(first) + i}", line
