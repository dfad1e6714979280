import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.metrics import pairwise

from torchduet import cosine_similarity, nearest

MATRICES = hnp.arrays(np.float64, st.tuples(st.integers(1, 5), st.just(3)), elements=st.floats(-10, 10, width=16))
VOCABULARY = ["", "[UNK]", "good", "great", "bad", "good2"]
WEIGHTS = np.array([[1.0, 0.1], [1.0, 0.1], [1.0, 0.1], [1.0, 0.0], [-1.0, 0.0], [2.0, 0.2]])


@settings(deadline=None)
@given(MATRICES, MATRICES)
def test_equals_scikit_learn(x: np.ndarray, y: np.ndarray) -> None:
    np.testing.assert_allclose(cosine_similarity(x, y), pairwise.cosine_similarity(x, y), atol=1e-12)
    np.testing.assert_allclose(cosine_similarity(x), pairwise.cosine_similarity(x), atol=1e-12)


def test_the_last_bit_does_not_depend_on_the_order_in_memory() -> None:
    x = np.random.default_rng(1).normal(size=(7, 5))
    np.testing.assert_array_equal(cosine_similarity(np.asfortranarray(x)), cosine_similarity(x))


def test_single_vectors_and_zeros() -> None:
    np.testing.assert_allclose(cosine_similarity([3.0, 4.0], [4.0, 3.0]), [[0.96]], rtol=1e-15)
    assert cosine_similarity([0.0, 0.0], [1.0, 0.0]).item() == 0


def test_shapes_that_do_not_fit_are_named() -> None:
    with pytest.raises(ValueError, match="same length; given 2 and 3"):
        cosine_similarity([1.0, 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="x must be a vector or a matrix"):
        cosine_similarity(np.zeros((1, 1, 1)))


def test_nearest_leaves_out_the_token_itself_and_the_special_ones() -> None:
    found = nearest("good", vocabulary=VOCABULARY, weights=WEIGHTS)
    assert found["token"].tolist() == ["good2", "great", "bad"]
    assert found["similarity"].iloc[0] == pytest.approx(1)
    assert found["similarity"].iloc[2] == pytest.approx(-1 / np.hypot(1, 0.1))
    assert len(nearest("good", vocabulary=VOCABULARY, weights=WEIGHTS, k=2)) == 2


def test_nearest_names_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="token must be in the vocabulary; 'Good' is not"):
        nearest("Good", vocabulary=VOCABULARY, weights=WEIGHTS)
    with pytest.raises(ValueError, match=r"a row per token of the vocabulary, 6; given an array of shape \(5, 2\)"):
        nearest("good", vocabulary=VOCABULARY, weights=WEIGHTS[1:])
