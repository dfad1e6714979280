"""Forecasts of four series at five rolling origins each, against baselines and against an LSTM by the textbook."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pandas as pd

import torchduet as td
import torchduet_rbridge
from experiments.forecasting_series import SERIES, read
from experiments.forecasting_settings import RECIPES, chosen
from experiments.stored_table import read_table, use_fixed_threads

ABOUT = "Four series, five rolling origins: one row per model, seed and origin, measured on what came after the origin"
SEEDS = (1, 2, 3, 4, 5)
OURS, TEXTBOOK = "LSTM", "textbook LSTM"
BASELINES = ("seasonal_naive", "ets", "ets_box_cox", "auto_arima", "auto_arima_box_cox", "nnetar")

# One layer of 32 units on numbers scaled to 0 to 1, one step ahead, its forecasts fed back to it; a set number of
# epochs, as nothing is held back.
_TEXTBOOK: dict[str, Any] = {
    "strategy": "recursive", "scale": "min_max", "transform": "none", "center": "none", "seasonal_features": 0,
    "loss": "squared_error", "members": 1, "window": 24, "validation_split": 0.0, "intervals": "none",
}  # fmt: skip
_TEXTBOOK_EPOCHS = {"AirPassengers": 200, "nottem": 200, "Chicago": 50, "sunspots": 50}
PROCESSES = 2


def run() -> pd.DataFrame:
    """Backtest, with the recipe that was best before the test part; R's models are drawn once.

    Returns
    -------
    DataFrame
        ``series``, ``model``, ``seed`` (missing of baselines), ``fold``, ``origin``, ``mase``, ``coverage_80``,
        ``coverage_95``, ``n`` (forecasts of the fold), ``seconds``, ``settings``.
    """
    # Started anew, not forked: each has an R of its own.
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn"), use_fixed_threads) as pool:
        tables = list(pool.map(_backtests, SERIES))
    columns = ["series", "model", "seed", "fold", "origin", "mase", "coverage_80", "coverage_95", "n", "seconds"]
    table = pd.concat(tables)[[*columns, "settings"]].astype({"seed": "Int64"})
    return table.round({"mase": 6, "coverage_80": 6, "coverage_95": 6, "seconds": 2})


def _backtests(name: str) -> pd.DataFrame:
    """Return the accuracy of all models on a series."""
    torchduet_rbridge.attach()  # R's auto.arima, ets and nnetar
    best = chosen(read_table("forecasting_settings"))[name]
    task = SERIES[name]
    series, covariates = read(name)
    tables = []
    for seed in SEEDS:
        common: dict[str, Any] = {"horizon": task.horizon, "seed": seed, "verbose": False}
        models: dict[str, Any] = {
            OURS: td.Forecaster(**RECIPES[name][best], **common),
            TEXTBOOK: td.Forecaster(**_TEXTBOOK, epochs=_TEXTBOOK_EPOCHS[name], **common),
        }
        if seed == SEEDS[0]:
            models |= {baseline: baseline for baseline in BASELINES}
        result = td.backtest(
            models, series, task.horizon, task.folds, step=task.step, covariates=covariates, seed=seed, verbose=False
        )
        found = result.accuracy.assign(series=name, origin=result.accuracy["origin"].astype(str))
        found["seed"] = found["model"].map({OURS: seed, TEXTBOOK: seed})
        found["settings"] = found["model"].map({OURS: best}).fillna("")
        tables.append(found)
    return pd.concat(tables)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return each model's mean MASE over origins and seeds, a column per series, and its pooled coverage."""
    means = table.groupby(["model", "series"], sort=False)["mase"].mean().unstack()
    covered = (
        table[["coverage_80", "coverage_95"]].mul(table["n"], axis="index").assign(n=table["n"], model=table["model"])
    )
    pooled = covered.groupby("model", sort=False).sum(min_count=1)
    return means.assign(**{level: pooled[level] / pooled["n"] for level in ("coverage_80", "coverage_95")}).round(4)
