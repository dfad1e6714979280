"""What training makes small where the answers are numbers, some of them not yet observed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import nn

__all__ = ["LOSSES", "forecast_loss"]

LOSSES = ("absolute_error", "squared_error", "huber")


def forecast_loss(loss: str, quantiles: Sequence[float] = ()) -> Callable[[torch.Tensor, torch.Tensor], torch.Tensor]:
    """Return a loss over the targets that are there: from (forecasts, targets) to a number.

    Parameters
    ----------
    loss : {"absolute_error", "squared_error", "huber"}
        Of the first output.
    quantiles : sequence of float
        The levels of the others, which take the pinball loss: Koenker and Bassett (1978), "Regression quantiles".

    Notes
    -----
    Forecasts have shape (members, batch, horizon, 1 + quantiles), targets (batch, horizon), NaN where there is none.

    Examples
    --------
    >>> loss = forecast_loss("absolute_error")
    >>> loss(torch.zeros(1, 1, 3, 1), torch.tensor([[1.0, -3.0, torch.nan]]))
    tensor(2.)
    """

    def apply(forecasts: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        observed = ~targets.isnan()
        # Not by a product: NaN times zero is NaN, in the gradient too.
        errors = torch.where(observed[..., None], targets.nan_to_num()[..., None] - forecasts, 0.0)
        centre = errors[..., 0]
        if loss == "squared_error":
            total = centre.square().sum()
        elif loss == "huber":
            total = nn.functional.huber_loss(centre, torch.zeros_like(centre), reduction="sum")
        else:
            total = centre.abs().sum()
        if quantiles:
            levels = torch.tensor(quantiles, dtype=errors.dtype, device=errors.device)
            total = total + torch.maximum(levels * errors[..., 1:], (levels - 1) * errors[..., 1:]).sum()
        return total / (observed.sum().clamp(min=1) * len(forecasts))

    return apply
