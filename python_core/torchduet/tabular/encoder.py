"""From a table to the numbers that a network reads, and back to which columns they come from."""

from __future__ import annotations

from typing import Any, Self, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.errors import InputTypeError, InputValueError, Shape
from torchduet.tabular.columns import Column, column_of_description, describe, learn_column

__all__ = ["ColumnEncoder", "as_table", "find_columns"]


class ColumnEncoder:
    """Make features of columns, by what was learned from the training rows.

    Parameters
    ----------
    columns : list of Column
    named : bool
        Whether they came with names of their own, by which those of another table are found; else by their order.

    Examples
    --------
    >>> table = pd.DataFrame({"size": [1.0, 3.0], "colour": ["red", "blue"]})
    >>> encoder = ColumnEncoder.learn(table, named=True)
    >>> encoder.features
    ['size', 'colour_blue', 'colour_red']
    >>> encoder.encode(table)
    array([[-1.,  0.,  1.],
           [ 1.,  1.,  0.]])
    """

    def __init__(self, columns: list[Column], *, named: bool) -> None:
        self.columns = columns
        self.named = named

    @classmethod
    def learn(cls, table: pd.DataFrame, *, named: bool) -> Self:
        """Learn what to make of each column of the training rows."""
        encoder = cls([learn_column(name, table[name]) for name in table.columns], named=named)
        if not encoder.features:
            raise InputValueError(
                "X must have a column that is not the same in all rows to learn from; of 1 sample, all are"
                if len(table) == 1
                else "X must have a column that is not the same in all rows to learn from; given none"
            )
        return encoder

    @property
    def names(self) -> list[str]:
        """Of the columns."""
        return [column.name for column in self.columns]

    @property
    def features(self) -> list[str]:
        """What the network is given, in its order."""
        return [feature for column in self.columns for feature in column.features]

    def encode(self, table: pd.DataFrame, *, warn: bool = True) -> NDArray[np.float64]:
        """Return the features of a table that `find` has seen, shape (rows, features)."""
        return np.concatenate([column.encode(table[column.name], warn=warn) for column in self.columns], axis=1)

    def find(self, X: Any, model: str) -> pd.DataFrame:  # noqa: N803
        """Return the columns of another table, as `find_columns` does; an error speaks of the model."""
        return find_columns(X, self.names, model, named=self.named)

    def description(self) -> dict[str, Any]:
        """Return what a file holds."""
        return {"named": self.named, "columns": describe(self.columns)}

    @classmethod
    def of_description(cls, description: dict[str, Any]) -> Self:
        """Return an encoder of its `description`."""
        columns = [column_of_description(column) for column in description["columns"]]
        return cls(columns, named=description["named"])


def find_columns(X: Any, names: list[str], model: str, *, named: bool) -> pd.DataFrame:  # noqa: N803
    """Return the columns of a table that a model learns from: by their names if both have them, else by their order.

    Raises
    ------
    InputValueError
        A column is missing, or their number is another where they have no names.
    """
    table, has_names = as_table(X)
    if not (named and has_names):  # by their order
        if table.shape[1] != len(names):
            raise InputValueError(
                f"X has {table.shape[1]} features, but {model} is expecting {len(names)} features as input"
            )
        return table.set_axis(names, axis=1)
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise InputValueError(
            f"X must have the columns that {model} was fitted on; missing: {{missing}}. It has {{found}}",
            missing=missing if len(missing) > 1 else missing[0],
            found=list(table.columns),
        )
    return table[names]


def as_table(X: Any) -> tuple[pd.DataFrame, bool]:  # noqa: N803
    """Return a table with strings for names, and whether they are its own.

    Raises
    ------
    InputTypeError, InputValueError
        It is no table, or has no column, or two of one name.

    Examples
    --------
    >>> as_table([[1, 2]])[0]
       x0  x1
    0   1   2
    """
    if hasattr(X, "tocsr"):
        raise InputTypeError(
            "X must be a table or a dense array, not a sparse one. Call its method toarray(), if there is room"
        )
    frame = _as_frame(X)
    if frame is not None:
        table = frame.set_axis([str(name) for name in frame.columns], axis=1).reset_index(drop=True)
        twice = table.columns[table.columns.duplicated()].tolist()
        if twice:
            raise InputValueError("X must have columns of different names; two are called {name}", name=twice[0])
    else:
        array = _as_array(X)
        table = pd.DataFrame(array, columns=[f"x{number}" for number in range(array.shape[1])]).infer_objects()
    if not table.shape[1]:
        raise InputValueError(f"X has 0 feature(s) (shape={table.shape}) while a minimum of 1 is required.")
    return table, frame is not None


def _as_frame(X: Any) -> pd.DataFrame | None:  # noqa: N803
    """Return a table of pandas or of another library as one of pandas; None of what has no names for its columns."""
    if isinstance(X, pd.DataFrame):
        return X
    if hasattr(X, "get_columns"):  # polars: its own way to pandas needs pyarrow
        return pd.DataFrame({column.name: pd.Series(column.to_list()) for column in X.get_columns()})
    if hasattr(X, "to_pandas") and len(getattr(X, "shape", ())) == 2:
        return cast(pd.DataFrame, X.to_pandas())
    return None


def _as_array(X: Any) -> NDArray[Any]:  # noqa: N803
    if isinstance(X, str | bytes | dict) or X is None:
        raise InputTypeError.about("X", "must be a DataFrame or an array of shape (rows, columns)", X)
    try:
        array = np.asarray(X)
    except ValueError as error:
        raise InputValueError.about("X", "must have rows of the same length", X) from error
    if array.dtype.kind in "US" and not hasattr(X, "dtype"):  # rows with a string in them: their numbers stay numbers
        array = np.asarray(X, dtype=object)
    if array.ndim != 2:
        raise InputValueError(
            "X must have two dimensions, rows and columns; given shape {shape}. Reshape your data: of one column, with "
            "X.reshape(-1, 1), of one row, with X.reshape(1, -1)",
            shape=Shape(array.shape),
        )
    return array
