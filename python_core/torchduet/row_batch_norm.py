"""Batch normalization that takes a batch of one."""

import torch
from torch import nn

__all__ = ["RowBatchNorm1d"]


class RowBatchNorm1d(nn.BatchNorm1d):
    """`nn.BatchNorm1d` of rows. One row has no variance, which torch refuses: it is normalised as in prediction.

    So is every batch while the layer is frozen: it is to stay as it is, its running estimates, too.

    Examples
    --------
    >>> RowBatchNorm1d(1)(torch.tensor([[3.0]])).detach()
    tensor([[3.0000]])
    """

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Normalise features, shape (rows, features)."""
        if self.training and len(features) > 1 and self.weight.requires_grad:
            return super().forward(features)
        return nn.functional.batch_norm(
            features, self.running_mean, self.running_var, self.weight, self.bias, training=False, eps=self.eps
        )
