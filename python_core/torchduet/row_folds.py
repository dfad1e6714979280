"""Which rows each fold of a cross-validation holds back, drawn at random or each in its turn."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.errors import InputTypeError, InputValueError
from torchduet.labels import as_series
from torchduet.parameters import check_choice, check_flag, check_integer, check_number
from torchduet.targets import as_column

__all__ = ["Method", "RowFold", "check_folds", "class_codes", "row_folds"]

Method = Literal["k_fold", "hold_out", "leave_one_out"]
METHODS = get_args(Method)

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class RowFold:
    """One fold.

    Parameters
    ----------
    repeat, number : int
        Counted from 1; folds are counted anew in each repeat.
    training, test : array of int
        Positions of the rows to learn from, and of those held back, ascending.
    seed : int
        For the fit.
    """

    repeat: int
    number: int
    training: Rows
    test: Rows
    seed: int


def check_folds(
    count: int, method: Method, *, folds: int = 5, repeats: int = 1, test_size: float = 0.25, stratified: bool = False
) -> int:
    """Make sure that rows can be put into folds in this way; return how many folds each repeat has."""
    check_choice("method", method, METHODS)
    check_integer("folds", folds, at_least=2)
    check_integer("repeats", repeats, at_least=1)
    check_number("test_size", test_size, above=0.0, below=1.0)
    check_flag("stratified", stratified)
    if count < 2:
        raise InputValueError(f"x must have at least 2 rows, one to learn from and one to hold back; given {count}")
    if method == "hold_out":
        return 1
    if method == "k_fold":
        if folds > count:
            raise InputValueError.about("folds", f"must be at most the number of rows, {count}", folds)
        return folds
    if repeats > 1 or stratified:
        argument, value = ("repeats", repeats) if repeats > 1 else ("stratified", stratified)
        remedy = 'leaving each row out once is one way, with nothing to draw. Leave it out, or take method "k_fold"'
        raise InputValueError(f'{argument} = {{value}} does not go with method "leave_one_out": {remedy}', value=value)
    return count


def row_folds(
    count: int,
    method: Method,
    seed: int,
    *,
    folds: int = 5,
    repeats: int = 1,
    test_size: float = 0.25,
    codes: Rows | None = None,
) -> Iterator[RowFold]:
    """Go through the folds of all repeats.

    Parameters
    ----------
    count : int
        How many rows there are.
    method : {"k_fold", "hold_out", "leave_one_out"}
    seed : int
        Settles all that is drawn; what one repeat draws does not depend on how many there are.
    folds : int
        Of "k_fold". Their sizes differ by one at most.
    repeats : int
    test_size : float
        Of "hold_out", the share of the rows that is held back, rounded up.
    codes : array of int, shape (count,), optional
        The class of each row: each fold's share of a class is then within one row of what it would be exactly.

    Notes
    -----
    Rows are shuffled and, where there are classes, sorted by them; then they are dealt out like cards, or picked at
    equal distances. So a run of rows of one class is spread as evenly as whole rows allow.

    Examples
    --------
    >>> for fold in row_folds(5, "k_fold", seed=1, folds=2):
    ...     print(fold.training, fold.test)
    [3 4] [0 1 2]
    [0 1 2] [3 4]
    """
    for repeat in range(1, repeats + 1):
        generator = np.random.default_rng([seed, repeat])
        parts = list(_held_back(count, method, generator, folds, test_size, codes))
        seeds = generator.integers(2**31 - 1, size=len(parts)).tolist()
        for number, (test, fit_seed) in enumerate(zip(parts, seeds, strict=True), start=1):
            training = np.setdiff1d(np.arange(count), test, assume_unique=True)
            yield RowFold(repeat, number, training, test, fit_seed)


def _held_back(
    count: int, method: Method, generator: np.random.Generator, folds: int, test_size: float, codes: Rows | None
) -> Iterator[Rows]:
    if method == "leave_one_out":
        yield from np.arange(count)[:, None]
        return
    order = generator.permutation(count)
    if codes is not None:
        order = order[np.argsort(codes[order], kind="stable")]
    if method == "k_fold":
        for fold in range(folds):
            yield np.sort(order[fold::folds])
    else:
        # Rounded up, but not for what is lost in rounding: 0.07 * 100 is a little more than 7.
        size = min(max(int(np.ceil(round(test_size * count, 9))), 1), count - 1)
        # In whole numbers: rounding must not pick a row twice.
        yield np.sort(order[(np.arange(size) * count + generator.integers(count)) // size])


def class_codes(y: Any, folds: int) -> Rows:
    """Return the class of each row as a number, for folds that are to have each class in its share.

    Raises
    ------
    InputTypeError, InputValueError
        There is not one class per row: numbers are measured, or there is a label per word. No class has a row for each
        fold.
    """
    labels = as_series(as_column(y), unit="row")
    if labels.dtype.kind == "f" and (labels % 1 != 0).any():
        remedy = "Leave it out, or give y cut into groups, a class for each"
        raise InputTypeError(f"stratified needs a class for each row; y holds numbers that are measured. {remedy}")
    codes, classes = pd.factorize(labels, sort=False)
    sizes = np.bincount(codes)
    if folds > sizes.max():
        raise InputValueError.about("folds", f"must be at most the rows of the largest class, {sizes.max()}", folds)
    if folds > sizes.min():
        few = classes[int(sizes.argmin())]
        warnings.warn(
            f"class {few!r} has {sizes.min()} row(s), fewer than the {folds} folds: some hold none of it back",
            stacklevel=3,
        )
    return codes.astype(np.int64)
