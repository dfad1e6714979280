"""Forecasts of windows from a trained network, all steps at once or one after the other."""

from __future__ import annotations

import torch
from torch import nn

from torchduet.forecasting.windows import WindowData

__all__ = ["BATCH_SIZE", "forecast_windows"]

BATCH_SIZE = 1024


@torch.inference_mode()
def forecast_windows(network: nn.Module, data: WindowData, origins: torch.Tensor, horizon: int) -> torch.Tensor:
    """Return forecasts in scaled units, shape (windows, horizon, outputs).

    A network that answers fewer steps than the horizon, one, is asked again with its own answer as if it had been
    observed (the recursive strategy).
    """
    network.eval()
    forecast = _at_once if data.maker.horizon == horizon else _step_by_step
    return torch.cat([forecast(network, data, part, horizon).cpu() for part in torch.split(origins, BATCH_SIZE)])


def _at_once(network: nn.Module, data: WindowData, origins: torch.Tensor, horizon: int) -> torch.Tensor:  # noqa: ARG001
    return network(data.inputs(origins))[0]  # type: ignore[no-any-return]


def _step_by_step(network: nn.Module, data: WindowData, origins: torch.Tensor, horizon: int) -> torch.Tensor:
    maker = data.maker
    rows = origins.to(data.numbers.device)
    numbers = data.numbers.unfold(0, maker.length, 1)[rows - maker.length]
    answers = []
    for step in range(horizon):
        inputs = maker.inputs(
            numbers, (data.times(origins) + step).to(rows.device), *data.covariates(origins, ahead=step)
        )
        answer = network(inputs)[0]  # (batch, 1, outputs)
        answers.append(answer)
        numbers = torch.cat([numbers[:, 1:], answer[:, :, 0]], dim=1)
    return torch.cat(answers, dim=1)
