"""Dropout and weight decay for a text classifier that learns too long: how strong, and what they are worth."""

from __future__ import annotations

from typing import Any

import pandas as pd

import torchduet as td
from experiments.labelled_parts import part_of
from experiments.regularization_early_stopping import CLASSIFIER, REVIEWS

ABOUT = "fine_foods: 1,000 reviews, 3-fold cross-validation of each setting, the chosen ones tested on 1,000 others"
SEEDS = (1, 2, 3, 4, 5)
FOLDS = 3

NOTHING = "nothing"
TRIED: dict[str, tuple[str, tuple[float, ...]]] = {
    NOTHING: ("dropout", (0.0,)),
    "dropout": ("dropout", (0.5, 0.8, 0.9)),
    "weight decay": ("weight_decay", (0.3, 1.0, 3.0)),
}


def run() -> pd.DataFrame:
    """Try every setting on each seed's reviews by cross-validation, and test the best of each kind.

    Returns
    -------
    DataFrame
        ``seed`` (of the reviews drawn, the folds and the fits), ``regularization``, ``value``, ``log_loss`` (the mean
        over the folds), and of the value with the lowest one ``test_log_loss`` and ``test_accuracy``.
    """
    train, test = (td.datasets.fine_foods(subset=subset) for subset in ("train", "test"))
    rows: list[dict[str, Any]] = []
    for seed in SEEDS:
        part = part_of(train, REVIEWS, seed)
        for kind, (name, values) in TRIED.items():
            models = {
                value: td.TextClassifier(**{**CLASSIFIER, "validation_split": 0.0, name: value}) for value in values
            }
            losses = {value: _cross_validated(model, part, seed) for value, model in models.items()}
            best = min(losses, key=lambda value: losses[value])
            fitted = models[best].set_params(seed=seed).fit(part["review"], part["score"])
            measured = fitted.evaluate(test["review"], test["score"])
            tested = {"test_log_loss": measured["log_loss"], "test_accuracy": measured["accuracy"]}
            said = {"seed": seed, "regularization": kind}
            rows += [
                {**said, "value": value, "log_loss": loss, **(tested if value == best else {})}
                for value, loss in losses.items()
            ]
    return pd.DataFrame(rows).round(6)


def _cross_validated(model: td.TextClassifier, part: pd.DataFrame, seed: int) -> float:
    found = td.cross_validate(model, part["review"], part["score"], folds=FOLDS, stratified=True, seed=seed)
    return float(found.metrics["log_loss"].mean())


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean and standard deviation over seeds of what was tested."""
    tested = table.dropna(subset="test_log_loss").groupby("regularization", sort=False)
    return tested[["log_loss", "test_log_loss", "test_accuracy"]].agg(["mean", "std"]).round(3)
