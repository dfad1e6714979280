"""Named results of a column, as both columns hand them over.

A column writes a JSON list of ``{name, kind, type, shape, values, expected}``. Values stand in row-major order.
Floating-point numbers are written in hexadecimal (``"0x1.8p+1"``, ``"NaN"``, ``"-Inf"``), because that is exact in
both languages; a missing value is null.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from lessons.errors import LessonError

Value = float | int | bool | str | None
KINDS = ("library", "by_hand", "position")
_TYPES = {
    "float": ("float", "double", "numeric"),
    "integer": ("int", "uint"),
    "logical": ("bool", "logical"),
    "string": ("str", "character", "object", "factor", "categor", "<u"),
}


@dataclass(frozen=True)
class Record:
    """One named result in one language."""

    name: str
    kind: str
    type: str  # float, integer, logical or string: what R and Python have in common
    shape: tuple[int, ...]
    values: tuple[Value, ...]
    expected: tuple[Value, ...] | None = None


def read_records(raw: list[dict[str, Any]], language: str) -> dict[str, Record]:
    """Read what a column has written; the result is ordered as recorded.

    Parameters
    ----------
    raw : list of dict
        See the module's description.
    language : str
        For error messages.
    """
    records: dict[str, Record] = {}
    for one in raw:
        name = str(one["name"])
        if one["kind"] not in KINDS:
            raise LessonError(
                f"{language}: the result {name!r} has kind {one['kind']!r}; there are {', '.join(KINDS)}."
            )
        value_type = _type(str(one["type"]), name, language)
        expected = one.get("expected")
        records[name] = Record(
            name=name,
            kind=str(one["kind"]),
            type=value_type,
            shape=tuple(int(size) for size in one["shape"]),
            values=tuple(_decode(value, value_type) for value in one["values"]),
            expected=None if expected is None else tuple(_decode(value, "float") for value in expected),
        )
    return records


def _type(name: str, result: str, language: str) -> str:
    for common, beginnings in _TYPES.items():
        if name.lower().startswith(beginnings):
            return common
    raise LessonError(f"{language}: the result {result!r} is of type {name!r}; record numbers, logicals or strings.")


def _decode(value: Value, value_type: str) -> Value:
    if value_type == "float":
        # NumPy knows only NaN, so R's NA and NaN are the same thing here.
        return math.nan if value in (None, "NA") else float.fromhex(str(value))
    return value
