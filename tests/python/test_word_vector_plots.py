"""Pictures of words: where they stand, and what is said of them."""

import matplotlib
import numpy as np
import pytest

import torchduet as td
from torchduet.principal_plane import principal_plane
from torchduet.word_vectors.pictures import word_map

matplotlib.use("Agg")
WORDS = ["man", "king", "woman", "queen", "tea"]
ROWS = [[1.0, 0.0, 0.1], [1.0, 1.0, 0.1], [-1.0, 0.0, 0.1], [-1.0, 1.0, 0.1], [0.0, -1.0, 2.0]]


@pytest.fixture
def vectors() -> td.WordVectors:
    return td.WordVectors(WORDS, ROWS)


def test_the_plane_is_that_of_the_largest_eigenvalues() -> None:
    points = np.random.default_rng(1).normal(size=(30, 4)) * [1.0, 5.0, 3.0, 0.1]
    places, shares = principal_plane(points)
    values, axes = np.linalg.eigh(np.cov(points.T))
    centred = points - points.mean(axis=0)
    for place in (0, 1):
        axis = axes[:, -1 - place]
        np.testing.assert_allclose(np.abs(places[:, place]), np.abs(centred @ axis), atol=1e-10)
        assert axis[np.abs(axis).argmax()] * (centred @ axis) @ places[:, place] > 0  # the largest weight is positive
        assert shares[place] == pytest.approx(values[-1 - place] / values.sum())


def test_a_map_has_the_words_and_their_neighbours(vectors: td.WordVectors) -> None:
    axes = vectors.plot(["king", "tea"], k=1)
    rows = word_map(vectors, ["king", "tea"], 1)
    assert rows["word"].tolist() == ["king", "tea", "man"]
    assert rows["asked"].tolist() == [True, True, False]
    directions = np.array([ROWS[WORDS.index(word)] / np.linalg.norm(ROWS[WORDS.index(word)]) for word in rows["word"]])
    np.testing.assert_allclose(rows[["x", "y"]], principal_plane(directions)[0], atol=1e-7)
    asked, others = (line.get_xydata() for line in axes.get_lines())
    np.testing.assert_array_equal(asked, rows.loc[:1, ["x", "y"]])
    np.testing.assert_array_equal(others, rows.loc[2:, ["x", "y"]])
    assert {text.get_text() for text in axes.texts} == set(rows["word"])
    assert axes.figure.get_label().startswith("A map of king, tea, with the neighbours man: the first two principal")


def test_a_map_of_the_words_alone(vectors: td.WordVectors) -> None:
    axes = vectors.plot(WORDS, k=0)
    assert len(axes.get_lines()) == 1
    assert "neighbours" not in axes.figure.get_label()


def test_neighbours_stand_at_their_similarity(vectors: td.WordVectors) -> None:
    axes = vectors.plot(["king", "man"], type="neighbours", k=2)
    found = vectors.most_similar(["king", "man"], 2)
    for word, line in zip(("king", "man"), axes.get_lines(), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), found.loc[found["word"] == word, "similarity"])
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == [f"{row.word} – {row.neighbour}" for row in found.itertuples()]
    assert vectors.plot("king", type="neighbours").get_title() == "king"


def test_what_cannot_be_drawn_is_named(vectors: td.WordVectors) -> None:
    with pytest.raises(ValueError, match="words must be at least two with their neighbours"):
        vectors.plot("king", k=0)
    with pytest.raises(ValueError, match="words must hold at least one word"):
        vectors.plot([], type="neighbours")
    with pytest.raises(ValueError, match="words must have neighbours to be drawn; 'a' is the only one here"):
        td.WordVectors(["a"], [[1.0, 2.0]]).plot("a", type="neighbours")
    with pytest.raises(ValueError, match='type must be one of "map", "neighbours"'):
        vectors.plot("king", type="tree")  # type: ignore[arg-type]
