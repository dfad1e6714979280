"""Pictures of words, drawn with matplotlib; it is imported when the first one is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from torchduet.plots import import_pyplot
from torchduet.trace_plots import DARK
from torchduet.word_vectors.pictures import describe_map, describe_neighbours, neighbour_rows, word_map
from torchduet.word_vectors.vectors import WordVectors

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_map", "plot_neighbours"]


def plot_map(vectors: WordVectors, words: Any, k: int) -> Axes:
    """Draw words as squares and their neighbours as circles."""
    rows = word_map(vectors, words, k)
    axes: Axes
    figure, axes = import_pyplot().subplots(layout="constrained")
    for asked, (marker, colour, name) in {
        True: ("s", DARK[0], "asked for"),
        False: ("o", DARK[1], "neighbour"),
    }.items():
        part = rows[rows["asked"] == asked]
        if len(part):
            filling = colour if asked else "white"
            axes.plot(part["x"], part["y"], marker, color=colour, markerfacecolor=filling, label=name)
    for point in rows[rows["label"].notna()].itertuples():
        axes.annotate(
            str(point.label), (point.x, point.y), xytext=(4 if point.right else -4, 4 if point.above else -4),
            textcoords="offset points", fontsize="small", color=DARK[0] if point.asked else "0.2",
            ha="left" if point.right else "right", va="bottom" if point.above else "top",
        )  # fmt: skip
    shares = rows["x_share"].iloc[0], rows["y_share"].iloc[0]
    first, second = (
        f"{which} principal component ({share:.0%})" for which, share in zip(("first", "second"), shares, strict=True)
    )
    axes.set(xlabel=first, ylabel=second)
    axes.margins(0.08)
    if not rows["asked"].all():
        axes.legend(frameon=False)
    figure.set_label(describe_map(rows))
    return axes


def plot_neighbours(vectors: WordVectors, words: Any, k: int) -> Axes:
    """Draw how similar the neighbours of each word are, the nearest on top."""
    rows = neighbour_rows(vectors, words, k)
    axes: Axes
    height = 1.2 + 0.24 * len(rows)
    figure, axes = import_pyplot().subplots(figsize=(6, min(max(height, 2.4), 12)), layout="constrained")
    places = np.arange(len(rows))[::-1]
    axes.hlines(places, 0.0, rows["similarity"], color="0.8")
    for place, (word, part) in enumerate(rows.groupby("word", sort=False)):
        colour = DARK[place % len(DARK)]
        axes.plot(part["similarity"], places[part.index], "o", color=colour, label=str(word))
    several = rows["word"].nunique() > 1
    names = rows["word"] + " – " + rows["neighbour"] if several else rows["neighbour"]
    axes.set_yticks(places, names)
    axes.set(xlabel="cosine similarity", title="" if several else rows["word"].iloc[0])
    figure.set_label(describe_neighbours(rows))
    return axes
