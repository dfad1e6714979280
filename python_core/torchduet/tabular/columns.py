"""What a network is given of one column of a table: scaled numbers, or a 0 or 1 for each level."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.errors import InputTypeError, InputValueError, literal

__all__ = ["CategoryColumn", "Column", "NumberColumn", "column_of_description", "describe", "learn_column"]

Array = NDArray[np.float64]

MOST_LISTED = 5
_NUMBERS = ("boolean", "integer", "floating", "mixed-integer-float", "decimal", "empty")
_STORABLE = (bool, int, float, str, np.bool_, np.integer, np.floating)
_TIMES = ("date", "datetime", "datetime64", "time", "timedelta", "timedelta64", "period")


@dataclass(frozen=True)
class NumberColumn:
    """Numbers, less their mean, divided by their standard deviation; a missing one takes the mean.

    A column that was the same in all training rows gives nothing: its weights would stay as they were drawn.
    """

    kind: ClassVar[str] = "number"

    name: str
    mean: float
    scale: float
    """Standard deviation, with n below the fraction; 0 if all numbers are the same."""
    has_missing: bool
    """Whether a second feature says which rows are missing."""

    @classmethod
    def learn(cls, name: str, numbers: Array) -> Self:
        """Learn mean and scale from the numbers that are there."""
        missing = np.isnan(numbers)
        known = numbers[~missing]
        if not known.size:
            return cls(name, 0.0, 0.0, has_missing=False)
        # Compared, not computed: the standard deviation of equal numbers is not always rounded to 0.
        scale = 0.0 if (known == known[0]).all() else float(known.std())
        return cls(name, float(known.mean()), scale, has_missing=bool(missing.any()))

    @property
    def features(self) -> list[str]:
        """The names of what the network is given."""
        return [self.name] * bool(self.scale) + [f"{self.name}_missing"] * self.has_missing

    def encode(self, column: pd.Series[Any], *, warn: bool = True) -> Array:  # noqa: ARG002
        """Return the features, shape (rows, features)."""
        if _is_category(self.name, column):
            raise InputTypeError(
                f"column {literal(self.name)} must hold numbers, as it did in training; given {{value}}",
                value=_first(column),
            )
        numbers = _as_numbers(self.name, column)
        missing = np.isnan(numbers)
        parts = []
        if self.scale:
            parts.append((np.where(missing, self.mean, numbers) - self.mean) / self.scale)
        if self.has_missing:
            parts.append(missing.astype(np.float64))
        return np.column_stack(parts) if parts else np.empty((len(numbers), 0))


@dataclass(frozen=True)
class CategoryColumn:
    """A 1 in the place of the row's level, else 0: all are 0 of a level that training did not see."""

    kind: ClassVar[str] = "category"

    name: str
    levels: list[Any]
    """Those of the training rows, in the order of the categories; strings are sorted."""
    has_missing: bool
    """Whether a last feature says which rows are missing; else they are as a level that was not seen."""

    @classmethod
    def learn(cls, name: str, values: pd.Categorical) -> Self:
        """Learn the levels that occur; refuse those that a saved model cannot hold."""
        seen = np.unique(values.codes)
        levels = [values.categories[code] for code in seen if code >= 0]
        unfit = next((level for level in levels if not isinstance(level, _STORABLE)), None)
        if unfit is not None:
            raise InputTypeError(
                f"column {literal(name)} must hold categories that are strings, numbers or booleans; given a "
                f"{type(unfit).__name__}. Turn them into strings",
            )
        return cls(name, levels, has_missing=bool(len(levels) and (seen < 0).any()))

    @property
    def features(self) -> list[str]:
        """The names of what the network is given; of one level and none missing, nothing."""
        names = [f"{self.name}_{level}" for level in self.levels] + [f"{self.name}_missing"] * self.has_missing
        return names if len(names) > 1 else []

    def encode(self, column: pd.Series[Any], *, warn: bool = True) -> Array:
        """Return the features, shape (rows, features); say which levels were not seen in training, if told to warn."""
        values = _as_categories(column)
        place_of = {level: place for place, level in enumerate(self.levels)}
        missing_place = len(self.levels) if self.has_missing else -1
        places = np.array([place_of.get(level, -1) for level in values.categories] + [missing_place], dtype=np.int64)
        found = places[values.codes]  # code -1, missing, takes the last
        unseen = [values.categories[code] for code in np.unique(values.codes[(found < 0) & (values.codes >= 0)])]
        if unseen and warn:
            listed = ", ".join(map(repr, unseen[:MOST_LISTED])) + (", ..." if len(unseen) > MOST_LISTED else "")
            warnings.warn(
                f"column {self.name} has levels that training did not see: {listed}. They count as none of those "
                "that it saw",
                stacklevel=2,
            )
        encoded = np.zeros((len(found), len(self.levels) + self.has_missing))
        encoded[np.flatnonzero(found >= 0), found[found >= 0]] = 1.0
        return encoded if self.features else encoded[:, :0]


Column = NumberColumn | CategoryColumn


def learn_column(name: str, column: pd.Series[Any]) -> Column:
    """Learn from the training rows what to make of a column.

    Raises
    ------
    InputTypeError
        It holds dates, or what is neither a number nor a category, or categories that a saved model cannot hold.
    InputValueError
        A number is not finite.

    Examples
    --------
    >>> learn_column("size", pd.Series([1.0, 3.0, None]))
    NumberColumn(name='size', mean=2.0, scale=1.0, has_missing=True)
    >>> learn_column("colour", pd.Series(["red", "blue"])).features
    ['colour_blue', 'colour_red']
    """
    if _is_category(name, column):
        return CategoryColumn.learn(name, _as_categories(column))
    return NumberColumn.learn(name, _as_numbers(name, column))


def describe(columns: Iterable[Column]) -> list[dict[str, Any]]:
    """Return columns as a file holds them."""
    return [{"kind": column.kind, **asdict(column)} for column in columns]


def column_of_description(description: dict[str, Any]) -> Column:
    """Return a column of what `describe` says of it."""
    settings = {name: value for name, value in description.items() if name != "kind"}
    return NumberColumn(**settings) if description["kind"] == "number" else CategoryColumn(**settings)


def _is_category(name: str, column: pd.Series[Any]) -> bool:
    """Say whether a column holds categories, else numbers; refuse what is neither."""
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return True
    if dtype.kind == "c":
        raise InputValueError(f"column {literal(name)} holds complex numbers. Complex data not supported")
    found = pd.api.types.infer_dtype(column, skipna=True)
    if found in _NUMBERS:
        return False
    if found == "string":
        return True
    if found in _TIMES or isinstance(_first(column), datetime.date):
        raise InputTypeError(
            f"column {literal(name)} holds dates or times, of which there are many ways to make numbers. Give what may "
            "matter, such as the year, the month or the day of the week"
        )
    raise InputTypeError(
        f"column {literal(name)} must hold numbers, booleans, strings or categories; given {{value}}",
        value=_first(column),
    )


def _first(column: pd.Series[Any]) -> Any:
    known = column.dropna()
    return known.iloc[0] if len(known) else None


def _as_numbers(name: str, column: pd.Series[Any]) -> Array:
    numbers: Array = pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isinf(numbers).any():
        raise InputValueError(f"column {literal(name)} must hold finite numbers; it holds infinity")
    return numbers


def _as_categories(column: pd.Series[Any]) -> pd.Categorical:
    return column.array if isinstance(column.dtype, pd.CategoricalDtype) else pd.Categorical(column)
