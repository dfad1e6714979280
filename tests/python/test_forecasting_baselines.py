from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy.stats import t as student

from torchduet import NaiveForecaster

GENERATOR = np.random.default_rng(1)
VALUES = 50 + 3 * np.arange(40) + 10 * GENERATOR.normal(size=40)
Z95 = NormalDist().inv_cdf(0.975)


def forecast(method: str, h: int = 14, values: Any = VALUES, **params: Any) -> pd.DataFrame:
    return NaiveForecaster(method, **params).fit(values).predict(h, levels=[95])  # type: ignore[arg-type]


def spread(table: pd.DataFrame) -> NDArray[np.float64]:
    np.testing.assert_allclose((table["lower_95"] + table["upper_95"]) / 2, table["mean"], rtol=1e-12)
    return ((table["upper_95"] - table["lower_95"]) / 2).to_numpy(np.float64)


def test_the_last_value_with_the_textbook_interval() -> None:
    table = forecast("last")
    assert (table["mean"] == VALUES[-1]).all()
    steps = np.arange(1, 15)
    sigma = np.sqrt(np.mean(np.diff(VALUES) ** 2))
    np.testing.assert_allclose(spread(table), Z95 * sigma * np.sqrt(steps), rtol=1e-12)


def test_the_last_season_with_the_textbook_interval() -> None:
    table = forecast("seasonal", seasonal_period=4)
    assert table["mean"].tolist() == [*VALUES[-4:]] * 3 + [*VALUES[-4:-2]]
    sigma = np.sqrt(np.mean((VALUES[4:] - VALUES[:-4]) ** 2))
    seasons = (np.arange(14) // 4) + 1
    np.testing.assert_allclose(spread(table), Z95 * sigma * np.sqrt(seasons), rtol=1e-12)


def test_the_drift_with_the_textbook_interval() -> None:
    table = forecast("drift")
    steps, count = np.arange(1, 15), len(VALUES)
    slope = (VALUES[-1] - VALUES[0]) / (count - 1)
    np.testing.assert_allclose(table["mean"], VALUES[-1] + steps * slope, rtol=1e-12)
    sigma = np.sqrt(np.sum((np.diff(VALUES) - slope) ** 2) / (count - 2))
    expected = Z95 * sigma * np.sqrt(steps * (1 + steps / (count - 1)))
    np.testing.assert_allclose(spread(table), expected, rtol=1e-12)


def test_the_mean_with_students_interval() -> None:
    table = forecast("mean")
    np.testing.assert_allclose(table["mean"], VALUES.mean(), rtol=1e-14)
    expected = student(39).ppf(0.975) * VALUES.std(ddof=1) * np.sqrt(1 + 1 / 40)
    np.testing.assert_allclose(spread(table), expected, rtol=1e-12)


def test_a_season_of_one_is_the_last_value() -> None:
    pd.testing.assert_frame_equal(forecast("seasonal"), forecast("last"))


def test_times_go_on_and_the_season_is_theirs() -> None:
    days = pd.Series(np.arange(21.0), index=pd.date_range("2024-01-01", periods=21, name="when"))
    table = NaiveForecaster("seasonal").fit(days).predict()
    assert list(table) == ["time", "step", "mean", "lower_80", "upper_80", "lower_95", "upper_95"]
    assert len(table) == 14  # two weeks
    assert table["time"][0] == pd.Timestamp("2024-01-22")
    assert table["mean"][:8].tolist() == [14, 15, 16, 17, 18, 19, 20, 14]


def test_several_series_and_those_that_begin_later() -> None:
    months = pd.period_range("2001-01", periods=5, freq="M")
    frame = pd.DataFrame({"a": [1.0, 2, 3, 4, 5], "b": [np.nan, np.nan, 7, 8, 8]}, index=months)
    table = NaiveForecaster().fit(frame).predict(1, levels=())
    assert table.to_dict("list") == {
        "series": ["a", "b"], "time": [pd.Period("2001-06", "M")] * 2, "step": [1, 1], "mean": [5.0, 8.0]
    }  # fmt: skip


def test_a_constant_series_has_intervals_of_no_width() -> None:
    for method in ("last", "drift", "mean"):
        assert (spread(forecast(method, values=[2.0] * 5)) == 0).all()


@pytest.mark.parametrize(
    ("params", "values", "message"),
    [
        ({"method": "first"}, VALUES, 'must be one of "last", "seasonal", "drift", "mean"; given .first'),
        ({"method": "last"}, [1.0], 'series must have at least 2 observations for the method "last"; given 1'),
        ({"method": "drift"}, [1.0, 2.0], "at least 3 observations"),
        ({"method": "seasonal", "seasonal_period": 12}, [1.0] * 12, "at least 13 observations"),
        ({}, [1.0, np.nan], "element 1"),
        ({"seasonal_period": 0}, VALUES, "seasonal_period must be at least 1"),
    ],
)
def test_what_cannot_be_forecast_is_named(params: dict[str, Any], values: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        NaiveForecaster(**params).fit(values)


def test_predict_checks_its_arguments() -> None:
    with pytest.raises(ValueError, match="predict needs a fitted NaiveForecaster"):
        NaiveForecaster().predict()
    fitted = NaiveForecaster().fit(VALUES)
    for h, levels, message in ((0, (80,), "h must be at least 1"), (1, (100,), "less than 100"), (1, (80, 80), "once")):
        with pytest.raises(ValueError, match=message):
            fitted.predict(h, levels=levels)
    with pytest.raises(TypeError, match="levels must be numbers, in per cent; given 'high'"):
        fitted.predict(1, levels=["high"])
