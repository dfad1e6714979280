"""Positions inside a table or inside names, shifted by one between a language that counts from one and Python."""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Union, get_args, get_origin

import numpy as np
import pandas as pd

from torchduet.layer_names import from_r_torch, to_r_torch
from torchduet.positions import LayerNames, PositionColumns

__all__ = ["Shift", "shift_of"]

Shift = Callable[[Any, int], Any]
"""From a value, and 1 on its way to R or -1 on its way to Python, to the shifted value."""


def shift_of(annotation: Any) -> Shift | None:
    """Return how a value of this annotation is shifted, or None where nothing in it is a position."""
    if get_origin(annotation) in (Union, types.UnionType):
        return next(filter(None, map(shift_of, get_args(annotation))), None)
    if get_origin(annotation) is not Annotated:
        return None
    for mark in get_args(annotation)[1:]:
        if isinstance(mark, PositionColumns):
            return partial(_shift_columns, mark.names)
        if isinstance(mark, LayerNames):
            return _shift_names
    return None


def _shift_columns(columns: tuple[str, ...], frame: Any, by: int) -> Any:
    if not isinstance(frame, pd.DataFrame):
        return frame  # of another type than was expected: the function that takes it says so
    return frame.assign(**{name: frame[name] + by for name in columns if name in frame})


def _shift_names(weights: Any, by: int) -> Any:
    rename = to_r_torch if by > 0 else from_r_torch
    if isinstance(weights, pd.DataFrame):
        return weights.assign(weights=weights["weights"].map(rename))
    if isinstance(weights, str):
        return rename(weights)
    if isinstance(weights, list | np.ndarray | pd.api.extensions.ExtensionArray):
        return [rename(name) if isinstance(name, str) else name for name in weights]
    if isinstance(weights, pd.Series):
        weights = weights.to_dict()
    if not isinstance(weights, dict):
        return weights
    return {rename(name): value for name, value in weights.items()}
