"""A forecaster's settings: checked, and those left open settled by the series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from torchduet.errors import InputTypeError, InputValueError
from torchduet.fitting import check_training_params, held_back
from torchduet.forecasting.baseline_model import usual_horizon
from torchduet.forecasting.forecast_losses import LOSSES
from torchduet.forecasting.networks import ARCHITECTURES, DECODERS
from torchduet.forecasting.series import Missing
from torchduet.forecasting.transforms import SCALES, TRANSFORMS
from torchduet.forecasting.view import Observed
from torchduet.forecasting.windows import WindowMaker
from torchduet.parameters import check_choice, check_flag, check_integer, check_number

__all__ = ["check_lengths", "check_settings", "make_windows", "season_list"]

STRATEGIES = ("direct", "recursive")
CENTERS = ("last", "mean", "none")
INTERVALS = ("conformal", "quantile", "none")
SHORTEST_WINDOW = 12


def check_settings(model: Any) -> None:
    """Make sure that a forecaster's settings make sense, as far as can be said without a series."""
    for name, choices in (
        ("architecture", ARCHITECTURES),
        ("strategy", STRATEGIES),
        ("transform", TRANSFORMS),
        ("center", CENTERS),
        ("scale", SCALES),
        ("missing", get_args(Missing)),
        ("intervals", INTERVALS),
        ("loss", LOSSES),
    ):
        check_choice(name, getattr(model, name), choices)
    if model.decoder is not None:
        check_choice("decoder", model.decoder, DECODERS)
    for name in ("window", "horizon"):
        check_integer(name, getattr(model, name), at_least=1, optional=True)
    check_integer("seasonal_features", model.seasonal_features, at_least=0)
    for name in ("hidden_size", "layers", "members"):
        check_integer(name, getattr(model, name), at_least=1)
    if isinstance(model.difference, bool) or model.difference not in (0, 1, "seasonal"):
        raise InputValueError.about("difference", 'must be 0, 1 or "seasonal"', model.difference)
    check_flag("refit", model.refit)
    season_list(model.seasonal_period)
    for level in _sequence("quantiles", model.quantiles):
        check_number("quantiles", level, above=0.0, below=1.0)
    check_training_params(model)
    if model.intervals == "quantile" and not _mirrored(sorted(model.quantiles)):
        raise InputValueError.about(
            "quantiles", "must come in pairs around 0.5, as 0.1 and 0.9 do", list(model.quantiles)
        )
    if model.intervals != "none" and not model.validation_split:
        raise InputValueError(
            f'intervals = "{model.intervals}" are measured on the observations that validation_split holds back; '
            'given 0. Set intervals to "none", or hold some back'
        )
    if model.intervals == "quantile" and model.strategy == "recursive":
        raise InputValueError(
            'intervals = "quantile" need strategy = "direct": the quantiles of one step do not make those of the next. '
            'Set intervals to "conformal"'
        )


def season_list(seasonal_period: Any) -> tuple[float, ...]:
    """Return the periods that a user gives, one, several or none."""
    if seasonal_period is None:
        return ()
    periods = _sequence("seasonal_period", seasonal_period)
    for period in periods:
        check_number("seasonal_period", period, at_least=1.0)
    return tuple(float(period) for period in periods)


def make_windows(model: Any, observed: Observed) -> tuple[WindowMaker, int]:
    """Return how windows are cut, and the horizon."""
    season = round(observed.series.seasonal_period)
    horizon = model.horizon or usual_horizon(season)
    if model.difference == "seasonal" and season == 1:
        raise InputValueError(
            'difference = "seasonal" needs a season, and the series has frequency 1. Give seasonal_period, or set '
            "difference to 0 or 1"
        )
    window = model.window or min(max(2 * season, SHORTEST_WINDOW), max(1, min(observed.lengths) // 3))
    if model.strategy == "recursive" and any(rows.shape[1] for rows in observed.past):
        raise InputValueError(
            'past_covariates need strategy = "direct": step by step, those of the steps before would have to be known'
        )
    maker = WindowMaker(
        window=window,
        horizon=1 if model.strategy == "recursive" else horizon,
        difference=season if model.difference == "seasonal" else model.difference,
        center=model.center,
        periods=season_list(model.seasonal_period) or (observed.series.seasonal_period,),
        pairs=model.seasonal_features,
    )
    return maker, horizon


def check_lengths(model: Any, observed: Observed, maker: WindowMaker, horizon: int) -> None:
    """Make sure that at least one whole window is left to learn from in each series."""
    series = observed.series
    for name, length in zip(series.names, observed.lengths, strict=True):
        kept = held_back(length, model.validation_split)
        if length - kept < maker.length + horizon:
            lag = f" + lag {maker.difference}" if maker.difference else ""
            raise InputValueError(
                f"series{f' {name}' if series.several else ''} is too short: it has {{length}} observations, of which "
                f"{kept} are held back by validation_split, and window {maker.window}{lag} + horizon {horizon} = "
                f"{maker.length + horizon} are needed to learn from. Make window, horizon or validation_split smaller",
                length=length,
            )


def _mirrored(quantiles: Sequence[float]) -> bool:
    pairs = zip(quantiles, reversed(quantiles), strict=True)
    return len(quantiles) % 2 == 0 and len(quantiles) > 0 and all(abs(low + high - 1) < 1e-9 for low, high in pairs)


def _sequence(name: str, given: Any) -> Sequence[Any]:
    if isinstance(given, str):
        raise InputTypeError.about(name, "must be a number, or several", given)
    return list(given) if hasattr(given, "__iter__") else [given]
