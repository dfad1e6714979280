"""An epoch of each architecture: ours against the loop that one writes with torch's DataLoader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import nn

from benchmarks.measure import Row, compare
from benchmarks.training_epoch import BATCH, DIMENSIONS, LENGTH, VOCABULARY, take_epochs
from torchduet.architectures import ARCHITECTURES, network_settings
from torchduet.text_classifier import TextClassifier

__all__ = ["architecture_epochs"]

HIDDEN = 64
REPEATS = 5


class PlainRecurrent(nn.Module):
    """The network as it is usually written: the last state of a layer of torch's, or the largest of all states."""

    def __init__(self, layer: Callable[..., nn.RNNBase], *, bidirectional: bool = False, maximum: bool = False) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, DIMENSIONS, padding_idx=0)
        self.recurrent = layer(DIMENSIONS, HIDDEN, batch_first=True, bidirectional=bidirectional)
        self.maximum = maximum
        self.output = nn.Linear(HIDDEN * (1 + bidirectional), 2)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return scores, shape (batch, 2), of ids, shape (batch, time)."""
        states, last = self.recurrent(self.embedding(ids))
        hidden = last[0] if isinstance(last, tuple) else last  # (directions, batch, hidden)
        pooled = states.max(dim=1).values if self.maximum else hidden.transpose(0, 1).flatten(start_dim=1)
        scores: torch.Tensor = self.output(pooled)
        return scores


class PlainConvolutional(nn.Module):
    """Convolutions over 3, 4 and 5 words, the largest of each filter's outputs, a linear layer."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, DIMENSIONS, padding_idx=0)
        self.convolutions = nn.ModuleList(nn.Conv1d(DIMENSIONS, HIDDEN, size) for size in (3, 4, 5))
        self.output = nn.Linear(3 * HIDDEN, 2)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return scores, shape (batch, 2), of ids, shape (batch, time)."""
        embedded = self.embedding(ids).transpose(1, 2)
        found = [convolution(embedded).relu().max(dim=2).values for convolution in self.convolutions]
        scores: torch.Tensor = self.output(torch.cat(found, dim=1))
        return scores


@dataclass(frozen=True)
class Epoch:
    """A network, how others write it, and the share of their time that ours may take."""

    name: str
    model: TextClassifier
    plain: Callable[[], nn.Module]
    goal: float


def _recurrent(architecture: str, **settings: bool) -> TextClassifier:
    return TextClassifier(architecture=architecture, pooling="last", word_dropout=0.0, **settings)  # type: ignore[arg-type]


EPOCHS = (
    Epoch("RNN", _recurrent("rnn"), partial(PlainRecurrent, nn.RNN), 0.41),
    Epoch("LSTM", _recurrent("lstm"), partial(PlainRecurrent, nn.LSTM), 0.5),
    Epoch("GRU", _recurrent("gru"), partial(PlainRecurrent, nn.GRU), 0.45),
    Epoch("BiLSTM", _recurrent("lstm", bidirectional=True), partial(PlainRecurrent, nn.LSTM, bidirectional=True), 0.3),
    Epoch("CNN", TextClassifier(architecture="cnn", word_dropout=0.0), PlainConvolutional, 0.53),
    Epoch(
        "LSTM with its defaults (maximum, word dropout)",
        TextClassifier(architecture="lstm"),
        partial(PlainRecurrent, nn.LSTM, maximum=True),
        0.5,
    ),
)


def architecture_epochs() -> list[Row]:
    """Measure epochs over the 4,000 reviews, padded to 150 words."""
    return [_measure(epoch) for epoch in EPOCHS]


def _measure(epoch: Epoch) -> Row:
    params = epoch.model.get_params()
    build = ARCHITECTURES[params["architecture"]].build
    network = partial(build, VOCABULARY, DIMENSIONS, 2, **network_settings(params))
    seconds = take_epochs(network, epoch.plain, repeats=REPEATS)
    note = (
        f"4,000 reviews; peer: DataLoader loop padded to {LENGTH}, batch {BATCH}, Adam, embedding and hidden {HIDDEN}"
    )
    return compare(f"training: an epoch of {epoch.name}", seconds, goal=epoch.goal, note=note)
