"""How long to train on few labels, with and without vectors of unlabelled reviews; judged by labels held back."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

import torchduet as td
from experiments.labelled_parts import part_of

ABOUT = "fine_foods: some of the 4,000 reviews with labels, GloVe vectors of all without; one row per fit and epoch"
SEEDS = (1, 2, 3)
SIZES = (50, 150, 500, 1500, 4000)
DIMENSIONS = (25, 50, 100)
# The size at which the length of the vectors is chosen, frozen.
MIDDLE = 500
# Where the texts are few, the eighth that a fit holds back is too small to stop by, and dear: the number of epochs is
# settled here, by a quarter held back and over all seeds.
HELD_BACK = 0.25

FROM_SCRATCH = "from scratch"
FINE_TUNED = "vectors, fine-tuned"
FROZEN = "vectors, frozen"
MODELS = (FROM_SCRATCH, FINE_TUNED, FROZEN)


@cache
def vectors(embedding_dim: int) -> td.WordVectors:
    """Return GloVe vectors of the training reviews, whose labels are not looked at."""
    reviews = td.datasets.fine_foods(subset="train")["review"]
    return td.train_glove(reviews, embedding_dim=embedding_dim, min_count=2, seed=1, verbose=False)


def settings(model: str, embedding_dim: int) -> dict[str, Any]:
    """Return the settings of a model of average pooling; a frozen embedding lets the head take larger steps."""
    shared = {"learning_rate": 0.01 if model == FROZEN else 0.003, "verbose": False}
    if model == FROM_SCRATCH:
        return {**shared, "embedding_dim": embedding_dim}
    start = {"embeddings": vectors(embedding_dim), "extend_vocabulary": True}
    return {**shared, **start, "freeze_embeddings": model == FROZEN}


def most_epochs(model: str, size: int) -> int:
    """Return how many epochs are tried: with fewer reviews, an epoch has fewer steps."""
    return min(100, 128_000 // size) if model == FROZEN else min(60, 32_000 // size)


def run() -> pd.DataFrame:
    """Fit every model to parts of every size: first with vectors of all lengths, then with the best of them.

    Returns
    -------
    DataFrame
        ``model``, ``reviews`` (with labels, a quarter of them held back), ``embedding_dim``, ``seed`` (of the part and
        of the fit), ``epoch``, ``validation_loss``, ``validation_accuracy``.
    """
    train = td.datasets.fine_foods(subset="train")

    def fits(model: str, size: int, embedding_dim: int) -> pd.DataFrame:
        tables = []
        for seed in SEEDS:
            part = part_of(train, size, seed)
            epochs = most_epochs(model, size)
            how: dict[str, Any] = {"epochs": epochs, "patience": None, "validation_split": HELD_BACK}
            fitted = td.TextClassifier(**settings(model, embedding_dim), **how, seed=seed)
            fitted.fit(part["review"], part["score"])
            facts: dict[str, Any] = {"model": model, "reviews": size, "embedding_dim": embedding_dim, "seed": seed}
            measured = fitted.history_[["epoch", "validation_loss", "validation_accuracy"]]
            tables.append(measured.assign(**facts)[[*facts, *measured]])
        return pd.concat(tables)

    lengths = pd.concat([fits(FROZEN, MIDDLE, dimension) for dimension in DIMENSIONS])
    best = chosen_dimension(lengths)
    others = [fits(model, size, best) for model in MODELS for size in SIZES if (model, size) != (FROZEN, MIDDLE)]
    return pd.concat([lengths, *others], ignore_index=True).round({"validation_loss": 6, "validation_accuracy": 6})


def _means(table: pd.DataFrame) -> Any:
    by = ["model", "reviews", "embedding_dim", "epoch"]
    return table.groupby(by, sort=False)["validation_loss"].mean().reset_index()


def chosen_dimension(table: pd.DataFrame) -> int:
    """Return the length of vectors with the lowest validation loss, mean over the seeds, at its best epoch."""
    means = _means(table[(table["model"] == FROZEN) & (table["reviews"] == MIDDLE)])
    return int(means.loc[means["validation_loss"].idxmin(), "embedding_dim"])


def chosen_epochs(table: pd.DataFrame) -> dict[tuple[str, int], int]:
    """Return, for each model and size, the number of epochs with the lowest validation loss, mean over the seeds."""
    means = _means(table[table["embedding_dim"] == chosen_dimension(table)])
    best = means.loc[means.groupby(["model", "reviews"])["validation_loss"].idxmin()]
    return {(row.model, row.reviews): row.epoch for row in best.itertuples()}


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return the best epoch of every setting, with its mean over seeds."""
    means = _means(table)
    best: pd.DataFrame = means.loc[means.groupby(["model", "reviews", "embedding_dim"])["validation_loss"].idxmin()]
    return best
