"""What regularization is worth on days of later years, with the settings that the days learned from chose."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import torchduet as td
from experiments.few_days import few_days
from experiments.regularization_settings import NETWORK, NOTHING, SEEDS, TRIED, chosen
from experiments.ridge import leave_one_out, ridge
from experiments.stored_table import read_table
from torchduet.tabular.encoder import ColumnEncoder

__all__ = ["ABOUT", "PENALTIES", "SEEDS", "run", "summary"]

ABOUT = "chicago: learned from 80 days, tested on the 971 from 2014 on; one row per seed and model"
PENALTIES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


def run() -> pd.DataFrame:
    """Fit with what was chosen for each seed's days, and measure on the test days.

    Returns
    -------
    DataFrame
        ``model``, ``regularization``, ``seed``, ``value`` (chosen; of the linear model by the leave-one-out error, of
        the network by cross-validation), ``train_rmse``, ``test_rmse`` (in thousands of riders).
    """
    best = chosen(read_table("regularization_settings"))
    rows: list[dict[str, Any]] = []
    for seed in SEEDS:
        x, y, test_x, test_y = few_days(seed)
        riders = np.asarray(y, dtype=np.float64)

        def note(model: str, kind: str, value: float, found: Any, truths: Any, seed: int = seed) -> None:
            errors = {
                part: float(np.sqrt(np.mean((predicted - truth.to_numpy()) ** 2)))
                for part, predicted, truth in zip(("train_rmse", "test_rmse"), found, truths, strict=True)
            }
            rows.append({"model": model, "regularization": kind, "seed": seed, "value": value, **errors})

        means = y.groupby(x["weekday"], observed=False).mean().fillna(y.mean())
        note(
            "mean of the weekday",
            NOTHING,
            0.0,
            [days["weekday"].map(means).to_numpy(float) for days in (x, test_x)],
            (y, test_y),
        )
        # Scaled once: a row that is left out had its share in the scales, which touches the choice of the penalty only.
        features, test_features = _scaled(x, test_x)
        squares = {penalty: np.mean(leave_one_out(features, riders, penalty) ** 2) for penalty in PENALTIES}
        for kind, penalty in ((NOTHING, 0.0), ("L2 penalty", min(squares, key=lambda penalty: squares[penalty]))):
            weights, intercept = ridge(features, riders, penalty)
            note(
                "linear", kind, penalty, [part @ weights + intercept for part in (features, test_features)], (y, test_y)
            )
        for kind, name in ((NOTHING, "l2_penalty"), *((kind, name) for kind, (name, _) in TRIED.items())):
            value = best[seed, kind]
            model = td.TabularRegressor(**{**NETWORK, name: value}, seed=seed).fit(x, y)
            note("wide network", kind, value, [model.predict(part) for part in (x, test_x)], (y, test_y))
    return pd.DataFrame(rows).round({"train_rmse": 6, "test_rmse": 6})


def _scaled(x: pd.DataFrame, test_x: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both parts as the network is given them."""
    encoder = ColumnEncoder.learn(x, named=True)
    return encoder.encode(x), encoder.encode(test_x, warn=False)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean and standard deviation over seeds, and in how many of them the test error fell by regularization."""
    grouped = table.groupby(["model", "regularization"], sort=False)
    measured = grouped[["train_rmse", "test_rmse"]].agg(["mean", "std"]).round(3)
    measured.columns = ["_".join(column) for column in measured.columns]
    plain = table[table["regularization"] == NOTHING].set_index(["model", "seed"])["test_rmse"]
    before = plain.reindex(pd.MultiIndex.from_frame(table[["model", "seed"]])).to_numpy()
    better = (table["test_rmse"] < before).groupby([table["model"], table["regularization"]], sort=False).sum()
    return measured.assign(better=better)
