"""The settings of recurrent and convolutional networks, judged by reviews held back from the training part."""

from __future__ import annotations

from typing import Any

import pandas as pd

import torchduet as td
from experiments.held_back import judged
from torchduet.architectures import network_settings

ABOUT = "Networks on fine_foods: one row per fit, one setting at a time moved away from the architecture's defaults"
SEEDS = (1, 2, 3)
UNCHANGED = ("none", "defaults")

# Everything with the LSTM; with the others, what is not the same for all.
TRIED: dict[str, dict[str, list[Any]]] = {
    "lstm": {
        "pooling": ["max", "mean", "last"],
        "word_dropout": [0.0, 0.1, 0.2, 0.3, 0.4],
        "learning_rate": [0.0005, 0.001, 0.002, 0.004],
        "dropout": [0.0, 0.3, 0.5],
        "batch_normalization": [False, True],
        "max_length": [150, 250],
    },
    "gru": {"word_dropout": [0.0, 0.2]},
    "rnn": {"word_dropout": [0.0, 0.2]},
    "cnn": {"word_dropout": [0.0, 0.2]},
}


def settings(architecture: str) -> list[tuple[str, Any]]:
    """Return the (parameter, value) pairs to try: the defaults first, as `UNCHANGED`, then one change each."""
    params = {**td.TextClassifier().get_params(), "architecture": architecture}
    defaults = {**params, **network_settings(params)}
    tried = TRIED[architecture].items()
    return [UNCHANGED, *((name, value) for name, values in tried for value in values if value != defaults[name])]


def run() -> pd.DataFrame:
    """Fit every architecture with every setting and seed.

    A seed draws the same held-back reviews under every setting, so rows of one seed may be compared one by one.

    Returns
    -------
    DataFrame
        ``architecture``, ``parameter``, ``value``, ``seed``, ``epochs`` (of the weights that were kept),
        ``validation_loss`` and ``validation_accuracy`` (at that epoch).
    """
    train = td.datasets.fine_foods(subset="train")
    rows = []
    for architecture in TRIED:
        for parameter, value in settings(architecture):
            changed = {} if (parameter, value) == UNCHANGED else {parameter: value}
            for seed in SEEDS:
                model = td.TextClassifier(architecture=architecture, **changed, seed=seed, verbose=False)
                model.fit(train["review"], train["score"])
                rows.append(
                    {
                        "architecture": architecture,
                        "parameter": parameter,
                        "value": str(value),
                        "seed": seed,
                        **judged(model),
                    }
                )
    return pd.DataFrame(rows)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over seeds, the lowest validation loss of each architecture first."""
    means = table.groupby(["architecture", "parameter", "value"])[["epochs", "validation_loss", "validation_accuracy"]]
    return means.mean().sort_values(["architecture", "validation_loss"]).round(4)
