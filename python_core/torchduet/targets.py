"""Targets as users give them, brought to one dimension."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np
import pandas as pd
import torch

from torchduet.errors import InputValueError

__all__ = ["as_column"]


def as_column(y: Any) -> Any:
    """Return targets without a second dimension that has one column."""
    if y is None:
        raise InputValueError("y is missing: this model requires y to be passed, but the target y is {none}, y", y=None)
    if isinstance(y, pd.DataFrame) and y.shape[1] == 1:
        y = y.iloc[:, 0]
    if not isinstance(y, pd.Series | pd.Categorical | pd.Index | torch.Tensor) and hasattr(y, "__array__"):
        y = np.asarray(y)
    if getattr(getattr(y, "dtype", None), "kind", "") == "c":
        raise InputValueError("y holds complex numbers. Complex data not supported")
    if getattr(y, "ndim", 1) == 2 and y.shape[1] == 1:
        warnings.warn(
            "A column-vector y was passed when a 1d array was expected. Give y.ravel()",
            _conversion_warning(),
            stacklevel=3,
        )
        return y.ravel()
    return y


def _conversion_warning() -> type[Warning]:
    theirs = sys.modules.get("sklearn.exceptions")
    return UserWarning if theirs is None else theirs.DataConversionWarning
