"""Networks with an answer at every step: a label for each word, or the word that comes next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from torchduet.batches import LengthBatches
from torchduet.recurrent import RecurrentLayers
from torchduet.reversal import in_text_order
from torchduet.sequence_layers import initialize_embedding
from torchduet.text_vectorizer import PADDING_ID

__all__ = ["NextTokenNetwork", "StepBatches", "StepNetwork"]


class StepNetwork(nn.Module):
    """Word vectors, recurrent layers, and a linear layer at each real step.

    Parameters
    ----------
    kind : {"rnn", "lstm", "gru"}
    num_embeddings : int
        Size of the vocabulary.
    embedding_dim : int
        Length of a token's vector.
    num_outputs : int
        Scores of a step.
    hidden_size : int
        Units of a layer and direction.
    layers : int
    bidirectional : bool
    dropout : float
        Share of the last layer's outputs dropped in training, and of those between layers.

    Examples
    --------
    >>> network = StepNetwork("gru", num_embeddings=10, embedding_dim=4, num_outputs=3)
    >>> network(torch.tensor([[5, 3, 0], [2, 2, 2]])).shape
    torch.Size([5, 3])
    """

    def __init__(
        self,
        kind: str,
        num_embeddings: int,
        embedding_dim: int,
        num_outputs: int,
        *,
        hidden_size: int = 64,
        layers: int = 1,
        bidirectional: bool = False,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(num_embeddings, embedding_dim, padding_idx=PADDING_ID)
        initialize_embedding(self.embedding.weight)
        self.layers = RecurrentLayers(
            kind, embedding_dim, hidden_size, layers=layers, bidirectional=bidirectional, dropout=dropout
        )
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(self.layers.output_size, num_outputs)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the scores of the real steps alone, text after text, so that padding cannot count.

        Parameters
        ----------
        ids : tensor of int64, shape (batch, time)
            Padded on the right.

        Returns
        -------
        tensor, shape (real steps, num_outputs)
        """
        real = ids != PADDING_ID  # (batch, time)
        lengths = real.sum(dim=1)
        readings = self.layers(self.embedding(ids), lengths)
        return self.score(in_text_order(readings, lengths)[real])

    def score(self, states: torch.Tensor) -> torch.Tensor:
        """Return the scores, shape (steps, num_outputs), of states, shape (steps, features)."""
        scores: torch.Tensor = self.output(self.dropout(states))
        return scores


class NextTokenNetwork(StepNetwork):
    """Scores of each token to come next, at every step; padding never comes and has the score -inf.

    Takes what `StepNetwork` takes, but for ``num_outputs``, which is the size of the vocabulary, and
    ``bidirectional``: who reads backwards has seen what comes next.

    Examples
    --------
    >>> network = NextTokenNetwork("rnn", num_embeddings=5, embedding_dim=4)
    >>> network(torch.tensor([[2, 3, 0]])).softmax(dim=1)[:, 0].tolist()
    [0.0, 0.0]
    """

    def __init__(self, kind: str, num_embeddings: int, embedding_dim: int, **settings: Any) -> None:
        super().__init__(kind, num_embeddings, embedding_dim, num_embeddings - 1, **settings)

    def score(self, states: torch.Tensor) -> torch.Tensor:
        """Return the scores, shape (steps, num_embeddings), of states, shape (steps, features)."""
        return nn.functional.pad(super().score(states), (1, 0), value=-torch.inf)

    def advance(self, ids: torch.Tensor, state: Any = None) -> tuple[torch.Tensor, Any]:
        """Read on from a state.

        Parameters
        ----------
        ids : tensor of int64, shape (batch, time)
            Without padding.
        state : tensor or (tensor, tensor), optional
            What `advance` returned; without it, the texts begin.

        Returns
        -------
        scores : tensor, shape (batch, num_embeddings)
            Of the token after the last one read.
        state : tensor of shape (layers, batch, hidden_size), or two of them with an LSTM
        """
        outputs, state = self.layers.recurrent(self.embedding(ids), state)
        return self.score(outputs[:, -1]), state


class StepBatches(LengthBatches):
    """Batches of like length whose targets, shape (n, time), are those of the real steps alone, text after text."""

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        for ids, targets in super().__iter__():
            yield ids, targets[:, : ids.shape[1]][ids != PADDING_ID]
