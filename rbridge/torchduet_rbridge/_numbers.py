"""Numbers and truth values from NumPy and pandas to R. Every function returns an R vector that is not protected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet_rbridge._integer64 import write_wide
from torchduet_rbridge._r import Cdata, fill, rlib
from torchduet_rbridge._times import NA_BITS

__all__ = ["EXACT", "NA_INTEGER", "write_doubles", "write_integers", "write_logicals", "write_masked", "write_nullable"]

NA_INTEGER = np.iinfo(np.int32).min
# Doubles hold every whole number up to here.
EXACT = 2**53


def write_doubles(values: NDArray[Any]) -> Cdata:
    """Write numbers as R's double."""
    return fill(rlib.REALSXP, values)


def write_integers(values: NDArray[Any]) -> Cdata:
    """Write whole numbers as R's integer, as double where they are too large for it, and as integer64 beyond that.

    Raises
    ------
    OverflowError
        They fit none of these, or R lacks the package for the last.
    """
    if values.size == 0:
        return fill(rlib.INTSXP, values)
    low, high = int(values.min()), int(values.max())
    if low > NA_INTEGER and high < -NA_INTEGER:
        return fill(rlib.INTSXP, values)
    if low < -EXACT or high > EXACT:
        return write_wide(values)
    return fill(rlib.REALSXP, values)


def write_logicals(values: NDArray[Any]) -> Cdata:
    """Write truth values as R's logical."""
    return fill(rlib.LGLSXP, values)


def write_masked(values: np.ma.MaskedArray[Any, Any]) -> Cdata:
    """Write a masked array of numbers or truth values without its shape; what is masked becomes NA."""
    return _write_with_missing(values.data, np.ma.getmaskarray(values))


def write_nullable(values: pd.arrays.BooleanArray | pd.arrays.IntegerArray | pd.arrays.FloatingArray) -> Cdata:
    """Write pandas' nullable numbers or truth values with their NA."""
    plain: np.dtype[Any] = values.dtype.numpy_dtype  # type: ignore[union-attr]
    numbers = values.to_numpy(dtype=plain, na_value=plain.type(0))
    return _write_with_missing(numbers, np.asarray(values.isna()))


def _write_with_missing(numbers: NDArray[Any], missing: NDArray[np.bool_]) -> Cdata:
    kind = numbers.dtype.kind
    if kind == "b":
        return fill(rlib.LGLSXP, np.where(missing, NA_INTEGER, numbers))
    if kind in "iu":
        present = numbers[~missing]
        low, high = (int(present.min()), int(present.max())) if present.size else (0, 0)
        if low > NA_INTEGER and high < -NA_INTEGER:
            return fill(rlib.INTSXP, np.where(missing, NA_INTEGER, numbers.astype(np.int32)))
        if low < -EXACT or high > EXACT:
            return write_wide(numbers, missing)
    if kind == "c":
        parts = numbers.astype(np.complex128, order="C")
        parts.view(np.uint64).reshape(*parts.shape, 2)[missing] = NA_BITS
        return fill(rlib.CPLXSXP, parts)
    doubles = numbers.astype(np.float64, order="C")
    doubles.view(np.uint64)[missing] = NA_BITS
    return fill(rlib.REALSXP, doubles)
