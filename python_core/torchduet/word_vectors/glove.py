"""GloVe: vectors whose products tell how often words stand near each other."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import numpy as np

from torchduet.callbacks import Progress, as_callbacks
from torchduet.own_tokenizer import Tokenizer
from torchduet.parameters import check_integer, check_number
from torchduet.seeds import drawn_seed
from torchduet.tokens import TextInput
from torchduet.training import Callback
from torchduet.verbosity import shows_progress
from torchduet.word_vectors.co_occurrences import MEMORY, check_counting
from torchduet.word_vectors.corpus import read_neighbours
from torchduet.word_vectors.count_blocks import count_in_blocks
from torchduet.word_vectors.glove_training import Glove, fit_glove
from torchduet.word_vectors.vectors import WordVectors

__all__ = ["train_glove"]


def train_glove(
    texts: TextInput,
    *,
    embedding_dim: int = 50,
    window: int = 15,
    min_count: int = 5,
    epochs: int = 15,
    learning_rate: float = 0.2,
    lowercase: bool = True,
    tokenizer: Tokenizer | None = None,
    memory: int = MEMORY,
    seed: int | None = None,
    callbacks: Sequence[Callable[..., Any] | Callback] = (),
    verbose: bool | Literal["auto"] = "auto",
) -> WordVectors:
    r"""Train GloVe vectors: count which words stand near each other, and fit vectors to the logarithms of the counts.

    .. math:: \min \sum_{X_{ij} > 0} f(X_{ij}) (w_i \cdot \tilde w_j + b_i + \tilde b_j - \log X_{ij})^2, \quad
        f(x) = \min(1, (x / 100)^{0.75})

    A word's vector is :math:`w + \tilde w`.

    Parameters
    ----------
    texts : sequence of str, length n
    embedding_dim : int, default 50
        Length of a word's vector.
    window : int, default 15
        Largest distance, in words, at which two count as near; see `co_occurrences`.
    min_count : int, default 5
        Words that occur less often get no vector.
    epochs : int, default 15
        Passes over the counts.
    learning_rate : float, default 0.2
        Of AdaGrad, :math:`\theta \leftarrow \theta - \eta g / \sqrt{G}`, where G is 1 plus the sum of all
        :math:`g^2` so far.
    lowercase : bool, default True
        Fold letters to lower case.
    tokenizer : function, optional
        From a list of texts to a list with the tokens of each, in place of `tokenize`.
    memory : int, default 1024
        MiB that counting may take; what is more is sorted on disk, and training reads the counts from there.
    seed : int, optional
        Settles what is drawn: same seed, machine and number of threads, same vectors, in R and in Python. Without it, a
        seed is drawn from torch's generator.
    callbacks : sequence of Callback or function
        Each is called after each epoch with a dict of ``epoch``, ``loss`` (the mean over the pairs, each in both
        orders), ``seconds`` and ``epochs``; "stop" ends the training.
    verbose : bool or "auto"
        Show a line of progress; "auto" does on a terminal.

    Returns
    -------
    WordVectors
        Frequent words first.

    Raises
    ------
    InputValueError, InputTypeError
        An argument does not fit, or no two words of the texts stand near each other.

    See Also
    --------
    co_occurrences, glove_gradients, train_word2vec

    Notes
    -----
    J. Pennington, R. Socher and C. D. Manning (2014), "GloVe: Global Vectors for Word Representation", EMNLP. Their
    program takes a step per pair; here a step is a block of the table of counts, all pairs of 512 words (of fewer,
    where there are fewer than 8,192) with 512 others, both chosen at random once. Ctrl-C ends the training: the
    vectors are what they are by then.

    Examples
    --------
    >>> texts = ["black tea with milk", "green tea with lemon", "black coffee with milk"] * 5
    >>> vectors = train_glove(texts, embedding_dim=4, min_count=2, seed=1)
    >>> vectors.words[:3], vectors.vectors.shape
    (['with', 'black', 'tea'], (7, 4))
    """
    check_counting(window, memory)
    for name, value in (("embedding_dim", embedding_dim), ("epochs", epochs)):
        check_integer(name, value, at_least=1)
    check_number("learning_rate", learning_rate, above=0.0)
    check_integer("seed", seed, at_least=0, optional=True)
    shown = shows_progress(verbose)
    called = as_callbacks(callbacks)
    if shown:
        called.append(Progress())
    corpus = read_neighbours(texts, min_count=min_count, lowercase=lowercase, tokenizer=tokenizer)
    generator = np.random.default_rng(drawn_seed(seed))
    with TemporaryDirectory(prefix="torchduet-") as folder:
        blocks = count_in_blocks(corpus, generator, Path(folder), window=window, memory=memory)
        network = Glove(len(corpus.words), embedding_dim, generator)
        run = fit_glove(network, blocks, generator, epochs=epochs, learning_rate=float(learning_rate), callbacks=called)
    if run.interrupted:
        warnings.warn(
            f"training was interrupted after {len(run.history)} epoch(s); the vectors are what they were by then",
            stacklevel=2,
        )
    return WordVectors(corpus.words, network.vectors()[blocks.number_of])
