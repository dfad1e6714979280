"""Chunk headers, such as `{r pool, fig.alt="Two rows"}`: reading and checking their options."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from lessons.errors import LessonError

_OPTION = re.compile(r"""\s*([A-Za-z_.]+)\s*=\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^,\s"']+)\s*(?:,|$)""")


@dataclass(frozen=True)
class Options:
    """Options of a step; `fig_alt` is written `fig.alt` in the chunk's header, as knitr has it."""

    fig_alt: str | None = None
    fig_width: float = 7.0
    fig_height: float = 4.0
    include: bool = True
    error: bool = False
    single: bool = False
    solution: bool = False


def parse_options(text: str, where: str) -> Options:
    """Read the part of a chunk's header that follows its label.

    Parameters
    ----------
    text : str
        For instance `fig.alt="Two rows", include=FALSE`.
    where : str
        File and line, for error messages.
    """
    known = {field.name.replace("_", "."): field.name for field in fields(Options)}
    given: dict[str, str | float | bool] = {}
    position = 0
    while position < len(text.rstrip()):
        match = _OPTION.match(text, position)
        if match is None:
            raise LessonError(
                f"{where}: cannot read the chunk options from {text[position:]!r} on; write name=value, name=value."
            )
        name, value = match.groups()
        if name not in known:
            raise LessonError(f"{where}: unknown chunk option {name!r}; there are {', '.join(sorted(known))}.")
        given[known[name]] = _value(name, value, where)
        position = match.end()
    return Options(**given)  # type: ignore[arg-type]  # _value has checked each type


def _value(name: str, text: str, where: str) -> str | float | bool:
    if name == "fig.alt":
        if text[0] not in "\"'" or len(text.strip("\"' ")) == 0:
            raise LessonError(f"{where}: fig.alt is {text}; it must be a sentence in quotes.")
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    if name in {"fig.width", "fig.height"}:
        try:
            return float(text)
        except ValueError:
            raise LessonError(f"{where}: {name} is {text}; it must be a number of inches.") from None
    if text not in {"TRUE", "FALSE"}:
        raise LessonError(f"{where}: {name} is {text}; it must be TRUE or FALSE.")
    return text == "TRUE"
