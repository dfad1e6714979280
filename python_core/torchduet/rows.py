"""Rows of data of any shape: how many there are, and some of them."""

from __future__ import annotations

from collections.abc import Sized
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.errors import InputTypeError

__all__ = ["count_rows", "take_rows"]


def count_rows(name: str, data: Any) -> int:
    """Return how many rows there are in a list, an array, a table or a sparse matrix.

    Raises
    ------
    InputTypeError
        It is none of these, or a single number.
    """
    shape = getattr(data, "shape", None)  # the length of a sparse matrix is not defined
    if isinstance(data, str | bytes | dict) or shape == () or (shape is None and not isinstance(data, Sized)):
        raise InputTypeError.about(name, "must be a table, an array or a sequence with an element per row", data)
    return len(data) if shape is None else int(shape[0])


def take_rows(data: Any, rows: NDArray[np.int64]) -> Any:
    """Return some rows in the order asked for, in the container that they came in; a list for a plain sequence.

    A sparse matrix of any kind gives one of compressed rows.

    Examples
    --------
    >>> take_rows(["a", "b", "c"], np.array([2, 0]))
    ['c', 'a']
    """
    if isinstance(data, pd.Series | pd.DataFrame):
        return data.iloc[rows]
    if hasattr(data, "tocsr"):  # of scipy's sparse matrices, not every kind has rows that can be taken
        return data.tocsr()[rows]
    if hasattr(data, "shape"):  # arrays, pandas' extension arrays, tensors, polars' tables
        return data[rows]
    return [data[row] for row in rows.tolist()]
