"""What a file holds of a forecaster: its series and scalings beside the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import torch

from torchduet.forecasting.forecaster_training import build_network
from torchduet.forecasting.intervals import intervals_of_arrays
from torchduet.forecasting.series import SeriesSet
from torchduet.forecasting.time_axis import described, rebuilt
from torchduet.forecasting.view import Observed, View
from torchduet.forecasting.windows import WindowMaker

if TYPE_CHECKING:
    from torchduet.forecasting.forecaster import Forecaster

__all__ = ["from_storage", "tensors_of"]

Model = TypeVar("Model", bound="Forecaster")

_PARTS = ("values", "past", "known")


def tensors_of(model: Forecaster) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    """Return a fitted forecaster's description and its numbers, but for the network."""
    observed = model._observed
    series = observed.series
    arrays = {
        f"{part}.{place}": rows
        for part, whole in zip(_PARTS, (series.values, observed.past, observed.known), strict=True)
        for place, rows in enumerate(whole)
    }
    if model._intervals is not None:
        arrays |= {f"intervals.{name}": numbers for name, numbers in model._intervals.arrays().items()}
    description = {
        "series": {
            "names": series.names,
            "index": [described(index, series.frequency) for index in series.index],
            "seasonal_period": series.seasonal_period,
            "several": series.several,
        },
        "view": model._view.description(),
        "windows": asdict(model._maker),
        "horizon": model.horizon_,
        "best_epoch": model.best_epoch_,
        "columns": model._columns,
    }
    return description, {name: torch.tensor(numbers) for name, numbers in arrays.items()}


def from_storage(model: Model, description: dict[str, Any], weights: Mapping[str, torch.Tensor]) -> Model:
    """Return a forecaster as it was saved."""
    kept = description["series"]
    arrays = {name: tensor.numpy() for name, tensor in weights.items() if not name.startswith("members.")}
    values, past, known = ([arrays[f"{part}.{place}"] for place in range(len(kept["names"]))] for part in _PARTS)
    axes = [rebuilt(one) for one in kept["index"]]
    series = SeriesSet(
        kept["names"], values, [index for index, _ in axes], axes[0][1], kept["seasonal_period"], kept["several"]
    )
    windows = description["windows"]
    intervals = {name.partition(".")[2]: rows for name, rows in arrays.items() if name.startswith("intervals.")}
    model._columns = description["columns"]
    model.best_epoch_ = description["best_epoch"]
    maker = WindowMaker(**{**windows, "periods": tuple(windows["periods"])})
    observed = Observed(series, past, known)
    model._settle(
        observed,
        View.of_description(description["view"]),
        maker,
        description["horizon"],
        intervals_of_arrays(intervals) if intervals else None,
    )
    network = {name: tensor for name, tensor in weights.items() if name.startswith("members.")}
    model._take_stored(description, network, partial(build_network, model, observed, maker))
    return model
