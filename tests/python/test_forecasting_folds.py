from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import TimeSeriesSplit

from torchduet.forecasting.folds import rolling_origins
from torchduet.forecasting.series import as_series_set

SERIES = as_series_set(np.arange(30.0))


@pytest.mark.parametrize(("horizon", "folds"), [(1, 1), (3, 4), (7, 4), (5, 5)])
def test_without_overlap_they_are_scikit_learns(horizon: int, folds: int) -> None:
    expected = (
        [*TimeSeriesSplit(folds, test_size=horizon).split(np.arange(30))]
        if folds > 1
        else [(np.arange(30 - horizon), np.arange(30 - horizon, 30))]
    )
    made = rolling_origins(SERIES, horizon, folds)
    assert [fold.number for fold in made] == [*range(1, folds + 1)]
    for fold, (training, test) in zip(made, expected, strict=True):
        np.testing.assert_array_equal(fold.training.values[0], training)
        np.testing.assert_array_equal(fold.test.values[0], test)
        assert fold.origin == training[-1]


def test_steps_and_sliding_windows() -> None:
    made = rolling_origins(SERIES, 4, 3, step=2, window="sliding")
    assert [fold.origin for fold in made] == [21, 23, 25]
    assert [len(fold.training.values[0]) for fold in made] == [22, 22, 22]
    assert [fold.training.values[0][0] for fold in made] == [0, 2, 4]
    assert made[-1].test.values[0].tolist() == [26, 27, 28, 29]


def test_series_that_begin_later_have_the_same_origins() -> None:
    months = pd.period_range("2001-01", periods=10, freq="M")
    frame = pd.DataFrame({"a": np.arange(10.0), "b": [np.nan] * 4 + [*range(6)]}, index=months)
    (first, second) = rolling_origins(as_series_set(frame), 2, 2)
    assert [len(values) for values in first.training.values] == [6, 2]
    assert [len(values) for values in second.training.values] == [8, 4]
    assert second.training.index[0][-1] == second.training.index[1][-1] == second.origin == months[7]


def test_a_part_is_a_copy() -> None:
    fold = rolling_origins(SERIES, 2, 1)[0]
    fold.training.values[0][:] = -1
    assert (SERIES.values[0] >= 0).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"horizon": 0, "folds": 1}, "horizon must be at least 1; given 0"),
        ({"horizon": 1, "folds": 0}, "folds must be at least 1; given 0"),
        ({"horizon": 1, "folds": 1, "step": 0}, "step must be at least 1 or None; given 0"),
        ({"horizon": 10, "folds": 3}, "must have more than 30 observations, for 3 fold.s. of horizon 10, 10 apart"),
        ({"horizon": 30, "folds": 1}, "more than 30 observations, for 1 fold.s. of horizon 30; given 30. Take fewer"),
        ({"horizon": 1, "folds": 1, "window": "open"}, 'window must be one of "expanding", "sliding"'),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rolling_origins(SERIES, **arguments)


def test_series_that_end_at_different_times_are_refused() -> None:
    long = pd.DataFrame({"when": [1, 2, 3, 4, 1, 2, 3], "what": [*"aaaabbb"], "value": np.arange(7.0)})
    made = as_series_set(long, time="when", value="value", key="what")
    with pytest.raises(ValueError, match=r"all must end at the same time.*a ends at 4, b at 3"):
        rolling_origins(made, 1, 1)
