"""What the tests of the bridge call in Python."""

import threading
import time
import warnings
from typing import Any


def identity(value: Any) -> Any:
    """Give back what came."""
    return value


def describe(value: Any) -> str:
    """Name the type that arrived."""
    dtype = getattr(value, "dtype", None)
    return type(value).__name__ + (f"[{dtype}]" if dtype is not None else "")


def add(first: float, second: float = 1.0) -> float:
    """Add two scalars."""
    return first + second


def repeat(count: int, text: str) -> list[str]:
    """Give a list that is annotated as one of strings."""
    return [text] * count


def fail(kind: str, message: str) -> None:
    """Raise an exception of a builtin kind."""
    raise getattr(__import__("builtins"), kind)(message)


def warn(message: str) -> float:
    """Warn, and return all the same."""
    warnings.warn(message, stacklevel=1)
    return 7.0


def call_back(function: Any, *arguments: Any) -> Any:
    """Call an R function."""
    return function(*arguments)


def call_back_guarded(function: Any) -> str:
    """Call an R function and say what it raised."""
    try:
        function()
    except RuntimeError as error:
        return f"{type(error).__name__}: {error}"
    return "nothing"


def call_back_from_thread(function: Any) -> str:
    """Call an R function from another thread and say what came of it."""
    outcome: list[str] = []

    def run() -> None:
        try:
            outcome.append(f"value {function()}")
        except BaseException as error:
            outcome.append(f"{type(error).__name__}: {error}")

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return outcome[0]


def spin(seconds: float) -> None:
    """Keep Python busy without ever waiting."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def overwrite(value: Any) -> None:
    """Write into an array."""
    value[0, 0] = 77


def strings_with_missing() -> Any:
    """Give a pandas array of strings with pd.NA."""
    import pandas as pd

    return pd.array(["a", pd.NA], dtype="string")


def text_with_zero() -> str:
    """Give a string that R cannot hold."""
    return "a\0b"


def is_writeable(value: Any) -> bool:
    """Say whether an array could be written to."""
    return bool(value.flags.writeable)


KEPT: list[Any] = []


def keep(value: Any) -> None:
    """Keep a value beyond the call."""
    KEPT.append(value)


def kept_sum() -> float:
    """Add up what was kept last."""
    return float(KEPT[-1].sum())


def live_objects() -> int:
    """Count the objects that R holds."""
    from torchduet_rbridge import _objects

    return len(_objects._objects)


def lock_is_free() -> bool:
    """Say whether another thread could take rpy2's lock."""
    from rpy2.rinterface_lib import openrlib

    outcome: list[bool] = []

    def attempt() -> None:
        taken = openrlib.rlock.acquire(timeout=1)
        if taken:
            openrlib.rlock.release()
        outcome.append(taken)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    return outcome[0]


def product_seconds(size: int, repeats: int) -> float:
    """Median CPU seconds of a square float32 product in torch."""
    import statistics

    import torch

    matrix = torch.randn(size, size)
    torch.mm(matrix, matrix)
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        torch.mm(matrix, matrix)
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)
