"""Numbers and truth values from NumPy and pandas to R. Every function returns an R vector that is not protected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet_rbridge._r import Cdata, fill, rlib

__all__ = ["EXACT", "NA_INTEGER", "write_doubles", "write_integers", "write_logicals", "write_masked", "write_nullable"]

NA_INTEGER = np.iinfo(np.int32).min
# Doubles hold every whole number up to here.
EXACT = 2**53


def write_doubles(values: NDArray[Any]) -> Cdata:
    """Write numbers as R's double."""
    return fill(rlib.REALSXP, values)


def write_integers(values: NDArray[Any]) -> Cdata:
    """Write whole numbers as R's integer, or as double where they are too large for it.

    Raises
    ------
    OverflowError
        A double would not be exact.
    """
    if values.size == 0:
        return fill(rlib.INTSXP, values)
    low, high = int(values.min()), int(values.max())
    if low > NA_INTEGER and high < -NA_INTEGER:
        return fill(rlib.INTSXP, values)
    if low < -EXACT or high > EXACT:
        raise OverflowError(f"integers between {low} and {high} do not fit R, whose numbers are exact up to 2^53")
    return fill(rlib.REALSXP, values)


def write_logicals(values: NDArray[Any]) -> Cdata:
    """Write truth values as R's logical."""
    return fill(rlib.LGLSXP, values)


def write_masked(values: np.ma.MaskedArray[Any, Any]) -> Cdata:
    """Write a masked array without its shape; what is masked becomes NA.

    Raises
    ------
    TypeError
        R has no NA for its elements.
    """
    if values.dtype.kind == "f":
        return write_doubles(values.filled(np.nan))
    if values.dtype.kind not in "biu" or not (values.dtype.kind == "b" or _fits_integer(values.compressed())):
        raise TypeError(f"a masked array of {values.dtype} has no counterpart in R")
    codes = np.where(np.ma.getmaskarray(values), NA_INTEGER, values.data.astype(np.int32)).astype(np.int32)
    return fill(rlib.LGLSXP if values.dtype.kind == "b" else rlib.INTSXP, codes)


def write_nullable(values: pd.arrays.BooleanArray | pd.arrays.IntegerArray) -> Cdata:
    """Write pandas' nullable integers or truth values with their NA."""
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    missing = np.isnan(numbers)
    if isinstance(values, pd.arrays.IntegerArray) and not _fits_integer(numbers[~missing]):
        return write_doubles(numbers)
    mode = rlib.LGLSXP if isinstance(values, pd.arrays.BooleanArray) else rlib.INTSXP
    return fill(mode, np.where(missing, NA_INTEGER, numbers).astype(np.int32))


def _fits_integer(numbers: NDArray[Any]) -> bool:
    # Not by the absolute value, which overflows at the type's smallest number.
    return bool(((numbers > NA_INTEGER) & (numbers < -NA_INTEGER)).all())
