"""What models that train a network share once they are fitted: its weights, its history, files."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
import torch
from torch import nn

from torchduet import storage
from torchduet.estimator import Estimator
from torchduet.fitting import Fitted
from torchduet.positions import NamedWeights, WeightTable
from torchduet.summary import weight_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["NetworkModel"]


class NetworkModel(Estimator):
    """Base of models whose `fit` trains a network."""

    history_: pd.DataFrame
    network_: nn.Module
    seed_: int
    interrupted_: bool
    _notes: dict[str, Any]

    def get_weights(self) -> NamedWeights:
        """Return the network's weights by name, as arrays in double precision; row 0 of an embedding is padding."""
        self._check_fitted("get_weights")
        return {name: tensor.cpu().double().numpy() for name, tensor in self.network_.state_dict().items()}

    def summary(self) -> WeightTable:
        """List the weights of the network.

        Returns
        -------
        DataFrame
            A row per weight array: ``weights`` (its name), ``layer``, ``shape``, ``parameters`` (how many numbers),
            ``trainable``, ``depth`` (of the layer, counted from the output, which is 1).
        """
        self._check_fitted("summary")
        return weight_table(self.network_)

    def plot(self) -> Axes:
        """Draw loss and validation loss by epoch with matplotlib; return the axes."""
        from torchduet.plots import plot_history

        self._check_fitted("plot")
        return plot_history(self.history_)

    def _copy(self) -> Self:
        """Return a model of its own: what is done to it is not done to this one.

        The weights may be changed in place; all else the methods replace.
        """
        other = copy.copy(self)
        other.network_ = copy.deepcopy(self.network_)
        return other

    def _take(self, fitted: Fitted) -> None:
        """Take what a training ended with."""
        self.network_ = fitted.network
        self.seed_ = fitted.seed
        self.history_ = fitted.history
        self.interrupted_ = fitted.interrupted

    def _storable_params(self) -> dict[str, Any]:
        """Return the settings that a file can hold: what is a function, or may hold one, stays out."""
        return {
            name: value.tolist() if isinstance(value, np.ndarray) else value
            for name, value in self.get_params().items()
            if name not in ("callbacks", "metrics") and not callable(value)
        }

    def _remember(self, **notes: Any) -> None:
        """Keep notes of whoever calls, which are saved with the model."""
        self._notes = {
            name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in notes.items()
        }

    def _write(
        self,
        path: str | Path,
        params: Mapping[str, Any],
        description: Mapping[str, Any],
        tensors: Mapping[str, torch.Tensor] = MappingProxyType({}),
    ) -> None:
        """Write the model: those of its settings that a file can hold, how its kind is described, other tensors."""
        described = {
            "params": params,
            **description,
            "frozen": [name for name, weights in self.network_.named_parameters() if not weights.requires_grad],
            "history": self.history_.to_dict(orient="list"),
            "seed": self.seed_,
            "interrupted": self.interrupted_,
            "notes": getattr(self, "_notes", {}),
        }
        storage.write(path, type(self), described, {**self.network_.state_dict(), **tensors})

    def _take_stored(
        self, description: Mapping[str, Any], weights: Mapping[str, torch.Tensor], build: Callable[[], nn.Module]
    ) -> None:
        """Take back what `_write` wrote of all models; `build` makes the network that the weights belong to."""
        # On "meta", a device without memory, nothing is allocated and nothing drawn: the weights come from the file.
        with torch.device("meta"):
            network = build()
        network.load_state_dict({name: tensor.clone() for name, tensor in weights.items()}, assign=True)
        for name in description.get("frozen", ()):  # files of earlier versions do not say
            network.get_parameter(name).requires_grad_(False)
        self.network_ = network.eval()
        self.history_ = pd.DataFrame(description["history"])
        self.seed_ = description["seed"]
        self.interrupted_ = description["interrupted"]
        self._notes = description["notes"]
