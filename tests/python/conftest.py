"""What several test files share: made-up reviews, a made-up table, and models that were fitted to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from tests.python import fitted_models, stored_files, tabular_examples
from tests.python.archive_server import Server, archive_server

import torchduet as td
from torchduet.errors import Language
from torchduet.word_vectors import resumable

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
    return td.TextClassifier(**fitted_models.QUICK).fit(reviews.texts, reviews.labels)


@pytest.fixture(params=stored_files.FORMS)
def saved(request: pytest.FixtureRequest, fitted: td.TextClassifier, tmp_path: Path) -> Path:
    """A model saved as a folder, and as a file."""
    path = tmp_path / request.param
    fitted.save(path)
    return path


@pytest.fixture(scope="session")
def table() -> pd.DataFrame:
    """Rows that tests read from and do not change."""
    return tabular_examples.make_table()


@pytest.fixture(scope="session")
def labels(table: pd.DataFrame) -> list[str]:
    """Their classes."""
    return tabular_examples.classes_of(table)


@pytest.fixture(scope="session")
def fitted_to_table(table: pd.DataFrame, labels: list[str]) -> td.TabularClassifier:
    """A model of tables that tests read from and do not change."""
    return td.TabularClassifier(**{**tabular_examples.QUICK, "epochs": 40}).fit(table, labels)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server of one archive; what is fetched goes below the test's folder, in small blocks and without pauses."""
    monkeypatch.setenv("TORCHDUET_CACHE", str(tmp_path))
    monkeypatch.setattr(resumable, "PAUSES", (0.0, 0.0))
    monkeypatch.setattr(resumable, "BLOCK", 100)
    with archive_server() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the archive of `server` goes."""
    return tmp_path / "downloads"
