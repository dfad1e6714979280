"""What vectors learned without labels are worth where labels are few: frozen, averaged, a linear classifier on top."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import torchduet as td
from experiments.labelled_parts import parts_of

ABOUT = (
    "fine_foods: mean word vector of a review, standardised, and logistic regression (C by cross-validation) on some "
    "of the 4,000 reviews with labels, measured on 1,000 test reviews; one row per fit"
)
SEEDS = (1, 2, 3)
LABELS = (50, 200, 1000, 4000)
STRENGTHS = np.logspace(-3, 2, 6)
"""Inverses of the L2 penalty, one chosen for each fit by cross-validation within its labelled reviews."""

# Trained on the 4,000 reviews without their labels.
VECTORS: dict[str, Callable[[list[str], int], td.WordVectors]] = {
    "random": lambda texts, seed: random_vectors(texts, seed),
    "GloVe": lambda texts, seed: td.train_glove(texts, seed=seed, verbose=False),
    "word2vec, CBOW": lambda texts, seed: td.train_word2vec(texts, seed=seed),
    "word2vec, skip-gram": lambda texts, seed: td.train_word2vec(texts, method="skip_gram", seed=seed),
}


def random_vectors(texts: list[str], seed: int) -> td.WordVectors:
    """Return vectors that nothing was learned for: what the averages of 50 numbers are worth by themselves."""
    words = td.train_glove(texts, epochs=1, seed=seed, verbose=False).words
    return td.WordVectors(words, np.random.default_rng(seed).standard_normal((len(words), 50)))


def regression(features: Any, labels: pd.Series[Any], *, scaled: bool) -> Any:
    """Fit logistic regression, its penalty chosen by the log-loss of folds of the same labelled reviews.

    Not as in ``contextual_labels``: the scaling is learned anew in each fold, which a search over a pipeline does and
    `LogisticRegressionCV` does not. A standardised row of 50 columns has a length of about 7, not 1, and as strong a
    penalty is there a C 50 times smaller: the grid begins at 0.001. It has one strength a power of ten, and the same
    ones for word counts.
    """
    steps = [StandardScaler()] if scaled else []  # type: ignore[no-untyped-call]
    search: Any = GridSearchCV(  # type: ignore[no-untyped-call]
        make_pipeline(*steps, LogisticRegression(solver="liblinear")),  # type: ignore[no-untyped-call]
        {"logisticregression__C": STRENGTHS},
        scoring="neg_log_loss",
    )
    return search.fit(features, labels)


def run() -> pd.DataFrame:
    """Train the vectors with every seed, and classify with every number of labels.

    Returns
    -------
    DataFrame
        ``vectors`` ("TF-IDF": counts of words, no vectors), ``labels``, ``seed`` (of the vectors and of the reviews
        that have labels), ``accuracy`` and ``seconds`` (of CPU time, for the vectors).
    """
    train, test = (td.datasets.fine_foods(subset=subset) for subset in ("train", "test"))
    targets = test["score"].cat.codes.to_numpy()
    reviews = train["review"].tolist()
    rows: list[dict[str, Any]] = []

    def note(name: str, seed: int, seconds: float, features: Any, of_test: Any) -> None:
        for labels, _, part in parts_of(train, LABELS, [seed]):
            model = regression(features[part["row"].to_numpy()], part["score"].cat.codes, scaled=name != "TF-IDF")
            accuracy = float((model.predict(of_test) == targets).mean())
            rows.append(
                {"vectors": name, "labels": labels, "seed": seed, "accuracy": accuracy, "seconds": round(seconds, 1)}
            )

    for seed in SEEDS:
        counts: Any = TfidfVectorizer(  # type: ignore[no-untyped-call]
            tokenizer=lambda text: td.tokenize(text)[0], token_pattern=None, lowercase=False
        )
        note("TF-IDF", seed, 0.0, counts.fit_transform(train["review"]), counts.transform(test["review"]))
        for name, learn in VECTORS.items():
            started = time.process_time()
            vectors = learn(reviews, seed)
            seconds = time.process_time() - started
            note(name, seed, seconds, averages(vectors, reviews), averages(vectors, test["review"].tolist()))
    return pd.DataFrame(rows)


def averages(vectors: td.WordVectors, texts: list[str]) -> NDArray[np.float64]:
    """Return the mean of the vectors of each text's known words; zeros for a text without any."""
    means = np.zeros((len(texts), vectors.vectors.shape[1]))
    for row, words in enumerate(td.tokenize(texts)):
        known = [word for word in words if word in vectors]
        if known:
            means[row] = vectors.lookup(known).mean(axis=0)
    return means


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean and spread of the accuracy over seeds."""
    return table.groupby(["vectors", "labels"], sort=False)["accuracy"].agg(["mean", "std"]).round(3)
