import copy
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import torch

import torchduet as td
from torchduet.errors import InputTypeError, InputValueError, PositionError
from torchduet.estimator import NotFittedError

GENERATOR = np.random.default_rng(1)
MONTHS = pd.period_range("2001-01", periods=96, freq="M")
WAVE = 50 + 10 * np.sin(np.arange(96) * np.pi / 6) + GENERATOR.normal(size=96)
SERIES = pd.Series(WAVE, index=MONTHS, name="sales")
QUICK = {"architecture": "linear", "horizon": 4, "window": 12, "members": 1, "epochs": 3, "seed": 1}
# What makes a forecaster a plain regression on a window.
PLAIN = {"transform": "none", "scale": "none", "center": "none", "seasonal_features": 0, "intervals": "none"}


@pytest.fixture(scope="module")
def model():
    """One that tests read from and do not change."""
    return td.Forecaster(**QUICK).fit(SERIES)


@pytest.fixture
def _double():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def autoregression(count=200):
    noise = np.random.default_rng(2).normal(size=count)
    numbers = np.zeros(count)
    for time in range(2, count):
        numbers[time] = 0.6 * numbers[time - 1] - 0.3 * numbers[time - 2] + noise[time]
    return numbers


@pytest.mark.usefixtures("_double")
@pytest.mark.parametrize(("horizon", "strategy"), [(1, "direct"), (3, "direct"), (5, "recursive")])
def test_a_linear_network_is_least_squares(horizon, strategy):
    numbers = autoregression()
    settings = {"window": 3, "horizon": horizon, "strategy": strategy, "loss": "squared_error", "validation_split": 0}
    model = td.Forecaster(
        architecture="linear", members=1, epochs=250, batch_size=1000, learning_rate=0.05, seed=1, gradient_clip=None,
        **settings, **PLAIN,
    ).fit(numbers)  # fmt: skip
    steps = 1 if strategy == "recursive" else horizon
    window = list(numbers[-3:])
    expected = []
    for step in range(steps):
        origins = range(3, len(numbers) - step)
        design = np.array([[1.0, *numbers[origin - 3 : origin]] for origin in origins])
        weights = np.linalg.lstsq(design, numbers[[origin + step for origin in origins]], rcond=None)[0]
        expected.append(weights @ [1.0, *window])
    for _ in range(horizon - len(expected)):
        window = [*window[1:], expected[-1]]
        expected.append(weights @ [1.0, *window])
    np.testing.assert_allclose(model.predict()["mean"], expected, rtol=0, atol=1e-4)


@pytest.mark.usefixtures("_double")
def test_an_lstm_forecast_is_what_torch_gives_with_its_weights():
    model = td.Forecaster(**{**QUICK, "architecture": "lstm"}, hidden_size=5, **PLAIN).fit(SERIES)
    weights = {name.removeprefix("members.1."): torch.tensor(array) for name, array in model.get_weights().items()}
    lstm = torch.nn.LSTM(1, 5, batch_first=True)
    lstm.load_state_dict({name.removeprefix("recurrent."): w for name, w in weights.items() if "recurrent" in name})
    _, (state, _) = lstm(torch.tensor(WAVE[-12:])[None, :, None] - 1)  # Box and Cox with lambda 1 takes 1 away
    expected = 1 + state[0, 0] @ weights["head.weight"].T + weights["head.bias"]
    np.testing.assert_allclose(model.predict()["mean"], expected.detach(), rtol=1e-12)


@pytest.mark.parametrize(
    "settings",
    [{"architecture": "gru"}, {"architecture": "mlp", "difference": "seasonal"}, {"architecture": "mlp"}],
)
def test_a_season_with_a_trend_is_learned(settings):
    times = np.arange(132)
    numbers = (100 + times) * (1 + 0.3 * np.sin(times * np.pi / 6))
    series = pd.Series(numbers, index=pd.period_range("2001-01", periods=132, freq="M"))
    quick = {"members": 1, "epochs": 40, "patience": None, "hidden_size": 16, "learning_rate": 0.03, "horizon": 12}
    model = td.Forecaster(**quick, **settings, intervals="none", validation_split=0, seed=1).fit(series[:120])
    error = np.abs(model.predict()["mean"].to_numpy() - numbers[120:]).mean()
    assert error < 0.4 * np.abs(numbers[108:120] - numbers[120:]).mean()


DAYS = pd.date_range("2001-01-01", periods=210)
DRAWN = np.random.default_rng(3).normal(size=210)
EFFECT = 10 + 3 * DRAWN + 0.1 * np.random.default_rng(4).normal(size=210)


def test_covariates_known_in_advance_are_used():
    settings = {**QUICK, "window": 7, "epochs": 30, "learning_rate": 0.1, "validation_split": 0, "intervals": "none"}
    model = td.Forecaster(**settings, decoder="linear", transform="none").fit(EFFECT[:206], DRAWN[:206])
    error = np.abs(model.predict(covariates=DRAWN[206:])["mean"].to_numpy() - EFFECT[206:]).mean()
    assert error < 1.0  # without them, 3 times the mean size of a normal number, 2.4


def test_covariates_in_every_form_give_the_same():
    table = pd.DataFrame({"x": DRAWN}, index=DAYS)
    series = pd.Series(EFFECT[:206], index=DAYS[:206])
    long = pd.DataFrame({"day": DAYS, "y": EFFECT, "x": DRAWN})
    forms = [(table, table), ({"": table}, {"": table}), (DRAWN[:206], DRAWN[206:]), (table["x"], table["x"])]
    tables = [td.Forecaster(**QUICK).fit(series, past).predict(covariates=future) for past, future in forms]
    model = td.Forecaster(**QUICK).fit(long[:206], ["x"], time="day", value="y")
    tables.append(model.predict(covariates=long[206:]))
    tables.append(model.predict(covariates=long[["day", "x"]][206:]))
    dated = td.Forecaster(**QUICK).fit(series, long[["day", "x"]])  # a table of a language without an index of times
    tables.append(dated.predict(covariates=long[["day", "x"]]))
    for one in tables[1:]:
        pd.testing.assert_frame_equal(one, tables[0], check_index_type=False)


def test_past_covariates_are_used():
    drawn = np.random.default_rng(3).normal(size=300)
    numbers = 10 + 3 * np.roll(drawn, 1)  # each is what was known a step before
    settings = {**QUICK, "horizon": 1, "window": 4, "epochs": 30, "learning_rate": 0.1, "patience": None}
    model = td.Forecaster(**settings, transform="none").fit(numbers[:299], past_covariates=drawn[:299])
    assert abs(model.predict()["mean"][0] - numbers[299]) < 0.5
    model.update(numbers[299:], past_covariates=drawn[299:])
    with pytest.raises(InputValueError, match="past_covariates must be those that the model was fitted with: 0; given"):
        model.update([1.0])
    with pytest.raises(InputValueError, match='past_covariates need strategy = "direct"'):
        td.Forecaster(strategy="recursive").fit(numbers, past_covariates=drawn)


class Weights(td.Callback):
    """Keep the weights of each epoch."""

    def __init__(self):
        self.seen = []

    def on_epoch_end(self, run):
        self.seen.append(copy.deepcopy(run.network.state_dict()))


@pytest.mark.parametrize("difference", [0, 1, "seasonal"])
def test_nothing_leaks_from_what_is_held_back(difference):
    held_back = round(96 * 0.25)
    covariate = GENERATOR.normal(size=96)
    fits = []
    for factor in (1.0, 7.0):
        numbers, drawn = SERIES.copy(), covariate.copy()
        numbers.iloc[-held_back:] *= factor
        drawn[-held_back:] *= factor
        weights = Weights()
        settings = {**QUICK, "validation_split": 0.25, "patience": None, "transform": "box_cox", "refit": False}
        model = td.Forecaster(**settings, difference=difference, callbacks=[weights], dropout=0.1)
        fits.append((model.fit(numbers, drawn), weights))
    (one, first), (other, second) = fits
    assert one._view.scalings == other._view.scalings
    np.testing.assert_array_equal(one._view.known.spread, other._view.known.spread)
    assert one.lambda_.tolist() == other.lambda_.tolist()
    for before, after in zip(first.seen, second.seen, strict=True):
        for name in before:
            torch.testing.assert_close(before[name], after[name], rtol=0, atol=0)
    np.testing.assert_array_equal(one.history_["loss"], other.history_["loss"])
    assert not np.array_equal(one.history_["validation_loss"], other.history_["validation_loss"])
    # What the training part's forecasts are, where the same epoch was best.
    other.network_.load_state_dict(one.network_.state_dict())
    kept = 96 - held_back - model.window_ - 12
    pd.testing.assert_frame_equal(one.residuals()[:kept], other.residuals()[:kept])


def test_refit_learns_from_all_with_the_best_number_of_epochs():
    held = td.Forecaster(**QUICK, refit=False, transform="none").fit(SERIES)
    again = td.Forecaster(**QUICK, transform="none").fit(SERIES)
    pd.testing.assert_frame_equal(held.history_.drop(columns="seconds"), again.history_.drop(columns="seconds"))
    assert again.best_epoch_ == held.history_["validation_loss"].argmin() + 1
    assert again._view.scalings[0].spread == pytest.approx(WAVE.std())
    assert held._view.scalings[0].spread == pytest.approx(WAVE[:77].std())
    bare = {**QUICK, "epochs": again.best_epoch_, "validation_split": 0, "intervals": "none"}
    alone = td.Forecaster(**bare, transform="none").fit(SERIES)
    pd.testing.assert_frame_equal(alone.predict(), again.predict()[["time", "step", "mean"]])


def test_what_predict_gives(model):
    table = model.predict()
    assert list(table) == ["time", "step", "mean", "lower_80", "upper_80", "lower_95", "upper_95"]
    assert table["time"].tolist() == [pd.Period(month, "M") for month in ("2009-01", "2009-02", "2009-03", "2009-04")]
    assert table["step"].tolist() == [1, 2, 3, 4]
    inside = table[["lower_95", "lower_80", "mean", "upper_80", "upper_95"]].to_numpy()
    assert (np.diff(inside, axis=1) > 0).all()
    widths = np.log(table["upper_80"]) - np.log(table["lower_80"]) if model.lambda_[0] == 0 else None
    assert widths is None or (np.diff(widths) > -1e-9).all()
    pd.testing.assert_frame_equal(model.predict(2), table[:2])
    assert list(model.predict(1, levels=[50.5])) == ["time", "step", "mean", "lower_50.5", "upper_50.5"]


def test_several_series_are_forecast_each_in_its_units():
    both = pd.DataFrame({"small": WAVE, "large": 1000 * WAVE}, index=MONTHS)
    table = td.Forecaster(**QUICK).fit(both).predict()
    assert table["series"].tolist() == ["small"] * 4 + ["large"] * 4
    columns = ["mean", "lower_80", "upper_95"]
    small, large = (table.loc[table["series"] == name, columns].to_numpy() for name in both)
    np.testing.assert_allclose(large, 1000 * small, rtol=1e-4)


def test_residuals_are_of_one_step(model):
    table = model.residuals()
    assert table["time"].tolist() == MONTHS[12:].tolist()
    np.testing.assert_array_equal(table["value"], WAVE[12:])
    np.testing.assert_allclose(table["fitted"] + table["residual"], table["value"], rtol=1e-12)
    grown = copy.deepcopy(model).update([55.0])
    assert grown.residuals()["fitted"].iloc[-1] == pytest.approx(model.predict(1)["mean"][0], rel=1e-6)


def test_update_goes_on_from_new_observations(model):
    new = pd.Series([55.0, 56.0], index=pd.period_range("2009-01", periods=2, freq="M"))
    grown = copy.deepcopy(model).update(new)
    assert str(grown.predict()["time"][0]) == "2009-03"
    for name, array in grown.get_weights().items():
        np.testing.assert_array_equal(array, model.get_weights()[name])
    learned = copy.deepcopy(model).update(new, epochs=2)
    assert not np.array_equal(learned.get_weights()["members.1.head.bias"], model.get_weights()["members.1.head.bias"])
    with pytest.raises(InputValueError, match="2009-03 is next; given 2009-01"):
        grown.update(new)
    with pytest.raises(PositionError, match="element 0 is infinite"):
        grown.update([np.inf])


def test_saved_and_read_back(tmp_path):
    days = pd.date_range("2001-01-01", periods=80, tz="America/Chicago")
    both = pd.DataFrame({"a": WAVE[:80], "b": WAVE[10:90]}, index=days)
    drawn = pd.DataFrame({"x": GENERATOR.normal(size=100)}, index=pd.date_range(days[0], periods=100))
    for settings in ({}, {"intervals": "quantile"}, {"intervals": "none", "architecture": "gru", "difference": 1}):
        model = td.Forecaster(**{**QUICK, **settings}, callbacks=[print]).set_params(callbacks=[]).fit(both, drawn)
        model.save(tmp_path / "model.zip")
        back = td.load(tmp_path / "model.zip")
        pd.testing.assert_frame_equal(back.predict(covariates=drawn), model.predict(covariates=drawn))
        pd.testing.assert_frame_equal(back.residuals(), model.residuals())
        new = pd.DataFrame({"a": [1.0], "b": [2.0]}, index=[days[-1] + pd.Timedelta(days=1)])
        for one in (back, model):
            one.update(new, drawn)
        pd.testing.assert_frame_equal(back.predict(covariates=drawn), model.predict(covariates=drawn))


def test_the_seed_settles_everything_and_torch_is_left_as_it_was():
    state = torch.get_rng_state()
    one, other = (
        td.Forecaster(**{**QUICK, "architecture": "gru"}, dropout=0.2).fit(SERIES).predict() for _ in range(2)
    )
    pd.testing.assert_frame_equal(one, other)
    assert torch.equal(torch.get_rng_state(), state)


def test_members_learn_apart():
    settings = {**QUICK, "gradient_clip": None, "refit": False, "patience": None}
    many = td.Forecaster(**{**settings, "members": 2}).fit(SERIES)
    assert not np.allclose(many.get_weights()["members.1.head.weight"], many.get_weights()["members.2.head.weight"])
    assert many.predict()["mean"].notna().all()


def test_quantiles_make_intervals():
    model = td.Forecaster(**{**QUICK, "epochs": 20}, intervals="quantile").fit(SERIES)
    table = model.predict()
    assert (table["lower_95"] <= table["mean"]).all()
    assert (table["mean"] <= table["upper_95"]).all()
    with pytest.raises(InputValueError, match=r"levels must be among those .* 95, 80; given 90"):
        model.predict(levels=[90])


def test_plot_shows_history_forecast_and_bands(model):
    pyplot = pytest.importorskip("matplotlib.pyplot")
    axes = model.plot(last=30)
    observed, forecast = axes.lines
    assert len(observed.get_xdata()) == 30
    np.testing.assert_allclose(forecast.get_ydata(), model.predict()["mean"])
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["95 %", "80 %", "observed", "forecast"]
    pyplot.close("all")


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"horizon": 0}, InputValueError, "horizon must be at least 1"),
        ({"window": 0}, InputValueError, "window must be at least 1"),
        ({"architecture": "cnn"}, InputValueError, "architecture must be one of"),
        ({"difference": 2}, InputValueError, 'difference must be 0, 1 or "seasonal"; given 2'),
        ({"window": 80}, InputValueError, r"it has 96 observations, of which 19 .* window 80 \+ horizon 4 = 84"),
        ({"validation_split": 0}, InputValueError, 'Set intervals to "none"'),
        ({"intervals": "quantile", "strategy": "recursive"}, InputValueError, "quantiles of one step do not make"),
        ({"intervals": "quantile", "quantiles": [0.1, 0.8]}, InputValueError, "in pairs around 0.5"),
        ({"seasonal_period": 0}, InputValueError, "seasonal_period must be at least 1"),
        ({"seasonal_period": "12"}, InputTypeError, "must be a number, or several"),
        ({"missing": "drop"}, InputValueError, "missing must be one of"),
    ],
)
def test_bad_settings(settings, error, message):
    with pytest.raises(error, match=message):
        td.Forecaster(**{**QUICK, **settings}).fit(SERIES)


def test_bad_series():
    with pytest.raises(InputValueError, match=r"constant in the part to learn from: 5\.0"):
        td.Forecaster(**QUICK).fit(np.r_[np.full(80, 5.0), 1.0, 2.0])
    with pytest.raises(PositionError, match='transform = "log" needs numbers that are greater than 0, and element 3'):
        td.Forecaster(**QUICK, transform="log").fit(np.r_[1.0, 2.0, 3.0, 0.0, WAVE])
    with pytest.raises(InputValueError, match="the series has frequency 1"):
        td.Forecaster(**QUICK, difference="seasonal").fit(WAVE)
    with pytest.raises(PositionError, match="element 2"):
        td.Forecaster(**QUICK).fit([1.0, 2.0, np.nan])
    # A series of frequency 1 has no season, and needs none.
    assert td.Forecaster(**{**QUICK, "horizon": None}).fit(WAVE).horizon_ == 10


def test_bad_use(model):
    with pytest.raises(NotFittedError, match="predict needs a fitted Forecaster"):
        td.Forecaster().predict()
    with pytest.raises(InputValueError, match="h must be at most 4, the horizon"):
        model.predict(5)
    with pytest.raises(InputValueError, match="h must be at least 1"):
        model.predict(0)
    with pytest.raises(InputValueError, match="levels must be greater than 0 and less than 100"):
        model.predict(levels=[100])
    with pytest.raises(InputValueError, match="none, as the model was fitted without"):
        model.predict(covariates=np.zeros((4, 1)))


def test_covariates_that_do_not_fit():
    table = pd.DataFrame({"x": np.arange(99.0)}, index=pd.period_range("2001-01", periods=99, freq="M"))
    model = td.Forecaster(**QUICK).fit(SERIES, table)
    with pytest.raises(InputValueError, match=r"no row for 1 time\(s\) of 4, the first is 2009-04"):
        model.predict(covariates=table)
    assert len(model.predict(3, covariates=table)) == 3
    with pytest.raises(InputValueError, match="ends too early: it has 2 rows, and 4 are needed, until 2009-04"):
        model.predict(covariates=np.zeros((2, 1)))
    with pytest.raises(InputValueError, match="fitted with: x; given None"):
        model.predict()
    with pytest.raises(PositionError, match="x is missing or infinite at 2001-03, row 2"):
        td.Forecaster(**QUICK).fit(SERIES, table.replace(2.0, np.nan))
    with pytest.raises(InputValueError, match=r"has no row for 92 time\(s\) of 96, the first is 2001-05"):
        td.Forecaster(**QUICK).fit(SERIES, table[:4])
    long = pd.DataFrame({"month": MONTHS, "y": WAVE, "x": WAVE})
    with pytest.raises(InputValueError, match="covariates must be columns that there are: month, y, x; given 'z'"):
        td.Forecaster(**QUICK).fit(long, ["z"], time="month", value="y")
    with pytest.raises(InputTypeError, match="covariates must be a list with the names of columns; given 'x'"):
        td.Forecaster(**QUICK).fit(long, "x", time="month", value="y")
    with pytest.raises(InputTypeError, match="covariates must be a DataFrame or an array"):
        td.Forecaster(**QUICK).fit(SERIES, "x")


MILLION = """
import resource, numpy as np, torchduet as td, torch
torch.set_num_threads(1)
draw = np.random.default_rng(1).normal
td.Forecaster(architecture="linear", horizon=2, window=4, epochs=1).fit(draw(size=60))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
series = draw(size=1_000_000).cumsum()
model = td.Forecaster(
    architecture="gru", window=48, horizon=24, hidden_size=8, members=1, epochs=1, batch_size=4096, seed=1
)
table = model.fit(series).predict()
assert np.isfinite(table["mean"]).all()
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024, series.nbytes)
"""


@pytest.mark.slow
def test_a_million_steps_fit_into_bounded_memory():
    done = subprocess.run([sys.executable, "-c", MILLION], capture_output=True, text=True, check=True)
    extra, size = map(int, done.stdout.split())
    # As copies, the windows and horizons of 48 + 24 numbers alone would take 288 MB in single precision.
    assert extra < 2 * size + 200e6
