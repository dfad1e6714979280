"""Average pooling on the test reviews, against baselines that are no networks."""

from __future__ import annotations

import numpy as np
import pandas as pd

import torchduet as td
from experiments import baselines
from torchduet.metrics import measure_probabilities

ABOUT = "fine_foods: trained on 4,000 reviews, measured on 1,000 test reviews; one row per fitted model"
SEEDS = (1, 2, 3, 4, 5)


def run() -> pd.DataFrame:
    """Measure the baselines, then average pooling with its defaults and every seed.

    Returns
    -------
    DataFrame
        ``model``, ``seed`` (missing where nothing is drawn), ``accuracy``, ``auc``, ``log_loss``, ``settings`` (what
        was chosen, and by what).
    """
    train, test = (td.datasets.fine_foods(subset=subset) for subset in ("train", "test"))
    targets = np.asarray(test["score"].cat.codes, dtype=np.int64)
    rows = []
    for name, fit in baselines.BASELINES.items():
        probabilities, settings = fit(train, test["review"])
        measured = measure_probabilities(targets, probabilities)
        rows.append({"model": name, "seed": None, **measured, "settings": settings})
    for seed in SEEDS:
        model = td.TextClassifier(seed=seed, verbose=False).fit(train["review"], train["score"])
        measured = model.evaluate(test["review"], test["score"])
        rows.append({"model": "average pooling", "seed": seed, **measured, "settings": "defaults"})
    table = pd.DataFrame(rows).astype({"seed": "Int64"})
    return table.round({"accuracy": 6, "auc": 6, "log_loss": 6})


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean and standard deviation over seeds of each model."""
    grouped = table.groupby("model", sort=False)[["accuracy", "auc", "log_loss"]]
    return grouped.agg(["mean", "std"]).round(4)
