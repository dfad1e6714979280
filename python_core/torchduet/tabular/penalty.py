"""Regularization by the size of the weights, as a part of the loss."""

import torch
from torch import nn

from torchduet.losses import TensorLoss

__all__ = ["with_l2"]


def with_l2(loss: TensorLoss, network: nn.Module, penalty: float) -> TensorLoss:
    """Return a loss with penalty / 2 times the sum of all squared weights, biases left out; in training only."""
    weights = [parameter for parameter in network.parameters() if parameter.ndim >= 2]

    def apply(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        value = loss(scores, targets)
        if not torch.is_grad_enabled():
            return value
        return value + penalty / 2 * torch.stack([weight.square().sum() for weight in weights]).sum()

    return apply
