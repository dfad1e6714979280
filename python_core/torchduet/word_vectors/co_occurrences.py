"""How often words stand near each other, counted: the numbers that GloVe learns from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.own_tokenizer import Tokenizer
from torchduet.parameters import check_integer
from torchduet.tokens import TextInput
from torchduet.word_vectors.corpus import read_corpus
from torchduet.word_vectors.sorted_runs import Run, merge_runs, store_run, sum_by_key

__all__ = ["MEMORY", "check_counting", "co_occurrences", "counted_pairs"]

MEMORY = 1024
"""MiB that counting may take, if nobody says otherwise."""

BYTES_PER_PAIR = 56  # of a pair while its run is sorted and summed, if no other pair is like it
BYTES_PER_SUM = 96  # of a key while runs are merged


def co_occurrences(
    texts: TextInput,
    *,
    window: int = 15,
    min_count: int = 5,
    lowercase: bool = True,
    tokenizer: Tokenizer | None = None,
    memory: int = MEMORY,
) -> pd.DataFrame:
    r"""Count how often words stand near each other, the nearer the more.

    .. math:: X_{ij} = \sum_{\text{places of } i} \; \sum_{\text{places of } j, \; d \le \text{window}} \frac{1}{d}

    d being the distance in words within one text, after rare words were left out. The window reaches to both sides, so
    :math:`X_{ij} = X_{ji}`.

    Parameters
    ----------
    texts : sequence of str, length n
    window : int, default 15
        Largest distance that counts.
    min_count : int, default 5
        Words that occur less often are left out.
    lowercase : bool, default True
        Fold letters to lower case.
    tokenizer : function, optional
        From a list of texts to a list with the tokens of each, in place of `tokenize`.
    memory : int, default 1024
        MiB that counting may take; what is more is sorted on disk.

    Returns
    -------
    DataFrame
        A row per pair that occurs, in either order: ``word``, ``context`` and ``count``; frequent words first.

    Raises
    ------
    InputValueError, InputTypeError
        An argument does not fit, or fewer than two words are left.

    Notes
    -----
    J. Pennington, R. Socher and C. D. Manning (2014), "GloVe: Global Vectors for Word Representation", EMNLP.

    Examples
    --------
    >>> co_occurrences(["tea with milk", "tea and milk"], window=2, min_count=2)
       word context  count
    0   tea    milk    2.0
    1  milk     tea    2.0
    """
    check_counting(window, memory)
    corpus = read_corpus(texts, min_count=min_count, lowercase=lowercase, tokenizer=tokenizer)
    size = len(corpus.words)
    numbers = np.arange(size, dtype=np.uint64)
    layout = numbers * np.uint64(size), numbers
    runs = counted_pairs(corpus.ids, corpus.text_of, layout, window=window, memory=memory)
    keys, sums = (np.concatenate(part) for part in zip(*runs, strict=True))
    first, second = np.divmod(keys, np.uint64(size))
    same = first == second
    # Both orders of a pair; a word near itself is in both orders already, and counts from either place.
    words = np.concatenate([first, second[~same]])
    contexts = np.concatenate([second, first[~same]])
    counts = np.concatenate([np.where(same, 2 * sums, sums), sums[~same]])
    order = np.lexsort([contexts, words])
    names = np.array(corpus.words, dtype=object)
    return pd.DataFrame({"word": names[words[order]], "context": names[contexts[order]], "count": counts[order]})


def check_counting(window: int, memory: int) -> None:
    """Make sure that the settings of counting make sense."""
    check_integer("window", window, at_least=1)
    check_integer("memory", memory, at_least=1)


def counted_pairs(
    ids: NDArray[np.int32],
    text_of: NDArray[np.int32],
    keys: tuple[NDArray[np.uint64], NDArray[np.uint64]],
    *,
    window: int,
    memory: int,
) -> Iterator[Run]:
    """Yield keys of pairs in ascending order, with the sum of 1 / distance over the places where both words stand.

    The key of a pair is the first key of the smaller id plus the second key of the larger one: each pair is counted
    once, not once in each order. Where no two words stand near each other, one run without keys comes.
    """
    step = max(window + 1, memory * 2**20 // (BYTES_PER_PAIR * window))
    # A pair's first word is in one part, its second may be behind it.
    parts = [
        (ids[start : start + step + window], text_of[start : start + step + window], min(step, len(ids) - start))
        for start in range(0, len(ids), step)
    ]
    if len(parts) == 1:
        yield _pairs_of(*parts[0], keys, window)
        return
    with TemporaryDirectory(prefix="torchduet-") as folder:
        runs = [store_run(Path(folder), number, _pairs_of(*part, keys, window)) for number, part in enumerate(parts)]
        if not any(len(found) for found, _ in runs):
            yield runs[0]
            return
        yield from merge_runs(runs, size=memory * 2**20 // BYTES_PER_SUM)


def _pairs_of(
    ids: NDArray[np.int32],
    text_of: NDArray[np.int32],
    count: int,
    keys: tuple[NDArray[np.uint64], NDArray[np.uint64]],
    window: int,
) -> Run:
    """Count the pairs whose first word is one of the first `count`."""
    # The distance goes into the last bits of the key, so that one sort does for both; small whole numbers sort fastest.
    bits = int(window - 1).bit_length()
    largest = (int(keys[0].max()) + int(keys[1].max()) + 1) << bits
    kind = np.uint32 if largest < 2**32 else np.uint64
    first, second = (key.astype(kind) for key in keys)
    found = []
    for distance in range(1, window + 1):
        reach = max(0, min(count, len(ids) - distance))
        same_text = text_of[:reach] == text_of[distance : distance + reach]
        left, right = ids[:reach][same_text], ids[distance : distance + reach][same_text]
        key = first[np.minimum(left, right)] + second[np.maximum(left, right)]
        found.append(key << kind(bits) | kind(distance - 1))
    pairs = np.concatenate(found)
    found.clear()
    pairs.sort()
    weights = (1.0 / np.arange(1, window + 1))[pairs & kind(2**bits - 1)]
    distinct, sums = sum_by_key(pairs >> kind(bits), weights)
    return distinct.astype(np.uint64), sums
