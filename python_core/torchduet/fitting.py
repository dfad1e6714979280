"""What every fit does around the training loop: settings checked, a seed, texts held back, processes, history."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd
import torch
from torch import nn

from torchduet.callbacks import BestWeights, Progress, as_callback
from torchduet.devices import find_device
from torchduet.distributed import Alone, join, own_device
from torchduet.errors import InputTypeError, InputValueError
from torchduet.own_metrics import ValidationMetrics
from torchduet.parameters import check_flag, check_integer, check_number
from torchduet.schedules import LearningRateFunction, LearningRateSchedule
from torchduet.training import Callback, make_optimizer, train

__all__ = ["Fitted", "Prepared", "Share", "check_training_params", "fit_network", "held_back", "split_rows"]

Share = tuple[int, int]
"""Which process this is, and of how many; see `LengthBatches`."""


class Trainable(Protocol):
    """A model with the settings that all trainings have."""

    epochs: int
    batch_size: int
    weight_decay: float
    gradient_clip: float | None
    dropout: float
    validation_split: float
    patience: int | None
    seed: int | None
    device: str
    callbacks: Any
    verbose: Any

    @property
    def learning_rate(self) -> float | LearningRateFunction:
        """A number, or a function of the epoch; not every model takes a function."""

    def get_params(self) -> dict[str, Any]:
        """Return all settings by name."""


class TrainingBatches(Protocol):
    """What is gone through once per epoch."""

    generator: torch.Generator | None

    def __iter__(self) -> Iterator[tuple[Any, torch.Tensor]]:
        """Go through (inputs, targets)."""


@dataclass(frozen=True)
class Prepared:
    """What a training begins with."""

    network: nn.Module
    batches: TrainingBatches
    validation_batches: TrainingBatches | None
    loss_function: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
    validation_metrics: ValidationMetrics | None = None
    classes: bool = True
    """Whether the targets are classes, whose accuracy can be measured."""


@dataclass(frozen=True)
class Fitted:
    """What a training ends with."""

    network: nn.Module
    history: pd.DataFrame
    """A row per epoch: epoch, loss, what was measured on the texts held back, learning_rate if it is a function's,
    seconds."""
    seed: int
    interrupted: bool


def check_training_params(model: Trainable) -> None:
    """Make sure that the settings that all trainings have make sense."""
    for name in ("epochs", "batch_size"):
        check_integer(name, getattr(model, name), at_least=1)
    check_integer("patience", model.patience, at_least=1, optional=True)
    check_integer("seed", model.seed, at_least=0, optional=True)
    if not callable(model.learning_rate):
        check_number("learning_rate", model.learning_rate, above=0.0)
    check_number("weight_decay", model.weight_decay, at_least=0.0)
    check_number("gradient_clip", model.gradient_clip, above=0.0, optional=True)
    for name in ("dropout", "validation_split"):
        check_number(name, getattr(model, name), at_least=0.0, below=1.0)
    check_flag("verbose", model.verbose, words=("auto",))
    if not isinstance(model.callbacks, Iterable):
        raise InputTypeError.about("callbacks", "must be a sequence of functions", model.callbacks, "Put it in a list")


def held_back(count: int, validation_split: float) -> int:
    """Return how many of some texts or observations are held back: at least one if any share is asked for."""
    return max(1, round(count * validation_split)) if validation_split else 0


def split_rows(count: int, validation_split: float) -> tuple[list[int], list[int]]:
    """Draw which texts to learn from and which to hold back."""
    kept_back = held_back(count, validation_split)
    if kept_back == count:
        raise InputValueError(
            f"validation_split = {validation_split:g} of {count} text(s) leaves none to learn from; "
            "give more texts, or set it to 0"
        )
    order = torch.randperm(count).tolist()
    return order[kept_back:], order[:kept_back]


def fit_network(
    model: Trainable, prepare: Callable[[torch.device, Share], Prepared], *, data: dict[str, Any]
) -> Fitted:
    """Train a network with a model's settings. Torch's own random state is left as it was.

    Parameters
    ----------
    model : Trainable
        Settings that `check_training_params` has seen.
    prepare : callable
        From the device and this process's share of each batch to what the training begins with. It is called under
        the seed: what it draws, the rows held back and the first weights, the seed settles.
    data : dict
        What has to be the same in all processes that train together.
    """
    device = own_device(find_device(model.device))
    processes = join(device)
    processes.check_same(parameters=_comparable(model.get_params()), **data)
    seed = processes.first(int(torch.randint(2**31 - 1, ())) if model.seed is None else int(model.seed))
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(seed)
        prepared = prepare(device, (processes.rank, processes.size))
        network = prepared.network.to(device)
        rate = model.learning_rate
        optimizer = make_optimizer(
            network,
            learning_rate=0.0 if callable(rate) else rate,  # a function is asked before each epoch
            weight_decay=model.weight_decay,
        )
        if processes.size > 1:  # the same order in all processes, whatever their dropout draws
            prepared.batches.generator = torch.Generator().set_state(torch.get_rng_state())
            torch.manual_seed(seed + processes.rank)
        run = train(
            network,
            prepared.batches,
            loss_function=prepared.loss_function,
            optimizer=optimizer,
            epochs=model.epochs,
            validation_batches=prepared.validation_batches,
            gradient_clip=model.gradient_clip,
            callbacks=_make_callbacks(model, prepared, optimizer, processes),
            processes=processes,
        )
    if run.interrupted and processes.rank == 0:
        warnings.warn(
            f"training was interrupted after {len(run.history)} epoch(s); the model keeps what it had learned",
            stacklevel=3,
        )
    history = pd.DataFrame(run.history, columns=_columns(model, prepared))
    return Fitted(network, history, seed, run.interrupted)


def _comparable(params: dict[str, Any]) -> dict[str, Any]:
    """Return the settings that processes can compare: those that are no functions, and matter to all."""
    own = ("callbacks", "metrics", "device", "verbose")
    return {name: value for name, value in params.items() if name not in own and not callable(value)}


def _make_callbacks(
    model: Trainable, prepared: Prepared, optimizer: torch.optim.Optimizer, processes: Alone
) -> list[Callback]:
    callbacks: list[Callback] = []
    if prepared.validation_batches is not None:
        # First: an interrupt in a function of the user's finds weights that belong to the history.
        callbacks.append(BestWeights(model.patience))
    if callable(model.learning_rate):
        callbacks.append(LearningRateSchedule(optimizer, model.learning_rate))
    if prepared.validation_metrics is not None:
        callbacks.append(prepared.validation_metrics)
    callbacks += [as_callback(callback) for callback in model.callbacks]
    if processes.rank == 0 and (sys.stderr.isatty() if model.verbose == "auto" else model.verbose):
        callbacks.append(Progress())
    return callbacks


def _columns(model: Trainable, prepared: Prepared) -> list[str]:
    measured = ["validation_loss", *(["validation_accuracy"] if prepared.classes else [])]
    if prepared.validation_batches is None:
        measured = []
    own = prepared.validation_metrics.columns if prepared.validation_metrics is not None else []
    rate = ["learning_rate"] if callable(model.learning_rate) else []
    return ["epoch", "loss", *measured, *own, *rate, "seconds"]
