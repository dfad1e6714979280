import math
from typing import cast

import pytest

from lessons.errors import LessonError
from lessons.records import read_records


def test_floating_point_numbers_are_read_exactly() -> None:
    raw = {
        "name": "x",
        "kind": "library",
        "type": "double",
        "shape": [6],
        "values": ["0x1.999999999999ap-4", "NaN", "NA", "-Inf", "nan", "-0x0p+0"],
    }
    values = read_records([raw], "R")["x"].values
    assert values[0] == 0.1
    assert [math.isnan(value) for value in values if isinstance(value, float)] == [
        False,
        True,
        True,
        False,
        True,
        False,
    ]
    assert values[3] == -math.inf
    assert math.copysign(1, cast(float, values[5])) == -1


@pytest.mark.parametrize(
    ("name", "common", "values"),
    [
        ("integer", "integer", [1, None]),
        ("logical", "logical", [True]),
        ("character", "string", ["a"]),
        ("bool", "logical", [False]),
    ],
)
def test_types_of_both_languages(name: str, common: str, values: list[int | str | None]) -> None:
    record = read_records([{"name": "x", "kind": "position", "type": name, "shape": [1], "values": values}], "R")["x"]
    assert record.type == common
    assert list(record.values) == values


def test_expected_values_are_numbers() -> None:
    raw = {"name": "x", "kind": "by_hand", "type": "integer", "shape": [1], "values": [1], "expected": ["0x1p+0"]}
    assert read_records([raw], "Python")["x"].expected == (1.0,)


def test_what_cannot_be_compared_is_refused() -> None:
    raw = {"name": "x", "kind": "library", "type": "complex", "shape": [1], "values": []}
    with pytest.raises(LessonError, match="of type 'complex'"):
        read_records([raw], "R")
    with pytest.raises(LessonError, match="kind 'guess'"):
        read_records([{**raw, "kind": "guess"}], "R")
