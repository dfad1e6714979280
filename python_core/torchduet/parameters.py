"""Checks of arguments: an unfit one is named, with what was given and what was expected."""

from numbers import Integral, Real
from typing import Any

import numpy as np

__all__ = ["check_flag", "check_integer", "check_number"]


def check_integer(name: str, value: Any, *, at_least: int, optional: bool = False) -> None:
    """Make sure that an argument is a whole number, not too small (or None, if it is optional).

    Examples
    --------
    >>> check_integer("epochs", 0, at_least=1)
    Traceback (most recent call last):
    ValueError: epochs must be at least 1; given 0
    """
    if optional and value is None:
        return
    or_none = " or None" if optional else ""
    # True and False are integers to Python, but never what was meant.
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be a whole number{or_none}; given {value!r} of type {type(value).__name__}")
    if value < at_least:
        raise ValueError(f"{name} must be at least {at_least}{or_none}; given {value}")


def check_number(
    name: str,
    value: Any,
    *,
    at_least: float = 0.0,
    above: float | None = None,
    below: float | None = None,
    optional: bool = False,
) -> None:
    """Make sure that an argument is a number within bounds (or None, if it is optional); NaN is within none."""
    if optional and value is None:
        return
    or_none = " or None" if optional else ""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number{or_none}; given {value!r} of type {type(value).__name__}")
    number = float(value)
    fits = number > above if above is not None else number >= at_least
    if not fits or (below is not None and not number < below):
        lowest = f"greater than {above:g}" if above is not None else f"at least {at_least:g}"
        highest = f" and less than {below:g}" if below is not None else ""
        raise ValueError(f"{name} must be {lowest}{highest}{or_none}; given {value}")


def check_flag(name: str, value: Any, *, words: tuple[str, ...] = ()) -> None:
    """Make sure that an argument is True or False, or one of some words."""
    if not isinstance(value, bool | np.bool_) and not (isinstance(value, str) and value in words):
        raise TypeError(f"{name} must be {' or '.join(map(repr, (True, False, *words)))}; given {value!r}")
