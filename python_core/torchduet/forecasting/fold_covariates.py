"""Covariates of all times, and what of them a fold's fit and predict may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.forecasting.covariates import align, are_names, pivot
from torchduet.forecasting.folds import Places
from torchduet.forecasting.series import SeriesSet

__all__ = ["FoldCovariates"]


@dataclass(frozen=True)
class FoldCovariates:
    """Covariates, matched to the times of series.

    Parameters
    ----------
    rows : list of array, shape (times, covariates)
        Of each series.
    columns : list of str
    series : SeriesSet
    """

    rows: list[NDArray[np.float64]]
    columns: list[str]
    series: SeriesSet

    @classmethod
    def of(cls, covariates: Any, given: Any, named: dict[str, str], series: SeriesSet, argument: str) -> Self | None:
        """Return covariates as users give them to `Forecaster.fit`; None of None.

        Parameters
        ----------
        covariates : DataFrame, array, dict, list of str or None
        given : object
            What the user gave as series, whose columns a list of str names.
        named : dict
            The columns of times, observations and names of a long DataFrame.
        series : SeriesSet
            What was made of it.
        argument : str
            For errors.
        """
        if covariates is None:
            return None
        if named and are_names(covariates):
            covariates = pivot(given, covariates, named, argument)
        rows, columns = align(covariates, series.index, series.names, argument)
        return cls(rows, columns, series)

    def at(self, places: Places, index: Sequence[pd.Index[Any]]) -> pd.DataFrame | dict[str, pd.DataFrame]:
        """Return the rows of some places: a table, or one for each of several series."""
        tables = [
            pd.DataFrame(rows[start:stop], index=times, columns=self.columns)
            for rows, (start, stop), times in zip(self.rows, places, index, strict=True)
        ]
        return dict(zip(self.series.names, tables, strict=True)) if self.series.several else tables[0]
