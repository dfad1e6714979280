"""What pictures of words show: their map, and how similar their neighbours are. Nothing is drawn here.

Both languages draw these tables, Python with matplotlib and R with ggplot2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from torchduet.errors import InputValueError
from torchduet.label_places import place_labels
from torchduet.parameters import check_integer
from torchduet.principal_plane import principal_plane
from torchduet.word_vectors.vectors import WordVectors, as_words

__all__ = ["describe_map", "describe_neighbours", "neighbour_rows", "word_map"]

MOST_NAMED = 60


def word_map(vectors: WordVectors, words: Any, k: int) -> pd.DataFrame:
    """Return the places of words and of their neighbours in the plane in which they are spread out most.

    Returns
    -------
    DataFrame
        ``word``; ``asked``, whether it is one of `words` or a neighbour only; ``x``, ``y``; ``x_share`` and
        ``y_share``, the share of the variance that an axis shows; ``label``, ``right``, ``above``; see `place_labels`.
    """
    check_integer("k", k, at_least=0)
    asked = dict.fromkeys(as_words("words", words))
    near = vectors.most_similar(list(asked), k)["neighbour"].tolist() if k and asked else []
    shown = list(dict.fromkeys([*asked, *near]))
    rows = vectors.lookup(shown, unknown="error").astype(np.float64)
    if len(shown) < 2 or rows.shape[1] < 2:
        raise InputValueError(
            "words must be at least two with their neighbours, with vectors of at least two numbers, to be drawn in a "
            "plane; given {count}",
            count=len(shown),
        )
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    places, shares = principal_plane(rows / np.where(norms > 0, norms, 1.0))
    table = pd.DataFrame({
        "word": shown, "asked": [word in asked for word in shown], "x": places[:, 0], "y": places[:, 1],
        "x_share": shares[0], "y_share": shares[1], "token": shown,
    })  # fmt: skip
    return place_labels(table, most=MOST_NAMED).drop(columns="token")


def describe_map(rows: pd.DataFrame) -> str:
    """Say in words what the picture of a `word_map` shows."""
    asked, others = (rows.loc[rows["asked"] == which, "word"].tolist() for which in (True, False))
    beside = f", with the neighbours {_listed(others)}" if others else ""
    share = rows["x_share"].iloc[0] + rows["y_share"].iloc[0]
    return (
        f"A map of {_listed(asked)}{beside}: the first two principal components of their directions, {share:.0%} of "
        "the variance."
    )


def neighbour_rows(vectors: WordVectors, words: Any, k: int) -> pd.DataFrame:
    """Return the neighbours to draw, as `WordVectors.most_similar` gives them."""
    asked = list(dict.fromkeys(as_words("words", words)))
    if not asked:
        raise InputValueError("words must hold at least one word; given none")
    rows = vectors.most_similar(asked, k)
    if rows.empty:
        raise InputValueError("words must have neighbours to be drawn; {word} is the only one here", word=asked[0])
    return rows


def describe_neighbours(rows: pd.DataFrame) -> str:
    """Say in words what the picture of neighbours shows."""
    said = [
        f"{word}: {part['neighbour'].iloc[0]} ({part['similarity'].iloc[0]:.2f}) to {part['neighbour'].iloc[-1]} "
        f"({part['similarity'].iloc[-1]:.2f})"
        for word, part in rows.groupby("word", sort=False)
    ]
    return f"Cosine similarity of the nearest neighbours of {_listed(said, '; ')}."


def _listed(names: list[str], separator: str = ", ") -> str:
    return separator.join(names[:5]) + (f"{separator}..." if len(names) > 5 else "")
