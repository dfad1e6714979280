"""Backtests and forecasts that cannot be made."""

from tests.parity.mistakes.mistake import Mistake

NAMED = (
    '"last", "seasonal_naive", "drift", "mean", "statsmodels_ets", "statsmodels_arima"{others}; given {value}. '
    "Other packages register theirs when they are loaded or attached"
)
RS_OWN = ', "auto_arima", "auto_arima_box_cox", "ets", "ets_box_cox", "nnetar", "nnetar_box_cox"'


def tested(python: str, r: str, message: str, **fields: tuple[object, object]) -> Mistake:
    """Return the mistake of a backtest of ten observations."""
    return Mistake(f"td.backtest({python})", f"backtest({r})", message, fields)


MISTAKES = {
    "a horizon of nothing": tested("'last', range(10), 0", "'last', 1:10, 0", "horizon must be at least 1; given 0"),
    "no folds": tested("'last', range(10), 1, 0", "'last', 1:10, 1, 0", "folds must be at least 1; given 0"),
    "more folds than there are observations for": tested(
        "'last', range(10), 3, 4",
        "'last', 1:10, 3, 4",
        "series must have more than 12 observations, for 4 fold(s) of horizon 3, 3 apart; given 10. Take fewer folds "
        "or a shorter horizon",
    ),
    "a baseline of nobody": tested(
        "'lasst', range(10), 1, 1",
        "'lasst', 1:10, 1, 1",
        f"models must be models, or names of baselines: {NAMED}",
        value=("'lasst'", '"lasst"'),
        others=("", RS_OWN),
    ),
    "a missing observation": tested(
        "'last', [1.0, float('nan'), 3.0, 4.0], 1, 1",
        "'last', c(1, NA, 3, 4), 1, 1",
        "series: 1 observation(s) are missing, the first is element {place}. Put them in, or set missing to "
        '"interpolate" or "last"',
        place=(1, 2),
    ),
    "a gap filled from what comes after": tested(
        "'last', range(10), 1, 1, missing='interpolate'",
        "'last', 1:10, 1, 1, missing = 'interpolate'",
        'missing must be one of "error", "last"; given {value}',
        value=("'interpolate'", '"interpolate"'),
    ),
    "a model that is too much for the training part": tested(
        "'seasonal_naive', range(10), 1, 1, seasonal_period=9",
        "'seasonal_naive', 1:10, 1, 1, seasonal_period = 9",
        'model "seasonal_naive" failed at origin {origin}: series must have at least 10 observations for the method '
        '"seasonal"; given 9',
        origin=(8, 9),
    ),
    "a level of all": tested(
        "'last', range(10), 1, 1, levels=[80, 100]",
        "'last', 1:10, 1, 1, levels = c(80, 100)",
        "levels must be greater than 0 and less than 100, in per cent; given 100",
    ),
    "a method of nobody": Mistake(
        "td.NaiveForecaster('first').fit(range(10))",
        "naive_forecaster('first') |> fit(1:10)",
        'method must be one of "last", "seasonal", "drift", "mean"; given {value}',
        {"value": ("'first'", '"first"')},
    ),
    "forecasts and observations of different lengths": Mistake(
        "td.forecast_accuracy([1.0, 2.0], [1.0, 2.0, 3.0])",
        "forecast_accuracy(c(1, 2), c(1, 2, 3))",
        "actual must have as many observations as there are forecasts, 2; given 3",
    ),
}
