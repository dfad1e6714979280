"""Cross-validation: a model fitted on some rows and measured on others, fold by fold."""

from __future__ import annotations

import inspect
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from numbers import Integral
from typing import Any, Literal

import pandas as pd

from torchduet.cloning import new_model, with_settings
from torchduet.cross_validation_result import ABOUT_THE_FOLD, CrossValidationResult
from torchduet.errors import InputTypeError, InputValueError
from torchduet.fold_progress import FoldError, watchers
from torchduet.forecasting.baselines import NaiveForecaster
from torchduet.forecasting.forecaster import Forecaster
from torchduet.parameters import check_integer
from torchduet.row_folds import Method, RowFold, check_folds, class_codes, row_folds
from torchduet.rows import count_rows, take_rows
from torchduet.seeds import drawn_seed

__all__ = ["CrossValidationError", "cross_validate"]


class CrossValidationError(FoldError):
    """The model failed in a fold; the message says in which, and `__cause__` is what it raised."""


def cross_validate(
    model: Any,
    x: Any,
    y: Any = None,
    method: Method = "k_fold",
    folds: int = 5,
    *,
    repeats: int = 1,
    test_size: float = 0.25,
    stratified: bool = False,
    seed: int | None = None,
    callbacks: Iterable[Callable[[dict[str, Any]], Any]] = (),
    verbose: bool | Literal["auto"] = "auto",
) -> CrossValidationResult:
    """Fit a model on some rows and measure it on the others, several times.

    A copy of the model that is not fitted learns in each fold, and nothing of what is held back reaches its `fit`; the
    model itself is left as it was. One that holds rows back of its own, to choose its best epoch by, takes them from
    what it is given to learn from.

    Parameters
    ----------
    model : TextClassifier, TabularClassifier, TabularRegressor, SequenceLabeler, or another with fit
        It has ``fit(x, y)`` and ``evaluate(x, y)``, which returns numbers by name. Of scikit-learn's models, which have
        no ``evaluate``, the number ``score`` is taken. SequenceGenerator and BigramModel learn from `x` alone. Models
        of series are tested by `backtest`.
    x : list, array, DataFrame or sparse matrix with n rows
    y : list, array or Series of length n, optional
        Left out for a model that learns without labels.
    method : {"k_fold", "hold_out", "leave_one_out"}
        "k_fold" holds each row back once, in one of `folds` parts; "hold_out" one part, drawn once for each repeat;
        "leave_one_out" each row by itself.
    folds : int
        Of "k_fold".
    repeats : int
        How often to draw anew; the first repeat is the same however many follow.
    test_size : float
        Of "hold_out", the share of the rows that is held back, rounded up.
    stratified : bool
        Let each fold have its share of each class of `y`, as nearly as whole rows allow.
    seed : int, optional
        Settles the folds, and a seed for each fit of a model whose ``seed`` or, in scikit-learn, ``random_state`` is
        None. None draws one from torch's generator.
    callbacks : iterable of callables
        Called after each fold with a dict of ``done``, ``total``, ``repeat``, ``repeats``, ``fold``, ``folds`` and
        ``seconds``.
    verbose : bool or "auto"
        Whether to show progress; "auto" shows it on a terminal.

    Returns
    -------
    CrossValidationResult
        ``metrics``, a row per repeat and fold; ``summary()``, a row per metric; ``rows``, what each fold held back.

    Raises
    ------
    InputValueError, InputTypeError
        An argument does not make sense; a model of series was given; labels were left out, or given to a model
        that learns without; what the model is measured by has the name of another column of ``metrics``.
    CrossValidationError
        The model failed; the message names repeat and fold.

    Notes
    -----
    Ctrl-C ends it: what is returned has the folds that were done, and ``interrupted`` is True.

    References
    ----------
    M. Stone (1974), "Cross-validatory choice and assessment of statistical predictions", Journal of the Royal
    Statistical Society B 36.

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> x, y = [[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]], [1.0, 3.0, 5.0, 7.0, 9.0, 11.0]
    >>> result = cross_validate(LinearRegression(), x, y, folds=3, seed=1)
    >>> result.metrics[["repeat", "fold", "n_train", "n_test", "score"]]
       repeat  fold  n_train  n_test  score
    0       1     1        4       2    1.0
    1       1     2        4       2    1.0
    2       1     3        4       2    1.0
    """
    _check_model(model, labelled=y is not None)
    check_integer("seed", seed, at_least=0, optional=True)
    count = count_rows("x", x)
    if y is not None and count_rows("y", y) != count:
        raise InputValueError(f"x and y must have as many rows; given {count} and {count_rows('y', y)}")
    if stratified and y is None:
        raise InputValueError("stratified folds need the class of each row in y; given {none}")
    parts = (x,) if y is None else (x, y)
    per_repeat = check_folds(count, method, folds=folds, repeats=repeats, test_size=test_size, stratified=stratified)
    codes = class_codes(y, folds if method == "k_fold" else 1) if stratified else None
    tell = watchers(callbacks, verbose)
    total = repeats * per_repeat
    seed = drawn_seed(seed)

    found: list[dict[str, Any]] = []
    held_back: list[pd.DataFrame] = []
    seconds = 0.0
    interrupted = False
    try:
        for fold in row_folds(count, method, seed, folds=folds, repeats=repeats, test_size=test_size, codes=codes):
            start = time.perf_counter()
            measured = _measure(model, fold, parts)
            seconds += time.perf_counter() - start
            place = {"repeat": fold.repeat, "fold": fold.number}
            found.append({**place, **measured, "seconds": time.perf_counter() - start})
            held_back.append(pd.DataFrame({**place, "row": fold.test}))
            of = {"repeats": repeats, "folds": per_repeat}
            tell({"done": len(found), "total": total, **place, **of, "seconds": seconds})
    except KeyboardInterrupt:
        if not found:
            raise
        interrupted = True
        warnings.warn(f"interrupted after {len(found)} of {total} fits; the result has these", stacklevel=2)
    return CrossValidationResult(pd.DataFrame(found), pd.concat(held_back, ignore_index=True), interrupted)


def _check_model(model: Any, *, labelled: bool) -> None:
    if isinstance(model, Forecaster | NaiveForecaster):
        raise InputTypeError.about(
            "model",
            "must learn from rows that can be held back in any order; what comes after must not teach what came before",
            model,
            "Use backtest",
        )
    fits = hasattr(model, "fit") and (hasattr(model, "evaluate") or hasattr(model, "score"))
    taken = [] if isinstance(model, type) or not fits else list(inspect.signature(model.fit).parameters.values())
    if len(taken) < 1 + labelled:
        raise InputTypeError.about("model", "must be a model with fit(x, y) and evaluate(x, y) or score(x, y)", model)
    if not labelled and len(taken) > 1 and taken[1].default is taken[1].empty:
        raise InputTypeError.about("y", "must have a label or a number for each row, which this model learns", None)


def _measure(model: Any, fold: RowFold, parts: Sequence[Any]) -> dict[str, Any]:
    """Fit a copy of the model in a fold; return the sizes of its parts, what the model is measured by, and its seed."""
    try:
        made = with_settings(new_model(model), {"seed": fold.seed, "random_state": fold.seed})
        made.fit(*(take_rows(part, fold.training) for part in parts))
        # Ctrl-C ends a training early and keeps the model; it was meant for all that is going on here.
        if getattr(made, "interrupted_", False):
            raise KeyboardInterrupt
        held_back = [take_rows(part, fold.test) for part in parts]
        numbers = made.evaluate(*held_back) if hasattr(made, "evaluate") else {"score": made.score(*held_back)}
    except Exception as error:
        raise CrossValidationError(
            "the model failed in {fold}: {error}",
            fold=f"fold {fold.number} of repeat {fold.repeat}",
            error=error,
        ) from error
    taken = [name for name in ABOUT_THE_FOLD if name in numbers]
    if taken:
        raise InputValueError(
            "evaluate must not give a number called {taken}: a column of the result has this name. Give it another",
            taken=taken[0],
        )
    params = made.get_params() if hasattr(made, "get_params") else {}
    seeds = [value for name, value in params.items() if name.rpartition("__")[2] in ("seed", "random_state")]
    seed = {"seed": seeds[0]} if seeds and isinstance(seeds[0], Integral) else {}
    return {"n_train": len(fold.training), "n_test": len(fold.test), **numbers, **seed}
