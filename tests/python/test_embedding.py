import json
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import torchduet as td
from torchduet.errors import PositionError
from torchduet.networks import AveragePoolingNetwork

R_TORCH = json.loads((Path(__file__).parent / "data" / "r_torch_embedding.json").read_text())["embedding"]
IDS = np.array(R_TORCH["indices_zero_based"])
# The reference has 9 significant digits: half a unit in the last is up to 5e-9 of the value. float32 adds 6e-8.
TOLERANCES = {"f32": 1e-6, "f64": 6e-9}
DTYPES = {"f32": torch.float32, "f64": torch.float64}


def sine(shape, *, k: float, scale: float) -> torch.Tensor:
    """The rule by which the reference's inputs were made."""
    return scale * torch.sin(k * torch.arange(1, np.prod(shape) + 1, dtype=torch.float64)).reshape(shape)


def reference(precision: str, name: str) -> np.ndarray:
    return np.reshape(R_TORCH[precision][name]["data"], R_TORCH[precision][name]["shape"])


@pytest.fixture
def weights() -> torch.Tensor:
    (parameter,) = R_TORCH["params"]
    return sine(parameter["shape"], k=parameter["k"], scale=parameter["scale"])


def test_the_reference_counts_from_one_in_r():
    np.testing.assert_array_equal(IDS + 1, R_TORCH["indices_one_based"])


def test_embed_gives_what_r_torch_gives(weights):
    np.testing.assert_allclose(td.embed(IDS, weights), reference("f64", "output"), rtol=TOLERANCES["f64"])


@pytest.mark.parametrize("precision", ["f32", "f64"])
def test_forward_and_gradient_of_torch_are_those_of_r_torch(weights, precision):
    layer = torch.nn.Embedding(7, 3, dtype=DTYPES[precision])
    layer.load_state_dict({"weight": weights})
    output = layer(torch.tensor(IDS))
    (output * sine(output.shape, k=0.9, scale=1.0).to(output.dtype)).sum().backward()
    np.testing.assert_allclose(output.detach(), reference(precision, "output"), rtol=TOLERANCES[precision])
    np.testing.assert_allclose(layer.weight.grad, reference(precision, "grad_weight"), rtol=TOLERANCES[precision])


@pytest.mark.parametrize("precision", ["f32", "f64"])
def test_the_networks_embedding_gives_it_too_but_for_padding(weights, precision):
    layer = AveragePoolingNetwork(num_embeddings=7, embedding_dim=3, num_classes=2).to(DTYPES[precision]).embedding
    layer.load_state_dict({"weight": weights})
    output = layer(torch.tensor(IDS).reshape(-1, 1)).reshape(2, 4, 3)  # texts of one word: the mean is the word
    (output * sine(output.shape, k=0.9, scale=1.0).to(output.dtype)).sum().backward()

    padding = IDS == 0
    assert padding.any()
    assert (output[torch.tensor(padding)] == 0).all()
    assert (layer.weight.grad[0] == 0).all()
    np.testing.assert_allclose(
        output.detach()[torch.tensor(~padding)], reference(precision, "output")[~padding], rtol=TOLERANCES[precision]
    )
    np.testing.assert_allclose(
        layer.weight.grad[1:], reference(precision, "grad_weight")[1:], rtol=TOLERANCES[precision]
    )


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 9).flatmap(
        lambda rows: st.tuples(
            st.just(rows),
            st.sampled_from([(), (0,), (4,), (2, 3), (2, 1, 3)]).flatmap(
                lambda shape: st.lists(
                    st.integers(0, rows - 1), min_size=int(np.prod(shape)), max_size=int(np.prod(shape))
                ).map(lambda ids: np.array(ids, dtype=np.int64).reshape(shape))
            ),
        )
    )
)
def test_look_up_is_a_product_with_one_hot(case):
    rows, ids = case
    weights = np.random.default_rng(rows).normal(size=(rows, 5))
    looked_up = td.embed(ids, weights)
    assert looked_up.shape == (*ids.shape, 5)
    np.testing.assert_array_equal(looked_up, td.one_hot(ids, num_classes=rows) @ weights)
    np.testing.assert_array_equal(looked_up, weights[ids])


def test_one_hot_by_hand():
    encoded = td.one_hot([[2, 0], [1, 1]], num_classes=4)
    assert encoded.dtype == np.float64
    np.testing.assert_array_equal(encoded, [[[0, 0, 1, 0], [1, 0, 0, 0]], [[0, 1, 0, 0], [0, 1, 0, 0]]])
    assert td.one_hot([], num_classes=3).shape == (0, 3)


@pytest.mark.parametrize("dtype", ["int8", "int32", "int64", "uint8", "float32", "float64"])
def test_whole_numbers_of_any_type_are_ids(dtype):
    np.testing.assert_array_equal(td.embed(np.array([1, 0], dtype=dtype), [[1.0], [2.0]]), [[2.0], [1.0]])


def test_the_layout_in_memory_does_not_matter():
    generator = np.random.default_rng(3)
    weights, ids = generator.normal(size=(6, 4)), generator.integers(6, size=(5, 7))
    expected = td.embed(ids, weights)
    for other in (
        td.embed(np.asfortranarray(ids), np.asfortranarray(weights)),
        td.embed(np.repeat(ids, 2, axis=1)[:, ::2], np.repeat(weights, 3, axis=0)[::3]),
    ):
        np.testing.assert_array_equal(other, expected)
        assert other.flags.c_contiguous


def test_a_result_is_a_copy_of_the_callers_weights():
    weights = np.ones((2, 3))
    td.embed([0, 1], weights)[:] = 5
    np.testing.assert_array_equal(weights, 1.0)


def test_a_networks_own_weights_can_be_given(fitted):
    weight = fitted.network_.embedding.weight
    np.testing.assert_array_equal(td.embed([3, 0], weight), weight.detach().double().numpy()[[3, 0]])


@pytest.mark.parametrize("call", [lambda ids: td.one_hot(ids, num_classes=3), lambda ids: td.embed(ids, np.eye(3))])
class TestUnfitIds:
    @pytest.mark.parametrize("outside", [-1, 3])
    def test_outside(self, call, outside, other_language):
        message = f"ids must lie between 0 and 2, as (num_classes is 3|weights has 3 rows); given {outside}"
        with pytest.raises(PositionError, match=message) as caught:
            call([0, outside])
        # Positions move when counted from one, the number of rows does not.
        assert caught.value.message(other_language) == (
            str(caught.value).replace("0 and 2", "1 and 3").replace(f"given {outside}", f"given {outside + 1}")
        )

    @pytest.mark.parametrize("ids", [[0.5], [np.nan], [np.inf], ["0"], [True], [None]])
    def test_not_whole_numbers(self, call, ids):
        with pytest.raises(TypeError, match="ids must be whole numbers without missing values; given an array of"):
            call(ids)


def test_weights_must_be_a_matrix():
    with pytest.raises(
        ValueError, match=r"weights must be a matrix with a row per id; given an array of 1 dimension.*\(3,\)"
    ):
        td.embed([0], [1.0, 2.0, 3.0])


@pytest.mark.parametrize(("number", "kind"), [(0, ValueError), (3.0, TypeError), (None, TypeError)])
def test_num_classes_must_be_a_count(number, kind):
    with pytest.raises(kind, match=f"num_classes must be .*; given {number}"):
        td.one_hot([0], num_classes=number)
