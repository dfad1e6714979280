"""Settings for few labels, with and without vectors of unlabelled reviews; judged by labelled reviews held back."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

import torchduet as td
from experiments.held_back import judged
from experiments.learning_curve import part_of

ABOUT = "fine_foods: some of the 4,000 reviews with labels, GloVe vectors of all without; one row per fit, none tested"
SEEDS = (1, 2, 3)
SIZES = (50, 150, 500, 1500, 4000)
LEARNING_RATES = (0.003, 0.01)
DIMENSIONS = (25, 50, 100)
# The size at which the length of the vectors is chosen, frozen, at the largest rate.
MIDDLE = 500

FROM_SCRATCH = "from scratch"
FINE_TUNED = "vectors, fine-tuned"
FROZEN = "vectors, frozen"


@cache
def vectors(embedding_dim: int) -> Any:
    """Return GloVe vectors of the training reviews, whose labels are not looked at."""
    reviews = td.datasets.fine_foods(subset="train")["review"]
    return td.train_glove(reviews, embedding_dim=embedding_dim, min_count=2, seed=1, verbose=False)


def settings(model: str, embedding_dim: int, learning_rate: float) -> dict[str, Any]:
    """Return the settings of a model of average pooling; few labels make few steps, so there may be many epochs."""
    shared = {"learning_rate": learning_rate, "epochs": 100, "patience": 5, "verbose": False}
    if model == FROM_SCRATCH:
        return {**shared, "embedding_dim": embedding_dim}
    start = {"embeddings": vectors(embedding_dim), "extend_vocabulary": True}
    return {**shared, **start, "freeze_embeddings": model == FROZEN}


def tried() -> list[tuple[str, int, int, float]]:
    """Return what is tried: model, reviews with labels, embedding_dim, learning rate."""
    lengths = [(FROZEN, MIDDLE, dimension, max(LEARNING_RATES)) for dimension in DIMENSIONS]
    models = (FROM_SCRATCH, FINE_TUNED, FROZEN)
    rates = [(model, size, 0, rate) for model in models for size in SIZES for rate in LEARNING_RATES]
    return lengths + rates


def run() -> pd.DataFrame:
    """Fit every setting with every seed: first the lengths of vectors, then all else with the best of them.

    Returns
    -------
    DataFrame
        ``model``, ``reviews`` (with labels, an eighth of them held back), ``embedding_dim``, ``learning_rate``,
        ``seed`` (of the part and of the fit), ``epochs``, ``validation_loss``, ``validation_accuracy``.
    """
    train = td.datasets.fine_foods(subset="train")
    rows: list[dict[str, Any]] = []
    for model, size, dimension, rate in tried():
        length = dimension or chosen_dimension(pd.DataFrame(rows))
        for seed in SEEDS:
            part = part_of(train, size, seed)
            fitted = td.TextClassifier(**settings(model, length, rate), seed=seed).fit(part["review"], part["score"])
            row = {"model": model, "reviews": size, "embedding_dim": length, "learning_rate": rate, "seed": seed}
            rows.append({**row, **judged(fitted)})
    return pd.DataFrame(rows)


def chosen_dimension(table: pd.DataFrame) -> int:
    """Return the length of vectors with the lowest mean validation loss among the first rows, which differ in it."""
    first = table.head(len(DIMENSIONS) * len(SEEDS))
    return int(first.groupby("embedding_dim")["validation_loss"].mean().idxmin())


def chosen_rates(table: pd.DataFrame) -> dict[tuple[str, int], float]:
    """Return, for each model and size, the learning rate with the lowest mean validation loss."""
    rows = table.iloc[len(DIMENSIONS) * len(SEEDS) :]
    means = rows.groupby(["model", "reviews", "learning_rate"])["validation_loss"].mean().reset_index()
    best = means.loc[means.groupby(["model", "reviews"])["validation_loss"].idxmin()]
    return {(row.model, row.reviews): row.learning_rate for row in best.itertuples()}


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over seeds of every setting."""
    grouped = table.groupby(["model", "reviews", "embedding_dim", "learning_rate"], sort=False)
    return grouped[["epochs", "validation_loss", "validation_accuracy"]].mean().round(4)
