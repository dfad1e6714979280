"""Words and their neighbours as examples to learn from, drawn anew for every pass over the texts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from torchduet.word_vectors.corpus import Corpus

__all__ = ["WindowExamples", "draw_examples", "kept_share"]

WindowExamples = tuple[NDArray[np.int32], NDArray[np.int32]]
"""What is read, shape (examples, inputs), -1 where there is none; and the target of each, shape (examples,)."""


def draw_examples(
    corpus: Corpus, generator: np.random.Generator, *, skip_gram: bool, window: int, sample: float
) -> WindowExamples:
    """Leave out frequent words at random, draw the reach of each word's window, and return the examples, shuffled.

    What was left out leaves no gap. The reach is between 1 and `window`, so near words count more.
    """
    ids, text_of = corpus.ids, corpus.text_of
    if sample:
        kept = generator.random(len(ids)) < kept_share(corpus, sample)[ids]
        ids, text_of = ids[kept], text_of[kept]
    reach = generator.integers(1, window + 1, size=len(ids))
    neighbours = np.full((len(ids), 2 * window), -1, dtype=np.int32)
    for distance in range(1, window + 1):
        met = text_of[distance:] == text_of[:-distance]
        for column, middle, near in ((distance - 1, 0, distance), (window + distance - 1, distance, 0)):
            inside = met & (reach[middle : middle + len(met)] >= distance)
            neighbours[middle : middle + len(met), column] = np.where(inside, ids[near : near + len(met)], -1)
    if skip_gram:
        word, place = np.nonzero(neighbours >= 0)
        inputs, targets = ids[word][:, None], neighbours[word, place]
    else:
        some = (neighbours >= 0).any(axis=1)
        inputs, targets = neighbours[some], ids[some]
    order = generator.permutation(len(targets))
    return inputs[order], targets[order]


def kept_share(corpus: Corpus, sample: float) -> NDArray[np.float64]:
    r"""Return with which probability each word is kept: :math:`\sqrt{s / f} + s / f`, f being its share of all tokens.

    s is `sample`; where it is 0, all are kept. This is the rule of word2vec's program.
    """
    relative = sample * corpus.counts.sum() / corpus.counts
    return np.minimum(np.sqrt(relative) + relative, 1.0) if sample else np.ones(len(corpus.words))
