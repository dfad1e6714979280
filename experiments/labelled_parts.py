"""Parts of the labelled reviews: what a model learns from where labels are few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

__all__ = ["part_of", "parts_of"]


def part_of(train: pd.DataFrame, size: int, seed: int) -> pd.DataFrame:
    """Return reviews drawn at random, in their order; with one seed, a larger part holds the smaller ones."""
    drawn = np.random.default_rng(seed).permutation(len(train))[:size]
    return train.iloc[np.sort(drawn)].reset_index(drop=True)


def parts_of(
    train: pd.DataFrame, sizes: Sequence[int], seeds: Sequence[int]
) -> Iterator[tuple[int, int, pd.DataFrame]]:
    """Yield size, seed and part for each size and, within it, each seed.

    The parts have the column ``row`` besides: a review's place in ``train``, from 0, by which features computed once
    for all reviews are found.
    """
    placed = train.assign(row=np.arange(len(train)))
    for size in sizes:
        for seed in seeds:
            yield size, seed, part_of(placed, size, seed)
