"""word2vec and fastText: vectors that tell a word's real neighbours from words drawn at random."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from torchduet.errors import InputValueError
from torchduet.own_tokenizer import Tokenizer
from torchduet.parameters import check_choice, check_integer, check_number
from torchduet.seeds import drawn_seed
from torchduet.tokens import TextInput
from torchduet.word_vectors.corpus import read_neighbours
from torchduet.word_vectors.gensim_training import need_gensim, train_in_gensim
from torchduet.word_vectors.sampled_training import SampledSettings, train_in_torch
from torchduet.word_vectors.subwords import Subwords, ngram_buckets
from torchduet.word_vectors.vectors import WordVectors
from torchduet.word_vectors.word_parts import check_lengths

__all__ = ["train_fasttext", "train_word2vec"]

METHODS = ("cbow", "skip_gram")
ENGINES = ("gensim", "torch")
LARGEST_SEED = 2**32 - 1


def train_word2vec(
    texts: TextInput,
    *,
    method: Literal["cbow", "skip_gram"] = "cbow",
    embedding_dim: int = 50,
    window: int = 5,
    min_count: int = 5,
    negative: int = 5,
    sample: float = 1e-3,
    epochs: int = 15,
    learning_rate: float = 0.025,
    lowercase: bool = True,
    tokenizer: Tokenizer | None = None,
    engine: Literal["gensim", "torch"] = "gensim",
    seed: int | None = None,
) -> WordVectors:
    """Train word2vec vectors: of words that tell which words stand near them, or are told by these.

    Parameters
    ----------
    texts : sequence of str, length n
    method : {"cbow", "skip_gram"}, default "cbow"
        Tell the word in the middle from the mean of its neighbours; or each neighbour from the word in the middle.
    embedding_dim : int, default 50
        Length of a word's vector.
    window : int, default 5
        Largest distance, in words, at which two count as near; at each place a smaller one is drawn.
    min_count : int, default 5
        Words that occur less often get no vector.
    negative : int, default 5
        Words drawn at random for each real one, by the 0.75th power of how often they occur.
    sample : float, default 0.001
        A word with a larger share f of all tokens is left out at random, but for `sqrt(sample / f) + sample / f` of
        its places; 0 keeps all.
    epochs : int, default 15
        Passes over the texts.
    learning_rate : float, default 0.025
        Of the first step; it falls evenly to 0.0001.
    lowercase : bool, default True
        Fold letters to lower case.
    tokenizer : function, optional
        From a list of texts to a list with the tokens of each, in place of `tokenize`.
    engine : {"gensim", "torch"}, default "gensim"
        Who computes: gensim in C, which has to be installed (``pip install "torchduet[gensim]"``), or the same steps
        written out in torch, several times slower.
    seed : int, optional
        Settles what is drawn: same seed, machine and engine, same vectors, in R and in Python. Without it, a seed is
        drawn from torch's generator.

    Returns
    -------
    WordVectors
        Frequent words first.

    Raises
    ------
    InputValueError, InputTypeError
        An argument does not fit.
    ImportError
        gensim is not installed.

    See Also
    --------
    negative_sampling_gradients, train_fasttext, train_glove

    Notes
    -----
    T. Mikolov, K. Chen, G. Corrado and J. Dean (2013), "Efficient estimation of word representations in vector space",
    arXiv:1301.3781. With "cbow", every neighbour moves by the whole gradient of the mean, as in word2vec's program, and
    not by its share, 1 / m; O. Irsoy, A. Benton and K. Stratos (2021), "Corrected CBOW performs as well as skip-gram",
    discuss it. gensim takes a step per example, torch one per 256 at most.

    Examples
    --------
    >>> texts = ["black tea with milk", "green tea with lemon", "black coffee with milk"] * 5
    >>> vectors = train_word2vec(texts, embedding_dim=4, min_count=2, engine="torch", seed=1)
    >>> vectors.words[:3], vectors.vectors.shape
    (['with', 'black', 'tea'], (7, 4))
    """
    settings = _settings(
        "train_word2vec", method, embedding_dim, window, negative, sample, epochs, learning_rate, engine, seed
    )  # fmt: skip
    corpus = read_neighbours(texts, min_count=min_count, lowercase=lowercase, tokenizer=tokenizer)
    if engine == "torch":
        return WordVectors(corpus.words, train_in_torch(corpus, settings))
    return WordVectors(corpus.words, train_in_gensim(corpus, settings).wv.vectors)


def train_fasttext(
    texts: TextInput,
    *,
    method: Literal["cbow", "skip_gram"] = "cbow",
    embedding_dim: int = 50,
    window: int = 5,
    min_count: int = 5,
    negative: int = 5,
    sample: float = 1e-3,
    epochs: int = 15,
    learning_rate: float = 0.025,
    minn: int = 3,
    maxn: int = 6,
    buckets: int = 200_000,
    lowercase: bool = True,
    tokenizer: Tokenizer | None = None,
    engine: Literal["gensim", "torch"] = "gensim",
    seed: int | None = None,
) -> WordVectors:
    """Train fastText vectors: word2vec whose words are made of their parts, so that unknown words have vectors too.

    Parameters
    ----------
    texts : sequence of str, length n
    method : {"cbow", "skip_gram"}, default "cbow"
        Tell the word in the middle from the mean of its neighbours; or each neighbour from the word in the middle.
    embedding_dim : int, default 50
        Length of a word's vector.
    window : int, default 5
        Largest distance, in words, at which two count as near; at each place a smaller one is drawn.
    min_count : int, default 5
        Words that occur less often get no vector of their own; that of their parts they have.
    negative : int, default 5
        Words drawn at random for each real one, by the 0.75th power of how often they occur.
    sample : float, default 0.001
        A word with a larger share f of all tokens is left out at random, but for `sqrt(sample / f) + sample / f` of
        its places; 0 keeps all.
    epochs : int, default 15
        Passes over the texts.
    learning_rate : float, default 0.025
        Of the first step; it falls evenly to 0.0001.
    minn, maxn : int, default 3 and 6
        Length of the shortest and the longest part of a word; see `subwords`.
    buckets : int, default 200000
        Rows for the vectors of parts; parts share them by a hash. fastText's own default is 2,000,000.
    lowercase : bool, default True
        Fold letters to lower case.
    tokenizer : function, optional
        From a list of texts to a list with the tokens of each, in place of `tokenize`.
    engine : {"gensim", "torch"}, default "gensim"
        Who computes; see `train_word2vec`.
    seed : int, optional
        Settles what is drawn; see `train_word2vec`.

    Returns
    -------
    WordVectors
        With the vectors of the parts, from which `lookup` makes those of words that are not there.

    Raises
    ------
    InputValueError, InputTypeError
        An argument does not fit.
    ImportError
        gensim is not installed.

    See Also
    --------
    subwords, train_word2vec

    Notes
    -----
    P. Bojanowski, E. Grave, A. Joulin and T. Mikolov (2017), "Enriching word vectors with subword information", TACL 5.

    Examples
    --------
    >>> texts = ["black tea with milk", "green tea with lemon", "black coffee with milk"] * 5
    >>> vectors = train_fasttext(texts, embedding_dim=4, min_count=2, buckets=100, engine="torch", seed=1)
    >>> "milky" in vectors, bool(np.isfinite(vectors.lookup("milky")).all())
    (False, True)
    """
    check_lengths(minn, maxn)
    check_integer("buckets", buckets, at_least=1)
    settings = _settings(
        "train_fasttext", method, embedding_dim, window, negative, sample, epochs, learning_rate, engine, seed
    )  # fmt: skip
    corpus = read_neighbours(texts, min_count=min_count, lowercase=lowercase, tokenizer=tokenizer)
    if engine == "torch":
        size = len(corpus.words)
        parts = _rows_of_parts(corpus.words, minn=minn, maxn=maxn, buckets=buckets)
        rows = train_in_torch(corpus, settings, parts, size + buckets)
        own, shared = rows[:size], rows[size:]
    else:
        trained = train_in_gensim(corpus, settings, min_n=minn, max_n=maxn, bucket=buckets).wv
        own, shared = trained.vectors_vocab, trained.vectors_ngrams
    composed = Subwords(shared, minn, maxn)
    vectors = WordVectors(corpus.words, composed.compose(corpus.words, own))
    vectors.subwords = composed
    return vectors


def _rows_of_parts(words: list[str], *, minn: int, maxn: int, buckets: int) -> NDArray[np.int64]:
    """Return the rows that each word is the mean of: its own and, behind those of all words, its parts'; then -1."""
    found, starts = ngram_buckets(words, minn=minn, maxn=maxn, buckets=buckets)
    counts = np.diff(starts, append=len(found))
    rows = np.full((len(words), 1 + int(counts.max(initial=0))), -1, dtype=np.int64)
    rows[:, 0] = np.arange(len(words))
    rows[:, 1:][np.arange(rows.shape[1] - 1) < counts[:, None]] = len(words) + found
    return rows


def _settings(
    function: str,
    method: Any,
    embedding_dim: int,
    window: int,
    negative: int,
    sample: float,
    epochs: int,
    learning_rate: float,
    engine: Any,
    seed: int | None,
) -> SampledSettings:
    """Check what both trainings take, and draw a seed where there is none."""
    check_choice("method", method, METHODS)
    check_choice("engine", engine, ENGINES)
    for name, value in (
        ("embedding_dim", embedding_dim), ("window", window), ("negative", negative), ("epochs", epochs)
    ):  # fmt: skip
        check_integer(name, value, at_least=1)
    check_number("sample", sample, at_least=0.0, below=1.0)
    check_number("learning_rate", learning_rate, above=0.0)
    check_integer("seed", seed, at_least=0, optional=True)
    if seed is not None and seed > LARGEST_SEED:  # the largest that gensim takes; the two engines take the same
        raise InputValueError.about("seed", f"must be at most {LARGEST_SEED}", seed)
    if engine == "gensim":
        need_gensim(function)
    return SampledSettings(
        method == "skip_gram", int(embedding_dim), int(window), int(negative), float(sample), int(epochs),
        float(learning_rate), drawn_seed(seed),
    )  # fmt: skip
