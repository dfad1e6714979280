from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy.sparse import coo_array, coo_matrix, csr_array, dia_array
from sklearn.model_selection import KFold, StratifiedKFold

from torchduet.errors import InputTypeError, InputValueError
from torchduet.row_folds import check_folds, class_codes, row_folds
from torchduet.rows import count_rows, take_rows


def held_back(folds: Any) -> list[list[int]]:
    return [fold.test.tolist() for fold in folds]


@pytest.mark.parametrize(("count", "folds"), [(10, 5), (11, 3), (7, 7), (23, 4)])
def test_parts_are_of_the_sizes_that_scikit_learns_have_and_hold_each_row_once(count: int, folds: int) -> None:
    theirs = [len(test) for _, test in KFold(folds, shuffle=True, random_state=1).split(np.zeros(count))]
    found = list(row_folds(count, "k_fold", 1, folds=folds))
    assert [len(fold.test) for fold in found] == theirs
    assert sorted(np.concatenate([fold.test for fold in found])) == list(range(count))
    for fold in found:
        assert sorted([*fold.training, *fold.test]) == list(range(count))
        assert (np.diff(fold.training) > 0).all()
        assert (np.diff(fold.test) > 0).all()


def spread(y: NDArray[np.int64], parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return how many of each class each part has."""
    return np.array([np.bincount(y[part], minlength=y.max() + 1) for part in parts])


@pytest.mark.parametrize("folds", [2, 3, 5])
def test_stratified_parts_spread_classes_as_evenly_as_scikit_learns(folds: int) -> None:
    y = np.repeat([0, 1, 2], [17, 8, 5])[np.random.default_rng(1).permutation(30)]
    theirs = [test for _, test in StratifiedKFold(folds, shuffle=True, random_state=1).split(y, y)]
    ours = [fold.test for fold in row_folds(30, "k_fold", 1, folds=folds, codes=y)]
    for parts in (ours, theirs):
        assert np.ptp(spread(y, parts), axis=0).max() <= 1
    assert sorted(map(len, ours)) == sorted(map(len, theirs))


def test_a_stratified_part_held_out_has_its_share_of_each_class() -> None:
    y = np.repeat([0, 1, 2], [60, 30, 10])
    for seed in range(20):
        (fold,) = row_folds(100, "hold_out", seed, test_size=0.25, codes=y)
        assert len(set(fold.test)) == 25
        assert (abs(spread(y, [fold.test])[0] - [15, 7.5, 2.5]) < 1).all()


def test_hold_out_rounds_up_as_scikit_learn_does_and_leaves_something_to_learn_from() -> None:
    sizes = [len(next(row_folds(count, "hold_out", 1, test_size=0.25)).test) for count in (2, 4, 5, 100, 101)]
    assert sizes == [1, 1, 2, 25, 26]
    assert 0.07 * 100 > 7
    assert len(next(row_folds(100, "hold_out", 1, test_size=0.07)).test) == 7
    assert len(next(row_folds(3, "hold_out", 1, test_size=1e-12)).test) == 1
    (fold,) = row_folds(3, "hold_out", 1, test_size=0.99)
    assert len(fold.training) == 1


def test_each_row_is_left_out_once() -> None:
    assert held_back(row_folds(4, "leave_one_out", 1)) == [[0], [1], [2], [3]]


def test_all_rows_are_equally_likely_to_be_held_out() -> None:
    held_out = np.concatenate([fold.test for fold in row_folds(8, "hold_out", 3, repeats=4000, test_size=0.25)])
    # Each row with probability 1/4: 1000 times of 4000, with a standard deviation of 27.
    assert abs(np.bincount(held_out, minlength=8) - 1000).max() < 5 * 27


def test_the_seed_settles_folds_and_repeats_differ() -> None:
    three = list(row_folds(20, "k_fold", 7, repeats=3))
    assert held_back(three[:5]) == held_back(row_folds(20, "k_fold", 7))
    assert [(fold.repeat, fold.number) for fold in three[4:6]] == [(1, 5), (2, 1)]
    assert len({str(held_back(three[start : start + 5])) for start in (0, 5, 10)}) == 3
    assert len({fold.seed for fold in three}) == 15
    assert held_back(row_folds(20, "k_fold", 8)) != held_back(three[:5])


def test_classes_are_found_in_labels_of_any_type() -> None:
    for labels in (["b", "a", "b"], pd.Categorical(["b", "a", "b"]), np.array([2.0, 1.0, 2.0]), [True, False, True]):
        assert class_codes(labels, 1).tolist() == [0, 1, 0]
    assert class_codes(pd.DataFrame({"y": ["b", "a", "b"]}), 1).tolist() == [0, 1, 0]
    with pytest.raises(InputTypeError, match="labels must be a sequence with one label per row"):
        class_codes("aba", 2)
    with pytest.raises(InputTypeError, match="stratified needs a class for each row; y holds numbers"):
        class_codes([0.5, 1.0], 2)
    with pytest.raises(InputTypeError, match="labels must hold"):
        class_codes([["a", "b"], ["a"]], 2)
    with pytest.raises(InputValueError, match="folds must be at most the rows of the largest class, 2; given 3"):
        class_codes(["a", "a", "b"], 3)
    with pytest.warns(UserWarning, match=r"class 'b' has 1 row\(s\), fewer than the 2 folds"):
        class_codes(["a", "a", "b"], 2)


def test_what_cannot_be_folded_is_refused() -> None:
    assert check_folds(4, "leave_one_out") == 4
    assert check_folds(4, "k_fold", folds=2, repeats=3) == 2
    for arguments, message in (
        ({"count": 1}, "x must have at least 2 rows"),
        ({"folds": 5}, "folds must be at most the number of rows, 4; given 5"),
        ({"folds": 1}, "folds must be at least 2"),
        ({"method": "bootstrap"}, "method must be one of"),
        ({"method": "leave_one_out", "repeats": 2}, 'repeats = 2 does not go with method "leave_one_out"'),
        ({"method": "leave_one_out", "stratified": True}, "stratified = True does not go with"),
        ({"method": "hold_out", "test_size": 1.0}, "test_size must be greater than 0 and less than 1; given 1"),
    ):
        with pytest.raises(InputValueError, match=message):
            check_folds(**{"count": 4, "method": "k_fold", "folds": 2, **arguments})


def test_rows_of_what_users_have() -> None:
    rows = np.array([2, 0])
    frame = pd.DataFrame({"a": [1, 2, 3]}, index=[5, 6, 7])
    assert take_rows(frame, rows)["a"].tolist() == [3, 1]
    assert take_rows(frame["a"], rows).index.tolist() == [7, 5]
    for sparse in (csr_array, coo_array, coo_matrix, dia_array):
        assert take_rows(sparse(np.eye(3)), rows).toarray().tolist() == [[0, 0, 1], [1, 0, 0]]
    assert take_rows([["a"], [], ["b", "c"]], rows) == [["b", "c"], ["a"]]
    assert take_rows(pd.Categorical(["a", "b", "c"]), rows).tolist() == ["c", "a"]
    assert [count_rows("x", data) for data in (frame, csr_array(np.eye(3)), [1, 2])] == [3, 3, 2]
    for wrong in ("abc", {"a": 1}, 3, np.float64(3), iter([1])):
        with pytest.raises(InputTypeError, match="x must be a table, an array or a sequence"):
            count_rows("x", wrong)
