import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import torchduet as td


def pool_by_hand(embedded, mask):
    """The masked mean, number by number."""
    batch, time, size = embedded.shape
    pooled = np.zeros((batch, size))
    for text in range(batch):
        real = [moment for moment in range(time) if mask[text, moment]]
        for feature in range(size):
            if real:
                pooled[text, feature] = sum(embedded[text, moment, feature] for moment in real) / len(real)
    return pooled


@st.composite
def embedded_and_mask(draw):
    batch, time, size = (draw(st.integers(0, 4)) for _ in range(3))
    embedded = draw(arrays.arrays(np.float64, (batch, time, size), elements=st.floats(-1e6, 1e6)))
    return embedded, draw(arrays.arrays(np.bool_, (batch, time)))


@settings(max_examples=200, deadline=None)
@given(embedded_and_mask())
def test_equals_loops_over_numbers(case):
    embedded, mask = case
    # Sums of at most 4 numbers up to 1e6, in another order: far from 1e-9 off.
    np.testing.assert_allclose(td.average_pool(embedded, mask), pool_by_hand(embedded, mask), rtol=1e-12, atol=1e-9)


def test_padding_does_not_count_whatever_stands_there():
    embedded = np.array([[[1.0, -2.0], [3.0, 6.0], [np.nan, np.inf]]])
    np.testing.assert_array_equal(td.average_pool(embedded, [[True, True, False]]), [[2.0, 2.0]])


def test_a_missing_number_in_a_real_token_shows():
    assert np.isnan(td.average_pool([[[np.nan], [1.0]]], [[True, True]])).all()


def test_a_text_without_words_gives_zeros():
    np.testing.assert_array_equal(td.average_pool(np.ones((1, 2, 3)), [[False, False]]), [[0.0, 0.0, 0.0]])


def test_order_is_lost():
    embedded = np.random.default_rng(1).normal(size=(1, 5, 3))
    mask = np.ones((1, 5), dtype=bool)
    np.testing.assert_allclose(
        td.average_pool(embedded[:, ::-1], mask), td.average_pool(embedded, mask), rtol=1e-12, atol=1e-15
    )


def test_layout_in_memory_does_not_change_the_last_bit():
    generator = np.random.default_rng(2)
    embedded, mask = generator.normal(size=(6, 37, 9)), generator.random((6, 37)) < 0.7
    expected = td.average_pool(embedded, mask)
    layouts = {
        "column-major": (np.asfortranarray(embedded), np.asfortranarray(mask)),
        "every other step": (np.repeat(embedded, 2, axis=1)[:, ::2], np.repeat(mask, 2, axis=1)[:, ::2]),
        "backwards": (embedded[:, ::-1].copy()[:, ::-1], mask[:, ::-1].copy()[:, ::-1]),
        "time first": (np.ascontiguousarray(embedded.transpose(1, 0, 2)).transpose(1, 0, 2), mask),
        "a torch tensor, transposed": (torch.tensor(embedded.transpose(2, 0, 1).copy()).permute(1, 2, 0), mask),
        "lists": (embedded.tolist(), mask.tolist()),
    }
    for name, (other_embedded, other_mask) in layouts.items():
        np.testing.assert_array_equal(td.average_pool(other_embedded, other_mask), expected, err_msg=name)


def test_it_computes_in_double_precision():
    pooled = td.average_pool(np.full((1, 3, 1), 0.1, dtype=np.float32), np.ones((1, 3), dtype=bool))
    assert pooled.dtype == np.float64
    np.testing.assert_allclose(pooled, np.float64(np.float32(0.1)), rtol=1e-15)


def test_the_callers_arrays_stay_as_they_are():
    embedded, mask = np.full((1, 2, 1), np.nan), np.array([[False, True]])
    td.average_pool(embedded, mask)[:] = 1
    assert np.isnan(embedded).all()


@pytest.mark.parametrize(
    ("embedded", "mask", "message"),
    [
        (np.ones((2, 3)), np.ones((2, 3)), r"embedded must have shape \(batch, time, embedding_dim\); given \(2, 3\)"),
        (np.ones((2, 3, 4)), np.ones((3, 2)), r"mask must have shape .* = \(2, 3\), .* given \(3, 2\)"),
        (np.ones((2, 3, 4)), np.ones(3), r"mask must have shape .* = \(2, 3\), .* given \(3,\)"),
    ],
)
def test_shapes_must_fit(embedded, mask, message):
    with pytest.raises(ValueError, match=message):
        td.average_pool(embedded, mask)


def test_a_networks_own_output_is_taken():
    embedded = torch.ones(1, 2, 3, requires_grad=True)
    np.testing.assert_array_equal(td.average_pool(embedded, [[True, False]]), [[1, 1, 1]])
