"""What takes part in a backtest: models by their names, made anew for each fold, and what they forecast, checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from torchduet.cloning import new_model, with_settings
from torchduet.errors import InputTypeError, InputValueError
from torchduet.forecasting.levels import bounds
from torchduet.forecasting.registry import make_baseline
from torchduet.forecasting.series import SeriesSet

__all__ = ["forecast_table", "named_models"]


class _Function:
    """A function of the training part and the horizon, as a model."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def fit(self, series: Any, covariates: Any = None, past_covariates: Any = None) -> None:  # noqa: ARG002
        self.series = series

    def predict(self, h: int, covariates: Any = None, levels: Any = ()) -> Any:  # noqa: ARG002
        return self.function(self.series, h)


def named_models(
    models: Any, *, horizon: int | None = None, seasonal_period: float | None = None, seed: int | None = None
) -> dict[str, Any]:
    """Return models by their names, baselines made and functions made models; none is fitted yet.

    A model whose parameter ``horizon``, ``seasonal_period`` or ``seed`` is None gets what is given here.

    Raises
    ------
    InputTypeError, InputValueError
        One is no model, its name is unknown, or two have the same name.
    """
    if isinstance(models, Mapping):
        pairs = [(str(name), model) for name, model in models.items()]
    else:
        listed = [models] if isinstance(models, str) or hasattr(models, "fit") or callable(models) else [*models]
        pairs = [(model if isinstance(model, str) else type(model).__name__, model) for model in listed]
    if not pairs:
        raise InputValueError("models is empty. Give at least one model, or the name of a baseline")
    named: dict[str, Any] = {}
    for name, model in pairs:
        if name in named:
            raise InputValueError.about("models", "must have names of their own", name, "Give them in a dict")
        named[name] = _candidate(model, {"horizon": horizon, "seasonal_period": seasonal_period, "seed": seed})
    return named


def _candidate(model: Any, settings: dict[str, Any]) -> Any:
    if isinstance(model, np.ndarray) and model.shape == (1,):  # a string of a language that has vectors only
        model = model[0]
    if isinstance(model, str):
        return make_baseline(model, seasonal_period=settings["seasonal_period"], seed=settings["seed"])
    if hasattr(model, "fit") and hasattr(model, "predict") and not isinstance(model, type):
        return with_settings(new_model(model), settings)
    if callable(model) and not isinstance(model, type):
        return _Function(model)
    raise InputTypeError.about("models", "must be models, functions, or names of baselines", model)


def forecast_table(forecast: Any, test: SeriesSet, levels: Sequence[float]) -> pd.DataFrame:
    """Return what a model forecast as a table: ``mean`` and bounds, a row per step, series after series.

    Bounds that it does not give are NaN.

    Raises
    ------
    InputTypeError, InputValueError
        It is no table and no array of the horizon's length, or a mean is no finite number.
    """
    horizon = len(test.values[0])
    wanted = horizon * len(test.names)
    if not isinstance(forecast, pd.DataFrame):
        if np.ndim(forecast) > 1 or np.size(forecast) != wanted:  # one number may come by itself
            raise InputTypeError.about("predict", f"must return a table, or {wanted} number(s)", forecast)
        forecast = pd.DataFrame({"mean": np.array(forecast, dtype=np.float64, ndmin=1)})
    if "mean" not in forecast or len(forecast) != wanted:
        said = f"{len(forecast)} row(s) with {', '.join(map(str, forecast.columns))}"
        raise InputValueError.about("predict", f"must return {wanted} row(s) with a column mean", said)
    if test.several and "series" in forecast:
        forecast = _in_order(forecast, test.names)
    columns = ["mean", *(name for level in levels for name in bounds(level))]
    table: pd.DataFrame = forecast.reindex(columns=columns).astype(np.float64).reset_index(drop=True)
    unfit = np.flatnonzero(~np.isfinite(table["mean"]))
    if len(unfit):
        step = int(unfit[0]) % horizon + 1
        raise InputValueError.about("predict", f"must return finite means, of step {step} too", table["mean"][unfit[0]])
    return table


def _in_order(forecast: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    ranks = forecast["series"].astype(str).map({name: place for place, name in enumerate(names)})
    if ranks.isna().any():
        unknown = forecast["series"][ranks.isna()].iloc[0]
        raise InputValueError.about("predict", f"must return the series {', '.join(names)}", unknown)
    # Stable: the steps stay in their order.
    return forecast.iloc[np.argsort(ranks.to_numpy(), kind="stable")]
