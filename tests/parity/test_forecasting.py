"""Baselines, accuracy and backtests: against R's package forecast, and the same numbers in both languages.

All that R says comes from one process, as starting one takes seconds.
"""

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.parity.running import REPOSITORY, RunR

import torchduet as td

AIR = td.datasets.series("AirPassengers")

# Hexadecimal floats: nothing is lost in printing.
IN_R = """
library(torchduet)
suppressMessages(library(forecast))
hexadecimal <- function(x) sprintf("%a", as.double(as.matrix(x)))
bounds <- c("mean", "lower_80", "upper_80", "lower_95", "upper_95")

# The package forecast's naive methods, by themselves.
training <- window(AirPassengers, end = c(1958, 12))
naive_models <- list(
  last = naive(training, h = 24), seasonal = snaive(training, h = 24), drift = rwf(training, h = 24, drift = TRUE),
  mean = meanf(training, h = 24)
)
naive_models <- lapply(naive_models, function(model) list(
  mean = hexadecimal(model$mean), lower = hexadecimal(model$lower), upper = hexadecimal(model$upper),
  accuracy = hexadecimal(accuracy(model, AirPassengers)["Test set", c("MAE", "RMSE", "MASE")])
))

# A backtest, to be repeated in Python.
result <- backtest(
  list(
    "drift", seasonal = naive_forecaster("seasonal"), flat = function(y, h) rep(y[[length(y)]], h),
    linear = forecaster("linear", window = 12, members = 1, epochs = 3)
  ),
  AirPassengers, horizon = 12, folds = 2, step = 6, window = "sliding", seed = 2
)
tested <- list(
  columns = lapply(unclass(result), names),
  forecasts = hexadecimal(result$forecasts[6:12]), summary = hexadecimal(result$summary[2:6]),
  times = format(result$forecasts$time), origins = format(result$accuracy$origin),
  steps = hexadecimal(forecast_accuracy(result$forecasts, by = c("model", "step"))$mae)
)

# Each of the classics as a baseline, and fitted by the package itself.
y <- window(AirPassengers, start = c(1955, 1), end = c(1960, 6))
training <- window(y, end = c(1959, 12))
names <- c("auto_arima", "ets", "ets_box_cox", "nnetar")
set.seed(8)
before <- .Random.seed
found <- backtest(names, y, horizon = 6, folds = 1, seed = 3)$forecasts
kept <- identical(before, .Random.seed)
by_hand <- lapply(
  list(auto.arima(training), ets(training), ets(training, lambda = "auto"), { set.seed(3); nnetar(training) }),
  function(model) {
    found <- forecast(model, h = 6, level = c(80, 95))
    cbind(found$mean, found$lower[, 1], found$upper[, 1], found$lower[, 2], found$upper[, 2])
  }
)

# nnetar's intervals: R's own simulation takes a path at a time, ours all of them.
fit <- eval(parse("rbridge/torchduet_rbridge/_forecast.R"))
differences <- sapply(c(FALSE, TRUE), function(box_cox) {
  model <- environment(fit(training, 12, "nnetar", box_cox, 1))
  set.seed(2)
  ours <- model$simulated(5, c(80, 95), paths = 20)
  set.seed(2)
  theirs <- forecast(model$model, h = 5, PI = TRUE, level = c(80, 95), npaths = 20)
  stopifnot(theirs$upper - theirs$lower > 0.1)
  max(abs(ours$lower - theirs$lower), abs(ours$upper - theirs$upper))
})

# As if the package were not installed.
requireNamespace <- function(package, ...) package != "forecast"
missing <- tryCatch(
  backtest(list(function(y, h) stop("not reached"), "ets"), y, 2, 1), torchduet_import_error = conditionMessage
)

cat(jsonlite::toJSON(auto_unbox = TRUE, list(
  naive = naive_models, tested = tested, kept = kept, differences = differences, missing = missing,
  found = lapply(names, function(name) hexadecimal(found[found$model == name, bounds])),
  by_hand = lapply(by_hand, hexadecimal)
)))
"""


@pytest.fixture(scope="module")
def in_r(run_r: RunR) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run_r(IN_R))
    return answer


def _floats(lines: list[str]) -> NDArray[np.float64]:
    return np.array([float.fromhex(line) for line in lines])


def test_naive_forecasts_and_their_accuracy_are_those_of_rs_forecast(in_r: dict[str, Any]) -> None:
    training = AIR[:"1958-12"]  # type: ignore[misc]
    for method, expected in in_r["naive"].items():
        found = td.NaiveForecaster(method).fit(training).predict(24)
        np.testing.assert_allclose(found["mean"], _floats(expected["mean"]), rtol=1e-10)
        for side in ("lower", "upper"):
            bounds = found[[f"{side}_80", f"{side}_95"]].to_numpy()
            np.testing.assert_allclose(bounds.ravel(order="F"), _floats(expected[side]), rtol=1e-10)
        measured = td.forecast_accuracy(found, AIR, training=training)[["mae", "rmse", "mase"]].to_numpy()[0]
        np.testing.assert_allclose(measured, _floats(expected["accuracy"]), rtol=1e-10)


def test_a_backtest_has_the_same_numbers_to_the_last_bit(in_r: dict[str, Any]) -> None:
    from_r = in_r["tested"]
    models = {
        "drift": "drift",
        "seasonal": td.NaiveForecaster("seasonal"),
        "flat": lambda y, h: [y.iloc[-1]] * h,
        "linear": td.Forecaster(architecture="linear", window=12, members=1, epochs=3),
    }
    result = td.backtest(models, AIR, horizon=12, folds=2, step=6, window="sliding", seed=2)
    summary = result.summary()
    tables = {"accuracy": result.accuracy, "forecasts": result.forecasts, "summary": summary}
    assert from_r["columns"] == {name: list(table) for name, table in tables.items()}
    for name, table, columns in (("forecasts", result.forecasts, slice(5, 12)), ("summary", summary, slice(1, 6))):
        expected = table.iloc[:, columns].to_numpy(np.float64).ravel(order="F")
        np.testing.assert_array_equal(np.array([_number(text) for text in from_r[name]]), expected)
    for name, months in (("times", result.forecasts["time"]), ("origins", result.accuracy["origin"])):
        assert from_r[name] == months.dt.to_timestamp().dt.strftime("%Y-%m-%d").tolist()  # R's are first days
    by_step = td.forecast_accuracy(result.forecasts, by=["model", "step"])
    np.testing.assert_array_equal(_floats(from_r["steps"]), by_step["mae"])


def _number(text: str) -> float:
    return float("nan") if text in ("NaN", "NA") else float.fromhex(text)


def test_rs_classics_are_the_packages_own(in_r: dict[str, Any]) -> None:
    *with_formula, simulated = zip(in_r["found"], in_r["by_hand"], strict=True)
    for found, expected in with_formula:
        assert found == expected
    # The network's weights are settled by the seed; its intervals are looked at below.
    assert simulated[0][:6] == simulated[1][:6]
    assert in_r["differences"] == [0, 0]
    assert in_r["kept"] is True


def test_a_missing_package_is_said_before_anything_runs(in_r: dict[str, Any]) -> None:
    assert in_r["missing"] == (
        'the baseline "ets" needs the R package forecast, which is not installed. Install it in R with '
        'install.packages("forecast") (Debian, Ubuntu: apt-get install r-cran-forecast)'
    )


CLASSICS_IN_PYTHON = """
import json
import torchduet as td
import torchduet_rbridge
torchduet_rbridge.attach()
series = td.datasets.series("AirPassengers")["1955-01":"1960-06"]
tested = td.backtest(["ets", "nnetar"], series, horizon=6, folds=1, seed=3).forecasts
columns = ["mean", "lower_80", "upper_80", "lower_95", "upper_95"]
print(json.dumps({name: [value.hex() for value in rows[columns].to_numpy().ravel(order="F").tolist()]
                  for name, rows in tested.groupby("model")}))
"""


def test_python_users_get_the_same_classics(in_r: dict[str, Any]) -> None:
    command = [sys.executable, "-c", CLASSICS_IN_PYTHON]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, env=os.environ, check=False)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    np.testing.assert_array_equal(_floats(found["ets"]), _floats(in_r["found"][1]))
    np.testing.assert_array_equal(_floats(found["nnetar"]), _floats(in_r["found"][3]))
