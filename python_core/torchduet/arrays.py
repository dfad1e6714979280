"""Numbers as plain NumPy arrays, in row-major order, with nothing missing."""

from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from torchduet.errors import InputTypeError, InputValueError

__all__ = ["as_doubles", "as_examples", "complete_array"]


def complete_array(name: str, values: ArrayLike, *, of: str = "biuf") -> NDArray[Any]:
    """Return values as an array in row-major order, of one of some kinds (NumPy's letters): numbers and booleans.

    The order matters: the last bit of a sum must not depend on how the caller's memory lies.

    Raises
    ------
    InputTypeError
        The values are of another kind.
    InputValueError
        They are nested, and not all rows are of the same length.
    ValueError
        A masked array with masked elements: what lies under the mask is no number.

    Examples
    --------
    >>> complete_array("weights", np.ma.masked_array([1, 2], mask=[False, True]))
    Traceback (most recent call last):
    ValueError: weights must not hold missing values
    """
    if np.ma.is_masked(values):
        raise ValueError(f"{name} must not hold missing values")
    try:
        array = np.asarray(values, order="C")
    except ValueError as error:
        raise InputValueError.about(name, "must have rows of the same length", values) from error
    if array.dtype.kind not in of:
        raise InputTypeError.about(name, "must hold numbers", values)
    return array


def as_doubles(name: str, values: Any) -> NDArray[np.float64]:
    """Return numbers, of a tensor too, in double precision, after making sure that they are finite."""
    if isinstance(values, torch.Tensor):
        values = values.detach().cpu()
    array = np.asarray(complete_array(name, values), dtype=np.float64)
    if not np.isfinite(array).all():
        raise InputValueError(f"{name} must hold finite numbers; given {{value}}", value=values)
    return array


def as_examples(name: str, values: Any, *, vector: Literal["example", "feature"] | None = None) -> NDArray[np.float64]:
    """Return numbers of shape (examples, features), in double precision; a vector is one of either, or refused."""
    array = as_doubles(name, values)
    if array.ndim == 1 and vector:
        array = array[np.newaxis] if vector == "example" else array[:, np.newaxis]
    if array.ndim != 2 or not array.size:
        raise InputValueError(
            f"{name} must have shape (examples, features), with at least one example and one feature; "
            f"given shape {np.shape(values)}"
        )
    return array
