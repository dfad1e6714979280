"""A lesson's named results: what it computed, kept so that two languages can be compared."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["clear_results", "record_result", "recorded_results"]

ResultKind = Literal["library", "by_hand", "position"]
KINDS = ("library", "by_hand", "position")

_TYPES = {"f": "double", "i": "integer", "u": "integer", "b": "logical", "U": "character"}
_recorded: dict[str, dict[str, Any]] = {}


def record_result(
    name: str, value: ArrayLike, *, kind: ResultKind = "library", expected: ArrayLike | None = None
) -> None:
    """Record a result of a lesson under a name; the other language records its own under the same name.

    Parameters
    ----------
    name : str
        Unique within a lesson, except that running a cell again replaces its result.
    value : number, str, bool, or array of them
    kind : {"library", "by_hand", "position"}
        "library": computed by this library; both languages must agree to the last bit. "by_hand": computed without
        it, by NumPy or base R; both languages agree to a relative 1e-12, and with `expected`. "position": counts from
        zero in Python and from one in R.
    expected : array, optional
        For "by_hand": what the library gives for the same thing.

    Raises
    ------
    ValueError
        The kind is unknown, or a by-hand result comes without `expected`.
    TypeError
        The value is not made of numbers, strings or booleans.

    Examples
    --------
    >>> clear_results()
    >>> record_result("mean", np.mean([1.0, 2.0]), kind="by_hand", expected=1.5)
    >>> recorded_results()[0]["values"]
    array([1.5])
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}; given {kind!r}")
    if kind == "by_hand" and expected is None:
        raise ValueError(f"expected must be what the library gives for result {name!r}; it is missing")
    if kind != "by_hand" and expected is not None:
        raise ValueError(f"expected belongs to kind 'by_hand' only; result {name!r} has kind {kind!r}")
    values = _as_values(name, value)
    _recorded[name] = {
        "name": name,
        "kind": kind,
        "type": _TYPES[values.dtype.kind],
        "shape": list(values.shape),
        "values": values,
        "expected": None if expected is None else _as_values(name, expected),
    }


def recorded_results() -> list[dict[str, Any]]:
    """Return what was recorded, in order: dicts of name, kind, type, shape, values and expected (arrays)."""
    return list(_recorded.values())


def clear_results() -> None:
    """Forget all recorded results."""
    _recorded.clear()


def _as_values(name: str, value: ArrayLike) -> NDArray[Any]:
    # R has no scalars: one number is an array of length one in both languages.
    array = np.atleast_1d(np.asarray(value))
    if array.dtype.kind == "O" and all(isinstance(item, str) for item in array.flat):
        array = array.astype(str)
    if array.dtype.kind not in _TYPES:
        raise TypeError(f"result {name!r} must be made of numbers, strings or booleans; given {type(value).__name__}")
    # A copy, so that what happens to the array later does not change what was recorded.
    return np.array(array, order="C")
