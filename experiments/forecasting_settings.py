"""The recipe of an LSTM for each of four series, judged at origins before all test parts."""

from __future__ import annotations

from typing import Any

import pandas as pd

import torchduet as td
from experiments.forecasting_series import SERIES, read

ABOUT = "LSTM on four series, before their test parts: one row per recipe, seed and origin; mase as backtest gives it"
SEEDS = (1, 2)
FOLDS = 3

# Long series: few epochs over many windows.
_CHICAGO: dict[str, Any] = {
    "window": 28, "seasonal_period": (7, 365.25), "center": "none", "decoder": "mlp", "members": 1, "epochs": 20,
    "patience": 4, "batch_size": 128, "learning_rate": 0.003,
}  # fmt: skip
_SUNSPOTS: dict[str, Any] = {
    "window": 132, "members": 1, "epochs": 30, "patience": 5, "batch_size": 128, "learning_rate": 0.003,
}  # fmt: skip
RECIPES: dict[str, dict[str, dict[str, Any]]] = {
    "AirPassengers": {
        "defaults": {},
        "centred on the last value": {"center": "last"},
        "not transformed": {"transform": "none"},
        "seasonal differences of logarithms": {"transform": "log", "difference": "seasonal", "window": 12},
    },
    "nottem": {
        "defaults": {},
        "centred on the last value": {"center": "last"},
        "not transformed": {"transform": "none"},
        "seasonal differences": {"difference": "seasonal"},
    },
    "Chicago": {
        "28 days, two seasons": _CHICAGO,
        "28 days, two seasons of 5 waves": {**_CHICAGO, "seasonal_features": 5},
        "28 days, two seasons, centred": {**_CHICAGO, "center": "mean"},
        "56 days, two seasons": {**_CHICAGO, "window": 56},
    },
    "sunspots": {
        "11 years, centred": _SUNSPOTS,
        "5 years, centred": {**_SUNSPOTS, "window": 60},
        "11 years": {**_SUNSPOTS, "center": "none"},
        "11 years, centred, with the season of 11 years": {**_SUNSPOTS, "seasonal_period": (12, 132)},
    },
}


def run() -> pd.DataFrame:
    """Fit every recipe at the last origins before the test part.

    Returns
    -------
    DataFrame
        ``series``, ``recipe``, ``seed``, ``fold``, ``origin``, ``mase``, ``seconds``.
    """
    rows = []
    for name, task in SERIES.items():
        series, covariates = read(name)
        known = None if covariates is None else covariates.iloc[: -task.test_size]
        for seed in SEEDS:
            models = {
                recipe: td.Forecaster(**settings, horizon=task.horizon, seed=seed, verbose=False)
                for recipe, settings in RECIPES[name].items()
            }
            earlier = series.iloc[: -task.test_size]
            result = td.backtest(
                models,
                earlier,
                task.horizon,
                FOLDS,
                step=task.settings_step,
                covariates=known,
                levels=(),
                verbose=False,
            )
            found = result.accuracy.assign(series=name, seed=seed, origin=result.accuracy["origin"].astype(str))
            rows.append(found.rename(columns={"model": "recipe"}))
    table = pd.concat(rows)[["series", "recipe", "seed", "fold", "origin", "mase", "seconds"]]
    return table.round({"mase": 6, "seconds": 1})


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean MASE of each recipe over seeds and origins."""
    return table.groupby(["series", "recipe"], sort=False)[["mase", "seconds"]].mean().round(4)


def chosen(table: pd.DataFrame) -> dict[str, str]:
    """Return the recipe of the lowest mean MASE for each series."""
    means = table.groupby(["series", "recipe"], sort=False)["mase"].mean()
    return {str(name): str(means[name].idxmin()) for name in means.index.unique("series")}
