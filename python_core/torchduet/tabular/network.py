"""The multi-layer perceptron: a plain torch module from features to scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

import torch
from torch import nn

from torchduet.row_batch_norm import RowBatchNorm1d

__all__ = ["HIDDEN_ACTIVATIONS", "MultilayerPerceptron"]

HIDDEN_ACTIVATIONS: Final[dict[str, Callable[[torch.Tensor], torch.Tensor]]] = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "identity": lambda scores: scores,
}


class MultilayerPerceptron(nn.Module):
    """Hidden layers, each linear with an activation, then a linear layer.

    Parameters
    ----------
    num_features : int
    hidden_sizes : sequence of int
        Units of each hidden layer; without one, the network is linear.
    num_outputs : int
    activation : {"relu", "tanh", "sigmoid", "identity"}
    batch_normalization : {"before", "after"} or None
        Normalise each unit over a batch, before the activation or after it.
    dropout : float
        Share of each hidden layer's outputs dropped in training.

    Examples
    --------
    >>> network = MultilayerPerceptron(3, [4], 2, batch_normalization="before")
    >>> list(network.state_dict())[:3]
    ['hidden_1.weight', 'normalization_1.weight', 'normalization_1.bias']
    >>> network(torch.zeros(5, 3)).shape
    torch.Size([5, 2])
    """

    def __init__(
        self,
        num_features: int,
        hidden_sizes: Sequence[int],
        num_outputs: int,
        *,
        activation: str = "relu",
        batch_normalization: Literal["before", "after"] | None = None,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.activation = HIDDEN_ACTIVATIONS[activation]
        self.batch_normalization = batch_normalization
        self.depth = len(hidden_sizes)
        sizes = [num_features, *hidden_sizes]
        # Layers are counted from one, in R as in Python.
        for number in range(1, len(sizes)):
            # Normalised right after, a bias would be taken away again.
            linear = nn.Linear(sizes[number - 1], sizes[number], bias=batch_normalization != "before")
            self.add_module(f"hidden_{number}", linear)
            if batch_normalization is not None:
                self.add_module(f"normalization_{number}", RowBatchNorm1d(sizes[number]))
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(sizes[-1], num_outputs)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Return scores, shape (batch, num_outputs), of features, shape (batch, num_features)."""
        states = features
        for number in range(1, self.depth + 1):
            states = self.get_submodule(f"hidden_{number}")(states)  # (batch, hidden_sizes[number - 1])
            if self.batch_normalization is None:
                states = self.activation(states)
            elif self.batch_normalization == "before":
                states = self.activation(self.get_submodule(f"normalization_{number}")(states))
            else:
                states = self.get_submodule(f"normalization_{number}")(self.activation(states))
            states = self.dropout(states)
        scores: torch.Tensor = self.output(states)
        return scores
