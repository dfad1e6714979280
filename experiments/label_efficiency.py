"""How few labels are enough: from scratch, and with vectors that reviews without labels gave."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import torchduet as td
from experiments import label_efficiency_settings, tfidf_cross_validation
from experiments.label_efficiency_settings import SIZES
from experiments.labelled_parts import parts_of
from experiments.learning_curve import tuned
from experiments.stored_table import read_table
from torchduet.metrics import measure_probabilities

ABOUT = (
    "fine_foods: some of the 4,000 reviews with labels, all without, 1,000 test reviews; one row per fitted model"
    "; the settings of TF-IDF were chosen with all 4,000 labels, which favours it where labels are few"
)
SEEDS = (1, 2, 3, 4, 5)
BASELINE = "TF-IDF + logistic regression"
MODELS = (BASELINE, *label_efficiency_settings.MODELS)


def run() -> pd.DataFrame:
    """Fit every model to parts of every size, with the settings chosen before, and measure it.

    Those of the baseline are at every size the ones that cross-validation with all 4,000 labels chose. So many would
    not be there to choose by: this favours the baseline where labels are few.

    Returns
    -------
    DataFrame
        ``model``, ``reviews`` (with labels, none held back), ``seed`` (of the part and of the
        network), ``accuracy``, ``auc``, ``log_loss``.
    """
    train, test = (td.datasets.fine_foods(subset=subset) for subset in ("train", "test"))
    targets = np.asarray(test["score"].cat.codes, dtype=np.int64)
    before = read_table("label_efficiency_settings")
    dimension = label_efficiency_settings.chosen_dimension(before)
    epochs = label_efficiency_settings.chosen_epochs(before)
    rows: list[dict[str, Any]] = []
    for size, seed, part in parts_of(train, SIZES, SEEDS):
        for model in MODELS:
            if model == BASELINE:
                counts = tfidf_cross_validation.pipeline()
                counts.set_params(**tuned())  # type: ignore[no-untyped-call]
                counts.fit(part["review"], part["score"].cat.codes)
                probabilities = counts.predict_proba(test["review"])
            else:
                settings = label_efficiency_settings.settings(model, dimension)
                how: dict[str, Any] = {"epochs": epochs[model, size], "validation_split": 0, "seed": seed}
                network = td.TextClassifier(**settings, **how).fit(part["review"], part["score"])
                probabilities = network.predict_proba(test["review"])
            rows.append(
                {"model": model, "reviews": size, "seed": seed, **measure_probabilities(targets, probabilities)}
            )
    return pd.DataFrame(rows).round({"accuracy": 6, "auc": 6, "log_loss": 6})


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean and standard deviation over seeds of each model and size."""
    return (
        table.groupby(["model", "reviews"], sort=False)[["accuracy", "auc", "log_loss"]].agg(["mean", "std"]).round(3)
    )
