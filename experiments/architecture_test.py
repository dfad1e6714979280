"""Every architecture on the test reviews, with its defaults; and recurrent networks that keep the last state only."""

from __future__ import annotations

import time
from typing import Any

import pandas as pd

import torchduet as td

ABOUT = "fine_foods: trained on 4,000 reviews, measured on 1,000 test reviews; one row per fitted network"
SEEDS = (1, 2, 3, 4, 5)

MODELS: dict[str, dict[str, Any]] = {
    "average pooling": {"architecture": "average_pooling"},
    "RNN": {"architecture": "rnn"},
    "LSTM": {"architecture": "lstm"},
    "GRU": {"architecture": "gru"},
    "BiLSTM": {"architecture": "lstm", "bidirectional": True},
    "BiGRU": {"architecture": "gru", "bidirectional": True},
    "CNN": {"architecture": "cnn"},
    # Chosen in last_state_settings: without the clip its gradients explode, and it learns next to nothing.
    "RNN, last state": {
        "architecture": "rnn",
        "pooling": "last",
        "gradient_clip": 1.0,
        "word_dropout": 0.0,
        "max_length": 150,
    },
    "RNN, last state, not clipped": {"architecture": "rnn", "pooling": "last"},
    "LSTM, last state": {"architecture": "lstm", "pooling": "last"},
    "GRU, last state": {"architecture": "gru", "pooling": "last"},
}


def run() -> pd.DataFrame:
    """Fit every model with every seed and measure it.

    Returns
    -------
    DataFrame
        ``model``, ``seed``, ``accuracy``, ``auc``, ``log_loss``, ``epochs`` (that were run), ``seconds`` (of CPU time,
        for the whole fit) and ``parameters`` (numbers that were learned).
    """
    train, test = (td.datasets.fine_foods(subset=subset) for subset in ("train", "test"))
    rows = []
    for name, settings in MODELS.items():
        for seed in SEEDS:
            started = time.process_time()
            model = td.TextClassifier(**settings, seed=seed, verbose=False).fit(train["review"], train["score"])
            seconds = time.process_time() - started
            rows.append(
                {
                    "model": name,
                    "seed": seed,
                    **model.evaluate(test["review"], test["score"]),
                    "epochs": len(model.history_),
                    "seconds": round(seconds, 1),
                    "parameters": int(model.summary()["parameters"].sum()),
                }
            )
    return pd.DataFrame(rows).round({"accuracy": 6, "auc": 6, "log_loss": 6})


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean and standard deviation over seeds of each model, and its parameters."""
    grouped = table.groupby("model", sort=False)
    measured = grouped[["accuracy", "auc", "log_loss", "epochs", "seconds"]].agg(["mean", "std"]).round(3)
    measured["parameters"] = grouped["parameters"].max()
    return measured
