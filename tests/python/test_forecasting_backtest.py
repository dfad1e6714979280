from typing import Any, Self

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from torchduet import NaiveForecaster, backtest, forecast_accuracy, register_baseline
from torchduet.estimator import Estimator
from torchduet.forecasting.backtest import BacktestError
from torchduet.forecasting.backtest_result import coverage_interval

MONTHS = pd.period_range("2001-01", periods=40, freq="M")
WAVE = pd.Series(np.sin(np.arange(40) / 2) + np.arange(40) / 10, index=MONTHS, name="wave")


class Spy(Estimator):
    """A model that keeps what it is given, and forecasts what the test tells it to."""

    def __init__(
        self, seen: list[dict[str, Any]] | None = None, seed: int | None = None, verbose: Any = "auto"
    ) -> None:
        self.seen = seen
        self.seed = seed
        self.verbose = verbose

    def fit(self, series: Any, covariates: Any = None, past_covariates: Any = None) -> Self:
        assert self.seen is not None
        assert not hasattr(self, "fitted_")  # a new one for each fold
        self.fitted_ = True
        told = {"series": series.copy(), "covariates": covariates, "past_covariates": past_covariates}
        self.seen.append({**told, "seed": self.seed, "verbose": self.verbose})
        series[:] = -1000.0  # what a model does with its copy is its own affair
        return self

    def predict(self, h: int, covariates: Any = None, levels: Any = ()) -> Any:
        assert self.seen is not None
        self.seen[-1] |= {"h": h, "future": covariates, "levels": levels}
        return np.zeros(h)


def test_nothing_of_a_test_part_reaches_fit() -> None:
    seen: list[dict[str, Any]] = []
    known = pd.DataFrame({"month": MONTHS.month.to_numpy(np.float64)}, index=MONTHS)
    past = pd.DataFrame({"lag": np.arange(40.0)}, index=MONTHS)
    result = backtest(Spy(seen), WAVE, 6, 3, covariates=known, past_covariates=past, levels=[90], seed=3)
    assert [call["series"].index[-1] for call in seen] == [MONTHS[21], MONTHS[27], MONTHS[33]]
    for call in seen:
        origin = call["series"].index[-1]
        pd.testing.assert_series_equal(call["series"], WAVE[:origin])
        pd.testing.assert_frame_equal(call["covariates"], known[:origin])
        pd.testing.assert_frame_equal(call["past_covariates"], past[:origin])
        pd.testing.assert_frame_equal(call["future"], known[origin + 1 : origin + 6])
        assert (call["h"], call["levels"]) == (6, (90.0,))
        assert (call["seed"], call["verbose"]) == (3, False)
    # The test parts are the series' own, whatever was done to the training parts.
    np.testing.assert_array_equal(result.forecasts["actual"], WAVE[22:])
    assert result.forecasts["time"].tolist() == MONTHS[22:].tolist()


def test_each_fold_is_what_fitting_by_hand_gives() -> None:
    result = backtest({"drift": "drift", "mine": NaiveForecaster("seasonal")}, WAVE, 6, 3)
    assert result.accuracy[["model", "fold", "origin"]].to_numpy().tolist() == [
        [name, fold, MONTHS[15 + 6 * fold]] for name in ("drift", "mine") for fold in (1, 2, 3)
    ]
    training = WAVE[:28]
    expected = NaiveForecaster("seasonal").fit(training).predict(6)
    found = result.forecasts.query("model == 'mine' and fold == 2").reset_index(drop=True)
    pd.testing.assert_frame_equal(found[list(expected)], expected)
    measured = forecast_accuracy(expected, WAVE, training=training)
    row = result.accuracy.query("model == 'mine' and fold == 2")
    np.testing.assert_allclose(row[list(measured)], measured, rtol=1e-12)
    assert (result.accuracy["seconds"] > 0).all()


def test_all_folds_together_with_the_interval_of_their_coverage() -> None:
    result = backtest("last", WAVE, 6, 3)
    pooled = result.summary().iloc[0]
    assert (pooled["model"], pooled["folds"], pooled["n"]) == ("last", 3, 18)
    errors = result.forecasts["actual"] - result.forecasts["mean"]
    assert pooled["rmse"] == pytest.approx(np.sqrt(np.mean(errors**2)), rel=1e-14)
    assert pooled["mase"] == pytest.approx(result.accuracy["mase"].mean(), rel=1e-14)
    hits = round(18 * pooled["coverage_80"])
    expected = binomtest(hits, 18).proportion_ci(0.95, method="exact")
    assert (pooled["coverage_80_low"], pooled["coverage_80_high"]) == pytest.approx(expected, rel=1e-12)
    assert str(result).startswith("Backtest\nmodel  folds")


@pytest.mark.parametrize(("hits", "count"), [(0, 7), (7, 7), (3, 7), (96, 120)])
def test_the_interval_of_a_share_is_clopper_and_pearsons(hits: int, count: int) -> None:
    expected = binomtest(hits, count).proportion_ci(0.95, method="exact")
    assert coverage_interval(hits / count, count) == pytest.approx(tuple(expected), rel=1e-12)


def test_several_series_in_one_table() -> None:
    frame = pd.DataFrame({"up": np.arange(40.0), "wave": WAVE}, index=MONTHS)
    result = backtest(["last", NaiveForecaster("drift")], frame, 4, 2)
    assert result.accuracy[["model", "series", "fold"]].to_numpy().tolist() == [
        [model, series, fold] for model in ("last", "NaiveForecaster") for fold in (1, 2) for series in ("up", "wave")
    ]
    up = result.accuracy.query("model == 'NaiveForecaster' and series == 'up'")
    np.testing.assert_allclose(up["mae"], 0, atol=1e-12)
    alone = backtest("last", WAVE, 4, 2).accuracy
    together = result.accuracy.query("model == 'last' and series == 'wave'")
    np.testing.assert_array_equal(together["mase"], alone["mase"])


def test_a_long_table_and_covariates_by_series() -> None:
    seen: list[dict[str, Any]] = []
    long = pd.DataFrame(
        {"what": ["a"] * 6 + ["b"] * 6, "day": [*pd.date_range("2024-01-01", periods=6)] * 2, "price": np.arange(12.0)}
    )
    long["sales"] = long["price"] ** 2

    class Two(Spy):
        def predict(self, h: int, covariates: Any = None, levels: Any = ()) -> Any:
            zeros = super().predict(h, covariates, levels)
            # In another order than the series came in.
            return pd.DataFrame({"series": ["b"] * h + ["a"] * h, "mean": [*(zeros + 2), *(zeros + 1)]})

    result = backtest(
        Two(seen), long, 2, 1, time="day", value="sales", key="what", covariates=["price"], missing="last"
    )
    assert result.forecasts["series"].tolist() == ["a", "a", "b", "b"]
    assert result.forecasts["mean"].tolist() == [1, 1, 2, 2]
    assert seen[0]["covariates"]["b"]["price"].tolist() == [6, 7, 8, 9]
    assert seen[0]["future"]["b"]["price"].tolist() == [10, 11]
    assert list(seen[0]["series"]) == ["a", "b"]


def test_functions_are_models() -> None:
    result = backtest({"flat": lambda series, h: np.full(h, series.iloc[-1])}, WAVE, 3, 2)
    np.testing.assert_array_equal(result.forecasts["mean"], backtest("last", WAVE, 3, 2).forecasts["mean"])
    assert result.accuracy["coverage_80"].isna().all()  # it gave no intervals
    assert backtest({"one": lambda *_: 5.0}, WAVE, 1, 1).forecasts["mean"].tolist() == [5.0]


def test_a_registered_baseline_gets_season_and_seed() -> None:
    asked: list[dict[str, Any]] = []

    def factory(**settings: Any) -> NaiveForecaster:
        asked.append(settings)
        return NaiveForecaster("mean")

    register_baseline("test_only", factory)
    backtest(["test_only", "seasonal_naive"], WAVE, 3, 1, seasonal_period=4, seed=9)
    assert asked == [{"seasonal_period": 4, "seed": 9}]
    with pytest.raises(TypeError, match="factory must be a function that returns a model; given 3"):
        register_baseline("test_only", 3)  # type: ignore[arg-type]


def test_a_model_that_fails_is_named_with_series_and_origin() -> None:
    def fails(series: Any, h: int) -> Any:
        if len(series) > 30:
            raise RuntimeError("too long")
        return np.zeros(h)

    with pytest.raises(BacktestError, match=r'^model "mine" failed at origin 2003-10 of wave: too long$') as caught:
        backtest({"mine": fails}, WAVE, 6, 3)
    assert isinstance(caught.value.__cause__, RuntimeError)
    with pytest.raises(BacktestError, match="origin 11: series must have at least 13 observations"):
        backtest("seasonal_naive", np.arange(14.0), 1, 2, seasonal_period=12)
    for answer, message in (
        ([0.0, np.nan], r"must return finite means, of step 2 too; given nan"),
        ([0.0], r"must return a table, or 2 number\(s\); given \[0.0\]"),
        (pd.DataFrame({"x": [1]}), r"must return 2 row\(s\) with a column mean; given '1 row\(s\) with x'"),
    ):
        with pytest.raises(BacktestError, match=message):
            backtest({"mine": lambda *_, answer=answer: answer}, WAVE, 2, 1)  # type: ignore[misc]


def test_ctrl_c_in_one_fit_ends_all() -> None:
    class Interrupted(Spy):
        def fit(self, *_: Any, **__: Any) -> Self:
            self.interrupted_ = True  # as a training that stopped at the next batch
            return self

    with pytest.raises(KeyboardInterrupt):
        backtest(Interrupted([]), WAVE, 2, 2)


def test_progress_and_callbacks(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[dict[str, Any]] = []
    backtest(["last", "drift"], WAVE, 2, 2, verbose=True, callbacks=[told.append])
    assert [(record["done"], record["total"], record["model"], record["fold"]) for record in told] == [
        (1, 4, "last", 1), (2, 4, "drift", 1), (3, 4, "last", 2), (4, 4, "drift", 2)
    ]  # fmt: skip
    shown = capsys.readouterr().err
    assert shown.count("\r") == 4
    assert shown.endswith("\n")
    assert "fold 2/2  drift" in shown
    backtest("last", WAVE, 2, 2)
    assert capsys.readouterr().err == ""


def test_missing_observations_are_refused_or_repeat_the_one_before() -> None:
    gap = WAVE.copy()
    gap.iloc[[5, 37]] = np.nan
    with pytest.raises(ValueError, match=r"series: 2 observation\(s\) are missing, the first is element 5"):
        backtest("last", gap, 2, 1)
    result = backtest("last", gap, 4, 1, missing="last")
    assert result.forecasts["actual"][1] == WAVE.iloc[36]
    with pytest.raises(ValueError, match='missing must be one of "error", "last"'):
        backtest("last", gap, 2, 1, missing="interpolate")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("models", "kind", "message"),
    [
        ([], ValueError, "models is empty"),
        ("lasst", ValueError, 'names of baselines: "last", "seasonal_naive".*given .lasst.'),
        ([3], TypeError, "models must be models, functions, or names of baselines; given 3"),
        ([NaiveForecaster, "last"], TypeError, "models must be models"),
        (["last", "last"], ValueError, "must have names of their own; given 'last'. Give them in a dict"),
    ],
)
def test_models_that_cannot_take_part_are_named(models: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        backtest(models, WAVE, 2, 1)


def test_covariates_without_a_row_for_a_time_are_refused() -> None:
    with pytest.raises(ValueError, match=r"covariates has no row for 1 time\(s\) of 40, the first is 2004-04"):
        backtest("last", WAVE, 2, 1, covariates=pd.DataFrame({"x": np.zeros(39)}, index=MONTHS[:39]))


def test_a_picture_says_what_it_shows() -> None:
    result = backtest({"a": "last", "b": lambda _, h: np.zeros(h)}, WAVE, 4, 2)
    panels = result.plot()
    assert [panel.get_title(loc="left") for panel in panels] == ["a", "b"]
    assert len(panels[0].lines) == 4  # what happened and the forecast, in two folds
    assert panels[0].figure.get_label().endswith("what a, b forecast at each origin, with intervals of 95 %.")
    two = backtest("last", pd.DataFrame({"x": WAVE, "y": -WAVE}), 4, 2)
    np.testing.assert_array_equal(two.plot("y")[0].lines[0].get_ydata(), -WAVE[32:36])
    with pytest.raises(ValueError, match="series must be one of x, y; given 'z'"):
        two.plot("z")
