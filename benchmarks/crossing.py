"""What the benchmark of the bridge calls in Python: it runs in our environment and in the peer's, which is older."""

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["Model", "call_often", "check", "give", "give_lists", "give_strings", "take", "take_copy", "take_float32"]


class Model:
    """Stands for a trained model: an object that R holds and gives back."""


_ROWS, _LENGTH, _SIDE = 1_000_000, 10_000_000, 3000
_model = Model()


def _distinct(count: int) -> list[str]:
    return [f"s{number:07d}" for number in range(count)]


def _frame(texts: list[str]) -> pd.DataFrame:
    numbers = np.arange(_ROWS, dtype=np.float64)
    factor = pd.Categorical.from_codes(np.arange(_ROWS) % 3, categories=pd.Index(["a", "b", "c"]))
    return pd.DataFrame({"x": numbers, "y": numbers + 0.5, "s": texts, "f": factor})


_MAKERS: dict[str, Any] = {
    "doubles": lambda: np.arange(_LENGTH, dtype=np.float64),
    "singles": lambda: np.arange(_LENGTH, dtype=np.float32),
    "integers": lambda: np.arange(_LENGTH, dtype=np.int32),
    "logicals": lambda: np.arange(_LENGTH) % 2 == 0,
    "fortran": lambda: np.asfortranarray(np.arange(_SIDE**2, dtype=np.float64).reshape(_SIDE, _SIDE, order="F")),
    "c_order": lambda: np.arange(_SIDE**2, dtype=np.float64).reshape(_SIDE, _SIDE),
    "strings5": lambda: _distinct(100_000),
    "strings6": lambda: _distinct(_ROWS),
    "lists": lambda: [[f"s{place:07d}" for place in range(row, row + 10)] for row in range(0, _ROWS, 10)],
    "frame_distinct": lambda: _frame(_distinct(_ROWS)),
    "frame_repeated": lambda: _frame(_distinct(1000) * (_ROWS // 1000)),
    "model": lambda: _model,
}
_made: dict[str, Any] = {}


def prepare(name: str) -> None:
    """Make what a row gives to R beforehand, and forget the row before."""
    _made.clear()
    _made[name] = _MAKERS[name]()


def give(name: str) -> Any:
    """Give what was prepared."""
    return _made[name]


def give_strings(name: str) -> list[str]:
    """Give a list of strings, which R is to have as a vector."""
    return _made[name]  # type: ignore[no-any-return]


def give_lists(name: str) -> list[list[str]]:
    """Give a list of lists of strings, which R is to have as a list of vectors."""
    return _made[name]  # type: ignore[no-any-return]


def take(value: Any) -> None:
    """Take a value and do nothing with it."""


def take_copy(value: Any) -> None:
    """Copy an array."""
    np.array(value)


def take_float32(value: Any) -> None:
    """Copy an array as what a network computes with."""
    np.array(value, dtype=np.float32)


def check(value: Any) -> str:
    """Say what came, in words that are the same for what each of the two makes of it: an array, or a list of str."""
    if isinstance(value, pd.DataFrame):
        first, text, factor = value["x"].iloc[-1], value["s"].iloc[-1], value["f"].iloc[-1]
        return f"frame {value.shape} {float(first)} {text} {factor}"
    if isinstance(value, Model):
        return f"model {value is _model}"
    if np.size(value) == 1:
        return f"number {np.asarray(value, dtype=float).item()}"
    if isinstance(value, np.ndarray) and value.dtype != object:
        return f"array {value.shape} {float(value.sum(dtype=np.float64))}"
    last = value[-1]
    if isinstance(last, str):
        return f"strings {len(value)} {last} {len(set(value))}"
    if np.size(last) == 10:
        return f"lists {len(value)} {list(last)}"
    return f"scalars {len(value)} {np.asarray(last).item()}"


def call_often(function: Any, value: Any, times: int) -> None:
    """Call a function of R's with a value; with numbers by name, where it is a list, as training's record has them."""
    if isinstance(value, dict):
        value = {name: vector.item() for name, vector in value.items()}
    for _ in range(times):
        function(value)
