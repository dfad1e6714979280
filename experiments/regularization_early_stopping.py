"""Early stopping: a text classifier that learns too long, with its last weights and with its best."""

from __future__ import annotations

from typing import Any

import pandas as pd

import torchduet as td
from experiments.labelled_parts import part_of

ABOUT = "fine_foods: learned from 750 reviews for 40 epochs, 250 held back; one row per seed and epoch"
SEEDS = tuple(range(1, 11))
REVIEWS = 1000

CLASSIFIER: dict[str, Any] = {
    "epochs": 40,
    "learning_rate": 0.005,
    "validation_split": 0.25,
    "patience": None,
    "verbose": False,
}


class LastWeights(td.Callback):
    """Keep the weights of the last epoch, before the best ones are put back."""

    def on_epoch_end(self, run: Any) -> None:
        """Keep them."""
        self.weights = {name: tensor.clone() for name, tensor in run.network.state_dict().items()}


def run() -> pd.DataFrame:
    """Train, and measure the best and the last epoch on the 1,000 test reviews.

    Returns
    -------
    DataFrame
        ``seed`` (of the reviews drawn and the fit), ``epoch``, ``loss``, ``validation_loss``, ``validation_accuracy``;
        ``weights`` ("best", "last", or "" between them), and for these two ``test_log_loss`` and ``test_accuracy``.
    """
    train, test = (td.datasets.fine_foods(subset=subset) for subset in ("train", "test"))
    parts: list[pd.DataFrame] = []
    for seed in SEEDS:
        part = part_of(train, REVIEWS, seed)
        last = LastWeights()
        model = td.TextClassifier(**CLASSIFIER, seed=seed, callbacks=[last]).fit(part["review"], part["score"])
        history = model.history_[["epoch", "loss", "validation_loss", "validation_accuracy"]].assign(weights="")
        history.insert(0, "seed", seed)
        best_row = int(history["validation_loss"].argmin())
        for row, name in ((best_row, "best"), (len(history) - 1, "last")):
            if name == "last":
                model.network_.load_state_dict(last.weights)
            measured = model.evaluate(test["review"], test["score"])
            history.loc[row, "weights"] = name
            history.loc[row, "test_log_loss"] = measured["log_loss"]
            history.loc[row, "test_accuracy"] = measured["accuracy"]
        parts.append(history)
    return pd.concat(parts, ignore_index=True).round(6)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean and standard deviation over seeds of the best and the last weights."""
    measured = table[table["weights"].isin(["best", "last"])].groupby("weights")
    return (
        measured[["epoch", "loss", "validation_loss", "test_log_loss", "test_accuracy"]].agg(["mean", "std"]).round(3)
    )
