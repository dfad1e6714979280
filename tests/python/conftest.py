"""What several test files share: made-up reviews whose classes can be learned, and a model that was fitted to them."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch

import torchduet as td
from torchduet.errors import Language

GOOD = ["delicious", "tasty", "wonderful", "fresh", "recommend"]
BAD = ["stale", "awful", "bland", "refund", "disappointed"]
NEUTRAL = ["the", "coffee", "tea", "my", "dog", "bought", "package", "arrived", "in", "a", "box", "store", "it", "was"]


# These networks are so small that a second thread only waits, and on a busy machine waits long.
torch.set_num_threads(1)


@dataclass
class Reviews:
    texts: list[str]
    labels: list[str]


@pytest.fixture
def other_language() -> Language:
    """One that counts from one and writes values its own way."""
    return Language(none="NULL", true="TRUE", false="FALSE", first=1, show=lambda value: f"<{value}>")


@pytest.fixture(scope="session")
def reviews() -> Reviews:
    """160 texts of 1 to 40 words; one word in eight, on average, tells the class."""
    generator = np.random.default_rng(20)
    texts, labels = [], []
    for number in range(160):
        telling = GOOD if number % 2 else BAD
        words = [
            str(generator.choice(telling if place == 0 or generator.random() < 1 / 8 else NEUTRAL))
            for place in range(int(generator.integers(1, 41)))
        ]
        texts.append(" ".join(generator.permutation(words)))
        labels.append("great" if number % 2 else "other")
    return Reviews(texts, labels)


@pytest.fixture(scope="session")
def fitted(reviews: Reviews) -> td.TextClassifier:
    """A model that tests read from and do not change."""
    return td.TextClassifier(seed=1, embedding_dim=8, epochs=4, learning_rate=0.02).fit(reviews.texts, reviews.labels)
