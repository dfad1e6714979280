"""Batches of texts of like length, so that little time goes into padding."""

import math
from collections.abc import Iterator

import torch

__all__ = ["LengthBatches"]

BATCHES_PER_BUCKET = 50


class LengthBatches:
    """Iterate over (ids, targets) in batches of like length, each as wide as its longest text.

    Parameters
    ----------
    ids : tensor of int64, shape (n, time)
        Padded on the right with zeros. Batches stay on its device.
    targets : tensor of int64, shape (n,)
    batch_size : int
    shuffle : bool
        Draw a new order at every pass, from torch's generator. Texts are shuffled, cut into buckets of
        50 batches, sorted by length within a bucket, and the batches are shuffled: each pass sees other neighbours.
    share : (int, int)
        Which process this is, and of how many that share each batch between them: the second of three is (1, 3). Its
        share of a batch of fewer texts than processes may be empty.
    generator : torch.Generator, optional
        What to draw the orders from instead: processes that share batches have to draw the same ones.
    """

    def __init__(
        self,
        ids: torch.Tensor,
        targets: torch.Tensor,
        *,
        batch_size: int,
        shuffle: bool,
        share: tuple[int, int] = (0, 1),
        generator: torch.Generator | None = None,
    ) -> None:
        # A width of zero, when no text has a word, is more than torch's embeddings can take: one column of padding.
        self.ids = ids if ids.shape[1] else ids.new_zeros(len(ids), 1)
        self.targets = targets
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.share = share
        self.generator = generator
        self.lengths = (ids != 0).sum(dim=1).cpu()  # as are the orders drawn, so that all devices see the same

    def __len__(self) -> int:
        return math.ceil(len(self.ids) / self.batch_size)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        process, processes = self.share
        for batch in self.row_batches():
            rows = batch[process::processes]  # every so many of texts sorted by length: all have the like to do
            longest = int(self.lengths[rows].max()) if len(rows) else 0
            yield self.ids[rows, : max(1, longest)], self.targets[rows]

    def row_batches(self) -> list[torch.Tensor]:
        """Return which texts make up each batch."""
        if not len(self.ids):
            return []
        if not self.shuffle:
            return list(torch.split(torch.argsort(self.lengths, stable=True), self.batch_size))
        order = torch.randperm(len(self.ids), generator=self.generator)
        batches: list[torch.Tensor] = []
        for bucket in torch.split(order, self.batch_size * BATCHES_PER_BUCKET):
            by_length = bucket[torch.argsort(self.lengths[bucket], stable=True)]
            batches.extend(torch.split(by_length, self.batch_size))
        return [batches[place] for place in torch.randperm(len(batches), generator=self.generator).tolist()]
