"""Rosenblatt's perceptron, example by example, as a table."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from torchduet.arrays import as_doubles, as_examples
from torchduet.errors import InputValueError
from torchduet.parameters import check_integer
from torchduet.positions import PositionColumns

__all__ = ["OTHER_COLUMNS", "PerceptronTrace", "perceptron_trace"]

Array = NDArray[np.float64]

PerceptronTrace = Annotated[pd.DataFrame, PositionColumns(("example",))]
"""A table whose column example is a position."""

OTHER_COLUMNS = ("epoch", "example", "target", "score", "output", "bias")
"""What the table holds besides inputs and their weights."""


def perceptron_trace(
    inputs: ArrayLike | pd.DataFrame, targets: ArrayLike, *, weights: ArrayLike | None = None, epochs: int = 100
) -> PerceptronTrace:
    r"""Let a perceptron learn, one example after the other, and return every step.

    .. math::

        o &= 1 \text{ if } w_0 + w_1 x_1 + w_2 x_2 + \dots > 0 \text{ else } 0 \\
        w &\leftarrow w + (y - o) \, (1, x_1, x_2, \dots)

    Parameters
    ----------
    inputs : array of float or DataFrame, shape (examples, features)
        In the order in which they are shown; shape (examples,) where there is one feature.
    targets : array of 0 and 1, or of bool, shape (examples,)
    weights : array of float, shape (1 + features,), optional
        To start from, the bias first; zeros if left out.
    epochs : int
        How often all examples are shown, at most. After an epoch without an error nothing would ever change again:
        then learning stops.

    Returns
    -------
    DataFrame
        A row per example shown: ``epoch``, counted from 1; ``example``; the inputs, under their names, or as
        ``input_1``, ``input_2``, ...; ``target``; ``score``, the weighted sum; ``output``, what was answered; and the
        weights after it has learned from this example: ``bias`` and ``weight_1``, ``weight_2``, ..., numbered as in the
        formula (of named inputs: ``weight_`` and the name).

    Raises
    ------
    InputValueError, InputTypeError
        What does not fit is named, with what was expected.

    See Also
    --------
    plot_boundary, mlp_trace

    Notes
    -----
    F. Rosenblatt (1958), "The perceptron: a probabilistic model for information storage and organization in the brain",
    Psychological Review 65. If a line (a plane) separates the classes, learning comes to an end (A. B. J. Novikoff,
    1962); if none does, it never does.

    Examples
    --------
    The function AND, as in the lecture:

    >>> pairs = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> trace = perceptron_trace(pairs, [0, 0, 0, 1], weights=[1.0, 0.2, -0.3])
    >>> trace[["epoch", "example", "target", "output", "bias", "weight_1", "weight_2"]].head(4).round(1)
       epoch  example  target  output  bias  weight_1  weight_2
    0      1        0       0       1   0.0       0.2      -0.3
    1      1        1       0       0   0.0       0.2      -0.3
    2      1        2       0       1  -1.0      -0.8      -0.3
    3      1        3       1       0   0.0       0.2       0.7
    >>> int(trace["epoch"].max())
    9
    """
    check_integer("epochs", epochs, at_least=1)
    names, vectors = _read_inputs(inputs)
    wanted = _read_targets(targets, len(vectors))
    w = _read_weights(weights, vectors.shape[1])
    x = np.column_stack([np.ones(len(vectors)), vectors])  # the bias is the weight of an input that is always 1
    steps: list[tuple[float, ...]] = []
    for epoch in range(1, epochs + 1):
        errors = 0
        for example, y in enumerate(wanted):
            score = w @ x[example]
            output = int(score > 0.0)
            w = w + (y - output) * x[example]
            errors += output != y
            steps.append((epoch, example, *vectors[example], y, score, output, *w))
        if not errors:
            break
    weight_names = [f"weight_{name.removeprefix('input_')}" for name in names]
    return pd.DataFrame(steps, columns=["epoch", "example", *names, "target", "score", "output", "bias", *weight_names])


def _read_inputs(inputs: Any) -> tuple[list[str], Array]:
    vectors = as_examples("inputs", inputs, vector="feature")
    if not isinstance(inputs, pd.DataFrame):
        return [f"input_{place}" for place in range(1, vectors.shape[1] + 1)], vectors
    names = [str(name) for name in inputs.columns]
    taken = [name for name in names if name in OTHER_COLUMNS or names.count(name) > 1]
    if taken:
        raise InputValueError.about(
            "inputs", f"must have columns of different names, and none of {', '.join(OTHER_COLUMNS)}", taken[0]
        )
    return names, vectors


def _read_targets(targets: ArrayLike, examples: int) -> list[int]:
    wanted = as_doubles("targets", targets)
    if wanted.shape != (examples,):
        raise InputValueError(f"targets must hold one number per example, {examples}; given shape {wanted.shape}")
    unfit = wanted[(wanted != 0.0) & (wanted != 1.0)]
    if unfit.size:
        raise InputValueError.about("targets", "must be 0 or 1", unfit[0])
    return [int(target) for target in wanted]


def _read_weights(weights: ArrayLike | None, features: int) -> Array:
    if weights is None:
        return np.zeros(1 + features)
    start = as_doubles("weights", weights)
    if start.shape != (1 + features,):
        raise InputValueError(
            f"weights must hold {1 + features} numbers, the bias and one per feature; given shape {start.shape}"
        )
    return start
