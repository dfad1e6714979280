"""How far apart subject and object may stand in the children's book before a small network forgets the subject."""

from __future__ import annotations

from typing import Any

import pandas as pd

import torchduet as td
from torchduet.datasets import childrens_book, sentence_kind

ABOUT = "The children's book with filler words between verb and object: one row per fitted network of 16 units"
SEEDS = (1, 2, 3, 4, 5)  # of the networks and of the books that they read
ARCHITECTURES = ("rnn", "lstm", "gru")
FILLERS = (0, 2, 5, 10, 15, 20)
NAMES = ("Doug", "Jane", "Spot")

# All alike, so that they can be compared. The gradient is clipped for the tanh network's sake, which else may diverge.
SETTINGS: dict[str, Any] = {
    "hidden_size": 16,
    "embedding_dim": 16,
    "learning_rate": 0.01,
    "gradient_clip": 1.0,
    "epochs": 60,
    "patience": None,
    "verbose": False,
}
SENTENCES, FRESH_SENTENCES, GENERATED = 2000, 300, 10_000
FRESH_SEED = 1000
FORGOTTEN = 1 / 6  # of own_name, half way from knowing (0) to guessing among three names (1/3)


def fit(architecture: str, fillers: int, seed: int) -> td.SequenceGenerator:
    """Return a network that has read a book."""
    book = childrens_book(SENTENCES, fillers=fillers, seed=seed)
    return td.SequenceGenerator(architecture=architecture, seed=seed, **SETTINGS).fit(book)


def own_name(model: td.SequenceGenerator | td.BigramModel, fillers: int) -> float:
    """Return the mean probability, among the names, of the subject's own where the object has to come.

    0 if the subject is remembered, as nobody sees himself; 1/3 if it is forgotten.
    """
    total = 0.0
    for sentence in childrens_book(FRESH_SENTENCES, fillers=fillers, seed=FRESH_SEED):
        words = sentence.removesuffix(".").split()
        table = model.predict_proba(" ".join(words[:-1]))
        names = table[table["token"].isin(NAMES)].set_index("token")["probability"]
        total += float(names[words[0]] / names.sum())
    return total / FRESH_SENTENCES


def run() -> pd.DataFrame:
    """Fit every network at every distance with every seed.

    Returns
    -------
    DataFrame
        ``architecture``, ``fillers``, ``seed``, ``validation_loss`` (of the weights that were kept), ``own_name`` (see
        the function; on 300 fresh sentences), and of 10,000 generated sentences the shares of each kind.
    """
    rows = []
    for fillers in FILLERS:
        for architecture in ARCHITECTURES:
            for seed in SEEDS:
                model = fit(architecture, fillers, seed)
                texts = model.generate(GENERATED, max_length=2 * fillers + 20, seed=seed)
                shares = sentence_kind(texts).value_counts() / GENERATED
                rows.append(
                    {
                        "architecture": architecture,
                        "fillers": fillers,
                        "seed": seed,
                        "validation_loss": round(float(model.history_["validation_loss"].min()), 6),
                        "own_name": round(own_name(model, fillers), 6),
                        **{str(kind).replace("-", "_").replace(" ", "_"): share for kind, share in shares.items()},
                    }
                )
    return pd.DataFrame(rows)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return, per network and distance, means over seeds and how many of the networks remember."""
    groups = table.groupby(["fillers", "architecture"], sort=False)
    means = groups[["own_name", "right", "same_name"]].mean().round(4)
    means["remember"] = groups["own_name"].agg(lambda shares: int((shares < FORGOTTEN).sum()))
    return means
