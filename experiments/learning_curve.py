"""How much each model gains from more labelled reviews: counts with logistic regression, and three networks."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd

import torchduet as td
from experiments import tfidf_cross_validation
from experiments.labelled_parts import parts_of
from experiments.stored_table import read_table
from torchduet.metrics import measure_probabilities

ABOUT = "fine_foods: trained on some of the 4,000 reviews, measured on 1,000 test reviews; one row per fitted model"
SEEDS = (1, 2, 3, 4, 5)
SIZES = (500, 1000, 2000, 4000)

NETWORKS = {"average pooling": "average_pooling", "GRU": "gru", "CNN": "cnn"}


def tuned() -> dict[str, Any]:
    """Return the settings of TF-IDF and logistic regression that cross-validation on all training reviews chose."""
    best = read_table("tfidf_cross_validation").sort_values("log_loss", kind="stable").iloc[0]
    words = {counted: span for span, counted in tfidf_cross_validation.WORDS.items()}
    return {
        "tfidfvectorizer__ngram_range": words[best["counted"]],
        "tfidfvectorizer__min_df": int(best["min_df"]),
        "tfidfvectorizer__sublinear_tf": bool(best["sublinear_tf"]),
        "logisticregression__C": float(best["C"]),
    }


def run() -> pd.DataFrame:
    """Fit every model to parts of every size, and measure it.

    Returns
    -------
    DataFrame
        ``model``, ``reviews`` (that it was given; a network holds an eighth of them back), ``seed`` (of the part and of
        the network), ``accuracy``, ``auc``, ``log_loss``, ``seconds`` (of CPU time, for the fit) and ``parameters``
        (of a regression, coefficients and intercept).
    """
    train, test = (td.datasets.fine_foods(subset=subset) for subset in ("train", "test"))
    targets = np.asarray(test["score"].cat.codes, dtype=np.int64)
    rows: list[dict[str, Any]] = []

    def note(model: str, part: pd.DataFrame, seed: int, seconds: float, probabilities: Any, parameters: int) -> None:
        rows.append(
            {
                "model": model,
                "reviews": len(part),
                "seed": seed,
                **measure_probabilities(targets, probabilities),
                "seconds": round(seconds, 1),
                "parameters": parameters,
            }
        )

    for _, seed, part in parts_of(train, SIZES, SEEDS):
        for name, settings in {"": {}, ", tuned": tuned()}.items():
            started = time.process_time()
            counts = tfidf_cross_validation.pipeline()
            counts.set_params(**settings)  # type: ignore[no-untyped-call]
            counts.fit(part["review"], part["score"].cat.codes)
            seconds = time.process_time() - started
            regression = counts[-1]
            parameters = regression.coef_.size + regression.intercept_.size
            probabilities = counts.predict_proba(test["review"])
            note(f"TF-IDF + logistic regression{name}", part, seed, seconds, probabilities, parameters)
        for name, architecture in NETWORKS.items():
            started = time.process_time()
            network = td.TextClassifier(architecture=architecture, seed=seed, verbose=False)
            network.fit(part["review"], part["score"])
            seconds = time.process_time() - started
            parameters = int(network.summary()["parameters"].sum())
            note(name, part, seed, seconds, network.predict_proba(test["review"]), parameters)
    return pd.DataFrame(rows).round({"accuracy": 6, "auc": 6, "log_loss": 6})


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over seeds of each model and size."""
    means = table.groupby(["model", "reviews"], sort=False)[["accuracy", "auc", "log_loss", "seconds", "parameters"]]
    return means.mean().round(3)
