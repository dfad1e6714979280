"""How a forecaster's network is made and trained."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import nn

from torchduet.fitting import Fitted, Prepared, Share, fit_network
from torchduet.forecasting.forecast_losses import forecast_loss
from torchduet.forecasting.networks import ForecastNetwork, Members
from torchduet.forecasting.prediction import BATCH_SIZE
from torchduet.forecasting.settings import learned_quantiles
from torchduet.forecasting.view import Observed, View
from torchduet.forecasting.windows import WindowBatches, WindowMaker

if TYPE_CHECKING:
    from torchduet.forecasting.forecaster import Forecaster

__all__ = ["build_network", "train_forecaster"]


def build_network(settings: Forecaster, observed: Observed, maker: WindowMaker) -> Members:
    """Return a new network for windows of these series and their covariates."""
    covariates = observed.known[0].shape[1]
    num_known = covariates + maker.season_features
    return Members(
        [
            ForecastNetwork(
                architecture=settings.architecture,
                window=maker.window,
                horizon=maker.horizon,
                num_past=1 + observed.past[0].shape[1] + num_known,
                num_known=num_known,
                hidden_size=settings.hidden_size,
                layers=settings.layers,
                dropout=settings.dropout,
                decoder=settings.decoder or ("mlp" if covariates else "linear"),
                num_outputs=1 + len(learned_quantiles(settings)),
            )
            for _ in range(settings.members)
        ]
    )


def train_forecaster(
    settings: Forecaster,
    observed: Observed,
    view: View,
    maker: WindowMaker,
    horizon: int,
    cuts: Sequence[int],
    network: nn.Module | None = None,
) -> Fitted:
    """Train a network on what comes before the cuts; the rest is validation.

    Parameters
    ----------
    settings : Forecaster
        Those of the training; it need not be fitted, and is left as it is.
    observed : Observed
    view : View
    maker : WindowMaker
    horizon : int
        Steps that are forecast in validation.
    cuts : sequence of int
        How many observations of each series to learn from.
    network : torch.nn.Module, optional
        A copy of it learns further, instead of a new one.
    """

    def prepare(device: torch.device, share: Share) -> Prepared:
        data = view.lay_out(observed, maker, room=horizon, device=device)
        spans = list(zip(cuts, observed.lengths, strict=True))
        return Prepared(
            build_network(settings, observed, maker) if network is None else copy.deepcopy(network),
            WindowBatches(data, [(0, cut) for cut in cuts], batch_size=settings.batch_size, shuffle=True, share=share),
            WindowBatches(data, spans, batch_size=BATCH_SIZE, shuffle=False, share=share)
            if settings.validation_split
            else None,
            forecast_loss(settings.loss, learned_quantiles(settings)),
            classes=False,
        )

    return fit_network(settings, prepare, data={"series": tuple(observed.series.values)})
