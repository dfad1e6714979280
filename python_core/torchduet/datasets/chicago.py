"""Ridership of Chicago's trains: a daily series with covariates."""

import pandas as pd

from torchduet.datasets import cache

__all__ = ["chicago"]


def chicago() -> pd.DataFrame:
    """Return how many people a day take the train at a station in Chicago, and what may help to foretell it.

    Returns
    -------
    DataFrame, 5,698 rows, 50 columns
        ``ridership``: entries into the station Clark/Lake in thousands. Named after a station (``Austin`` to
        ``California``): entries there, 14 days earlier. ``temp_min`` to ``weather_storm``: the day's weather.
        ``Blackhawks_Away`` to ``Cubs_Home``: 1 if the team plays, else 0. All of these are float64. ``date``:
        datetime64[s], 2001-01-22 to 2016-08-28, every day.

    Raises
    ------
    DataNotFoundError
        The data has not been exported yet and R is not there to do it.

    References
    ----------
    R package modeldata, ``Chicago``; M. Kuhn and K. Johnson (2019), "Feature Engineering and Selection".

    Examples
    --------
    >>> chicago()[["date", "ridership"]].head(2)  # doctest: +SKIP
            date  ridership
    0 2001-01-22     15.732
    1 2001-01-23     15.762
    """
    table = cache.read("Chicago")
    columns = {str(name): cache.as_doubles(table[name]) for name in table.columns if name != "date"}
    return pd.DataFrame({**columns, "date": table["date"].astype("datetime64[s]")})
