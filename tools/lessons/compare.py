"""Do R and Python agree? One comparison per named result, by the rule of its kind."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from lessons.records import Record, Value

BY_HAND_TOLERANCE = 1e-12  # relative, float64: a few thousand roundings; a wrong formula is off by far more


@dataclass(frozen=True)
class Comparison:
    """How one result fared; `problem` is None where the languages agree."""

    name: str
    kind: str
    r: Record | None
    python: Record | None
    difference: float  # library, position: largest absolute difference; by_hand: largest relative one
    problem: str | None

    @property
    def agrees(self) -> bool:
        """Whether the rule of the result's kind is met."""
        return self.problem is None


def compare(r: dict[str, Record], python: dict[str, Record]) -> list[Comparison]:
    """Compare the results of two columns, in the order in which they were recorded."""
    return [_compare_one(name, r.get(name), python.get(name)) for name in dict.fromkeys([*r, *python])]


def missing_kinds(comparisons: Sequence[Comparison]) -> list[str]:
    """Kinds of which every lesson must have a result and this one has none."""
    return [kind for kind in ("library", "by_hand") if all(one.kind != kind for one in comparisons)]


def _compare_one(name: str, r: Record | None, python: Record | None) -> Comparison:
    if r is None or python is None:
        only = r or python
        assert only is not None
        return Comparison(name, only.kind, r, python, math.inf, f"recorded in {'Python' if r is None else 'R'} only")
    difference, problem = math.inf, None
    if r.kind != python.kind:
        problem = f"kind is {r.kind} in R, {python.kind} in Python"
    elif _shape(r) != _shape(python) or len(r.values) != len(python.values):
        problem = f"shape is {list(r.shape)} in R, {list(python.shape)} in Python"
    elif r.kind == "by_hand":
        difference, problem = _by_hand(r, python)
    elif r.kind == "position":
        difference, problem = _position(r, python)
    else:
        difference, problem = _library(r, python)
    return Comparison(name, r.kind, r, python, difference, problem)


def _library(r: Record, python: Record) -> tuple[float, str | None]:
    if r.type != python.type:
        return math.inf, f"type is {r.type} in R, {python.type} in Python"
    differing = sum(not same_bits(x, y) for x, y in zip(r.values, python.values, strict=True))
    difference = max((_absolute(x, y) for x, y in zip(r.values, python.values, strict=True)), default=0.0)
    return difference, f"{differing} of {len(r.values)} values differ, by up to {difference:.3g}" if differing else None


def _by_hand(r: Record, python: Record) -> tuple[float, str | None]:
    for language, record in (("R", r), ("Python", python)):
        if record.expected is None:
            return math.inf, f"{language} gives no expected="
        if len(record.expected) != len(record.values):
            return math.inf, f"{language} computed {len(record.values)} values and expected {len(record.expected)}"
    assert r.expected is not None
    assert python.expected is not None
    pairs = {
        "between R and Python": (r.values, python.values),
        "between R by hand and the library": (r.values, r.expected),
        "between Python by hand and the library": (python.values, python.expected),
    }
    largest, problem = 0.0, None
    for what, (left, right) in pairs.items():
        difference = max((relative_difference(x, y) for x, y in zip(left, right, strict=True)), default=0.0)
        if difference > BY_HAND_TOLERANCE and problem is None:
            problem = f"relative difference {difference:.3g} {what}, more than {BY_HAND_TOLERANCE:g}"
        largest = max(largest, difference)
    return largest, problem


def _position(r: Record, python: Record) -> tuple[float, str | None]:
    shifted = [math.inf if not _is_number(x) or not _is_number(y) else abs(float(x) - 1 - float(y))  # type: ignore[arg-type]
               for x, y in zip(r.values, python.values, strict=True)]  # fmt: skip
    difference = max(shifted, default=0.0)
    return difference, None if difference == 0 else "R's position minus 1 is not Python's position"


def same_bits(x: Value, y: Value) -> bool:
    """Whether two values are the same to the last bit; NaN is the same as NaN, -0.0 is not the same as 0.0."""
    if isinstance(x, float) and isinstance(y, float):
        return (math.isnan(x) and math.isnan(y)) or struct.pack("<d", x) == struct.pack("<d", y)
    return type(x) is type(y) and x == y


def relative_difference(x: Value, y: Value) -> float:
    """Difference of two numbers as a share of the larger one; infinite where only one of them is a finite number."""
    if not _is_number(x) or not _is_number(y):
        return math.inf
    a, b = float(x), float(y)  # type: ignore[arg-type]
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    if not (math.isfinite(a) and math.isfinite(b)):
        return math.inf
    return abs(a - b) / max(abs(a), abs(b))


def _absolute(x: Value, y: Value) -> float:
    if same_bits(x, y):
        return 0.0
    if not _is_number(x) or not _is_number(y):
        return math.inf
    difference = abs(float(x) - float(y))  # type: ignore[arg-type]
    return math.inf if math.isnan(difference) else difference


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _shape(record: Record) -> tuple[int, ...]:
    # R has no scalars: its 3 is a vector of one element, Python's is an array without dimensions.
    return (1,) if record.shape == () else record.shape
