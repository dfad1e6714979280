"""What a cross-validation found: a row per fold, and all folds together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd

from torchduet.positions import PositionColumns

__all__ = ["ABOUT_THE_FOLD", "CrossValidationResult"]

ABOUT_THE_FOLD = ("repeat", "fold", "n_train", "n_test", "seed", "seconds")


@dataclass(frozen=True, repr=False)
class CrossValidationResult:
    """What `cross_validate` returns.

    Attributes
    ----------
    metrics : DataFrame
        A row per repeat and fold: ``repeat`` and ``fold`` (both from 1), ``n_train`` and ``n_test`` (how many rows it
        learned from and was measured on), a column for each number that the model is measured by, ``seed`` (the fit's,
        where the model takes one), ``seconds`` (of the fit and the measuring).
    rows : DataFrame
        What each fold held back: ``repeat``, ``fold``, and ``row``, a position in the data.
    interrupted : bool
        Whether Ctrl-C ended it; then there are the folds that were done by then.
    """

    metrics: pd.DataFrame
    rows: Annotated[pd.DataFrame, PositionColumns(("row",))]
    interrupted: bool = False

    def summary(self) -> pd.DataFrame:
        """Put the folds together: a row per metric.

        Returns
        -------
        DataFrame
            ``metric``; ``mean`` over the folds; ``std_err``, the folds' standard deviation over the square root of
            their number; ``n``, how many folds have the metric (NaN is left out, as an area under the curve where one
            class only was held back).

        Notes
        -----
        Folds share the rows that they learn from, so the standard error is rather too small (Bengio and Grandvalet
        2004, "No unbiased estimator of the variance of k-fold cross-validation", JMLR 5). It says how much folds
        differ; it is no test of one model against another.

        By "leave_one_out" each fold is measured on one row, and the mean is that of such numbers: ``rmse`` is then the
        mean absolute error, for the root of one squared error is its size, and ``r_squared`` and ``auc``, which need
        several rows, have ``n`` 0.
        """
        measured = self.metrics.drop(columns=[name for name in ABOUT_THE_FOLD if name in self.metrics])
        count = measured.notna().sum()
        with np.errstate(invalid="ignore", divide="ignore"):
            std_err = measured.std(ddof=1) / np.sqrt(count)
        return pd.DataFrame(
            {"metric": list(measured), "mean": measured.mean(), "std_err": std_err, "n": count}
        ).reset_index(drop=True)

    def __repr__(self) -> str:
        ended = ", interrupted" if self.interrupted else ""
        told = self.summary().to_string(index=False, float_format="%.4g")
        return f"Cross-validation, {len(self.metrics)} fit(s){ended}\n{told}"
