"""An epoch of average pooling: ours against the loop that one writes with torch's DataLoader."""

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
    torch.set_num_threads(1)
    torch.manual_seed(1)
    seconds = take_epochs(
        AveragePoolingNetwork(VOCABULARY, DIMENSIONS, 2), PlainAveragePooling(), *padded_reviews(), repeats=REPEATS
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
    network: nn.Module, plain: nn.Module, ids: torch.Tensor, targets: torch.Tensor, *, repeats: int
) -> tuple[list[float], list[float]]:
    """Return the CPU seconds of epochs that take turns: ours of a network, and a DataLoader loop's of a plain one."""
    optimizer = make_optimizer(network, learning_rate=0.001)
    batches = LengthBatches(ids, targets, batch_size=BATCH, shuffle=True)

    def ours() -> None:
        train(network, batches, loss_function=nn.functional.cross_entropy, optimizer=optimizer, epochs=1)

    plain_optimizer = torch.optim.Adam(plain.parameters(), lr=0.001)
    loader = DataLoader(TensorDataset(ids, targets), batch_size=BATCH, shuffle=True)

    def peer() -> None:
        plain.train()
        for inputs, labels in loader:
            plain_optimizer.zero_grad()
            nn.functional.cross_entropy(plain(inputs), labels).backward()  # type: ignore[no-untyped-call]
            plain_optimizer.step()

    for warm_up in (ours, peer):  # the first pass pays for what is set up once
        warm_up()
    return take_turns(lambda: cpu_seconds(ours), lambda: cpu_seconds(peer), repeats=repeats)
