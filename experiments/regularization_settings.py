"""How much to regularize a wide network that learns from few days: cross-validation on these days alone."""

from __future__ import annotations

from typing import Any

import pandas as pd

import torchduet as td
from experiments.few_days import few_days

ABOUT = "chicago: 80 days, 5-fold cross-validation of a network with 256 hidden units; one row per seed and setting"
SEEDS = tuple(range(1, 11))
FOLDS = 5

# Wide, and trained to the end: what is tried has to make up for it.
NETWORK: dict[str, Any] = {
    "hidden_sizes": (256,),
    "epochs": 100,
    "batch_size": 32,
    "learning_rate": 0.01,
    "validation_split": 0.0,
    "patience": None,
    "verbose": False,
}
TRIED: dict[str, tuple[str, tuple[float, ...]]] = {
    "L2 penalty": ("l2_penalty", (0.03, 0.1, 0.3, 1.0, 3.0)),
    "weight decay": ("weight_decay", (3.0, 10.0, 30.0, 100.0)),
    "dropout": ("dropout", (0.25, 0.5, 0.75, 0.9)),
    "early stopping": ("validation_split", (0.1, 0.2, 0.3)),
}
NOTHING = "nothing"


def settings() -> list[tuple[str, str, float]]:
    """Return what is tried: how it regularizes, the model's parameter, and its value."""
    first = (NOTHING, "l2_penalty", 0.0)
    return [first, *((kind, name, value) for kind, (name, values) in TRIED.items() for value in values)]


def run() -> pd.DataFrame:
    """Measure every setting on each seed's days.

    Returns
    -------
    DataFrame
        ``seed`` (of the days drawn, the folds and the fits), ``regularization``, ``value``, ``rmse`` (the mean over the
        folds, in thousands of riders) and ``std_err``.
    """
    rows: list[dict[str, Any]] = []
    for seed in SEEDS:
        x, y, _, _ = few_days(seed)
        for kind, name, value in settings():
            model = td.TabularRegressor(**{**NETWORK, name: value})
            found = td.cross_validate(model, x, y, folds=FOLDS, seed=seed).summary().set_index("metric")
            rmse, std_err = found.loc["rmse", ["mean", "std_err"]]
            rows.append({"seed": seed, "regularization": kind, "value": value, "rmse": rmse, "std_err": std_err})
    return pd.DataFrame(rows).round({"rmse": 6, "std_err": 6})


def chosen(table: pd.DataFrame) -> dict[tuple[int, str], float]:
    """Return the value with the lowest error of each seed and regularization."""
    best = table.sort_values("rmse", kind="stable").groupby(["seed", "regularization"]).first()
    values: dict[tuple[int, str], float] = best["value"].to_dict()  # type: ignore[assignment]
    return values


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over seeds of each setting."""
    return table.groupby(["regularization", "value"], sort=False)[["rmse", "std_err"]].mean().round(3)
