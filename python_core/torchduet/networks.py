"""The networks that classify texts: plain torch modules from ids to one score per class."""

from collections.abc import Callable

import torch
from torch import nn

from torchduet.text_vectorizer import PADDING_ID

__all__ = ["ARCHITECTURES", "AveragePoolingNetwork"]

INITIAL_STANDARD_DEVIATION = 0.1


class AveragePoolingNetwork(nn.Module):
    """The mean of a text's word vectors, then a linear layer.

    Parameters
    ----------
    num_embeddings : int
        Size of the vocabulary.
    embedding_dim : int
        Length of a word's vector.
    num_classes : int
    dropout : float
        Share of the pooled features dropped in training.

    Examples
    --------
    >>> network = AveragePoolingNetwork(num_embeddings=10, embedding_dim=4, num_classes=2)
    >>> network(torch.tensor([[5, 3, 0], [2, 2, 2]])).shape
    torch.Size([2, 2])
    """

    def __init__(self, num_embeddings: int, embedding_dim: int, num_classes: int, dropout: float = 0.0) -> None:
        super().__init__()
        # Look-up and masked mean in one: no (batch, time, embedding_dim) array is made. Padding keeps a zero row.
        self.embedding = nn.EmbeddingBag(num_embeddings, embedding_dim, mode="mean", padding_idx=PADDING_ID)
        # torch starts embeddings with standard deviation 1; rare words then keep that noise. Validation chose 0.1.
        nn.init.normal_(self.embedding.weight, std=INITIAL_STANDARD_DEVIATION)
        with torch.no_grad():
            self.embedding.weight[PADDING_ID] = 0.0
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(embedding_dim, num_classes)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return scores (logits), shape (batch, num_classes), of ids, shape (batch, time)."""
        real = ids != PADDING_ID  # (batch, time)
        counts = real.sum(dim=1)
        # The real tokens alone, text after text: the same numbers as self.embedding(ids) in two thirds of its time.
        pooled = nn.functional.embedding_bag(
            ids.masked_select(real), self.embedding.weight, counts.cumsum(dim=0) - counts, mode="mean"
        )  # (batch, embedding_dim)
        scores: torch.Tensor = self.output(self.dropout(pooled))  # (batch, num_classes)
        return scores


ARCHITECTURES: dict[str, Callable[..., nn.Module]] = {"average_pooling": AveragePoolingNetwork}
