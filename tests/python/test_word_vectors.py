"""Words and their vectors: looked up, compared, found."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import torchduet as td

WORDS = ["man", "king", "woman", "queen", "tea", "nothing"]
ROWS = [[1.0, 0.0, 0.1], [1.0, 1.0, 0.1], [-1.0, 0.0, 0.1], [-1.0, 1.0, 0.1], [0.0, -1.0, 2.0], [0.0, 0.0, 0.0]]


@pytest.fixture
def vectors() -> td.WordVectors:
    return td.WordVectors(WORDS, ROWS)


def test_each_word_has_its_own_row(vectors: td.WordVectors) -> None:
    for word, row in zip(WORDS, np.float32(ROWS), strict=True):
        np.testing.assert_array_equal(vectors.lookup(word), [row])
    np.testing.assert_array_equal(vectors.lookup(["queen", "man", "queen"]), np.float32(ROWS)[[3, 0, 3]])
    assert vectors.lookup([]).shape == (0, 3)


def test_unknown_words_are_missing_or_zero_or_refused(vectors: td.WordVectors) -> None:
    found = vectors.lookup(["king", "jester"])
    np.testing.assert_array_equal(found[0], np.float32(ROWS[1]))
    assert np.isnan(found[1]).all()
    assert (vectors.lookup(["jester"], unknown="zero") == 0).all()
    with pytest.raises(ValueError, match="'jester' has none"):
        vectors.lookup(["king", "jester"], unknown="error")
    with pytest.raises(ValueError, match='unknown must be one of "missing", "zero", "error"'):
        vectors.lookup(["king"], unknown="mean")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="words must be strings"):
        vectors.lookup([1])  # type: ignore[list-item]


def test_what_is_looked_up_is_a_copy(vectors: td.WordVectors) -> None:
    vectors.lookup(["king"])[:] = 7
    np.testing.assert_array_equal(vectors.lookup("king"), np.float32([ROWS[1]]))


def test_float32_is_not_copied() -> None:
    table = np.float32(ROWS)
    assert np.shares_memory(td.WordVectors(WORDS, table).vectors, table)


def test_similarity_is_the_cosine(vectors: td.WordVectors) -> None:
    found = vectors.similarity(["man", "king"], ["queen", "nothing"])
    expected = td.cosine_similarity(np.float32(ROWS)[[0, 1]], np.float32(ROWS)[[3, 5]])
    pd.testing.assert_frame_equal(found, pd.DataFrame(expected, ["man", "king"], ["queen", "nothing"]))
    assert vectors.similarity(WORDS[:3]).shape == (3, 3)
    assert vectors.similarity("king").iloc[0, 0] == pytest.approx(1)


def test_an_analogy_by_hand(vectors: td.WordVectors) -> None:
    found = vectors.analogy("man", "king", "woman", k=3)
    assert found["neighbour"].tolist() == ["queen", "nothing", "tea"]
    man, king, woman, queen = (np.array(row) / np.linalg.norm(row) for row in np.float32(ROWS).astype(float)[:4])
    target = king - man + woman
    assert found["similarity"].iloc[0] == pytest.approx(target @ queen / np.linalg.norm(target), rel=1e-12)


def brute_force(rows: np.ndarray, query: np.ndarray, left_out: int) -> tuple[list[int], np.ndarray]:
    """Sort all similarities in double precision."""
    table = rows.astype(np.float64)
    lengths = np.linalg.norm(table, axis=1)
    length = np.linalg.norm(query) or 1.0
    similarity = (table * (query / length)).sum(axis=1) / np.where(lengths > 0, lengths, 1.0)
    order = np.argsort(-similarity, kind="stable")
    order = order[order != left_out]
    return order.tolist(), similarity[order]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 12))
def test_the_nearest_are_those_of_sorting_them_all(seed: int, n: int, k: int) -> None:
    generator = np.random.default_rng(seed)
    rows = generator.integers(-2, 3, size=(n, 3)).astype(np.float32)  # many ties, some zeros
    words = [f"w{place}" for place in range(n)]
    vectors = td.WordVectors(words, rows)
    found = vectors.most_similar(words, k)
    for place, word in enumerate(words):
        order, similarity = brute_force(rows, rows[place].astype(np.float64), place)
        part = found[found["word"] == word]
        np.testing.assert_allclose(part["similarity"], similarity[:k].clip(-1, 1), rtol=0, atol=1e-15)
        assert part["neighbour"].tolist() == [words[row] for row in order[:k]]


def test_near_ties_are_told_apart_as_doubles() -> None:
    angles = np.linspace(0, 1e-3, 200)
    rows = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    words = [f"w{place}" for place in range(200)]
    order, _ = brute_force(rows, rows[0].astype(np.float64), 0)
    assert td.WordVectors(words, rows).most_similar("w0", 20)["neighbour"].tolist() == [
        words[row] for row in order[:20]
    ]


def test_vectors_have_neighbours_too(vectors: td.WordVectors) -> None:
    found = vectors.most_similar([[2.0, 2.0, 0.2], [0.0, 0.0, 5.0]], k=1)
    assert found.columns.tolist() == ["vector", "neighbour", "similarity"]
    assert found["vector"].tolist() == [1, 2]
    assert found["neighbour"].tolist() == ["king", "tea"]
    with pytest.raises(ValueError, match=r"vectors of 3 finite numbers; given shape \(2,\)"):
        vectors.most_similar([1.0, 2.0])
    with pytest.raises(ValueError, match="k must be at least 1"):
        vectors.most_similar("king", 0)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scale", [1e-44, 1e-25, 1e-12, 1e12, 1e25, 3e38])
def test_however_long_a_vector_is_its_direction_counts(scale: float) -> None:
    vectors = td.WordVectors(list("abcd"), [[1.0, 0.0], [scale, 0.0], [0.5, 0.5], [0.6, 0.4]])
    found = vectors.most_similar("a", 3)
    assert found["neighbour"].tolist() == ["b", "d", "c"]
    np.testing.assert_allclose(found["similarity"], [1.0, 0.6 / 0.52**0.5, 0.5**0.5], rtol=1e-6)
    assert vectors.most_similar("b", 1)["neighbour"].tolist() == ["a"]
    assert vectors.most_similar([[1e200, 0.0], [1e-200, 0.0]], 1)["similarity"].tolist() == [1.0, 1.0]


def test_many_numbers_as_large_as_single_precision_holds() -> None:
    generator = np.random.default_rng(1)
    rows = generator.choice([-3e38, 3e38], size=(200, 50)).astype(np.float32)
    words = [f"w{place}" for place in range(200)]
    order, _ = brute_force(rows, rows[7].astype(np.float64), 7)
    assert td.WordVectors(words, rows).most_similar("w7", 5)["neighbour"].tolist() == [words[row] for row in order[:5]]


def test_a_vector_of_zeros_is_as_near_to_every_word(vectors: td.WordVectors) -> None:
    found = vectors.most_similar("nothing", 2)
    assert found["neighbour"].tolist() == WORDS[:2]
    assert found["similarity"].tolist() == [0.0, 0.0]
    assert td.WordVectors(["zero", *WORDS], [[0.0] * 3, *ROWS]).most_similar("zero")["neighbour"].tolist() == WORDS
    assert vectors.most_similar([0.0, 0.0, 0.0], 10)["neighbour"].tolist() == WORDS


def test_the_matrix_has_the_words_as_names(vectors: td.WordVectors) -> None:
    pd.testing.assert_frame_equal(vectors.as_matrix(), pd.DataFrame(np.float32(ROWS), index=WORDS))


def test_what_it_is_made_of_is_checked() -> None:
    with pytest.raises(ValueError, match=r"given 1 words and shape \(2, 1\)"):
        td.WordVectors(["a"], [[1.0], [2.0]])
    with pytest.raises(ValueError, match="'b' is there twice"):
        td.WordVectors(["a", "b", "b"], np.ones((3, 2)))
    with pytest.raises(TypeError, match="words must be strings"):
        td.WordVectors([1, 2], np.ones((2, 2)))  # type: ignore[list-item]
    with pytest.raises(ValueError, match="at least one"):
        td.WordVectors([], np.ones((0, 2)))
    with pytest.raises(ValueError, match="words must not be empty; element 1 is"):
        td.WordVectors(["a", ""], np.ones((2, 2)))
    with pytest.raises(ValueError, match="words: element 1 holds half a Unicode character"):
        td.WordVectors(["a", "\ud800"], np.ones((2, 2)))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("number", [np.nan, np.inf, 1e39])  # the last is infinite in single precision
def test_a_number_that_is_not_finite_is_refused_with_its_word(number: float) -> None:
    rows = np.ones((100_000, 2))  # more than a block
    rows[99_999, 1] = number
    with pytest.raises(ValueError, match="finite in single precision; that of 'w99999' does not"):
        td.WordVectors([f"w{place}" for place in range(100_000)], rows)


def test_saved_and_read_again(vectors: td.WordVectors, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "vectors.safetensors"
    vectors.save(path)
    again = td.load_embeddings(path)
    assert again.words == vectors.words
    np.testing.assert_array_equal(again.vectors, vectors.vectors)
    assert [item.name for item in path.parent.iterdir()] == [path.name]
    again.save(path)  # over the file that it is mapped from
    np.testing.assert_array_equal(td.load_embeddings(path).vectors, vectors.vectors)
    assert td.load_embeddings(path, words=["tea"]).words == ["tea"]


def test_repr_says_how_many(vectors: td.WordVectors) -> None:
    assert repr(vectors) == "WordVectors: 6 words of 3 numbers (man, king, woman, queen, tea, ...)"
