"""The lessons that there are, in the course's order, with places left for those to come."""

from pathlib import Path

import pytest

from lessons.source import read_lesson

COURSE = (
    "perceptron",
    "mlp",
    "regularization",
    "batch-normalization",
    "text-as-data",
    "embedding",
    "average-pooling",
    "rnn",
    "vanishing-gradient",
    "lstm",
    "gru-and-variants",
    "bidirectional",
    "text-classification",
    "time-series",
    "dynamical-systems",
    "pretrained-embeddings",
    "transfer-learning",
    "convolution",
    "vision",
    "sequence-to-sequence",
    "contextual-embeddings",
)
VIGNETTES = Path(__file__).parents[2] / "vignettes"
LESSONS = sorted(path.stem for path in VIGNETTES.glob("*.Rmd"))


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_has_its_place_and_needs_only_what_comes_before(name: str) -> None:
    header = read_lesson(VIGNETTES / f"{name}.Rmd").header
    assert header.order == COURSE.index(name) + 1
    assert set(header.needs) < set(COURSE[: header.order])
    assert name not in header.needs
