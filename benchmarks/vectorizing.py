"""Vocabulary and ids of 50 MB of text: ours against a loop with a regular expression."""

import re
import unicodedata
from collections import Counter

import numpy as np
from numpy.typing import NDArray

import torchduet as td
from benchmarks.measure import Row, compare, cpu_seconds, run_python, take_turns

__all__ = ["vectorizing"]

MEGABYTES, MAX_TOKENS, LENGTH, REPEATS = 50, 10_000, 150, 3
# Letters and digits, with apostrophes inside. Python's expressions do not know marks; the reviews, composed, have none.
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

CHILD = """
import json
from benchmarks.vectorizing import measure_{which}
print(json.dumps(measure_{which}()))
"""


def vectorizing() -> list[Row]:
    """Measure in processes of their own, as polars reads its number of threads when it is imported."""
    assert_same_ids()
    seconds = take_turns(
        lambda: run_python(CHILD.format(which="ours"), POLARS_MAX_THREADS="1"),
        lambda: run_python(CHILD.format(which="peer"), POLARS_MAX_THREADS="1"),
        repeats=REPEATS,
    )
    return [
        compare(
            f"vectorising {MEGABYTES} MB of reviews",
            seconds,
            goal=0.5,
            note="peer: re.findall and dictionaries, one pass; the same tokens and ids; one thread",
        )
    ]


def vectorize_by_loop(texts: list[str]) -> tuple[list[str], NDArray[np.int64]]:
    """Tokens once, counted once, looked up once: the best that a plain loop does."""
    tokens = [WORD.findall(unicodedata.normalize("NFC", text).lower()) for text in texts]
    counts: Counter[str] = Counter()
    for words in tokens:
        counts.update(words)
    vocabulary = ["", "[UNK]", *(word for word, _ in counts.most_common(MAX_TOKENS - 2))]
    id_of = {word: place for place, word in enumerate(vocabulary)}
    ids = np.zeros((len(texts), LENGTH), dtype=np.int64)
    for row, words in zip(ids, tokens, strict=True):
        found = [id_of.get(word, 1) for word in words[:LENGTH]]
        row[: len(found)] = found
    return vocabulary, ids


def measure_ours() -> float:
    texts = repeated_reviews()
    td.tokenize("polars is imported now")
    vectorizer = td.TextVectorizer(max_tokens=MAX_TOKENS, max_length=LENGTH)
    return cpu_seconds(lambda: vectorizer.fit_transform(texts))


def measure_peer() -> float:
    texts = repeated_reviews()
    return cpu_seconds(lambda: vectorize_by_loop(texts))


def assert_same_ids() -> None:
    reviews = td.datasets.fine_foods()["review"].tolist()
    vectorizer = td.TextVectorizer(max_tokens=MAX_TOKENS, max_length=LENGTH)
    ids = vectorizer.fit_transform(reviews)
    vocabulary, expected = vectorize_by_loop(reviews)
    if vectorizer.vocabulary_ != vocabulary or not np.array_equal(np.asarray(ids), expected):
        raise AssertionError("the two do not give the same tokens; the comparison would mean nothing")


def repeated_reviews() -> list[str]:
    reviews: list[str] = td.datasets.fine_foods()["review"].tolist()
    size = sum(len(review.encode()) for review in reviews)
    return reviews * round(MEGABYTES * 1e6 / size)
