"""What the tests of the bridge call in Python."""

import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from torchduet.positions import Positions


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


COMPILED: list[Any] = []


def use_compiled(wanted: bool) -> bool:
    """Let the bridge use its loops in C, or do without as where they could not be compiled; say whether they exist."""
    from torchduet_rbridge import _compiled

    if not COMPILED:
        COMPILED.append(_compiled._speedups)
    _compiled._speedups = COMPILED[0] if wanted else None
    return COMPILED[0] is not None


def odd_texts(kind: str, count: int) -> Any:
    """Give many strings, of which the last is none, missing or one that R cannot hold."""
    import pandas as pd

    last = {"zero": "a\0b", "surrogate": "\ud800", "NA": pd.NA, "NaN": float("nan"), "None": None, "number": 1}[kind]
    return np.array([*(f"s{place}é" for place in range(count)), last], dtype=object)


def strings_with_missing() -> Any:
    """Give a pandas array of strings with pd.NA."""
    import pandas as pd

    return pd.array(["a", pd.NA], dtype="string")


def text_with_zero() -> str:
    """Give a string that R cannot hold."""
    return "a\0b"


def isoformat(value: Any) -> str:
    """Write the first of some dates or times as Python does, with its zone."""
    first = value[0]
    return str(first.isoformat() if hasattr(first, "isoformat") else first)


def through_pickle(value: Any) -> Any:
    """Copy a value as another process would get it."""
    import pickle

    return pickle.loads(pickle.dumps(value))


def total_seconds(value: Any) -> Any:
    """Give the length of spans of time."""
    return value.dt.total_seconds()


def python_times() -> dict[str, Any]:
    """Give dates, times and spans as Python users make them."""
    from datetime import UTC, date, datetime, timedelta, timezone
    from zoneinfo import ZoneInfo

    import pandas as pd

    moment = datetime(2020, 2, 29, 12, 30)
    return {
        "date": date(2020, 2, 29),
        "dates": pd.Series([date(2020, 2, 29), None], dtype=object),
        "naive": pd.Timestamp("2020-02-29 12:30:00.5"),
        "nanoseconds": np.array(["2020-02-29T12:30"], "M8[ns]"),
        "seconds": pd.Series(np.array(["2020-02-29T12:30"], "M8[s]")),
        "midnights": pd.DatetimeIndex(np.array(["2020-02-29", "NaT"], "M8[s]")),
        "zoned": pd.Series([moment]).dt.tz_localize("Asia/Tokyo"),
        "offset": moment.replace(tzinfo=timezone(timedelta(hours=3))),
        "odd_offset": moment.replace(tzinfo=timezone(timedelta(hours=5.5))),
        "utc": [moment.replace(tzinfo=UTC), moment.replace(tzinfo=ZoneInfo("UTC"))],
        "midnight": pd.Series(pd.DatetimeIndex(["2020-02-29"]).as_unit("s").tz_localize("UTC")),
        "midnight_alone": pd.Timestamp("2020-02-29").as_unit("s"),
        "missing": pd.NaT,
        "span": timedelta(seconds=90),
        "days": np.array([1, "NaT"], "m8[D]"),
    }


def describe_index(value: Any) -> str:
    """Name the type of a Series' index, its first and its last element."""
    kind = getattr(value.index, "freqstr", value.index.dtype)
    return f"{type(value.index).__name__} {kind} {value.index[0]} {value.index[-1]}"


def cut(value: Any, start: int, stop: int) -> Any:
    """Cut a piece out of a Series."""
    return value.iloc[start:stop]


def reverse(value: Any) -> Any:
    """Turn a Series' or a DataFrame's rows round."""
    return value.iloc[::-1]


def sparse(values: Any, kind: str) -> Any:
    """Make a sparse matrix of one of scipy's classes."""
    import scipy.sparse

    return getattr(scipy.sparse, kind)(values)


def disordered_sparse() -> Any:
    """Give a matrix whose elements are neither sorted nor each there once."""
    import scipy.sparse

    matrix = scipy.sparse.csc_array(([4.0, 1.0, 2.0], [1, 0, 0], [0, 3]), shape=(2, 1))
    KEPT.append(matrix)
    return matrix


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


VIEWS: dict[str, Any] = {}


def keep_view(name: str, value: Any) -> bool:
    """Keep an array beyond the call; say whether it is a view, of memory that is not its own."""
    VIEWS[name] = value
    return not value.flags.owndata


def narrow_view(name: str) -> None:
    """Keep every third element, as a view of the view."""
    VIEWS[name] = VIEWS[name][::3]


def sum_of_view(name: str) -> float:
    """Add up what a view shows now."""
    return float(VIEWS[name].sum())


def drop_view(name: str) -> None:
    """Let go of a view."""
    del VIEWS[name]


def views_kept() -> int:
    """Count the views."""
    return len(VIEWS)


def double(value: Any) -> Any:
    """Give a new array of the same size."""
    return 2 * value


def refuses_writing(value: Any) -> bool:
    """Say whether an array, or each in a list, refuses to be changed; a view also to be made changeable."""
    for array in value if isinstance(value, list) else [value]:
        attempts = [lambda array=array: array.__setitem__(..., 0)]
        if not array.flags.owndata:
            attempts.append(lambda array=array: array.setflags(write=True))
        for attempt in attempts:
            try:
                attempt()
            except ValueError:
                continue
            return False
    return True


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


def axis_names(value: Any, axis: int) -> Any:
    """Give the names along an axis, counted from one."""
    return value.dimnames[axis - 1]


def twice(value: Any) -> Any:
    """Compute something from an array."""
    return value * 2


def cut_array(value: Any, stop: int) -> Any:
    """Give the first rows of an array."""
    return value[:stop]


def as_text(value: Any) -> list[str]:
    """Write integers with all their digits."""
    return [str(item) for item in value]


def with_item(value: Any, name: str, item: Any) -> Any:
    """Put an item into a dict."""
    value[name] = item
    return value


def without_last(value: Any) -> Any:
    """Take the last item out of a list."""
    value.pop()
    return value


def call_with_positions(function: Callable[[Positions, int, list[str]], float], *, extra: bool = False) -> Any:
    """Call an R function with positions that count from zero here, a number that is none, and texts."""
    return function(np.array([[0, 1], [4, 2]]), 0, ["a", "b"], *([0] if extra else []))
