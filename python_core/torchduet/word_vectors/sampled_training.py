"""word2vec and fastText in torch, in short: what gensim does in C, written out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from torchduet.word_vectors.corpus import Corpus
from torchduet.word_vectors.negative_sampling import sampled_gradients
from torchduet.word_vectors.windows import draw_examples, kept_share

__all__ = ["SampledSettings", "train_in_torch"]

LARGEST_BATCH = 256
"""Examples that take their step from the same weights; word2vec's program takes one at a time."""
LARGEST_STEP = 0.5
"""What the moves of the most frequent word in a batch may add up to: it must not overshoot."""
LOWEST_RATE = 1e-4


@dataclass(frozen=True)
class SampledSettings:
    """How to learn, whoever computes; the parameters of `train_word2vec`."""

    skip_gram: bool
    embedding_dim: int
    window: int
    negative: int
    sample: float
    epochs: int
    learning_rate: float
    seed: int


def train_in_torch(
    corpus: Corpus, settings: SampledSettings, parts: NDArray[np.int64] | None = None, rows: int | None = None
) -> NDArray[np.float32]:
    """Return the input vectors after training, shape (rows, embedding_dim).

    Parameters
    ----------
    corpus : Corpus
    settings : SampledSettings
    parts : array of int, shape (words, parts), optional
        The rows that a word is the mean of, -1 where there are no more; without it, each word is a row.
    rows : int, optional
        How many there are; without it, a row per word.
    """
    generator = np.random.default_rng(settings.seed)
    table = torch.arange(len(corpus.words))[:, None] if parts is None else torch.from_numpy(parts)
    size = rows or len(corpus.words), settings.embedding_dim
    inputs = torch.from_numpy(((generator.random(size) - 0.5) / settings.embedding_dim).astype(np.float32))
    outputs = torch.zeros(len(corpus.words), settings.embedding_dim)
    noise = np.cumsum(_noise_distribution(corpus))
    batch_size = _batch_size(corpus, settings)
    for epoch in range(settings.epochs):
        read, targets = draw_examples(
            corpus, generator, skip_gram=settings.skip_gram, window=settings.window, sample=settings.sample
        )
        for start in range(0, len(targets), batch_size):
            part = slice(start, start + batch_size)
            drawn = np.searchsorted(noise, generator.random((len(targets[part]), settings.negative)))
            words = np.column_stack([targets[part], np.minimum(drawn, len(noise) - 1)])
            done = (epoch + start / len(targets)) / settings.epochs
            rate = max(LOWEST_RATE, settings.learning_rate * (1.0 - done))
            _step(inputs, outputs, table, torch.from_numpy(read[part]), torch.from_numpy(words), rate)
    return inputs.numpy()


def _noise_distribution(corpus: Corpus) -> NDArray[np.float64]:
    """Return with which probability each word is drawn, to be told from the real ones: word2vec's rule."""
    weights = corpus.counts**0.75
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def _batch_size(corpus: Corpus, settings: SampledSettings) -> int:
    """Return how many examples may take their step from the same weights."""
    kept = corpus.counts * kept_share(corpus, settings.sample)
    # How often a word is met at most, by example.
    most = max(kept.max() / kept.sum(), _noise_distribution(corpus).max()) * (1 + settings.negative)
    return int(np.clip(LARGEST_STEP / (settings.learning_rate * most), 1, LARGEST_BATCH))


def _step(
    inputs: torch.Tensor,
    outputs: torch.Tensor,
    table: torch.Tensor,
    read: torch.Tensor,
    words: torch.Tensor,
    rate: float,
) -> None:
    """Take a step for a batch of examples: `read`, (batch, inputs), and `words`, (batch, 1 + negatives)."""
    rows = table[read].masked_fill((read < 0)[..., None], -1).flatten(1)  # (batch, inputs * parts)
    there = rows >= 0
    counts = there.sum(dim=1, keepdim=True)
    hidden = (inputs[rows.clamp(min=0)] * there[..., None]).sum(dim=1) / counts
    counted = words != words[:, :1]
    counted[:, 0] = True
    _, by_hidden, by_outputs, _ = sampled_gradients(hidden, outputs[words], counted)
    example, _ = there.nonzero(as_tuple=True)
    # Not divided by the number of inputs: word2vec's program moves every input by the whole gradient of their mean.
    inputs.index_add_(0, rows[there], by_hidden[example], alpha=-rate)
    outputs.index_add_(0, words.flatten(), by_outputs.flatten(0, 1), alpha=-rate)
