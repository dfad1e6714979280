"""Where the tokens stand beside the points of a picture, so that none covers another."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["place_labels"]

# As shares of the range of the points, in a picture of matplotlib's usual size (ggplot2's is larger):
LETTER, LINE = 1 / 65, 1 / 24  # how wide a letter is, and how high
GAP_X, GAP_Y = 1 / 90, 1 / 60  # between a point and its label
MARGIN = 0.05  # what is free around the points


def place_labels(points: pd.DataFrame, *, most: int) -> pd.DataFrame:
    """Choose a side for the label of each point; where every side is taken, the label is left out.

    Point after point, the first of four corners is taken where the label lies within the picture and on no label placed
    before: above to the right, below to the right, above to the left, below to the left.

    Parameters
    ----------
    points : DataFrame
        ``x``, ``y``, and ``token``, missing where there is nothing to write.
    most : int
        Of more tokens, none is written.

    Returns
    -------
    DataFrame
        The same with the columns ``label``, missing where there is none, ``right`` and ``above``.

    Examples
    --------
    >>> points = pd.DataFrame({"x": [0.0, 0.0, 1.0], "y": [0.5, 0.5, 1.0], "token": ["a", "b", "c"]})
    >>> place_labels(points, most=10)[["label", "right", "above"]]
      label  right  above
    0     a   True   True
    1     b  False   True
    2     c   True  False
    """
    written = points["token"].notna() & (points["token"].notna().sum() <= most)
    sides = [(True, True)] * len(points)
    labels: list[str | None] = [None] * len(points)
    taken: list[tuple[float, float, float, float]] = []
    x, y = (_as_shares(points[name]) for name in ("x", "y"))
    for place in np.flatnonzero(written):
        token = points["token"].iloc[place]
        for right, above in ((True, True), (True, False), (False, True), (False, False)):
            box = _box(x[place], y[place], len(token), right=right, above=above)
            if _within(box) and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                labels[place], sides[place] = token, (right, above)
                break
    right_of, above_of = zip(*sides, strict=True)
    return points.assign(label=np.array(labels, dtype=object), right=list(right_of), above=list(above_of))


def _as_shares(values: pd.Series[float]) -> NDArray[np.float64]:
    """Return values as shares of their range, from 0 to 1."""
    array = values.to_numpy(dtype=np.float64)
    shares: NDArray[np.float64] = (array - array.min()) / max(float(np.ptp(array)), np.finfo(float).tiny)
    return shares


def _box(x: float, y: float, letters: int, *, right: bool, above: bool) -> tuple[float, float, float, float]:
    """Return left, right, lower and upper edge."""
    width = letters * LETTER
    left = x + GAP_X if right else x - GAP_X - width
    lower = y + GAP_Y if above else y - GAP_Y - LINE
    return left, left + width, lower, lower + LINE


def _within(box: tuple[float, float, float, float]) -> bool:
    return min(box) >= -MARGIN and max(box) <= 1 + MARGIN


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
