"""The simplest network that classifies texts: a plain torch module from ids to one score per class."""

import torch
from torch import nn

from torchduet.sequence_layers import MaskedBatchNorm1d, WordDropout, initialize_embedding
from torchduet.text_vectorizer import PADDING_ID

__all__ = ["AveragePoolingNetwork"]


class AveragePoolingNetwork(nn.Module):
    """The mean of a text's word vectors, then a linear layer.

    Parameters
    ----------
    num_embeddings : int
        Size of the vocabulary.
    embedding_dim : int
        Length of a word's vector.
    num_classes : int
    batch_normalization : bool
        Normalise the word vectors, before the mean.
    dropout : float
        Share of the pooled features dropped in training.
    word_dropout : float
        Share of the words turned into the unknown one in training.

    Examples
    --------
    >>> network = AveragePoolingNetwork(num_embeddings=10, embedding_dim=4, num_classes=2)
    >>> network(torch.tensor([[5, 3, 0], [2, 2, 2]])).shape
    torch.Size([2, 2])
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        num_classes: int,
        *,
        batch_normalization: bool = False,
        dropout: float = 0.0,
        word_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.word_dropout = WordDropout(word_dropout)
        # Look-up and masked mean in one: no (batch, time, embedding_dim) array is made. Padding keeps a zero row.
        self.embedding = nn.EmbeddingBag(num_embeddings, embedding_dim, mode="mean", padding_idx=PADDING_ID)
        initialize_embedding(self.embedding.weight)
        self.normalization = MaskedBatchNorm1d(embedding_dim) if batch_normalization else None
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(embedding_dim, num_classes)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return scores (logits), shape (batch, num_classes), of ids, shape (batch, time)."""
        real = ids != PADDING_ID  # (batch, time)
        counts = real.sum(dim=1)
        # The real tokens alone, text after text: the same numbers as self.embedding(ids) in two thirds of its time.
        words, vectors = self.word_dropout(ids).masked_select(real), self.embedding.weight
        if self.normalization is not None:  # a vector per place in a text, not per word of the vocabulary
            vectors = self.normalization.normalize(vectors[words])
            words = torch.arange(len(words), device=ids.device)
        pooled = nn.functional.embedding_bag(
            words, vectors, counts.cumsum(dim=0) - counts, mode="mean"
        )  # (batch, embedding_dim)
        scores: torch.Tensor = self.output(self.dropout(pooled))  # (batch, num_classes)
        return scores

    @torch.no_grad()
    def linear_form(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what each word adds to each class's score, shape (num_classes, num_embeddings), and the bias.

        A text's scores in prediction are the bias plus the mean of its words' columns, in double precision.
        """
        vectors = self.embedding.weight.double()
        if self.normalization is not None:
            normalization = self.normalization
            assert normalization.running_var is not None
            assert normalization.running_mean is not None
            scale = normalization.weight.double() / (normalization.running_var.double() + normalization.eps).sqrt()
            vectors = (vectors - normalization.running_mean.double()) * scale + normalization.bias.double()
            vectors[PADDING_ID] = 0.0
        return self.output.weight.double() @ vectors.T, self.output.bias.double()
