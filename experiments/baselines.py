"""What a network has to be compared with: the class shares, and logistic regression on weighted word counts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments import tfidf_cross_validation

Fitted = tuple[NDArray[np.float64], str]
"""Probabilities of the test texts, shape (n, n_classes), and the settings in words."""


def majority(train: pd.DataFrame, texts: pd.Series[str]) -> Fitted:
    """Give every text the shares that the classes have in the training part."""
    shares = train["score"].cat.codes.value_counts(normalize=True, sort=False).sort_index().to_numpy()
    return np.tile(shares, (len(texts), 1)), "class shares of the training reviews"


def tfidf(train: pd.DataFrame, texts: pd.Series[str]) -> Fitted:
    """Fit TF-IDF and logistic regression with scikit-learn's defaults."""
    model = tfidf_cross_validation.pipeline().fit(train["review"], train["score"].cat.codes)
    return model.predict_proba(texts), "scikit-learn's defaults"


def tuned_tfidf(_train: pd.DataFrame, texts: pd.Series[str]) -> Fitted:
    """Take TF-IDF and logistic regression with the settings that cross-validation on the training part chose."""
    search = tfidf_cross_validation.search()
    chosen = [f"{name.split('__')[1]} {value}" for name, value in search.best_params_.items()]
    return search.predict_proba(texts), f"5-fold cross-validation on the training reviews: {'; '.join(chosen)}"


BASELINES: dict[str, Callable[[pd.DataFrame, pd.Series[str]], Fitted]] = {
    "majority class": majority,
    "TF-IDF + logistic regression": tfidf,
    "TF-IDF + logistic regression, tuned": tuned_tfidf,
}
