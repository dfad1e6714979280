"""Riders of a Chicago station, to be foretold from many columns after learning from few days: a task to overfit on."""

from __future__ import annotations

import numpy as np
import pandas as pd

import torchduet as td

__all__ = ["DAYS", "few_days"]

DAYS = 80
FIRST_TEST_DAY = "2014-01-01"


def few_days(seed: int, days: int = DAYS) -> tuple[pd.DataFrame, pd.Series[float], pd.DataFrame, pd.Series[float]]:
    """Return columns and riders (in thousands) of some days to learn from, and of all days to be tested on.

    The days to learn from are drawn at random from those before 2014, in their order; the test days are the 971 from
    then on. The columns are what `datasets.chicago` has, the riders of 20 stations two weeks earlier, the weather and
    the matches, and the day of the week.
    """
    trains = td.datasets.chicago()
    columns = trains.drop(columns=["ridership", "date"])
    columns["weekday"] = trains["date"].dt.day_name().astype("category")
    early = np.flatnonzero(trains["date"] < FIRST_TEST_DAY)
    drawn = np.sort(np.random.default_rng(seed).permutation(early)[:days])
    late = np.flatnonzero(trains["date"] >= FIRST_TEST_DAY)
    riders = trains["ridership"]
    return columns.iloc[drawn], riders.iloc[drawn], columns.iloc[late], riders.iloc[late]
