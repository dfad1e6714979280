"""The header of a lesson: the few fields of its YAML that the renderer needs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lessons.errors import LessonError


@dataclass(frozen=True)
class Header:
    """What the index says of a lesson."""

    title: str
    order: int
    needs: tuple[str, ...]
    minutes: int
    summary: str


def parse_header(lines: list[str], where: str) -> Header:
    """Read the header's own fields; the rest (`output`, `vignette`) is for rmarkdown.

    YAML is read only as far as these fields need it: one line each, text in quotes or bare, lists in brackets.
    """
    given: dict[str, str] = {}
    for line in lines:
        match = re.match(r"(\w+):\s*(.*?)\s*$", line)  # nested lines are indented and do not match
        if match:
            given[match[1]] = match[2] if match[2].startswith(('"', "'")) else re.sub(r"\s+#.*$", "", match[2])
    for name in ("title", "order", "needs", "minutes", "summary"):
        if not given.get(name):
            raise LessonError(
                f"{where}: the header has no field {name!r}; tools/lessons/README.md shows a whole header."
            )
    needs = re.fullmatch(r"\[(.*)\]", given["needs"])
    if needs is None:
        raise LessonError(f"{where}: needs is {given['needs']}; it must be a list such as [embedding], or [].")
    return Header(
        title=_text(given["title"]),
        order=_whole("order", given["order"], where),
        needs=tuple(_text(name) for name in needs[1].split(",") if name.strip()),
        minutes=_whole("minutes", given["minutes"], where),
        summary=_text(given["summary"]),
    )


def _text(value: str) -> str:
    value = value.strip()
    quoted = re.match(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'', value)
    if quoted is None:
        return value
    return re.sub(r"\\(.)", r"\1", quoted[1]) if quoted[1] is not None else quoted[2]


def _whole(name: str, value: str, where: str) -> int:
    if not value.isdigit():
        raise LessonError(f"{where}: {name} is {value}; it must be a whole number.")
    return int(value)
