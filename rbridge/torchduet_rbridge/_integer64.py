"""bit64's integer64 both ways: 64-bit integers that R keeps in the memory of doubles, under a class."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet_rbridge import _helpers
from torchduet_rbridge._r import Cdata, call, fill, memory, protected, rlib, set_attribute, strings

__all__ = ["CLASS", "read_integer64", "write_integer64", "write_wide"]

CLASS = "integer64"
_NA = np.iinfo(np.int64).min


def read_integer64(doubles: NDArray[np.float64]) -> Any:
    """Return what stands in the memory of doubles: a view; with NA a pandas Int64 array; of more axes, a masked one."""
    numbers = doubles.view(np.int64)
    missing = numbers == _NA
    if not missing.any():
        return numbers
    if numbers.ndim > 1:
        return np.ma.MaskedArray(numbers.copy(order="F"), missing)
    return pd.arrays.IntegerArray(numbers.copy(), missing)


def write_integer64(numbers: NDArray[Any], missing: NDArray[np.bool_] | None = None) -> Cdata:
    """Return an integer64, unprotected, without a shape."""
    wide = numbers.astype(np.int64)
    if missing is not None:
        wide[missing] = _NA
    with protected(fill(rlib.REALSXP, wide.view(np.float64))) as vector, protected(strings([CLASS])) as classes:
        set_attribute(vector, "class", classes)
        return vector


def write_wide(numbers: NDArray[Any], missing: NDArray[np.bool_] | None = None) -> Cdata:
    """Return integers beyond those that doubles hold exactly as integer64, unprotected.

    Raises
    ------
    OverflowError
        R has no package bit64, without which it takes them for other numbers; or they need more than 64 bits.
    """
    present = numbers if missing is None else numbers[~missing]
    low, high = int(present.min()), int(present.max())
    if low <= _NA or high >= 2**63:
        raise OverflowError(f"integers between {low} and {high} do not fit R, not even its integer64")
    if not memory(call(_helpers.function("has_bit64")))[0]:
        raise OverflowError(
            f"integers between {low} and {high} do not fit R, whose numbers are exact up to 2^53; "
            'install.packages("bit64") gives R wider ones, or convert them to float64 or str first'
        )
    return write_integer64(numbers, missing)
