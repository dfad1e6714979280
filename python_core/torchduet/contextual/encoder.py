"""A pretrained model as a part of this package's networks: from ids to a vector per piece, a text, or its classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import torch
from torch import nn

from torchduet.sequence_layers import pool_sequences
from torchduet.text_vectorizer import PADDING_ID

if TYPE_CHECKING:
    from transformers import PreTrainedModel

__all__ = ["ContextualEncoder", "ContextualNetwork", "Pooling", "without_pooler"]

Pooling = Literal["mean", "cls"]


class ContextualEncoder(nn.Module):
    """From ids of pieces, 0 for padding, to a vector for each piece in its context.

    Parameters
    ----------
    model : transformers.PreTrainedModel
        Such as ``BertModel``.
    """

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, layers: int | None = None) -> torch.Tensor:
        """Return vectors, shape (batch, time, dimension), of ids, shape (batch, time); what is at padding is anything.

        `layers` is how many of the model's layers the pieces go through, all of them where it is None.
        """
        real = ids != PADDING_ID  # (batch, time)
        output = self.model(
            input_ids=(ids - 1).clamp(min=0),  # the model's own; the mask keeps what stands at padding out
            attention_mask=real.long(),
            output_hidden_states=layers is not None,
        )
        vectors: torch.Tensor = output.last_hidden_state if layers is None else output.hidden_states[layers]
        return vectors


class ContextualNetwork(nn.Module):
    """The mean of a text's vectors in context, then a linear layer.

    Parameters
    ----------
    encoder : ContextualEncoder
    num_classes : int
    dropout : float
        Share of the pooled features dropped in training.
    """

    def __init__(self, encoder: ContextualEncoder, num_classes: int, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(encoder.model.config.hidden_size, num_classes)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return scores (logits), shape (batch, num_classes), of ids, shape (batch, time)."""
        scores: torch.Tensor = self.output(self.dropout(self.features(ids)))
        return scores

    def features(self, ids: torch.Tensor) -> torch.Tensor:
        """Return a vector per text, shape (batch, dimension), in the last layer's precision, whatever the encoder's."""
        vectors = self.encoder(ids).to(self.output.weight.dtype)
        return pool_sequences(vectors, (ids != PADDING_ID).sum(dim=1), "mean")

    def train(self, mode: bool = True) -> ContextualNetwork:
        """Go into training mode, or out of it; a frozen encoder stays out, as its dropout would be noise."""
        super().train(mode)
        if not any(weights.requires_grad for weights in self.encoder.parameters()):
            self.encoder.eval()
        return self


def without_pooler(model: Any) -> Any:
    """Take away the layer over BERT's first mark, which no vector here goes through and many files do not have."""
    if getattr(model, "pooler", None) is not None:
        model.pooler = None
    return model
