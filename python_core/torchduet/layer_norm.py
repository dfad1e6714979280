"""Layer normalization, forward and backward by hand: every quantity, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from torchduet.arrays import as_examples
from torchduet.errors import InputValueError
from torchduet.normalization import quantity_table, read_feature_weights, read_loss_gradient
from torchduet.parameters import check_number
from torchduet.positions import PositionColumns

__all__ = ["LayerNormTrace", "layer_norm_trace"]

LayerNormTrace = Annotated[pd.DataFrame, PositionColumns(("example", "feature"))]
"""A table whose columns example and feature are positions."""

STARTS = {"weight": 1.0, "bias": 0.0}
"""What each weight is where none is given; torch's names and values."""


def layer_norm_trace(
    inputs: ArrayLike,
    weights: Mapping[str, ArrayLike] | None = None,
    *,
    eps: float = 1e-5,
    loss_gradient: ArrayLike | None = None,
) -> LayerNormTrace:
    r"""Normalize examples by hand, each by itself, and return all that happens.

    With the mean :math:`\mu` and the variance :math:`\sigma^2` of each example over its features,

    .. math:: \hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}, \qquad y = \gamma \hat{x} + \beta

    and, with g the gradient of the loss with respect to y, all means over the features,

    .. math::

        \frac{\partial L}{\partial x} = \frac{1}{\sqrt{\sigma^2 + \epsilon}}
        \left( \gamma g - \text{mean}(\gamma g) - \hat{x} \, \text{mean}(\gamma g \hat{x}) \right)

    No example has a share in another's mean and variance: there is nothing to keep from batch to batch, and training
    and prediction do the same.

    Parameters
    ----------
    inputs : array of float, shape (examples, features)
        One batch, or the steps of a sequence.
    weights : dict of arrays, each of shape (features,), optional
        By torch's names: ``weight`` (:math:`\gamma`) and ``bias`` (:math:`\beta`), ones and zeros if left out.
    eps : float
        Added to the variance.
    loss_gradient : array of float, shape (examples, features), optional
        The gradient of the loss with respect to the outputs; with it, the way back is returned too.

    Returns
    -------
    DataFrame
        A row per number: ``quantity``, ``example``, ``feature``, ``value``. By example and feature: "input",
        "normalized", "output"; by example: "mean" and "variance". With `loss_gradient` also "input_gradient" and, by
        feature, "weight_gradient" and "bias_gradient".

    Raises
    ------
    InputValueError, InputTypeError
        What does not fit is named, with what was expected.

    See Also
    --------
    batch_norm_trace, mlp_trace

    Notes
    -----
    Equal to ``torch.nn.LayerNorm``: the variance is divided by the number of features. J. L. Ba, J. R. Kiros and G. E.
    Hinton (2016), "Layer normalization", arXiv:1607.06450.

    Examples
    --------
    >>> layer_norm_trace([[1.0, 3.0]], eps=0.0)
         quantity  example  feature  value
    0       input        0        0    1.0
    1       input        0        1    3.0
    2        mean        0     <NA>    2.0
    3    variance        0     <NA>    1.0
    4  normalized        0        0   -1.0
    5  normalized        0        1    1.0
    6      output        0        0   -1.0
    7      output        0        1    1.0
    """
    check_number("eps", eps, at_least=0.0)
    x = as_examples("inputs", inputs)
    w = read_feature_weights(weights, STARTS, x.shape[1])
    mean, variance = x.mean(axis=1), x.var(axis=1)
    root = np.sqrt(variance + eps)[:, np.newaxis]
    if not root.all():
        raise InputValueError("eps must be greater than 0 where all features of an example are the same; given 0")
    normalized = (x - mean[:, np.newaxis]) / root
    quantities = {
        "input": x,
        "mean": mean,
        "variance": variance,
        "normalized": normalized,
        "output": w["weight"] * normalized + w["bias"],
    }
    if loss_gradient is not None:
        g = read_loss_gradient(loss_gradient, x)
        scaled = w["weight"] * g
        # Every feature moves its example's mean and variance, and so the outputs of all its others.
        shared = scaled.mean(axis=1, keepdims=True)
        stretched = (scaled * normalized).mean(axis=1, keepdims=True)
        quantities["input_gradient"] = (scaled - shared - normalized * stretched) / root
        quantities["weight_gradient"] = (g * normalized).sum(axis=0)
        quantities["bias_gradient"] = g.sum(axis=0)
    return quantity_table(quantities, by_example=("mean", "variance"))
