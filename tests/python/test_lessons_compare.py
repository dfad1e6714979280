import math
from typing import Any

import pytest

from lessons.compare import Comparison, compare, missing_kinds, relative_difference, same_bits
from lessons.records import Record, Value

ULP = math.ulp(1.0)


def _record(values: tuple[Value, ...], **fields: Any) -> Record:
    given = {"name": "x", "kind": "library", "type": "float", "shape": (len(values),), **fields}
    return Record(values=values, **given)


def _one(r: Record, python: Record) -> Comparison:
    (comparison,) = compare({"x": r}, {"x": python})
    return comparison


def test_library_results_are_equal_to_the_last_bit() -> None:
    assert _one(_record((1.0, math.nan)), _record((1.0, math.nan))).agrees
    differing = _one(_record((1.0, 2.0)), _record((1.0 + ULP, 2.0)))
    assert differing.problem == f"1 of 2 values differ, by up to {ULP:.3g}"
    assert differing.difference == ULP


@pytest.mark.parametrize(
    ("x", "y", "same"),
    [
        (0.0, -0.0, False),
        (math.nan, -math.nan, True),
        (math.inf, math.inf, True),
        (1.0, 1, False),
        (True, 1, False),
        ("a", "a", True),
    ],
)
def test_same_bits(x: Value, y: Value, same: bool) -> None:
    assert same_bits(x, y) is same


@pytest.mark.parametrize(
    ("r", "python", "problem"),
    [
        (_record((1.0,)), _record((1,), type="integer"), "type is float in R, integer in Python"),
        (
            _record((1.0, 2.0), shape=(2, 1)),
            _record((1.0, 2.0), shape=(1, 2)),
            r"shape is \[2, 1\] in R, \[1, 2\] in Python",
        ),
        (_record(("a",), type="string"), _record(("b",), type="string"), "1 of 1 values differ"),
        (_record((1.0,)), _record((1.0,), kind="by_hand", expected=(1.0,)), "kind is library in R, by_hand in Python"),
        (_record((math.nan,)), _record((1.0,)), "1 of 1 values differ"),
    ],
)
def test_what_library_results_must_share(r: Record, python: Record, problem: str) -> None:
    with pytest.raises(AssertionError, match=problem):
        raise AssertionError(_one(r, python).problem)


def test_one_number_is_a_vector_of_length_one() -> None:
    assert _one(_record((1.0,), shape=(1,)), _record((1.0,), shape=())).agrees


def test_a_name_in_one_language_only_is_a_problem() -> None:
    missing_in_r, missing_in_python = compare({"b": _record((1.0,), name="b")}, {"a": _record((1.0,), name="a")})[::-1]
    assert missing_in_r.problem == "recorded in Python only"
    assert missing_in_python.problem == "recorded in R only"


@pytest.mark.parametrize(
    ("r", "python", "r_expected", "python_expected", "problem"),
    [
        (1.0, 1.0 + 1e-13, 1.0, 1.0, None),
        (1.0, 1.0 + 1e-11, 1.0, 1.0 + 1e-11, "between R and Python"),
        (1.0, 1.0, 1.0 + 1e-11, 1.0, "between R by hand and the library"),
        (1.0, 1.0, 1.0, 1.0 + 1e-11, "between Python by hand and the library"),
        (1e-20, 1e-20 + 1e-31, 1e-20, 1e-20, "between R and Python"),  # relative to the number itself, however small
        (1.0, 1.0, 1.0, None, "Python gives no expected="),
        (1.0, math.inf, 1.0, 1.0, "between R and Python"),
    ],
)
def test_by_hand(
    r: float, python: float, r_expected: float, python_expected: float | None, problem: str | None
) -> None:
    comparison = _one(
        _record((r,), kind="by_hand", expected=(r_expected,)),
        _record((python,), kind="by_hand", expected=None if python_expected is None else (python_expected,)),
    )
    assert comparison.agrees is (problem is None)
    assert (problem or "") in (comparison.problem or "")


def test_by_hand_needs_as_many_expected_values_as_values() -> None:
    record = _record((1.0, 2.0), kind="by_hand", expected=(1.0,))
    assert "computed 2 values and expected 1" in (_one(record, record).problem or "")


def test_positions_differ_by_one() -> None:
    def position(value: Value) -> Record:
        return _record((value,), kind="position", type="integer")

    assert _one(position(3), position(2)).agrees
    assert not _one(position(2), position(2)).agrees
    assert not _one(position("a"), position("a")).agrees


def test_relative_difference() -> None:
    assert relative_difference(2.0, 1.0) == 0.5
    assert relative_difference(0.0, -0.0) == 0.0
    assert relative_difference(math.nan, math.nan) == 0.0
    assert relative_difference(math.nan, 1.0) == math.inf
    assert relative_difference(0.0, 1e-300) == 1.0


def test_every_lesson_has_both_kinds() -> None:
    assert missing_kinds(compare({"x": _record((1.0,))}, {"x": _record((1.0,))})) == ["by_hand"]
    assert missing_kinds([]) == ["library", "by_hand"]
