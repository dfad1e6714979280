import numpy as np
import pytest
import torch
from torch import nn

import torchduet as td
from torchduet.errors import InputTypeError, InputValueError

GENERATOR = np.random.default_rng(1)
QUERIES, KEYS = GENERATOR.normal(size=(3, 4)), GENERATOR.normal(size=(5, 4))
VALUES = GENERATOR.normal(size=(5, 2))
MASK = np.array([True, True, False, True, False])


@pytest.mark.parametrize("mask", [None, MASK], ids=["all words", "with padding"])
def test_equals_torch_s(mask: np.ndarray | None) -> None:
    found = td.attention(QUERIES, KEYS, VALUES, mask)
    queries, keys, values = map(torch.from_numpy, (QUERIES, KEYS, VALUES))
    real = None if mask is None else torch.from_numpy(mask)
    expected = nn.functional.scaled_dot_product_attention(queries, keys, values, attn_mask=real)
    np.testing.assert_allclose(found["output"], expected, rtol=1e-12)
    np.testing.assert_allclose(found["weights"].sum(axis=1), 1.0, rtol=1e-12)


def test_equals_torch_s_layer_with_one_head() -> None:
    inputs = torch.from_numpy(GENERATOR.normal(size=(5, 4)))
    layer = nn.MultiheadAttention(4, 1, bias=False, dtype=torch.float64)
    layer.out_proj = nn.Identity()
    layer.out_proj.weight, layer.out_proj.bias = torch.eye(4, dtype=torch.float64), None
    expected, weights = layer(inputs, inputs, inputs)
    projected = (inputs @ part.T for part in layer.in_proj_weight.detach().chunk(3))
    found = td.attention(*(part.numpy() for part in projected))
    np.testing.assert_allclose(found["output"], expected.detach(), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found["weights"], weights.detach(), rtol=1e-12)


def test_words_that_do_not_count_have_no_part() -> None:
    changed = VALUES.copy()
    changed[~MASK] = 1e9
    keys = np.where(MASK[:, None], KEYS, 1e9)
    np.testing.assert_array_equal(
        td.attention(QUERIES, keys, changed, MASK)["output"], td.attention(QUERIES, KEYS, VALUES, MASK)["output"]
    )
    assert (td.attention(QUERIES, KEYS, VALUES, MASK)["weights"][:, ~MASK] == 0).all()


def test_equal_keys_give_the_plain_mean() -> None:
    found = td.attention(QUERIES, np.ones((5, 4)), VALUES)
    np.testing.assert_allclose(found["output"], np.tile(VALUES.mean(axis=0), (3, 1)), rtol=1e-12)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((QUERIES[:, :3], KEYS, VALUES), InputValueError, r"given queries of shape \(3, 3\), keys of shape \(5, 4\)"),
        ((QUERIES, KEYS[:4], VALUES), InputValueError, "keys must have columns as queries have"),
        ((QUERIES[0], KEYS, VALUES), InputValueError, "must be matrices with a row per word"),
        ((QUERIES, KEYS, VALUES, MASK[:4]), InputValueError, "mask must have one element per row of keys, 5"),
        ((QUERIES, KEYS, VALUES, [False] * 5), InputValueError, "not all false"),
        (([["a"]], KEYS, VALUES), InputTypeError, "queries must hold numbers"),
        ((QUERIES, KEYS * np.nan, VALUES), InputValueError, "keys must hold finite numbers"),
    ],
)
def test_what_does_not_fit_is_named(arguments: tuple[object, ...], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        td.attention(*arguments)
