"""Batch normalization, forward and backward by hand: every quantity, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from torchduet.arrays import as_doubles, as_examples
from torchduet.errors import InputTypeError, InputValueError
from torchduet.parameters import check_flag, check_number
from torchduet.positions import PositionColumns

__all__ = ["BatchNormTrace", "batch_norm_trace"]

Array = NDArray[np.float64]

BatchNormTrace = Annotated[pd.DataFrame, PositionColumns(("example", "feature"))]
"""A table whose columns example and feature are positions."""

STARTS = {"weight": 1.0, "bias": 0.0, "running_mean": 0.0, "running_var": 1.0}
"""What each weight is where none is given; torch's names and values."""


def batch_norm_trace(
    inputs: ArrayLike,
    weights: Mapping[str, ArrayLike] | None = None,
    *,
    training: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
    loss_gradient: ArrayLike | None = None,
) -> BatchNormTrace:
    r"""Normalize a batch by hand, feature by feature, and return all that happens.

    With the mean :math:`\mu` and the variance :math:`\sigma^2` of each feature over the n examples of the batch,

    .. math:: \hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}, \qquad y = \gamma \hat{x} + \beta

    and, with g the gradient of the loss with respect to y, all means over the batch,

    .. math::

        \frac{\partial L}{\partial x} = \frac{\gamma}{\sqrt{\sigma^2 + \epsilon}}
        \left( g - \text{mean}(g) - \hat{x} \, \text{mean}(g \hat{x}) \right)

    Parameters
    ----------
    inputs : array of float, shape (examples, features)
        One batch.
    weights : dict of arrays, each of shape (features,), optional
        By torch's names: ``weight`` (:math:`\gamma`) and ``bias`` (:math:`\beta`), ones and zeros if left out;
        ``running_mean`` and ``running_var``, what is known of earlier batches, zeros and ones if left out.
    training : bool
        In training, the batch is normalized by its own mean and variance, and the running ones move towards them. Else
        it is normalized by the running ones, which stay.
    momentum : float
        How far the running statistics move: running = (1 - momentum) running + momentum batch.
    eps : float
        Added to the variance.
    loss_gradient : array of float, shape (examples, features), optional
        The gradient of the loss with respect to the outputs; with it, the way back is returned too.

    Returns
    -------
    DataFrame
        A row per number: ``quantity``, ``example``, ``feature``, ``value``. By example and feature: "input",
        "normalized", "output"; by feature: "mean" and "variance", those that were used, and "running_mean" and
        "running_var" after the batch. With `loss_gradient` also "input_gradient", "weight_gradient", "bias_gradient".

    Raises
    ------
    InputValueError, InputTypeError
        What does not fit is named, with what was expected.

    See Also
    --------
    mlp_trace

    Notes
    -----
    Equal to ``torch.nn.BatchNorm1d``: the variance is divided by n, but for the running one by n - 1. S. Ioffe and
    C. Szegedy (2015), "Batch normalization: accelerating deep network training by reducing internal covariate shift",
    ICML.

    Examples
    --------
    >>> batch_norm_trace([[1.0], [3.0]], eps=0.0)
           quantity  example  feature  value
    0         input        0        0    1.0
    1         input        1        0    3.0
    2          mean     <NA>        0    2.0
    3      variance     <NA>        0    1.0
    4    normalized        0        0   -1.0
    5    normalized        1        0    1.0
    6        output        0        0   -1.0
    7        output        1        0    1.0
    8  running_mean     <NA>        0    0.2
    9   running_var     <NA>        0    1.1
    """
    check_flag("training", training)
    check_number("momentum", momentum, at_least=0.0)
    check_number("eps", eps, at_least=0.0)
    x = as_examples("inputs", inputs)
    n, features = x.shape
    if training and n == 1:
        raise InputValueError(
            "inputs must hold two examples or more in training: the variance of one is nothing to divide by. "
            "Set training = {false}, or take larger batches",
        )
    w = _read_weights(weights, features)
    mean, variance = (x.mean(axis=0), x.var(axis=0)) if training else (w["running_mean"], w["running_var"])
    root = np.sqrt(variance + eps)
    if not root.all():
        raise InputValueError("eps must be greater than 0 where a feature is the same in all examples; given 0")
    normalized = (x - mean) / root
    quantities = {
        "input": x,
        "mean": mean,
        "variance": variance,
        "normalized": normalized,
        "output": w["weight"] * normalized + w["bias"],
        "running_mean": w["running_mean"],
        "running_var": w["running_var"],
    }
    if training:
        quantities["running_mean"] = (1.0 - momentum) * w["running_mean"] + momentum * mean
        quantities["running_var"] = (1.0 - momentum) * w["running_var"] + momentum * variance * n / (n - 1)
    if loss_gradient is not None:
        g = as_doubles("loss_gradient", loss_gradient)
        if g.shape != x.shape:
            raise InputValueError(f"loss_gradient must have the shape of inputs, {x.shape}; given shape {g.shape}")
        # In training every example moves the mean and the variance, and so the outputs of all others.
        through = g - g.mean(axis=0) - normalized * (g * normalized).mean(axis=0) if training else g
        quantities["input_gradient"] = w["weight"] / root * through
        quantities["weight_gradient"] = (g * normalized).sum(axis=0)
        quantities["bias_gradient"] = g.sum(axis=0)
    return pd.concat([_table(name, values) for name, values in quantities.items()], ignore_index=True)


def _read_weights(weights: Mapping[str, ArrayLike] | None, features: int) -> dict[str, Array]:
    given = {} if weights is None else weights
    if not isinstance(given, Mapping) or not {*given} <= {*STARTS, "num_batches_tracked"}:
        raise InputTypeError.about("weights", f"must hold arrays by the names {', '.join(STARTS)}", weights)
    read = {}
    for name, start in STARTS.items():
        values = as_doubles(name, given[name]) if name in given else np.full(features, start)
        if values.shape != (features,):
            raise InputValueError(f"weights: {name} must hold a number per feature, {features}; given {values.shape}")
        read[name] = values
    if (read["running_var"] < 0.0).any():
        raise InputValueError.about("running_var", "must not be below 0", read["running_var"].min())
    return read


def _table(quantity: str, values: Array) -> pd.DataFrame:
    by_example = values.ndim == 2
    rows, features = values.shape if by_example else (1, len(values))
    examples = np.repeat(np.arange(rows), features) if by_example else np.full(features, None)
    return pd.DataFrame(
        {
            "quantity": quantity,
            "example": pd.array(examples, dtype="Int64"),
            "feature": np.tile(np.arange(features), rows),
            "value": values.ravel(),
        }
    )
