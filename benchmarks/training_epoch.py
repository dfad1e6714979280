"""An epoch of average pooling: ours against the loop that one writes with torch's DataLoader."""

from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from typing import Any, Self

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import torchduet as td
from benchmarks.measure import Row, compare, cpu_seconds, take_turns
from torchduet.batches import LengthBatches
from torchduet.networks import AveragePoolingNetwork
from torchduet.training import make_optimizer, train

__all__ = ["padded_reviews", "training_epoch"]

VOCABULARY, LENGTH, DIMENSIONS, BATCH = 10_000, 150, 64, 32
REPEATS = 25


class PlainAveragePooling(nn.Module):
    """The same network as it is usually written: look-up, mask, mean, linear layer."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, DIMENSIONS, padding_idx=0)
        self.output = nn.Linear(DIMENSIONS, 2)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return scores, shape (batch, 2), of ids, shape (batch, time)."""
        mask = (ids != 0).unsqueeze(-1)
        total = (self.embedding(ids) * mask).sum(dim=1)
        scores: torch.Tensor = self.output(total / mask.sum(dim=1).clamp(min=1))
        return scores


def padded_reviews() -> tuple[torch.Tensor, torch.Tensor]:
    """Return ids, shape (4000, 150), and targets, shape (4000,), of the training reviews."""
    reviews = td.datasets.fine_foods(subset="train")
    ids = td.TextVectorizer(max_tokens=VOCABULARY, max_length=LENGTH).fit_transform(reviews["review"])
    return torch.from_numpy(ids), torch.tensor(reviews["score"].cat.codes.to_numpy(), dtype=torch.int64)


def training_epoch() -> list[Row]:
    """Measure epochs over the 4,000 reviews, padded to 150 words."""
    seconds = take_epochs(
        partial(AveragePoolingNetwork, VOCABULARY, DIMENSIONS, 2), PlainAveragePooling, repeats=REPEATS
    )
    return [
        compare(
            "training: an epoch of average pooling",
            seconds,
            goal=0.45,
            note=f"4,000 reviews; peer: DataLoader loop padded to {LENGTH}, batch {BATCH}, Adam",
        )
    ]


def take_epochs(
    network: Callable[[], nn.Module], plain: Callable[[], nn.Module], *, repeats: int
) -> tuple[list[float], list[float]]:
    """Return the CPU seconds of epochs that take turns: ours of a network, and a DataLoader loop's of a plain one.

    Each in a process of its own, as users have them: what one lets the C library keep would serve the other, too.
    """
    with _Trainer(our_epoch, network) as ours, _Trainer(plain_epoch, plain) as peer:
        return take_turns(ours.seconds, peer.seconds, repeats=repeats)


def our_epoch(network: nn.Module, ids: torch.Tensor, targets: torch.Tensor) -> Callable[[], object]:
    """Return an epoch of ours."""
    optimizer = make_optimizer(network, learning_rate=0.001)
    batches = LengthBatches(ids, targets, batch_size=BATCH, shuffle=True)
    return lambda: train(network, batches, loss_function=nn.functional.cross_entropy, optimizer=optimizer, epochs=1)


def plain_epoch(network: nn.Module, ids: torch.Tensor, targets: torch.Tensor) -> Callable[[], object]:
    """Return an epoch of the loop that one writes with torch's DataLoader."""
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
    loader = DataLoader(TensorDataset(ids, targets), batch_size=BATCH, shuffle=True)

    def epoch() -> None:
        network.train()
        for inputs, labels in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(network(inputs), labels).backward()  # type: ignore[no-untyped-call]
            optimizer.step()

    return epoch


class _Trainer:
    """A process that trains an epoch whenever it is asked to."""

    def __init__(self, make_epoch: Callable[..., Callable[[], object]], network: Callable[[], nn.Module]) -> None:
        context = get_context("spawn")
        self.asking, answering = context.Pipe()
        self.process = context.Process(target=_train_when_asked, args=(make_epoch, network, answering))

    def __enter__(self) -> Self:
        self.process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.asking.send(False)
        self.process.join()

    def seconds(self) -> float:
        """Return the CPU seconds of an epoch."""
        self.asking.send(True)
        return float(self.asking.recv())


def _train_when_asked(
    make_epoch: Callable[..., Callable[[], object]], network: Callable[[], nn.Module], pipe: Any
) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(1)
    epoch = make_epoch(network(), *padded_reviews())
    epoch()  # the first pass pays for what is set up once
    while pipe.recv():
        pipe.send(cpu_seconds(epoch))
