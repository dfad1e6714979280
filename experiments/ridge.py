"""Ridge regression in closed form, and its leave-one-out error without a second fit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["leave_one_out", "ridge"]

Array = NDArray[np.float64]


def ridge(x: Array, y: Array, penalty: float) -> tuple[Array, float]:
    """Return weights and intercept that make mean((x w + b - y)²) + penalty / 2 |w|² smallest.

    The intercept is not penalized. Of several that do, as without a penalty where there are more columns than rows, the
    weights of the smallest norm.
    """
    centred = x - x.mean(axis=0)
    target = y - y.mean()
    if penalty:
        # The gradient 2/n x'(x w - y) + penalty w is zero where (x'x + n penalty / 2) w = x'y.
        gram = centred.T @ centred + len(y) * penalty / 2 * np.eye(x.shape[1])
        weights = np.linalg.solve(gram, centred.T @ target)
    else:
        weights = np.linalg.lstsq(centred, target, rcond=None)[0]
    return weights, float(y.mean() - x.mean(axis=0) @ weights)


def leave_one_out(x: Array, y: Array, penalty: float) -> Array:
    """Return the error on each row of a fit that did not see it: residual / (1 - h), h its place in the hat matrix.

    The squared weights count n penalty / 2 times the squared errors' sum, in each fit as in that of all n rows.
    """
    centred = x - x.mean(axis=0)
    gram = centred.T @ centred + len(y) * penalty / 2 * np.eye(x.shape[1])
    hat = centred @ np.linalg.solve(gram, centred.T) + 1 / len(y)
    errors: Array = (y - hat @ y) / (1 - np.diag(hat))
    return errors
