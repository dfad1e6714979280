"""What networks over padded texts share: words left out in training, normalisation and pooling over real steps."""

from typing import Final

import torch
from torch import nn

from torchduet.parameters import check_choice
from torchduet.row_batch_norm import RowBatchNorm1d
from torchduet.text_vectorizer import PADDING_ID, UNKNOWN_ID

__all__ = [
    "INITIAL_STANDARD_DEVIATION",
    "POOLINGS",
    "MaskedBatchNorm1d",
    "WordDropout",
    "initialize_embedding",
    "pool_sequences",
    "real_steps",
]

POOLINGS: Final = ("last", "mean", "max")

INITIAL_STANDARD_DEVIATION = 0.1


def initialize_embedding(weight: torch.Tensor) -> None:
    """Draw the first word vectors; padding gets zeros.

    torch starts embeddings with standard deviation 1; rare words then keep that noise. Validation chose 0.1.
    """
    nn.init.normal_(weight, std=INITIAL_STANDARD_DEVIATION)
    with torch.no_grad():
        weight[PADDING_ID] = 0.0


def real_steps(lengths: torch.Tensor, time: int) -> torch.Tensor:
    """Return what is a real step and not padding: bool, shape (batch, time).

    Examples
    --------
    >>> real_steps(torch.tensor([2, 0]), time=3)
    tensor([[ True,  True, False],
            [False, False, False]])
    """
    return torch.arange(time, device=lengths.device) < lengths.unsqueeze(1)


def pool_sequences(steps: torch.Tensor, lengths: torch.Tensor, pooling: str) -> torch.Tensor:
    """Return the mean, the maximum, or the last of each sequence's real steps, feature by feature.

    Parameters
    ----------
    steps : tensor, shape (batch, time, features)
        Padded on the right.
    lengths : tensor of int64, shape (batch,)
    pooling : {"last", "mean", "max"}

    Returns
    -------
    tensor, shape (batch, features)
        Zeros for a sequence of length 0.

    Examples
    --------
    >>> steps = torch.tensor([[[1.0], [5.0], [3.0], [9.0]]])
    >>> [pool_sequences(steps, torch.tensor([3]), pooling).item() for pooling in ("last", "mean", "max")]
    [3.0, 3.0, 5.0]
    """
    check_choice("pooling", pooling, POOLINGS)
    some = (lengths > 0).unsqueeze(1)  # (batch, 1)
    if pooling == "last":
        rows = torch.arange(len(steps), device=steps.device)
        # Step before row, as recurrent layers lay out their states: so the gradient's layout is theirs, too.
        return steps.transpose(0, 1)[(lengths - 1).clamp(min=0), rows] * some
    padding = ~real_steps(lengths, steps.shape[1]).unsqueeze(2)  # (batch, time, 1)
    if pooling == "mean":
        return steps.masked_fill(padding, 0.0).sum(dim=1) / lengths.clamp(min=1).unsqueeze(1)
    return steps.masked_fill(padding, -torch.inf).max(dim=1).values.masked_fill(~some, 0.0)


class MaskedBatchNorm1d(RowBatchNorm1d):
    r"""Batch normalization over the real steps of padded sequences: `nn.BatchNorm1d` as if there were no padding.

    .. math:: y = \gamma \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta

    feature by feature, with mean and variance over all real steps of the batch (Ioffe and Szegedy, 2015). The running
    estimates, which stand for them after training, do not see padding either.

    Examples
    --------
    >>> normalization = MaskedBatchNorm1d(1)
    >>> steps = torch.tensor([[[1.0], [3.0]], [[8.0], [99.0]]])
    >>> normalization(steps, torch.tensor([2, 1])).squeeze(2).detach()
    tensor([[-1.0190, -0.3397],
            [ 1.3587,  0.0000]])
    """

    def forward(self, steps: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:  # type: ignore[override]
        """Normalise steps, shape (batch, time, features), of lengths, shape (batch,); padding becomes zeros."""
        real = real_steps(lengths, steps.shape[1])
        normalised = torch.zeros_like(steps)
        normalised[real] = self.normalize(steps[real])
        return normalised

    def normalize(self, features: torch.Tensor) -> torch.Tensor:
        """Normalise features, shape (n, features), of n real steps."""
        return super().forward(features)


class WordDropout(nn.Module):
    """Turn words into the unknown one, at random and in training only.

    The network then learns not to lean on a single word, and the unknown word gets a vector of its own.

    Parameters
    ----------
    share : float
        Of the real words; each is drawn on its own, from torch's generator.

    Examples
    --------
    >>> torch.manual_seed(1) is not None
    True
    >>> WordDropout(0.5)(torch.tensor([[7, 8, 9, 0]]))
    tensor([[7, 1, 1, 0]])
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return ids of the same shape, (batch, time)."""
        if not self.training or not self.share:
            return ids
        dropped = (torch.rand(ids.shape, device=ids.device) < self.share) & (ids != PADDING_ID)
        return ids.masked_fill(dropped, UNKNOWN_ID)

    def extra_repr(self) -> str:
        """Return what repr shows."""
        return f"share={self.share}"
