"""Reads NumPy-style docstrings: the sections that this project uses, and an error for any other."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lessons.errors import LessonError

_ITEMS = ("Parameters", "Attributes", "Returns", "Yields", "Raises", "Warns")
_PROSE = ("Notes", "References", "See Also", "Examples")


@dataclass(frozen=True)
class Item:
    """A parameter, attribute, return value or error: its name (or names), its type, and what is said of it.

    What is returned has no name, an error has no type.
    """

    name: str
    type: str
    text: str


@dataclass(frozen=True)
class Docstring:
    """A docstring in parts; `sections` holds the lists of items, `prose` the sections of text, in their order."""

    summary: str
    text: str
    sections: dict[str, list[Item]] = field(default_factory=dict)
    prose: dict[str, str] = field(default_factory=dict)


def parse_docstring(docstring: str, where: str) -> Docstring:
    """Read a docstring.

    Parameters
    ----------
    docstring : str
        As it is written: the first line is not indented, the others are.
    where : str
        Whose docstring it is, for error messages.
    """
    lines = inspect.cleandoc(docstring).splitlines()
    if not lines:
        raise LessonError(f"{where} has no docstring; say in one line what it does.")
    parts = dict(_parts(lines, where))
    opening = parts.pop("")
    end = opening.index("") if "" in opening else len(opening)
    sections = {name: list(_items(name, body)) for name, body in parts.items() if name in _ITEMS}
    prose = {name: "\n".join(body).strip("\n") for name, body in parts.items() if name in _PROSE}
    return Docstring(" ".join(opening[:end]), "\n".join(opening[end:]).strip("\n"), sections, prose)


def _parts(lines: list[str], where: str) -> Iterator[tuple[str, list[str]]]:
    """Cut at the underlined headings; what stands before the first has the name ''."""
    name, body = "", [lines[0]]
    for i in range(1, len(lines)):
        if re.fullmatch(r"-{3,}", lines[i]) and lines[i - 1].strip():
            yield name, body[:-1]
            name, body = lines[i - 1].strip(), []
            if name not in (*_ITEMS, *_PROSE):
                known = ", ".join((*_ITEMS, *_PROSE))
                raise LessonError(f"{where}: the docstring has a section {name!r}; there are {known}.")
        else:
            body.append(lines[i])
    yield name, body


def _items(section: str, body: list[str]) -> Iterator[Item]:
    """Read what is listed in a section: a line at the margin opens an item, indented ones describe it."""
    heads = [i for i, line in enumerate(body) if line and not line[0].isspace()]
    for start, end in zip(heads, [*heads[1:], len(body)], strict=True):
        name, colon, kind = body[start].partition(" : ")
        text = inspect.cleandoc("\n".join(["", *body[start + 1 : end]]))
        if colon or section in ("Parameters", "Attributes", "Raises", "Warns"):
            yield Item(name.strip(), kind.strip(), text)
        else:
            yield Item("", body[start].strip(), text)
