"""The levels of prediction intervals, in per cent, and what the columns with their bounds are called."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Real
from typing import Any

import numpy as np

from torchduet.errors import InputTypeError, InputValueError

__all__ = ["bounds", "check_levels", "levels_in", "tails"]


def check_levels(levels: Any) -> list[float]:
    """Return levels as a list: numbers between 0 and 100, each once; one number will do.

    Examples
    --------
    >>> check_levels((80, 95))
    [80.0, 95.0]
    >>> check_levels(0)
    Traceback (most recent call last):
    torchduet.errors.InputValueError: levels must be greater than 0 and less than 100, in per cent; given 0
    """
    given = [] if levels is None else [levels] if np.ndim(levels) == 0 else list(levels)
    for level in given:
        if isinstance(level, bool | np.bool_) or not isinstance(level, Real):
            raise InputTypeError.about("levels", "must be numbers, in per cent", level)
        if not 0 < float(level) < 100:
            raise InputValueError.about("levels", "must be greater than 0 and less than 100, in per cent", level)
        if given.count(level) > 1:
            raise InputValueError.about("levels", "must hold each level once", level)
    return [float(level) for level in given]


def bounds(level: float) -> tuple[str, str]:
    """Return the names of the columns with the lower and upper bound.

    Examples
    --------
    >>> bounds(80), bounds(99.5)
    (('lower_80', 'upper_80'), ('lower_99.5', 'upper_99.5'))
    """
    return f"lower_{level:g}", f"upper_{level:g}"


def tails(level: float) -> tuple[float, float]:
    """Return the quantiles that the bounds stand for: 0.1 and 0.9 of 80 per cent."""
    return 0.5 - level / 200, 0.5 + level / 200


def levels_in(columns: Iterable[Any]) -> list[float]:
    """Return the levels whose lower and upper bound are among the names of columns.

    Examples
    --------
    >>> levels_in(["mean", "lower_80", "upper_80", "lower_95"])
    [80.0]
    """
    names = [name for name in columns if isinstance(name, str)]
    said = [name.removeprefix("lower_") for name in names if name.startswith("lower_")]
    return [float(level) for level in said if f"upper_{level}" in names and level.replace(".", "", 1).isdecimal()]
