"""Class labels of any type, and the position of each in the list of classes."""

from collections.abc import Hashable, Iterable
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from torchduet.errors import InputTypeError, InputValueError, Shape, missing_elements

__all__ = ["as_series", "class_positions", "find_classes", "labels_to_store", "most_probable"]


def find_classes(labels: Iterable[Any]) -> NDArray[Any]:
    """Return the classes among labels: sorted, or a categorical's categories in their order.

    Raises
    ------
    ValueError
        There are fewer than two.
    TypeError
        The labels are of several types, or of one that has no order.
    PositionError
        A label is missing.
    """
    series = as_series(labels)
    if isinstance(series.dtype, pd.CategoricalDtype):
        classes = series.dtype.categories.tolist()
    else:
        classes = _sorted(set(series.tolist()))
    if len(classes) < 2:
        given = "one class, {class_}" if classes else "none"
        raise InputValueError(f"labels must hold at least two classes; given {given}", class_=(classes or [None])[0])
    return _as_array(classes)


def class_positions(labels: Iterable[Any], classes: NDArray[Any], *, remedy: str = "") -> NDArray[np.int64]:
    """Return the position of each label in `classes`; `remedy` ends the message about one that is not among them.

    Raises
    ------
    ValueError
        A label is not one of the classes.
    PositionError
        A label is missing.
    """
    position_of = {label: position for position, label in enumerate(classes.tolist())}
    values = as_series(labels).tolist()
    unknown = [label for label in values if label not in position_of]
    if unknown:
        raise InputValueError(
            f"labels: {{label}} is not one of the classes that the model knows: {{classes}}{remedy}",
            label=unknown[0],
            classes=classes.tolist(),
        )
    return np.array([position_of[label] for label in values], dtype=np.int64)


def most_probable(classes: NDArray[Any], probabilities: NDArray[np.float64]) -> NDArray[Any]:
    """Return the label of the most probable class, the first of equals, in each row of probabilities.

    Examples
    --------
    >>> most_probable(np.array(["no", "yes"]), np.array([[0.2, 0.8], [0.9, 0.1]]))
    array(['yes', 'no'], dtype='<U3')
    """
    labels: NDArray[Any] = classes[probabilities.argmax(axis=1)]
    return labels


def as_series(labels: Iterable[Any], unit: str = "text") -> "pd.Series[Any]":
    """Return labels as a Series; say what is wrong with those that are not one label per unit."""
    # Going through a DataFrame would give the names of its columns, going through a dict its keys.
    if isinstance(labels, str | bytes | dict | pd.DataFrame) or not isinstance(labels, Iterable):
        hint = "Choose one of its columns" if isinstance(labels, pd.DataFrame) else ""
        raise InputTypeError.about("labels", f"must be a sequence with one label per {unit}", labels, hint)
    if getattr(labels, "ndim", 1) != 1:
        shape = Shape(labels.shape)  # type: ignore[attr-defined]
        raise InputValueError("labels must have one dimension; given an array of shape {shape}", shape=shape)
    if isinstance(labels, torch.Tensor):
        labels = labels.tolist()
    series = pd.Series(labels if isinstance(labels, pd.Series | pd.Categorical | np.ndarray) else list(labels))
    missing = series.isna().to_numpy().nonzero()[0].tolist()
    if missing:
        raise missing_elements("labels", missing)
    unfit = next((label for label in series if not isinstance(label, Hashable)), None)
    if unfit is not None:
        raise InputTypeError.about("labels", "must hold strings, numbers or booleans", unfit)
    return series.reset_index(drop=True)


def labels_to_store(classes: NDArray[Any], name: str) -> list[Any]:
    """Return classes as a model's file holds them; an error calls them by the name."""
    if classes.dtype.kind not in "biufU":
        raise InputTypeError(
            f"a saved model's {name} must be strings, numbers or booleans; given "
            f"{type(classes[0]).__name__}. Fit with labels turned into strings"
        )
    stored: list[Any] = classes.tolist()
    return stored


def _sorted(labels: set[Any]) -> list[Any]:
    types = {_kind(label) for label in labels}
    if len(types) > 1:
        raise InputTypeError(f"labels must be of one type; given {' and '.join(sorted(types))}")
    return sorted(labels)


def _kind(label: Any) -> str:
    if isinstance(label, bool | str):
        return type(label).__name__
    return "number" if isinstance(label, Real) else type(label).__name__


def _as_array(classes: list[Any]) -> NDArray[Any]:
    if all(isinstance(label, bool | str | Real) for label in classes):
        return np.asarray(classes)
    array = np.empty(len(classes), dtype=object)  # filled afterwards: NumPy would take tuples for rows
    array[:] = classes
    return array
