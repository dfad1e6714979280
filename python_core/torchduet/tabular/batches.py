"""Batches of rows."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch

__all__ = ["RowBatches"]


class RowBatches:
    """Iterate over (features, targets) of rows.

    Parameters
    ----------
    features : tensor, shape (rows, features)
    targets : tensor, shape (rows,)
    batch_size : int
    shuffle : bool
        Draw a new order at every pass, from torch's generator.
    share, generator
        As `LengthBatches` has them.

    Examples
    --------
    >>> batches = RowBatches(torch.zeros(5, 2), torch.arange(5), batch_size=2, shuffle=False)
    >>> [targets.tolist() for features, targets in batches]
    [[0, 1], [2, 3], [4]]
    """

    def __init__(
        self,
        features: torch.Tensor,
        targets: torch.Tensor,
        *,
        batch_size: int,
        shuffle: bool,
        share: tuple[int, int] = (0, 1),
        generator: torch.Generator | None = None,
    ) -> None:
        self.features = features
        self.targets = targets
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.share = share
        self.generator = generator

    def __len__(self) -> int:
        return math.ceil(len(self.features) / self.batch_size)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        process, processes = self.share
        count = len(self.features)
        order = torch.randperm(count, generator=self.generator) if self.shuffle else torch.arange(count)
        for batch in torch.split(order, self.batch_size):
            rows = batch[process::processes]
            yield self.features[rows], self.targets[rows]
