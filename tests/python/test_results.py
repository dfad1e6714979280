import numpy as np
import pandas as pd
import pytest
import torch

import torchduet as td


@pytest.fixture(autouse=True)
def _clean():
    td.clear_results()
    yield
    td.clear_results()


@pytest.mark.parametrize(
    ("value", "type_", "shape", "values"),
    [
        (1.5, "double", [1], [1.5]),
        (np.float32(0.5), "double", [1], [0.5]),
        (3, "integer", [1], [3]),
        (True, "logical", [1], [True]),
        ("a", "character", [1], ["a"]),
        (["a", "ção"], "character", [2], ["a", "ção"]),
        (np.array(["a", "b"], dtype=object), "character", [2], ["a", "b"]),
        (pd.Series(["a", "b"]), "character", [2], ["a", "b"]),
        (np.arange(6).reshape(2, 3), "integer", [2, 3], [[0, 1, 2], [3, 4, 5]]),
        (torch.ones(2), "double", [2], [1.0, 1.0]),
        ([], "double", [0], []),
    ],
)
def test_a_result_keeps_its_type_and_shape(value, type_, shape, values):
    td.record_result("x", value)
    (result,) = td.recorded_results()
    assert (result["name"], result["kind"], result["expected"]) == ("x", "library", None)
    assert (result["type"], result["shape"]) == (type_, shape)
    np.testing.assert_array_equal(result["values"], np.array(values))


def test_results_stand_in_order_and_recording_again_replaces():
    td.record_result("a", 1)
    td.record_result("b", 2, kind="position")
    td.record_result("a", 3)
    assert [(result["name"], result["values"].tolist()) for result in td.recorded_results()] == [("a", [3]), ("b", [2])]
    td.clear_results()
    assert td.recorded_results() == []


def test_what_happens_to_the_array_later_does_not_matter():
    array = np.asfortranarray(np.ones((2, 3)))
    td.record_result("x", array)
    array[:] = 0
    (result,) = td.recorded_results()
    assert (result["values"] == 1).all()
    assert result["values"].flags.c_contiguous


def test_by_hand_comes_with_what_the_library_gives():
    td.record_result("x", [1.0, 2.0], kind="by_hand", expected=np.array([1.0, 2.0]))
    np.testing.assert_array_equal(td.recorded_results()[0]["expected"], [1.0, 2.0])
    with pytest.raises(ValueError, match=r"expected must be what the library gives for result 'y'; it is missing"):
        td.record_result("y", 1.0, kind="by_hand")
    with pytest.raises(ValueError, match=r"expected belongs to kind 'by_hand'.*'y' has kind 'library'"):
        td.record_result("y", 1.0, expected=1.0)


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="kind must be one of library, by_hand, position; given 'guess'"):
        td.record_result("x", 1, kind="guess")


@pytest.mark.parametrize("value", [None, [None, "a"], {"a": 1}, 1j])
def test_what_cannot_be_compared_is_refused(value):
    with pytest.raises(TypeError, match="result 'x' must be made of numbers, strings or booleans"):
        td.record_result("x", value)
    assert td.recorded_results() == []
