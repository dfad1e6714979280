"""What the table of types asks of Python: to say what arrived, to give it back, and to make values of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import torch

__all__ = ["describe", "describe_made", "identity", "made"]


def identity(value: Any) -> Any:
    return value


def describe(value: Any) -> str:
    """Name the type of a value, with the type of its elements if they have one."""
    dtype = getattr(value, "dtype", None)
    kind = type(value).__name__
    return kind if dtype is None else f"{kind} of {dtype}"


@dataclass
class _Point:
    x: float


_DTYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "float16", "float32", "float64",
           "longdouble", "complex64", "complex128", "str", "bytes", "datetime64", "timedelta64"]  # fmt: skip


def made(name: str) -> Any:
    return _values()[name]


def describe_made(name: str) -> str:
    return describe(_values()[name])


def _values() -> dict[str, Any]:
    return {**_pandas(), **_numpy(), **_tensors(), **_containers()}


def _pandas() -> dict[str, Any]:
    return {
        "Int64": pd.array([1, pd.NA], dtype="Int64"),
        "wide_Int64": pd.array([2**40, pd.NA], dtype="Int64"),
        "Int64_wide": pd.array([2**60, pd.NA], dtype="Int64"),
        "Int8": pd.Series([1, pd.NA], dtype="Int8"),
        "UInt32": pd.Series([4_000_000_000, pd.NA], dtype="UInt32"),
        "Float64": pd.arrays.FloatingArray(np.array([1.5, 0.0, np.nan]), np.array([False, True, False])),
        "Float32": pd.array([0.5, pd.NA], dtype="Float32"),
        "boolean": pd.array([True, pd.NA], dtype="boolean"),
        "string": pd.array(["a", pd.NA], dtype="string[python]"),
        "zoned": pd.Series(pd.DatetimeIndex(["2020-02-29 12:30", pd.NaT])).dt.tz_localize("Asia/Tokyo"),
        "Timedelta": pd.Timedelta(seconds=90),
        "months": pd.period_range("2020-01", periods=2, freq="M"),
        "hours": pd.period_range("2020-01-01 05:00", periods=1, freq="h"),
        "month": pd.Period("2020-01", freq="M"),
        "monthly": pd.Series([1.0, 2.0], index=pd.period_range("2020-01", periods=2, freq="M")),
        "cat_int": pd.Categorical([3, None, 1]),
        "cat_bool": pd.Categorical([True], categories=[False, True]),
        "cat_twice": pd.Categorical([1, "1"]),
        "cut": pd.cut([0.5], [0, 1, 2]),
    }


def _numpy() -> dict[str, Any]:
    scalars = {name: np.dtype(name).type(_example(name)) for name in _DTYPES[:-4]}
    scalars |= {
        "str": np.str_("ç"),
        "bytes": np.bytes_(b"a"),
        "datetime64": np.datetime64("2020-02-29"),
        "timedelta64": np.timedelta64(1, "h"),
    }
    half = [False, True]
    return scalars | {
        "arrays": [np.array([_example(name)] * 2, name) for name in _DTYPES[:-4]],
        "string_dtype": np.array(["a", None], dtype=np.dtypes.StringDType(na_object=None)),
        "int64_wide": np.array([2**60]),
        "uint64_wide": np.array([2**63], dtype=np.uint64),
        "int_wide": 2**60,
        "masked_float": np.ma.MaskedArray([1.5, 2.0], mask=half),
        "masked_int": np.ma.MaskedArray([1, 2], mask=half),
        "masked_bool": np.ma.MaskedArray([True, True], mask=half),
        "masked_complex": np.ma.MaskedArray([1j, 2j], mask=half),
        "masked_str": np.ma.MaskedArray(["a", "b"], mask=half),
        "masked_time": np.ma.MaskedArray(np.array(["2020-02-29", "2020-03-01"], "M8[D]"), mask=half),
        "masked_matrix": np.ma.MaskedArray([[1, 3], [2, 4]], mask=[[False, False], [True, False]]),
    }


def _example(dtype: str) -> Any:
    if dtype.startswith("uint"):
        return np.iinfo(dtype).max
    if dtype.startswith("int"):
        return 1 if dtype == "int64" else -1
    return {"bool": True, "float64": 0.1}.get(dtype, 1j if "complex" in dtype else 0.5)


def _tensors() -> dict[str, Any]:
    whole = {name: torch.tensor([1, 2], dtype=getattr(torch, name))
             for name in ("uint8", "int8", "int16", "int32", "int64", "uint16")}  # fmt: skip
    real = {name: torch.tensor([0.5, 2], dtype=getattr(torch, name))
            for name in ("float16", "bfloat16", "float32", "float64")}  # fmt: skip
    imaginary = {name: torch.tensor([1j, 2], dtype=getattr(torch, name)) for name in ("complex64", "complex128")}
    special = {
        "bool": torch.tensor([True, False]),
        "grad": torch.tensor([0.5, 2], requires_grad=True),
        "strided": torch.arange(6.0).reshape(2, 3).T,
        "0d": torch.tensor(7.0),
        "empty": torch.empty(0, 3),
        "conj": torch.tensor(1j).conj(),
        "wide": torch.tensor([2**60]),
        "parameter": torch.nn.Parameter(torch.ones(1)),
    }
    return {f"torch_{name}": tensor for name, tensor in {**whole, **real, **imaginary, **special}.items()}


def _containers() -> dict[str, Any]:
    return {
        "nested": {"a": [1, ("x", None)], "b": {"c": True}},
        "tuple": (1, "a"),
        "set": {1},
        "frozenset": frozenset(["a"]),
        "deep": [[[[]]]],
        "dataclass": _Point(1.0),
        "object": object(),
    }
