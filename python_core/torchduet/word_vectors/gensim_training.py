"""word2vec and fastText by gensim, which trains them in C; it is imported by the first training."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np

from torchduet.word_vectors.corpus import Corpus
from torchduet.word_vectors.sampled_training import SampledSettings

__all__ = ["need_gensim", "train_in_gensim"]

LONGEST_TEXT = 10_000
"""Words; gensim passes over what comes after them, so a longer text is cut into several."""


def need_gensim(function: str) -> None:
    """Make sure that gensim is installed, before anything is counted.

    Raises
    ------
    ImportError
        It is not; the message says how to get it.
    """
    if importlib.util.find_spec("gensim") is None:
        raise ImportError(
            f'{function} with engine = "gensim" needs gensim: pip install "torchduet[gensim]". '
            'Or take engine = "torch": it needs nothing, and is slower'
        )


def train_in_gensim(corpus: Corpus, settings: SampledSettings, **subwords: int) -> Any:
    """Return gensim's model after training: a FastText with `min_n`, `max_n` and `bucket`, else a Word2Vec.

    One thread: with more, the order of the steps, and so the vectors, would change from run to run. gensim 4 draws the
    first vectors from the seed alone; before, they hung on Python's hash of the words, which changes with each start.
    """
    from gensim.models.fasttext import FastText
    from gensim.models.word2vec import Word2Vec

    kind: Any = FastText if subwords else Word2Vec  # without annotations of its own
    model = kind(
        vector_size=settings.embedding_dim,
        window=settings.window,
        sg=int(settings.skip_gram),
        hs=0,
        negative=settings.negative,
        sample=settings.sample,
        epochs=settings.epochs,
        alpha=settings.learning_rate,
        min_count=1,
        sorted_vocab=0,  # our order, also among words that are equally frequent
        workers=1,
        seed=settings.seed,
        **subwords,
    )
    texts = _texts(corpus)
    model.build_vocab_from_freq(dict(zip(corpus.words, corpus.counts.tolist(), strict=True)))
    model.train(texts, total_examples=len(texts), total_words=len(corpus.ids), epochs=settings.epochs)
    return model


def _texts(corpus: Corpus) -> list[list[str]]:
    words = np.array(corpus.words, dtype=object)[corpus.ids]
    ends = np.flatnonzero(np.diff(corpus.text_of)) + 1
    pieces = np.split(words, ends)
    return [
        piece[start : start + LONGEST_TEXT].tolist() for piece in pieces for start in range(0, len(piece), LONGEST_TEXT)
    ]
