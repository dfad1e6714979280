"""Monthly series that forecasting is learned on."""

from typing import Literal, get_args

import pandas as pd

from torchduet.datasets import cache
from torchduet.errors import InputValueError

__all__ = ["series"]

SeriesName = Literal["AirPassengers", "nottem", "sunspots"]


def series(name: SeriesName) -> "pd.Series[float]":
    """Return a monthly series.

    Parameters
    ----------
    name : {"AirPassengers", "nottem", "sunspots"}
        Passengers of international air lines in thousands, 1949 to 1960; mean temperature at Nottingham Castle in
        degrees Fahrenheit, 1920 to 1939; mean relative number of sunspots, 1749 to 1983.

    Returns
    -------
    Series of float64, length 144, 240 or 2820
        Named `name`; its index is a monthly ``PeriodIndex`` without gaps.

    Raises
    ------
    InputValueError
        There is no series of that name.
    DataNotFoundError
        The data has not been exported yet and R is not there to do it.

    References
    ----------
    R package datasets. G. E. P. Box and G. M. Jenkins (1976), "Time Series Analysis"; O. D. Anderson (1976), "Time
    Series Analysis and Forecasting"; D. F. Andrews and A. M. Herzberg (1985), "Data".

    Examples
    --------
    >>> series("AirPassengers").head(3)  # doctest: +SKIP
    1949-01    112.0
    1949-02    118.0
    1949-03    132.0
    Freq: M, Name: AirPassengers, dtype: float64
    """
    if name not in get_args(SeriesName):
        raise InputValueError.about("name", "must be 'AirPassengers', 'nottem' or 'sunspots'", name)
    table = cache.read(name)
    months = pd.PeriodIndex(table["month"].to_numpy(), freq="M")
    return pd.Series(cache.as_doubles(table["value"]), index=months, name=name)
