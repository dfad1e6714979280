"""Sparse matrices both ways: R's package Matrix and scipy.sparse, neither loaded before one crosses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from torchduet_rbridge import _helpers
from torchduet_rbridge._numbers import EXACT
from torchduet_rbridge._r import Cdata, attribute, call, fill, memory, protected, read_strings, rlib

__all__ = ["read_sparse", "write_sparse"]


def read_sparse(sexp: Cdata, convert: Callable[[Cdata], Any]) -> Any:
    """Return a dgCMatrix or dgRMatrix as scipy's csc_array or csr_array; None where the object is something else.

    Names of rows and columns stand in the attribute ``dimnames``, if there are any; what scipy derives has none.
    """
    classes = attribute(sexp, "class")
    name = None if classes is None else read_strings(classes)[0]
    if name not in ("dgCMatrix", "dgRMatrix"):
        return None
    from scipy import sparse

    make, places = (sparse.csc_array, "i") if name == "dgCMatrix" else (sparse.csr_array, "j")
    parts = tuple(_copy(attribute(sexp, slot)) for slot in ("x", places, "p"))
    made = make(parts, shape=tuple(_copy(attribute(sexp, "Dim")).tolist()))
    dimnames = convert(attribute(sexp, "Dimnames"))
    if not isinstance(dimnames, list) or any(names is not None for names in dimnames):
        made.dimnames = dimnames
    return made


def _copy(slot: Cdata) -> NDArray[Any]:
    # scipy sorts and sums in place: R's memory is not its to change.
    with protected(_helpers.plain(slot)) as owner:
        return memory(owner).copy()


def write_sparse(values: Any, convert: Callable[[Any], Cdata]) -> Cdata:
    """Return a scipy.sparse matrix or array, of whatever format, as a dgCMatrix, unprotected.

    Raises
    ------
    TypeError, OverflowError
        It does not have two axes, or its numbers are none that R's sparse matrices hold.
    RuntimeError
        R's package Matrix is missing.
    """
    if values.ndim != 2:
        raise TypeError(f"a sparse array must have two axes for R; given {values.ndim}: reshape it to (1, n)")
    if values.dtype.kind not in "fiub":
        raise TypeError(f"a sparse matrix of {values.dtype} has no counterpart in R; convert it to float64 first")
    if max(values.nnz, *values.shape) > np.iinfo(np.int32).max:
        raise OverflowError("a sparse matrix with more than 2^31 - 1 elements, rows or columns does not fit R's Matrix")
    matrix = values.tocsc()
    if not matrix.has_canonical_format:
        matrix = matrix.copy()
        matrix.sum_duplicates()  # sorts too; R's matrices have their rows in order, each once
    if matrix.dtype.kind in "iu" and matrix.nnz and max(-int(matrix.data.min()), int(matrix.data.max())) > EXACT:
        raise OverflowError("a sparse matrix holds integers beyond 2^53, up to which R's numbers are exact")
    if not memory(call(_helpers.function("has_matrix")))[0]:
        raise RuntimeError('a sparse matrix needs R\'s package Matrix, which is missing; install.packages("Matrix")')
    with (
        protected(fill(rlib.INTSXP, matrix.indices)) as rows,
        protected(fill(rlib.INTSXP, matrix.indptr)) as starts,
        protected(fill(rlib.REALSXP, matrix.data)) as numbers,
        protected(fill(rlib.INTSXP, np.array(matrix.shape))) as dim,
        protected(convert(getattr(values, "dimnames", [None, None]))) as dimnames,
    ):
        return call(_helpers.function("sparse"), rows, starts, numbers, dim, dimnames)
