from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import mean_absolute_error, mean_pinball_loss, root_mean_squared_error

from torchduet import forecast_accuracy
from torchduet.forecasting.accuracy import pinball_loss

MONTHS = pd.period_range("2001-01", periods=6, freq="M")


def test_errors_are_those_of_scikit_learn() -> None:
    generator = np.random.default_rng(1)
    actual, forecast = generator.normal(size=(2, 50))
    measured = forecast_accuracy(forecast, actual).iloc[0]
    assert measured["n"] == 50
    assert measured["mae"] == pytest.approx(mean_absolute_error(actual, forecast), rel=1e-14)
    assert measured["rmse"] == pytest.approx(root_mean_squared_error(actual, forecast), rel=1e-14)
    for probability in (0.1, 0.9):
        expected = mean_pinball_loss(actual, forecast, alpha=probability)
        assert pinball_loss(actual, forecast, probability) == pytest.approx(expected, rel=1e-14)


def test_scaled_errors_by_hand() -> None:
    # Seasonal naive on what was learned from: |5 - 1|, |4 - 2|, so 3; the errors are 1 and 2, so 1.5 / 3.
    measured = forecast_accuracy([3.0, 5.0], [4.0, 3.0], training=[1.0, 2.0, 5.0, 4.0], seasonal_period=2)
    assert measured["mase"][0] == 0.5
    # 200 * 1 / 7 and 200 * 2 / 8.
    assert measured["smape"][0] == pytest.approx((200 / 7 + 50) / 2, rel=1e-15)


def test_the_season_of_mase_is_that_of_the_times() -> None:
    months = pd.period_range("2001-01", periods=13, freq="M")
    training = pd.Series([*range(12), 5.0], index=months)  # a year later, 5 in place of 0
    assert forecast_accuracy([1.0], [2.0], training=training)["mase"][0] == 0.2


def test_edges_of_scaled_errors() -> None:
    def mase(training: list[float], error: float = 1.0) -> float:
        return float(forecast_accuracy([0.0], [error], training=training, seasonal_period=1)["mase"][0])

    assert np.isnan(mase([1.0]))  # no longer than a season
    assert mase([2.0, 2.0]) == np.inf
    assert np.isnan(mase([2.0, 2.0], error=0.0))
    assert forecast_accuracy([0.0, 1.0], [0.0, 3.0])["smape"][0] == 50  # nothing forecast, nothing happened


def test_intervals_by_hand() -> None:
    table = pd.DataFrame({"mean": [10.0, 10], "lower_80": [8.0, 8], "upper_80": [12.0, 14]})
    measured = forecast_accuracy(table, [11.0, 17.0]).iloc[0]
    assert measured["coverage_80"] == 0.5
    assert measured["width_80"] == 5
    # Quantile 0.1: 0.1 * 3 and 0.1 * 9; quantile 0.9: 0.1 * 1 and 0.9 * 3.
    assert measured["pinball"] == pytest.approx((0.3 + 0.9 + 0.1 + 2.7) / 4, rel=1e-14)


def test_what_lies_on_a_bound_is_covered_and_missing_bounds_are_not_counted() -> None:
    table = pd.DataFrame({"mean": [1.0, 2.0], "lower_50": [1.0, 1.0], "upper_50": [2.0, 2.0]})
    assert forecast_accuracy(table, [1.0, 2.0])["coverage_50"][0] == 1
    table.loc[0, "lower_50"] = np.nan
    assert np.isnan(forecast_accuracy(table, [1.0, 2.0])[["coverage_50", "width_50", "pinball"]]).all(axis=None)


def test_forecasts_are_matched_by_time() -> None:
    actual = pd.Series([1.0, 2, 3, 4, 5, 6], index=MONTHS)
    table = pd.DataFrame({"time": MONTHS[[4, 2]], "mean": [5.0, 3.0]})
    assert forecast_accuracy(table, actual)["mae"][0] == 0
    first_days = table.assign(time=MONTHS[[4, 2]].to_timestamp())  # as R has months
    assert forecast_accuracy(first_days, actual)["mae"][0] == 0
    assert forecast_accuracy(actual.iloc[2:4] + 1, actual)["mae"][0] == 1


def test_rows_by_group() -> None:
    table = pd.DataFrame({"series": ["a", "a", "b", "b"], "step": [1, 2, 1, 2], "mean": 0.0})
    actual = pd.DataFrame({"a": [1.0, 2], "b": [3.0, 5]}).set_index(MONTHS[:2])
    table["time"] = [*MONTHS[:2]] * 2
    assert forecast_accuracy(table, actual)[["series", "mae"]].to_numpy().tolist() == [["a", 1.5], ["b", 4.0]]
    assert forecast_accuracy(table, actual, by="step")["mae"].tolist() == [2.0, 3.5]
    assert forecast_accuracy(table, actual, by=[])["mae"].tolist() == [2.75]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"forecast": [1.0]}, "actual is missing"),
        ({"forecast": [1.0], "actual": [1.0, 2.0]}, "as many observations as there are forecasts, 1; given 2"),
        ({"forecast": [1.0, np.nan], "actual": [1.0, 2.0]}, "forecast: 1 observation.s. are missing.* element 1"),
        ({"forecast": [1.0, 2.0], "actual": [1.0, np.inf]}, "actual: element 1 is infinite"),
        ({"forecast": pd.DataFrame({"value": [1.0]}), "actual": [1.0]}, "must have a column mean.*it has value"),
        ({"forecast": [1.0], "actual": [1.0], "by": "step"}, "by must name columns of forecast.*given 'step'"),
        (
            {"forecast": pd.DataFrame({"time": MONTHS[:1], "mean": 1.0}), "actual": pd.Series([1.0], MONTHS[1:2])},
            "every time of forecast; given '2001-01'",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        forecast_accuracy(**arguments)


def test_every_series_is_asked_for_by_its_name() -> None:
    table = pd.DataFrame({"series": ["a"], "time": MONTHS[:1], "mean": 1.0})
    with pytest.raises(ValueError, match="actual must hold every series of forecast; it holds b; given 'a'"):
        forecast_accuracy(table, pd.DataFrame({"b": [1.0]}, MONTHS[:1]))
    with pytest.raises(ValueError, match="actual holds several series, so forecast must have a column series"):
        forecast_accuracy(table.drop(columns="series"), pd.DataFrame({"a": [1.0], "b": 2.0}, MONTHS[:1]))
