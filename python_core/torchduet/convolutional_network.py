"""The convolutional network that classifies texts: filters over neighbouring words, pooling, a linear layer."""

from collections.abc import Sequence

import torch
from torch import nn

from torchduet.sequence_layers import MaskedBatchNorm1d, WordDropout, initialize_embedding, pool_sequences, real_steps
from torchduet.text_vectorizer import PADDING_ID

__all__ = ["ConvolutionalNetwork"]

# On a CPU torch prepares a convolution for each shape of its input and keeps what it has prepared for the last thousand
# or so: three convolutions and their gradients, for batches of every width, are more. Of few widths an epoch takes a
# sixth less time.
WIDTH_STEP = 8


class ConvolutionalNetwork(nn.Module):
    """One-dimensional convolutions of several widths over a text's word vectors, side by side (Kim, 2014).

    Each width's filters look at as many words from each word on; beyond the text's end stand zeros, as padding's
    vectors are. What a filter found is pooled over the text's words, and a linear layer follows.

    Parameters
    ----------
    num_embeddings : int
        Size of the vocabulary.
    embedding_dim : int
        Length of a word's vector.
    num_classes : int
    hidden_size : int
        Filters of each width.
    kernel_sizes : sequence of int
        Widths, in words.
    pooling : {"mean", "max"}
    batch_normalization : bool
        Normalise each filter's outputs, before the activation.
    dropout : float
        Share of the pooled features dropped in training.
    word_dropout : float
        Share of the words turned into the unknown one in training.

    Examples
    --------
    >>> network = ConvolutionalNetwork(num_embeddings=10, embedding_dim=4, num_classes=2, hidden_size=8)
    >>> network(torch.tensor([[5, 3, 0], [2, 2, 2]])).shape
    torch.Size([2, 2])
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        num_classes: int,
        *,
        hidden_size: int = 64,
        kernel_sizes: Sequence[int] = (3, 4, 5),
        pooling: str = "max",
        batch_normalization: bool = False,
        dropout: float = 0.0,
        word_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.word_dropout = WordDropout(word_dropout)
        self.embedding = nn.Embedding(num_embeddings, embedding_dim, padding_idx=PADDING_ID)
        initialize_embedding(self.embedding.weight)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(embedding_dim, hidden_size, kernel_size=size) for size in kernel_sizes
        )
        self.widest = max(kernel_sizes)
        features = hidden_size * len(kernel_sizes)
        self.normalization = MaskedBatchNorm1d(features) if batch_normalization else None
        self.pooling = pooling
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(features, num_classes)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return scores (logits), shape (batch, num_classes), of ids, shape (batch, time), padded on the right."""
        lengths = (ids != PADDING_ID).sum(dim=1)  # (batch,)
        ids = nn.functional.pad(ids, (0, -ids.shape[1] % WIDTH_STEP), value=PADDING_ID)
        embedded = self.embedding(self.word_dropout(ids)).transpose(1, 2)  # (batch, embedding_dim, time)
        embedded = nn.functional.pad(embedded, (0, self.widest - 1))
        outputs = [convolution(embedded) for convolution in self.convolutions]  # narrow ones a few steps longer
        if self.normalization is None and self.pooling == "max":
            # The largest first, the activation then: the same, and what is worked on is smaller.
            padding = ~real_steps(lengths, embedded.shape[2]).unsqueeze(1)
            pooled = torch.cat([_largest(output, padding) for output in outputs], dim=1).relu()
        else:
            found = torch.cat([output[:, :, : ids.shape[1]] for output in outputs], dim=1)
            found = found.transpose(1, 2)  # (batch, time, features)
            if self.normalization is not None:
                found = self.normalization(found, lengths)
            pooled = pool_sequences(found.relu(), lengths, self.pooling)
        scores: torch.Tensor = self.output(self.dropout(pooled))  # (batch, num_classes)
        return scores


def _largest(output: torch.Tensor, padding: torch.Tensor) -> torch.Tensor:
    """Return the maximum over the steps that are no padding; the convolution's output is written on."""
    # Without autograd's knowledge: no gradient reaches what is not the largest, and a convolution's does not need its
    # output. A copy and a second pass over the gradient are saved.
    output.detach().masked_fill_(padding[:, :, : output.shape[2]], -torch.inf)
    return output.max(dim=2).values
