"""Checks of arguments: an unfit one is named, with what was given and what was expected."""

import os
from collections.abc import Sequence
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from torchduet.errors import InputTypeError, InputValueError

__all__ = ["as_path", "check_choice", "check_flag", "check_integer", "check_number"]


def check_integer(name: str, value: Any, *, at_least: int, optional: bool = False) -> None:
    """Make sure that an argument is a whole number, not too small (or None, if it is optional).

    Examples
    --------
    >>> check_integer("epochs", 0, at_least=1)
    Traceback (most recent call last):
    torchduet.errors.InputValueError: epochs must be at least 1; given 0
    """
    if optional and value is None:
        return
    or_none = " or {none}" if optional else ""
    # True and False are integers to Python, but never what was meant.
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise InputTypeError.about(name, f"must be a whole number{or_none}", value)
    if value < at_least:
        raise InputValueError.about(name, f"must be at least {at_least}{or_none}", value)


def check_number(
    name: str,
    value: Any,
    *,
    at_least: float = 0.0,
    above: float | None = None,
    below: float | None = None,
    optional: bool = False,
) -> None:
    """Make sure that an argument is a finite number within bounds (or None, if it is optional)."""
    if optional and value is None:
        return
    or_none = " or {none}" if optional else ""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise InputTypeError.about(name, f"must be a number{or_none}", value)
    number = float(value)
    fits = number > above if above is not None else number >= at_least
    if not fits or not number < (np.inf if below is None else below):
        lowest = f"greater than {above:g}" if above is not None else f"at least {at_least:g}"
        highest = f" and less than {below:g}" if below is not None else " and finite" if number == np.inf else ""
        raise InputValueError.about(name, f"must be {lowest}{highest}{or_none}", value)


def check_flag(name: str, value: Any, *, words: Sequence[str] = ()) -> None:
    """Make sure that an argument is True or False, or one of some words."""
    if not isinstance(value, bool | np.bool_) and not (isinstance(value, str) and value in words):
        others = "".join(f' or "{word}"' for word in words)
        raise InputTypeError.about(name, f"must be {{true}} or {{false}}{others}", value)


def check_choice(name: str, value: Any, choices: Sequence[str]) -> None:
    """Make sure that an argument is one of some words.

    Examples
    --------
    >>> check_choice("level", "sentence", ["word", "character"])
    Traceback (most recent call last):
    torchduet.errors.InputValueError: level must be one of "word", "character"; given 'sentence'
    """
    if not isinstance(value, str) or value not in choices:
        kind = InputValueError if isinstance(value, str) else InputTypeError
        listed = ", ".join(f'"{choice}"' for choice in choices)
        raise kind.about(name, f"must be one of {listed}", value)


def as_path(name: str, value: Any, expected: str) -> Path:
    """Return a path, after making sure that it is one; a ``~`` at its start is the user's home.

    Examples
    --------
    >>> as_path("path", 3, "a file")
    Traceback (most recent call last):
    torchduet.errors.InputTypeError: path must be the name of a file; given 3
    """
    if not isinstance(value, str | PathLike):
        raise InputTypeError.about(name, f"must be the name of {expected}", value)
    return Path(os.path.expanduser(value))  # noqa: PTH111 (Path's own refuses a ~ of nobody's)
