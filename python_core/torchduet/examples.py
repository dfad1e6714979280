"""Texts and their labels, checked together."""

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from torchduet.errors import InputError, InputTypeError, InputValueError
from torchduet.labels import as_series, class_positions, find_classes
from torchduet.tokens import TextInput, as_strings

__all__ = ["check_examples", "check_validation_data"]


def check_examples(
    texts: TextInput, labels: Iterable[Any], classes: NDArray[Any] | None = None, *, remedy: str = ""
) -> tuple[list[str], NDArray[np.int64], NDArray[Any]]:
    """Return texts, the position of each one's class, and the classes (found among the labels if not given).

    `remedy` ends the message about labels that are none of the classes given.
    """
    strings = as_strings(texts)
    series = as_series(labels)
    if len(strings) != len(series):
        raise InputValueError(
            f"texts and labels must have the same length; given {len(strings)} texts and {len(series)} labels"
        )
    if not strings:
        raise InputValueError("texts must hold at least one text; given none")
    if classes is None:
        classes = find_classes(series)
        if len(classes) > max(20, len(strings) / 2):
            warnings.warn(
                f"labels hold {len(classes)} classes for {len(strings)} texts; are texts and labels swapped?",
                stacklevel=4,
            )
    return strings, class_positions(series, classes, remedy=remedy), classes


def check_validation_data(data: Any, classes: NDArray[Any]) -> tuple[list[str], NDArray[np.int64]]:
    """Return texts, and the position of each one's class, of a pair of texts and labels."""
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise InputTypeError.about("validation_data", "must be texts and their labels, two of the same length", data)
    try:
        texts, labels = data
        return check_examples(texts, labels, classes)[:2]
    except InputError as error:
        raise type(error)(f"validation_data: {error.template}", **error.values) from error
