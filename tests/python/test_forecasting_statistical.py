import importlib.util
import warnings

import numpy as np
import pandas as pd
import pytest

from torchduet import backtest

MONTHS = pd.period_range("2001-01", periods=48, freq="M")
GENERATOR = np.random.default_rng(2)
SALES = pd.Series(
    100 + np.arange(48) + 10 * np.sin(np.arange(48) * np.pi / 6) + GENERATOR.normal(size=48), index=MONTHS
)


def test_the_airline_model_is_statsmodels_own() -> None:
    arima = pytest.importorskip("statsmodels.tsa.api").ARIMA
    found = backtest("statsmodels_arima", SALES, 6, 1, levels=[80]).forecasts
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = arima(SALES[:42].to_numpy(), order=(0, 1, 1), seasonal_order=(0, 1, 1, 12)).fit()
    expected = fitted.get_forecast(6)
    np.testing.assert_allclose(found["mean"], expected.predicted_mean, rtol=1e-12)
    np.testing.assert_allclose(found[["lower_80", "upper_80"]], expected.conf_int(alpha=0.2), rtol=1e-12)


def test_exponential_smoothing_finds_trend_and_season_and_a_seed_settles_it() -> None:
    pytest.importorskip("statsmodels")
    first, again, other = (backtest("statsmodels_ets", SALES, 6, 1, seed=seed).forecasts for seed in (1, 1, 2))
    assert np.abs(first["actual"] - first["mean"]).mean() < 3  # the season alone is 10 high
    assert (first["lower_95"] < first["lower_80"]).all()
    assert (first["lower_80"] < first["mean"]).all()
    pd.testing.assert_frame_equal(first, again)
    assert (first["lower_80"] != other["lower_80"]).all()


def test_a_missing_statsmodels_is_said_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    message = r'"statsmodels_ets" needs statsmodels: pip install "torchduet\[statsmodels\]"'
    with pytest.raises(ImportError, match=message):
        backtest(["last", "statsmodels_ets"], SALES, 6, 1)
