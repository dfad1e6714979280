"""At which learning rates five hidden layers learn at all, with and without batch normalization."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import torch
from torch import nn

import torchduet as td

ABOUT = "Chicago, five hidden layers of 16: one row per fit; errors of 2012 and 2013 in thousand riders, inf: diverged"
SEEDS = (1, 2, 3, 4, 5)
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
LAST_LAYER_RATES = {"as the others": None, "0.1": 0.1}
EPOCHS, BATCH_SIZE, UNITS, LAYERS = 5, 32, 16, 5

ACTIVATIONS: dict[str, type[nn.Module]] = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "ReLU": nn.ReLU, "ReLU, He": nn.ReLU}


class Days(NamedTuple):
    """Inputs and riders of some days, both scaled by the days trained on."""

    inputs: torch.Tensor
    riders: torch.Tensor


def days() -> tuple[Days, Days, float]:
    """Return the days before 2012, those of 2012 and 2013, and how many thousand riders a scaled one is.

    The inputs are the lesson's: the riders of two weeks earlier, the temperature, and the weekday but Sunday.
    """
    trains = td.datasets.chicago()
    weekday = trains["date"].dt.day_of_week
    inputs = np.column_stack([trains["Clark_Lake"], trains["temp"], *(weekday == each for each in range(6))])
    riders = trains["ridership"].to_numpy()
    early = (trains["date"] < "2012-01-01").to_numpy()
    later = (trains["date"] < "2014-01-01").to_numpy() & ~early
    scale = riders[early].std(ddof=1)
    inputs = (inputs - inputs[early].mean(axis=0)) / inputs[early].std(axis=0, ddof=1)
    riders = (riders - riders[early].mean()) / scale

    def of(chosen: np.ndarray[Any, Any]) -> Days:
        return Days(
            torch.tensor(inputs[chosen], dtype=torch.float32), torch.tensor(riders[chosen], dtype=torch.float32)
        )

    return of(early), of(later), float(scale)


def network(activation: str, normalized: bool) -> nn.Sequential:
    """Return five hidden layers and a linear unit; the normalization stands before the activation.

    Weights start as torch draws them, for "ReLU, He" as K. He et al. (2015) do for layers of ReLUs.
    """
    layers: list[nn.Module] = []
    for features in (8, *(LAYERS - 1) * (UNITS,)):
        linear = nn.Linear(features, UNITS, bias=not normalized)  # the mean would take the bias away again
        if activation == "ReLU, He":
            nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        layers += [linear, *([nn.BatchNorm1d(UNITS)] if normalized else []), ACTIVATIONS[activation]()]
    return nn.Sequential(*layers, nn.Linear(UNITS, 1))


def fit(module: nn.Sequential, train: Days, learning_rate: float, last_layer_rate: float | None) -> None:
    """Train by plain mini-batch gradient descent, as the lesson does by hand; the last layer may have its own rate."""
    layers: list[dict[str, Any]] = [
        {"params": module[:-1].parameters()},
        {"params": module[-1].parameters(), "lr": last_layer_rate or learning_rate},
    ]
    optimizer = torch.optim.SGD(layers, lr=learning_rate)
    module.train()
    for _ in range(EPOCHS):
        order = torch.randperm(len(train.inputs))
        for batch in order[: len(order) // BATCH_SIZE * BATCH_SIZE].view(-1, BATCH_SIZE):
            loss = nn.functional.mse_loss(module(train.inputs[batch]).squeeze(1), train.riders[batch])
            if not loss.isfinite():
                return
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()


@torch.no_grad()
def error(module: nn.Module, on: Days, scale: float) -> float:
    """Return the root of the mean squared error in prediction, in thousand riders; infinity for what is no number."""
    module.eval()
    found = nn.functional.mse_loss(module(on.inputs).squeeze(1), on.riders).sqrt().item() * scale
    return round(found, 4) if np.isfinite(found) and found < 1e6 else float("inf")


def run() -> pd.DataFrame:
    """Fit every network at every learning rate with every seed.

    Returns
    -------
    DataFrame
        ``activation``, ``normalization`` ("none", "batch"), ``last_layer`` (its learning rate), ``learning_rate``,
        ``seed``, ``validation_error``; and a row with the activation "always the mean" to compare with.
    """
    train, validation, scale = days()
    of_mean = float(validation.riders.square().mean().sqrt()) * scale
    rows: list[dict[str, Any]] = [{"activation": "always the mean", "validation_error": round(of_mean, 4)}]
    settings = itertools.product(LAST_LAYER_RATES, ACTIVATIONS, ("none", "batch"), RATES, SEEDS)
    for last_layer, activation, normalization, learning_rate, seed in settings:
        torch.manual_seed(seed)
        module = network(activation, normalization == "batch")
        fit(module, train, learning_rate, LAST_LAYER_RATES[last_layer])
        rows.append(
            {
                "activation": activation,
                "normalization": normalization,
                "last_layer": last_layer,
                "learning_rate": learning_rate,
                "seed": seed,
                "validation_error": error(module, validation, scale),
            }
        )
    return pd.DataFrame(rows).astype({"seed": "Int64"})


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return the median error over seeds of each network at each rate."""
    groups = table.groupby(["last_layer", "activation", "normalization", "learning_rate"], sort=False)[
        "validation_error"
    ]
    return groups.median().unstack().round(2)
