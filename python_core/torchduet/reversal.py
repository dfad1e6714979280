"""Sequences of unequal length, each reversed within its own length."""

from typing import Any

import torch

__all__ = ["exchange_steps", "in_text_order", "mirrored_places", "reverse_sequences"]


def mirrored_places(lengths: torch.Tensor, time: int) -> torch.Tensor:
    """Return where each step goes when sequences are reversed; padding stays where it is.

    Parameters
    ----------
    lengths : tensor of int64, shape (batch,)
    time : int

    Returns
    -------
    tensor of int64, shape (time * batch,)
        Among all steps, the batch's first ones first, then its second ones, and so on.
    """
    batch = len(lengths)
    steps = torch.arange(time, device=lengths.device).unsqueeze(1)  # (time, 1)
    mirrored = lengths - 1 - steps  # (time, batch)
    return (torch.where(mirrored >= 0, mirrored, steps) * batch + torch.arange(batch, device=lengths.device)).flatten()


def exchange_steps(sequences: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    """Put the steps of sequences, shape (time, batch, features), at the places that `mirrored_places` gives."""
    exchanged: torch.Tensor = _ExchangeSteps.apply(sequences, places)  # type: ignore[no-untyped-call]
    return exchanged


def reverse_sequences(sequences: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Reverse each sequence within its own length; the padding stays where it is.

    Parameters
    ----------
    sequences : tensor, shape (batch, time, features)
    lengths : tensor of int64, shape (batch,)

    Examples
    --------
    >>> sequences = torch.tensor([[1, 2, 3], [4, 5, 0]]).unsqueeze(-1)
    >>> reverse_sequences(sequences, torch.tensor([3, 2])).squeeze(-1).tolist()
    [[3, 2, 1], [5, 4, 0]]
    """
    places = mirrored_places(lengths, sequences.shape[1])
    return exchange_steps(sequences.transpose(0, 1), places).transpose(0, 1)


def in_text_order(readings: tuple[torch.Tensor, ...], lengths: torch.Tensor) -> torch.Tensor:
    """Return what was read forward and, if it was, what was read backward, side by side at each step of the text.

    Parameters
    ----------
    readings : tuple of tensors, each of shape (batch, time, features)
        In the order of reading.
    lengths : tensor of int64, shape (batch,)

    Returns
    -------
    tensor, shape (batch, time, features * directions)
    """
    forward, *backward = readings
    return torch.cat([forward, *(reverse_sequences(reading, lengths) for reading in backward)], dim=2)


class _ExchangeSteps(torch.autograd.Function):
    """Steps that change places in pairs: so do their gradients, which torch would add up one by one instead."""

    @staticmethod
    def forward(ctx: Any, sequences: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(places)
        return sequences.flatten(end_dim=1).index_select(0, places).view(sequences.shape)

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, None]:
        return _ExchangeSteps.apply(gradient, *ctx.saved_tensors), None  # type: ignore[no-untyped-call]
