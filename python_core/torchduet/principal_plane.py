"""The plane in which points lie most spread out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["principal_plane"]


def principal_plane(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], tuple[float, float]]:
    """Return the first two principal components of points.

    Parameters
    ----------
    points : array of float64, shape (n, dimension)
        At least two, of at least two numbers.

    Returns
    -------
    array of float64, shape (n, 2)
        The sign of a component is nobody's choice: its largest weight is made positive.
    tuple of two floats
        The share of the variance that each shows.

    Examples
    --------
    >>> places, shares = principal_plane(np.array([[0.0, 0.0, 0.0], [3.0, 0.0, 4.0], [6.0, 0.0, 8.0]]))
    >>> places[:, 0].round(6).tolist(), shares[0]
    ([-5.0, 0.0, 5.0], 1.0)
    """
    centred = points - points.mean(axis=0)
    _, spread, directions = np.linalg.svd(centred, full_matrices=False)
    largest = directions[np.arange(2), np.abs(directions[:2]).argmax(axis=1)]
    shares = spread[:2] ** 2 / max(float((spread**2).sum()), np.finfo(float).tiny)
    return centred @ (directions[:2] * np.sign(largest)[:, np.newaxis]).T, (float(shares[0]), float(shares[1]))
