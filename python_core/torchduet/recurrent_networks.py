"""The recurrent network that classifies texts: word vectors, recurrent layers, pooling, a linear layer."""

import torch
from torch import nn

from torchduet.recurrent import RecurrentLayers
from torchduet.sequence_layers import MaskedBatchNorm1d, WordDropout, initialize_embedding, pool_sequences
from torchduet.text_vectorizer import PADDING_ID

__all__ = ["RecurrentNetwork"]


class RecurrentNetwork(nn.Module):
    """Recurrent layers over a text's word vectors, pooled over its words, then a linear layer.

    Padding changes nothing; see `RecurrentLayers` for how.

    Parameters
    ----------
    kind : {"rnn", "lstm", "gru"}
    num_embeddings : int
        Size of the vocabulary.
    embedding_dim : int
        Length of a word's vector.
    num_classes : int
    hidden_size : int
        Units of a layer and direction.
    layers : int
    bidirectional : bool
        Read each text in both directions.
    pooling : {"last", "mean", "max"}
        What of the states over a text's words goes into the linear layer. "last" is the state after the whole text was
        read; of the backward direction, the one at the first word.
    batch_normalization : bool
        Normalise the last layer's states, before the pooling.
    dropout : float
        Share of the pooled features dropped in training, and of the outputs between layers.
    word_dropout : float
        Share of the words turned into the unknown one in training.

    Examples
    --------
    >>> network = RecurrentNetwork("lstm", num_embeddings=10, embedding_dim=4, num_classes=2, hidden_size=8)
    >>> network(torch.tensor([[5, 3, 0], [2, 2, 2]])).shape
    torch.Size([2, 2])
    """

    def __init__(
        self,
        kind: str,
        num_embeddings: int,
        embedding_dim: int,
        num_classes: int,
        *,
        hidden_size: int = 64,
        layers: int = 1,
        bidirectional: bool = False,
        pooling: str = "max",
        batch_normalization: bool = False,
        dropout: float = 0.0,
        word_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.word_dropout = WordDropout(word_dropout)
        self.embedding = nn.Embedding(num_embeddings, embedding_dim, padding_idx=PADDING_ID)
        initialize_embedding(self.embedding.weight)
        self.layers = RecurrentLayers(
            kind, embedding_dim, hidden_size, layers=layers, bidirectional=bidirectional, dropout=dropout
        )
        features = self.layers.output_size
        self.normalization = MaskedBatchNorm1d(features) if batch_normalization else None
        self.pooling = pooling
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(features, num_classes)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return scores (logits), shape (batch, num_classes), of ids, shape (batch, time), padded on the right."""
        lengths = (ids != PADDING_ID).sum(dim=1)  # (batch,)
        # Looked up step by step of all texts, as the layers go through them, so that nothing is put in order again.
        embedded = self.embedding(self.word_dropout(ids).t()).transpose(0, 1)  # (batch, time, embedding_dim)
        readings = self.layers(embedded, lengths)  # of each direction, (batch, time, hidden_size)
        if self.normalization is not None:
            readings = self.normalization(torch.cat(readings, dim=2), lengths).chunk(len(readings), dim=2)
        pooled = torch.cat([pool_sequences(states, lengths, self.pooling) for states in readings], dim=1)
        scores: torch.Tensor = self.output(self.dropout(pooled))  # (batch, num_classes)
        return scores
