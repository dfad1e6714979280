"""The four series of the forecasting experiments: where their test parts begin, what is known of them in advance."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pandas.tseries.holiday import USFederalHolidayCalendar

import torchduet as td

__all__ = ["SERIES", "Task", "read"]


@dataclass(frozen=True)
class Task:
    """How a series is forecast: so many steps from each of `folds` origins, `step` observations apart."""

    horizon: int
    step: int
    settings_step: int
    """From one origin to the next where settings are chosen: what lies before the test part may be short."""
    folds: int = 5

    @property
    def test_size(self) -> int:
        """Observations at the series' end that no setting was chosen by."""
        return self.horizon + (self.folds - 1) * self.step


SERIES = {
    "AirPassengers": Task(
        horizon=24, step=6, settings_step=6
    ),  # of 144 months, 120 would be left to no origin at steps of 24
    "nottem": Task(horizon=24, step=24, settings_step=6),
    "Chicago": Task(horizon=28, step=28, settings_step=28),
    "sunspots": Task(horizon=60, step=60, settings_step=60),
}


def read(name: str) -> tuple[pd.Series[float], pd.DataFrame | None]:
    """Return a series and its covariates, a row per time."""
    if name != "Chicago":
        return td.datasets.series(name), None  # type: ignore[arg-type]
    table = td.datasets.chicago()
    days = pd.DatetimeIndex(table["date"], freq="D")
    return pd.Series(table["ridership"].to_numpy(), index=days, name=name), _holidays(days)


def _holidays(days: pd.DatetimeIndex) -> pd.DataFrame:
    """Return what the calendar says of each day: it is known years before."""
    one_day = pd.Timedelta(days=1)
    holidays = USFederalHolidayCalendar().holidays(days[0] - one_day, days[-1] + one_day)
    told = {
        "holiday": days.isin(holidays),
        "day_before": days.isin(holidays - one_day),
        "day_after": days.isin(holidays + one_day),
        "end_of_year": (days.month == 12) & (days.day >= 23),
        "christmas": (days.month == 12) & (days.day == 25),
    }
    return pd.DataFrame(told, index=days).astype(float)
