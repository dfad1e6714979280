"""The settings of average pooling, judged by reviews held back from the training part; the test part is not touched."""

from __future__ import annotations

from typing import Any

import pandas as pd

import torchduet as td
from experiments.held_back import judged

ABOUT = "Average pooling on fine_foods: one row per fit, one setting at a time moved away from the default"
SEEDS = (1, 2, 3, 4, 5)
UNCHANGED = ("none", "defaults")

TRIED: dict[str, list[Any]] = {
    "learning_rate": [0.0003, 0.001, 0.003],
    "dropout": [0.0, 0.2, 0.5],
    "max_length": [150, 250, None],
    "weight_decay": [0.0, 0.1],
    "max_tokens": [5000, 10000, 20000],
}


def settings() -> list[tuple[str, Any]]:
    """Return the (parameter, value) pairs to try: the defaults first, as `UNCHANGED`, then one change each."""
    defaults = td.TextClassifier().get_params()
    changes = [(name, value) for name, values in TRIED.items() for value in values if value != defaults[name]]
    return [UNCHANGED, *changes]


def run() -> pd.DataFrame:
    """Fit every setting with every seed.

    A seed draws the same held-back reviews under every setting, so rows of one seed may be compared one by one.

    Returns
    -------
    DataFrame
        ``parameter``, ``value``, ``seed``, ``epochs`` (of the weights that were kept), ``validation_loss`` and
        ``validation_accuracy`` (at that epoch).
    """
    train = td.datasets.fine_foods(subset="train")
    rows = []
    for parameter, value in settings():
        changed = {} if (parameter, value) == UNCHANGED else {parameter: value}
        for seed in SEEDS:
            model = td.TextClassifier(**changed, seed=seed, verbose=False).fit(train["review"], train["score"])
            rows.append(
                {
                    "parameter": parameter,
                    "value": "no limit" if value is None else str(value),
                    "seed": seed,
                    **judged(model),
                }
            )
    return pd.DataFrame(rows)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over seeds, the lowest validation loss first; `worse` is the mean difference to the defaults."""
    means = table.groupby(["parameter", "value"])[["epochs", "validation_loss", "validation_accuracy"]].mean()
    means["worse"] = means["validation_loss"] - float(means["validation_loss"].to_dict()[UNCHANGED])
    return means.sort_values("validation_loss").round(4)
