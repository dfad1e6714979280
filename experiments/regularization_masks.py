"""Dropout as an ensemble: the mean of so many thinned networks against the whole network, on test days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

import torchduet as td
from experiments.few_days import few_days
from experiments.regularization_settings import NETWORK, SEEDS, chosen
from experiments.stored_table import read_table

__all__ = ["ABOUT", "MASKS", "SEEDS", "run", "summary"]

ABOUT = "chicago: a network fitted with dropout, tested thinned by so many random masks; one row per seed and number"
MASKS = (1, 3, 10, 30, 100)
WHOLE = 0
"""Stands for the network without masks."""


class Thinned(torch.nn.Module):
    """Units kept and dropped by one mask, for all rows alike: one network of the many that dropout trains."""

    def __init__(self, mask: torch.Tensor) -> None:
        super().__init__()
        self.mask = mask

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """Return what is left of the states, shape (batch, units)."""
        return states * self.mask


def run() -> pd.DataFrame:
    """Fit with the dropout chosen for each seed's days; predict with masks, and without.

    Returns
    -------
    DataFrame
        ``seed``, ``dropout``, ``masks`` (how many thinned networks' predictions are averaged; 0: the whole network),
        ``test_rmse``, and ``distance`` (root mean squared) of the predictions from the whole network's.
    """
    best = chosen(read_table("regularization_settings"))
    rows: list[dict[str, Any]] = []
    for seed in SEEDS:
        x, y, test_x, test_y = few_days(seed)
        dropout = best[seed, "dropout"]
        model = td.TabularRegressor(**{**NETWORK, "dropout": dropout}, seed=seed).fit(x, y)
        whole = model.predict(test_x)
        thinned = thinned_predictions(model, test_x, max(MASKS), np.random.default_rng(seed))
        for masks in (WHOLE, *MASKS):
            predicted = whole if masks == WHOLE else thinned[:masks].mean(axis=0)
            errors = [np.sqrt(np.mean((predicted - other) ** 2)) for other in (test_y.to_numpy(), whole)]
            rows.append(
                {"seed": seed, "dropout": dropout, "masks": masks, "test_rmse": errors[0], "distance": errors[1]}
            )
    return pd.DataFrame(rows).round({"test_rmse": 6, "distance": 6})


def thinned_predictions(
    model: td.TabularRegressor, x: pd.DataFrame, masks: int, generator: np.random.Generator
) -> NDArray[np.float64]:
    """Return the predictions of the network thinned by each of so many masks, shape (masks, rows)."""
    dropout = model.network_.dropout
    units = model.network_.output.in_features
    found = []
    for kept in generator.random((masks, units)) >= dropout.p:
        model.network_.add_module("dropout", Thinned(torch.from_numpy(kept / (1 - dropout.p))))
        found.append(model.predict(x))
    model.network_.add_module("dropout", dropout)
    return np.array(found)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean and standard deviation over seeds by number of masks."""
    measured = table.groupby("masks")[["test_rmse", "distance"]].agg(["mean", "std"]).round(4)
    measured.columns = ["_".join(column) for column in measured.columns]
    return measured
