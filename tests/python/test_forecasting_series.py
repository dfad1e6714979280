import numpy as np
import pandas as pd
import pytest

from torchduet.errors import InputTypeError, InputValueError, PositionError
from torchduet.forecasting.series import as_series_set, following
from torchduet.forecasting.time_axis import continued, described, frequency_of, rebuilt, season_of

MONTHS = pd.period_range("2001-01", periods=4, freq="M")
DAYS = pd.date_range("2001-01-30", periods=4, freq="D")
NUMBERS = [3.0, 1.0, 4.0, 1.0]


def of_weeks():
    """A series as R's bridge brings a ts of frequency 7."""
    series = pd.Series(np.arange(10.0), index=1990 + np.arange(10) / 7)
    series.attrs["tsp"] = (1990.0, 1990 + 9 / 7, 7.0)
    return series


@pytest.mark.parametrize(
    ("series", "season", "following_times"),
    [
        (pd.Series(NUMBERS, index=MONTHS), 12, ["2001-05", "2001-06"]),
        (pd.Series(NUMBERS, index=DAYS), 7, ["2001-02-03 00:00:00", "2001-02-04 00:00:00"]),
        (
            pd.Series(NUMBERS, index=DAYS.tz_localize("UTC")),
            7,
            ["2001-02-03 00:00:00+00:00", "2001-02-04 00:00:00+00:00"],
        ),
        (pd.Series(NUMBERS, index=DAYS.date), 7, ["2001-02-03 00:00:00", "2001-02-04 00:00:00"]),
        (pd.Series(NUMBERS, index=[1990, 1992, 1994, 1996]), 1, ["1998", "2000"]),
        (NUMBERS, 1, ["4", "5"]),
        (np.array(NUMBERS, dtype=np.int32), 1, ["4", "5"]),
        (pd.Series([3, 1, 4, 1], dtype="Int64"), 1, ["4", "5"]),
    ],
    ids=["period", "date", "zone", "objects", "years", "list", "array", "nullable"],
)
def test_one_series(series, season, following_times):
    made = as_series_set(series)
    assert made.values[0].tolist() == NUMBERS
    assert made.values[0].dtype == np.float64
    assert made.seasonal_period == season
    assert not made.several
    assert [str(time) for time in made.future(0, 2)] == following_times


def test_the_frequency_of_a_ts_is_the_season():
    made = as_series_set(of_weeks())
    assert made.seasonal_period == 7
    np.testing.assert_allclose(made.future(0, 2), 1990 + np.array([10, 11]) / 7, rtol=1e-12)
    assert as_series_set(of_weeks(), seasonal_period=365.25).seasonal_period == 365.25


def test_several_series():
    wide = pd.DataFrame({"a": NUMBERS, "b": [np.nan, 5.0, 6.0, 7.0]}, index=MONTHS)
    made = as_series_set(wide)
    assert made.names == ["a", "b"]
    assert made.several
    assert made.values[1].tolist() == [5.0, 6.0, 7.0]  # it begins later
    assert str(made.index[1][0]) == "2001-02"
    long = pd.DataFrame({"day": [*DAYS, *DAYS], "rides": NUMBERS * 2, "station": list("xxxxyyyy")})
    made = as_series_set(long, time="day", value="rides", key="station")
    assert made.names == ["x", "y"]
    table = made.restore([{"mean": np.array([1.0, 2.0])}, {"mean": np.array([3.0, 4.0])}])
    assert table["series"].tolist() == ["x", "x", "y", "y"]
    assert table["step"].tolist() == [1, 2, 1, 2]
    assert table["mean"].tolist() == [1.0, 2.0, 3.0, 4.0]
    assert table["time"].tolist() == [*pd.date_range("2001-02-03", periods=2)] * 2
    alone = as_series_set(long[:4], time="day", value="rides")
    assert "series" not in alone.restore([{"mean": np.zeros(1)}])


@pytest.mark.parametrize("freq", ["D", "W-WED", "MS", "ME", "QE-NOV", "QS", "YS", "15min", "h", "B"])
def test_left_out_times_do_not_hide_the_frequency(freq):
    times = pd.date_range("2001-01-03", periods=9, freq=freq)
    with_gap = pd.Series(np.arange(8.0), index=times.delete(4))
    if freq == "B":
        with_gap = pd.Series(np.arange(9.0), index=times)  # days off look like gaps of a daily series
    else:
        with pytest.raises(InputValueError, match=r"1 time\(s\) are left out, the first is " + str(times[4].date())):
            as_series_set(with_gap)
    made = as_series_set(with_gap, missing="interpolate")
    assert list(made.index[0]) == list(times)
    assert made.future(0, 1)[0] == pd.date_range(times[-1], periods=2, freq=freq)[1]


def test_missing_is_filled_as_asked():
    gaps = [1.0, np.nan, np.nan, 4.0]
    with pytest.raises(PositionError, match=r"2 observation\(s\) are missing, the first is element 1"):
        as_series_set(gaps)
    assert as_series_set(gaps, missing="interpolate").values[0].tolist() == [1.0, 2.0, 3.0, 4.0]
    assert as_series_set(gaps, missing="last").values[0].tolist() == [1.0, 1.0, 1.0, 4.0]
    with pytest.raises(PositionError, match="ends with missing observations, after element 1"):
        as_series_set([1.0, 2.0, np.nan], missing="interpolate")
    with pytest.raises(PositionError, match="must not begin with missing"):
        as_series_set([np.nan, 2.0, 3.0], missing="last")


def at(*times):
    return pd.Series(np.arange(float(len(times))), index=pd.to_datetime(list(times), format="ISO8601"))


@pytest.mark.parametrize(
    ("series", "error", "message"),
    [
        (at("2001-01-02", "2001-01-01", "2001-01-03"), PositionError, "element 1, of 2001-01-01 00:00:00, comes after"),
        (at("2001-01-01", "2001-01-02", "2001-01-02"), PositionError, "elements 1 and 2 have the same time"),
        (at("2001-01-01", "2001-01-02", "2001-01-03", "2001-01-03T07:00"), PositionError, "element 3, of .* is not"),
        (pd.Series([1.0, 2.0], index=pd.DatetimeIndex(["2001-01-01", None])), PositionError, "time of element 1"),
        (at("2001-01-01", "2001-01-02"), InputValueError, "at least 3 times"),
        ([1.0, np.inf], PositionError, "element 1 is infinite"),
        ([], InputValueError, "empty"),
        (["a", "b"], InputTypeError, "must hold numbers"),
        ("a", InputTypeError, "must be a series"),
        ([[1.0, 2.0]], InputTypeError, "must be a series"),
        (pd.Series(NUMBERS, index=list("abcd")), InputTypeError, "dates, periods or numbers"),
        (pd.DataFrame({"day": DAYS, "y": NUMBERS}), InputValueError, "as time and value"),
        (pd.DataFrame(index=DAYS), InputValueError, "has no columns"),
    ],
)
def test_bad_series(series, error, message):
    with pytest.raises(error, match=message):
        as_series_set(series)


def test_bad_columns():
    long = pd.DataFrame({"day": DAYS, "y": NUMBERS})
    with pytest.raises(InputValueError, match="value must name a column of series, which has day, y; given 'z'"):
        as_series_set(long, time="day", value="z")
    with pytest.raises(InputValueError, match="value is missing"):
        as_series_set(long, time="day")
    with pytest.raises(InputTypeError, match="must be a DataFrame where"):
        as_series_set(NUMBERS, time="day", value="y")
    mixed = pd.DataFrame({"a": [1.0, 2.0, 3.0]}, index=pd.date_range("2001", periods=3)).reset_index(names="day")
    other = mixed.assign(day=pd.date_range("2001", periods=3, freq="MS"))
    both = pd.concat([mixed.assign(key="d"), other.assign(key="m")])
    with pytest.raises(InputValueError, match="must have the same frequency"):
        as_series_set(both, time="day", value="a", key="key")


def test_following_observations():
    made = as_series_set(pd.Series(NUMBERS, index=MONTHS))
    more = pd.Series([9.0], index=made.future(0, 1))
    assert following(made, more, {}, "series")[0].tolist() == [9.0]
    assert following(made, [9.0, 8.0], {}, "series")[0].tolist() == [9.0, 8.0]
    assert str(made.extended([np.array([9.0, 8.0])]).index[0][-1]) == "2001-06"
    with pytest.raises(InputValueError, match="2001-05 is next; given 2001-06"):
        following(made, pd.Series([9.0], index=made.future(0, 2)[1:]), {}, "series")
    weeks = as_series_set(of_weeks())
    new = pd.Series([1.0], index=[1990 + 10 / 7])
    assert following(weeks, new, {}, "series")[0].tolist() == [1.0]


@pytest.mark.parametrize(
    "index",
    [
        MONTHS,
        DAYS,
        DAYS.tz_localize("America/Chicago"),
        pd.date_range("2001", periods=5, freq="15min", unit="s"),
        pd.RangeIndex(3, 13, 2),
        of_weeks().index,
        pd.date_range("2001", periods=4, freq="QE-NOV"),
    ],
)
def test_an_axis_comes_back_from_a_file(index):
    frequency = frequency_of("series", index)
    times, same = rebuilt(described(index, frequency))
    assert type(times) is type(index)
    assert str(times.dtype) == str(index.dtype)
    for made, wanted in ((times, index), (continued(times, same, 3), continued(index, frequency, 3))):
        if index.dtype.kind == "f":
            np.testing.assert_allclose(made, wanted, rtol=1e-12)
        else:
            assert list(made) == list(wanted)


def test_seasons_of_frequencies():
    named = {
        "D": 7,
        "h": 24,
        "W-MON": 52,
        "MS": 12,
        "ME": 12,
        "QS": 4,
        "QE-NOV": 4,
        "YE": 1,
        "B": 5,
        "12h": 1,
        "min": 60,
    }
    for name, season in named.items():
        assert season_of(pd.tseries.frequencies.to_offset(name)) == season, name
    assert season_of(pd.period_range("2001", periods=3, freq="Q").freq) == 4
