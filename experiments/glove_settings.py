"""GloVe's learning rate, chosen on pairs held back; beside it a step per 16,384 pairs, the way we knew before."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

import torchduet as td
from torchduet.word_vectors.co_occurrences import MEMORY
from torchduet.word_vectors.corpus import read_corpus
from torchduet.word_vectors.count_blocks import CountBlocks, count_in_blocks
from torchduet.word_vectors.glove_gradients import pair_weights
from torchduet.word_vectors.glove_training import Glove, fit_glove

ABOUT = (
    "GloVe of 50 numbers, window 15, 15 epochs, on all 5,000 reviews and the novels of Jane Austen without a tenth of "
    "the pairs; one row per fit; the texts of the 1,000 test reviews are among them, their labels are not looked at"
)
SEEDS = (1, 2)
LEARNING_RATES = (0.1, 0.2, 0.4)
HELD_BACK = 0.1
EPOCHS, DIMENSION, BATCH_SIZE = 15, 50, 16_384

Pairs = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
"""Words, contexts and the logarithms of their counts, each pair once."""


def corpus_texts() -> list[str]:
    """Return reviews, those of the test part too (without their labels), and paragraphs."""
    reviews = [td.datasets.fine_foods(subset)["review"] for subset in ("train", "test")]
    return [text for part in (*reviews, td.datasets.austen_novels()["text"]) for text in part]


def run() -> pd.DataFrame:
    """Fit with every learning rate and seed.

    Returns
    -------
    DataFrame
        ``steps`` ("blocks" of the table of counts, or "pairs", 16,384 at a time), ``learning_rate``, ``seed``,
        ``held_out_error`` (the mean of f(X) times the squared error of log X, over the mean of f(X), on the pairs held
        back) and ``seconds`` (of CPU time, for the 15 epochs).
    """
    corpus = read_corpus(corpus_texts(), min_count=5)
    rows: list[dict[str, Any]] = []
    for seed in SEEDS:
        generator = np.random.default_rng(seed)
        with TemporaryDirectory() as folder:
            counted = count_in_blocks(corpus, generator, Path(folder), window=15, memory=MEMORY)
            kept = generator.random(len(counted.counts)) >= HELD_BACK
            held_back = as_pairs(counted, ~kept)
            for rate in LEARNING_RATES:
                network = Glove(len(corpus.words), DIMENSION, np.random.default_rng(seed))
                started = time.process_time()
                fit_glove(
                    network, without(counted, kept), np.random.default_rng(seed), epochs=EPOCHS, learning_rate=rate
                )
                rows.append(row_of("blocks", rate, seed, started, network, held_back))
            network = Glove(len(corpus.words), DIMENSION, np.random.default_rng(seed))
            started = time.process_time()
            fit_pairs(network, as_pairs(counted, kept), seed, learning_rate=0.05)
            rows.append(row_of("pairs", 0.05, seed, started, network, held_back))
    return pd.DataFrame(rows)


def row_of(
    steps: str, learning_rate: float, seed: int, started: float, network: Glove, held_back: Pairs
) -> dict[str, Any]:
    seconds = time.process_time() - started
    error = held_out_error(network, held_back)
    return {
        "steps": steps, "learning_rate": learning_rate, "seed": seed, "held_out_error": round(error, 5),
        "seconds": round(seconds, 1),
    }  # fmt: skip


def without(blocks: CountBlocks, kept: NDArray[np.bool_]) -> CountBlocks:
    """Return the pairs that are kept, in the same blocks."""
    before = np.concatenate([[0], kept.cumsum()])
    return CountBlocks(blocks.number_of, blocks.side, before[blocks.starts], blocks.places[kept], blocks.counts[kept])


def as_pairs(blocks: CountBlocks, chosen: NDArray[np.bool_]) -> Pairs:
    """Return some of the pairs, out of their blocks."""
    block = np.repeat(np.arange(len(blocks.starts) - 1), np.diff(blocks.starts))[chosen]
    place, side = blocks.places[chosen].astype(np.int64), blocks.side
    words = block // blocks.per_side * side + place // side
    contexts = block % blocks.per_side * side + place % side
    return torch.from_numpy(words), torch.from_numpy(contexts), torch.from_numpy(np.log(blocks.counts[chosen]))


def held_out_error(network: Glove, pairs: Pairs) -> float:
    """Return the weighted mean of the squared errors, each pair taken in both orders."""
    words, contexts, log_counts = pairs
    weights = pair_weights(log_counts)
    total = sum(
        (weights * ((network.words[one] * network.contexts[other]).sum(dim=1) - log_counts) ** 2).sum().item()
        for one, other in ((words, contexts), (contexts, words))
    )
    return total / (2.0 * weights.sum().item())


def fit_pairs(network: Glove, pairs: Pairs, seed: int, *, learning_rate: float) -> None:
    """Take a step of AdaGrad per 16,384 pairs drawn from all, as Stanford's program takes one per pair."""
    words, contexts, log_counts = pairs
    apart = words != contexts
    left, right = torch.cat([words, contexts[apart]]), torch.cat([contexts, words[apart]])
    logs = torch.cat([log_counts, log_counts[apart]])
    generator = torch.Generator().manual_seed(seed)
    squares = {name: torch.ones_like(vectors) for name, vectors in network.named_parameters()}
    for _ in range(EPOCHS):
        for part in torch.randperm(len(logs), generator=generator).split(BATCH_SIZE):  # type: ignore[no-untyped-call]
            one, other = network.words[left[part]], network.contexts[right[part]]
            slopes = 2 * pair_weights(logs[part]) * ((one * other).sum(dim=1) - logs[part])
            for name, rows, along in (("words", left[part], other), ("contexts", right[part], one)):
                vectors = network.get_parameter(name)
                gradient = torch.zeros_like(vectors).index_add_(0, rows, slopes[:, None] * along)
                gradient[:, network.constant[name]] = 0.0
                squares[name].addcmul_(gradient, gradient)
                vectors.addcdiv_(gradient, squares[name].sqrt(), value=-learning_rate)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean and spread over seeds."""
    return table.groupby(["steps", "learning_rate"])[["held_out_error", "seconds"]].agg(["mean", "std"]).round(4)
