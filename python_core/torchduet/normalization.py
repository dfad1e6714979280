"""What normalizing by hand shares, whether over the batch or over the features: what is read, and the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from torchduet.arrays import as_doubles
from torchduet.errors import InputTypeError, InputValueError

__all__ = ["quantity_table", "read_feature_weights", "read_loss_gradient"]

Array = NDArray[np.float64]


def read_loss_gradient(loss_gradient: ArrayLike, x: Array) -> Array:
    """Return the gradient of the loss with respect to the outputs, in the shape of the inputs x."""
    g = as_doubles("loss_gradient", loss_gradient)
    if g.shape != x.shape:
        raise InputValueError(f"loss_gradient must have the shape of inputs, {x.shape}; given shape {g.shape}")
    return g


def read_feature_weights(
    weights: Mapping[str, ArrayLike] | None,
    starts: Mapping[str, float],
    features: int,
    *,
    ignored: tuple[str, ...] = (),
) -> dict[str, Array]:
    """Return weights by the names of starts, each of shape (features,); what is not given is as it starts.

    Parameters
    ----------
    weights : dict of arrays, optional
    starts : dict of float
    features : int
    ignored : tuple of str
        Names that torch's modules have too, of what is not needed here.

    Examples
    --------
    >>> read_feature_weights({"bias": [3.0]}, {"weight": 1.0, "bias": 0.0}, features=1)
    {'weight': array([1.]), 'bias': array([3.])}
    """
    given = {} if weights is None else weights
    if not isinstance(given, Mapping) or not {*given} <= {*starts, *ignored}:
        raise InputTypeError.about("weights", f"must hold arrays by the names {', '.join(starts)}", weights)
    read = {}
    for name, start in starts.items():
        values = as_doubles(name, given[name]) if name in given else np.full(features, start)
        if values.shape != (features,):
            raise InputValueError(f"weights: {name} must hold a number per feature, {features}; given {values.shape}")
        read[name] = values
    return read


def quantity_table(quantities: Mapping[str, Array], *, by_example: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return a row per number: quantity, example, feature, value.

    Parameters
    ----------
    quantities : dict of arrays
        A matrix is by example and feature, a vector by feature.
    by_example : tuple of str
        The names of vectors that are by example.

    Examples
    --------
    >>> quantity_table({"mean": np.array([0.5])}, by_example=("mean",))
      quantity  example  feature  value
    0     mean        0     <NA>    0.5
    """
    return pd.concat(
        [_rows(name, values, "example" if name in by_example else "feature") for name, values in quantities.items()],
        ignore_index=True,
    )


def _rows(quantity: str, values: Array, axis: Literal["example", "feature"]) -> pd.DataFrame:
    positions: dict[str, Any] = {"example": None, "feature": None}
    if values.ndim == 2:
        positions["example"], positions["feature"] = (index.ravel() for index in np.indices(values.shape))
    else:
        positions[axis] = np.arange(values.size)
    return pd.DataFrame(
        {
            "quantity": quantity,
            **{name: pd.array(np.full(values.size, index), dtype="Int64") for name, index in positions.items()},
            "value": values.ravel(),
        }
    )
