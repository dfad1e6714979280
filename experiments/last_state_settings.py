"""What an RNN needs that keeps its last state only, judged by reviews held back from the training part."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd

import torchduet as td
from experiments.held_back import judged

ABOUT = "RNN, last state, on fine_foods: one row per fit; the seeds draw the held-back reviews, too"
SEEDS = (1, 2, 3)

TRIED: dict[str, list[Any]] = {
    "gradient_clip": [None, 1.0],
    "word_dropout": [0.0, 0.2],
    "max_length": [150, 250],
}


def run() -> pd.DataFrame:
    """Fit an RNN with every combination of settings and every seed.

    Returns
    -------
    DataFrame
        ``gradient_clip`` ("none" or the largest norm), ``word_dropout``, ``max_length``, ``seed``, ``epochs`` (of the
        weights that were kept), ``validation_loss`` and ``validation_accuracy`` (at that epoch).
    """
    train = td.datasets.fine_foods(subset="train")
    rows = []
    for values in product(*TRIED.values()):
        settings = dict(zip(TRIED, values, strict=True))
        for seed in SEEDS:
            model = td.TextClassifier(architecture="rnn", pooling="last", **settings, seed=seed, verbose=False)
            model.fit(train["review"], train["score"])
            rows.append(
                {
                    **settings,
                    "gradient_clip": settings["gradient_clip"] or "none",
                    "seed": seed,
                    **judged(model),
                }
            )
    return pd.DataFrame(rows)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over seeds, the lowest validation loss first."""
    means = table.groupby(list(TRIED))[["epochs", "validation_loss", "validation_accuracy"]].mean()
    return means.sort_values("validation_loss").round(4)
