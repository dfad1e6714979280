"""What stands behind a network's scores: classes, or a number in the units of the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.errors import InputTypeError, InputValueError
from torchduet.losses import LossFunction, NumberLossFunction, TensorLoss, as_loss

__all__ = ["NUMBER_LOSSES", "ClassHead", "Head", "NumberHead"]

Array = NDArray[np.float64]

NUMBER_LOSSES: Final[dict[str, TensorLoss]] = {
    "squared_error": nn.functional.mse_loss,
    "absolute_error": nn.functional.l1_loss,
    "huber": nn.functional.huber_loss,
}


class Head(Protocol):
    """How targets go to a network, and predictions come from it."""

    @property
    def num_outputs(self) -> int:
        """How many scores a row has."""

    def targets(self, truth: NDArray[Any]) -> torch.Tensor:
        """Return what a network is to give for what is right."""

    def loss(self, kind: Any) -> TensorLoss:
        """Return a loss of a network's scores and such targets."""

    def predictions(self, scores: Array) -> Array:
        """Return what scores, shape (rows, num_outputs), say."""


@dataclass(frozen=True)
class ClassHead:
    """A score per class; their softmax is the probabilities."""

    num_outputs: int

    def targets(self, truth: NDArray[np.int64]) -> torch.Tensor:
        """Return the position of each row's class."""
        return torch.from_numpy(truth)

    def loss(self, kind: str | LossFunction) -> TensorLoss:
        """Return cross-entropy, or the user's function."""
        return as_loss(kind)

    def predictions(self, scores: Array) -> Array:
        """Return the probability of each class, shape (rows, num_outputs)."""
        probabilities: Array = torch.from_numpy(scores).softmax(dim=1).numpy()
        return probabilities


@dataclass(frozen=True)
class NumberHead:
    """One score: the number, less the mean of the training rows, divided by their standard deviation."""

    mean: float
    scale: float

    num_outputs = 1

    @classmethod
    def learn(cls, truth: Array) -> Self:
        """Learn mean and scale; numbers that are all the same are not scaled."""
        # Compared, not computed: the standard deviation of equal numbers is not always rounded to 0.
        return cls(float(truth.mean()), 1.0 if (truth == truth[0]).all() else float(truth.std()))

    def targets(self, truth: Array) -> torch.Tensor:
        """Return scaled numbers, shape (rows, 1)."""
        return torch.from_numpy((truth - self.mean) / self.scale).float().unsqueeze(1)

    def loss(self, kind: str | NumberLossFunction) -> TensorLoss:
        """Return a loss of scaled numbers; a function of the user's is given them in the target's units."""
        if isinstance(kind, str) and kind in NUMBER_LOSSES:
            return NUMBER_LOSSES[kind]
        if not callable(kind):
            error = InputValueError if isinstance(kind, str) else InputTypeError
            listed = ", ".join(f'"{name}"' for name in NUMBER_LOSSES)
            raise error.about("loss", f"must be {listed} or a function", kind)
        own = as_loss(kind)

        def apply(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
            both = (numbers.squeeze(1).double() * self.scale + self.mean for numbers in (scores, targets))
            return own(*both)

        return apply

    def predictions(self, scores: Array) -> Array:
        """Return numbers in the target's units, shape (rows,)."""
        return scores[:, 0] * self.scale + self.mean
