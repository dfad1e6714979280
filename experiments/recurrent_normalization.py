"""What normalizing inside a recurrent network does to it: over the batch, step by step, and over its units."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import torch
from torch import nn

from torchduet.sequence_layers import MaskedBatchNorm1d

ABOUT = "Which of 3 words came first? One row per fitted network of 16 tanh units, length, and origin of the statistics"
SEEDS = (1, 2, 3, 4, 5)
NORMALIZATIONS = ("none", "batch, one for all steps", "batch, one per step", "layer")
BATCH_SIZES = (32, 8)
SUBJECTS, FILLERS = 3, 5
LONGEST = 20  # in training; fresh sequences go on to half as long again
LENGTHS = (2, 5, 10, 15, 20, 25, 30)
SEQUENCES, FRESH_SEQUENCES, FRESH_SEED = 2048, 300, 1000
EPOCHS, UNITS, LEARNING_RATE, GRADIENT_CLIP = 10, 16, 0.01, 1.0


class Sequences(NamedTuple):
    """Ids, shape (sequence, longest), of which the first `lengths` count, and the classes, which are the first ids."""

    ids: torch.Tensor
    lengths: torch.Tensor
    classes: torch.Tensor


def sequences(lengths: Any, seed: int) -> Sequences:
    """Draw sequences of given lengths: one of three subjects, then fillers that say nothing."""
    generator = np.random.default_rng(seed)
    ids = generator.integers(SUBJECTS, SUBJECTS + FILLERS, size=(len(lengths), max(lengths)))
    ids[:, 0] = generator.integers(SUBJECTS, size=len(lengths))
    return Sequences(torch.tensor(ids), torch.tensor(lengths), torch.tensor(ids[:, 0]))


class NormalizedRNN(nn.Module):
    r"""A tanh RNN with normalized sums, :math:`h_t = \tanh(\text{norm}(x_t W_{ih}' + h_{t-1} W_{hh}' + b))`.

    Batch normalization takes the sequences that are still going on at a step. "one for all steps" has one pair of
    running statistics; "one per step" has one for each step up to the longest in training, with one weight and one
    bias for all, and takes the last beyond (T. Cooijmans et al., 2017, "Recurrent batch normalization", ICLR). Where a
    single sequence is left, the running statistics are taken in training, too.
    """

    def __init__(self, normalization: str) -> None:
        super().__init__()
        self.from_input = nn.Embedding(SUBJECTS + FILLERS, UNITS)  # x W_ih' of a one-hot x
        self.from_state = nn.Linear(UNITS, UNITS)
        self.norms = nn.ModuleList()
        if normalization == "layer":
            self.norms.append(nn.LayerNorm(UNITS))
        elif normalization != "none":
            steps = LONGEST if normalization == "batch, one per step" else 1
            self.norms.extend(MaskedBatchNorm1d(UNITS) for _ in range(steps))
            for norm in self.norms[1:]:
                norm.weight, norm.bias = self.norms[0].weight, self.norms[0].bias
        self.output = nn.Linear(UNITS, SUBJECTS)

    def forward(self, ids: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Return scores, shape (sequence, subjects)."""
        lengths, order = lengths.sort(descending=True, stable=True)
        inputs = self.from_input(ids[order])
        state = torch.zeros(len(ids), UNITS)
        for step in range(int(lengths[0])):
            going_on = int((lengths > step).sum())
            sums = inputs[:going_on, step] + self.from_state(state[:going_on])
            state = torch.cat([self._normalize(sums, step).tanh(), state[going_on:]])
        scores: torch.Tensor = self.output(state)
        return scores[order.argsort()]

    def _normalize(self, sums: torch.Tensor, step: int) -> torch.Tensor:
        if not self.norms:
            return sums
        norm = self.norms[min(step, len(self.norms) - 1)]
        normalized: torch.Tensor = norm.normalize(sums) if isinstance(norm, MaskedBatchNorm1d) else norm(sums)
        return normalized


def fit(normalization: str, batch_size: int, seed: int) -> NormalizedRNN:
    """Return a network that has learned from sequences of 2 to 20 steps."""
    train = sequences(np.random.default_rng(seed).integers(2, LONGEST + 1, size=SEQUENCES), seed)
    torch.manual_seed(seed)
    module = NormalizedRNN(normalization)
    optimizer = torch.optim.Adam(module.parameters(), lr=LEARNING_RATE)
    for _ in range(EPOCHS):
        for batch in torch.randperm(SEQUENCES).view(-1, batch_size):
            scores = module(train.ids[batch], train.lengths[batch])
            loss = nn.functional.cross_entropy(scores, train.classes[batch])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(module.parameters(), GRADIENT_CLIP)
            optimizer.step()
    return module


@torch.no_grad()
def accuracy(module: nn.Module, fresh: Sequences) -> dict[int, float]:
    """Return the share of right answers by length."""
    right = module(fresh.ids, fresh.lengths).argmax(dim=1) == fresh.classes
    return {length: right[fresh.lengths == length].double().mean().item() for length in LENGTHS}


def run() -> pd.DataFrame:
    """Fit every network with every seed, and ask it of fresh sequences.

    Returns
    -------
    DataFrame
        ``batch_size``, ``normalization``, ``seed``, ``statistics`` ("running", as in prediction, or those of the
        "batch" of all fresh sequences, as in training), ``length`` and ``accuracy`` of 300 fresh sequences.
    """
    fresh = sequences(np.repeat(LENGTHS, FRESH_SEQUENCES), FRESH_SEED)
    rows: list[dict[str, Any]] = []
    for batch_size in BATCH_SIZES:
        for normalization in NORMALIZATIONS:
            for seed in SEEDS:
                module = fit(normalization, batch_size, seed)
                for statistics in ("running", "batch"):  # in this order: in training, the running ones move
                    module.train(statistics == "batch")
                    rows += [
                        {
                            "batch_size": batch_size,
                            "normalization": normalization,
                            "seed": seed,
                            "statistics": statistics,
                            "length": length,
                            "accuracy": round(share, 6),
                        }
                        for length, share in accuracy(module, fresh).items()
                    ]
    return pd.DataFrame(rows)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean accuracy over seeds by length."""
    groups = table.groupby(["batch_size", "normalization", "statistics", "length"], sort=False)["accuracy"]
    return groups.mean().unstack().round(3)
