import datetime

import numpy as np
import pandas as pd
import pytest
import torch

from torchduet.errors import PositionError
from torchduet.labels import class_positions, find_classes


@pytest.mark.parametrize(
    ("labels", "classes", "kind"),
    [
        (["b", "a", "b"], ["a", "b"], "U"),
        ([10, 9, 10], [9, 10], "i"),
        ([True, False], [False, True], "b"),
        ([1.5, -0.5, 1.5], [-0.5, 1.5], "f"),
        (np.array([2, 1], dtype=np.int8), [1, 2], "i"),
        (pd.Series(["y", "x"], index=[3, 3]), ["x", "y"], "U"),
        (pd.array([2, 1], dtype="Int64"), [1, 2], "i"),
        (torch.tensor([1, 0, 1]), [0, 1], "i"),
        ((label for label in ["b", "a"]), ["a", "b"], "U"),
    ],
)
def test_classes_are_sorted_and_keep_their_type(labels, classes, kind):
    found = find_classes(labels)
    assert found.tolist() == classes
    assert found.dtype.kind == kind


@pytest.mark.parametrize("wrap", [lambda labels: labels, pd.Series])
def test_a_categoricals_categories_are_the_classes_in_their_order(wrap):
    labels = wrap(pd.Categorical(["good", "bad"], categories=["good", "so-so", "bad"]))
    classes = find_classes(labels)
    assert classes.tolist() == ["good", "so-so", "bad"]
    np.testing.assert_array_equal(class_positions(labels, classes), [0, 2])


@pytest.mark.parametrize(
    "labels",
    [
        [datetime.date(2021, 1, 1), datetime.date(2020, 1, 1)],
        [("b", 1), ("a", 2)],
        [pd.Timestamp("2021-01-01"), pd.Timestamp("2020-01-01")],
        [b"b", b"a"],
    ],
)
def test_labels_of_any_type_that_has_an_order(labels):
    classes = find_classes(labels)
    assert classes.tolist() == sorted(labels)
    np.testing.assert_array_equal(class_positions(labels, classes), [1, 0])


def test_positions_are_places_among_the_classes():
    positions = class_positions(["b", "c", "a", "b"], np.array(["a", "b", "c"]))
    assert positions.dtype == np.int64
    np.testing.assert_array_equal(positions, [1, 2, 0, 1])


def test_an_unseen_label_is_named():
    with pytest.raises(ValueError, match=r"labels: 'z' is not one of the classes that the model knows: \['a', 'b'\]"):
        class_positions(["a", "z", "y"], np.array(["a", "b"]))
    with pytest.raises(ValueError, match=r"labels: '1' is not one of the classes that the model knows: \[1, 2\]"):
        class_positions(["1"], np.array([1, 2]))


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT])
@pytest.mark.parametrize("call", [find_classes, lambda labels: class_positions(labels, np.array(["a", "b"]))])
def test_a_missing_label_is_named(missing, call, other_language):
    with pytest.raises(PositionError, match="labels must not be missing: element 2 is") as caught:
        call(["a", "b", missing])
    assert caught.value.message(other_language).startswith("labels must not be missing: element 3 is")


def test_a_missing_category_is_named():
    with pytest.raises(PositionError, match="labels must not be missing: element 1 is"):
        find_classes(pd.Categorical(["a", None, "b"]))


@pytest.mark.parametrize("labels", [["a", "a"], [], pd.Categorical(["a"])])
def test_one_class_is_too_few(labels):
    with pytest.raises(ValueError, match="labels must hold at least two classes; given"):
        find_classes(labels)


@pytest.mark.parametrize(
    ("labels", "kind", "message"),
    [
        ("ab", TypeError, "labels must be a sequence with one label per text; given 'ab'"),
        (3, TypeError, "given 3"),
        (pd.DataFrame({"y": [1, 2]}), TypeError, "Choose one of its columns"),
        ({"a": 1, "b": 2}, TypeError, "given {'a': 1, 'b': 2}"),
        (np.zeros((3, 1)), ValueError, r"labels must have one dimension; given an array of shape \(3, 1\)"),
        (torch.zeros(3, 2), ValueError, r"given an array of shape \(3, 2\)"),
        ([[1], [2]], TypeError, r"labels must hold strings, numbers or booleans; given \[1\]"),
        ([1, "a"], TypeError, "labels must be of one type; given number and str"),
        ([True, 2], TypeError, "labels must be of one type; given bool and number"),
    ],
)
def test_what_cannot_be_labels_is_refused(labels, kind, message):
    with pytest.raises(kind, match=message):
        find_classes(labels)
