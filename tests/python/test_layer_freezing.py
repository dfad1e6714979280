import pytest
from torch import nn

from torchduet.convolutional_network import ConvolutionalNetwork
from torchduet.layer_freezing import find_weights, layer_depths, rates_by_weight, set_trainable
from torchduet.networks import AveragePoolingNetwork
from torchduet.recurrent_networks import RecurrentNetwork

SMALL = {"num_embeddings": 5, "embedding_dim": 2, "num_classes": 2}


@pytest.fixture
def network() -> nn.Module:
    """Embedding, two recurrent layers, normalisation, output."""
    return RecurrentNetwork(
        "lstm", **SMALL, hidden_size=2, layers=2, bidirectional=True, batch_normalization=True
    )  # fmt: skip


class TestDepths:
    def test_recurrent_layers_count_one_by_one_and_directions_together(self, network):
        depths = layer_depths(network)
        assert depths["output.weight"] == depths["output.bias"] == 1
        assert depths["normalization.weight"] == 2
        assert depths["layers.recurrent.weight_ih_l1"] == depths["layers.recurrent.bias_hh_l1_reverse"] == 3
        assert depths["layers.recurrent.weight_ih_l0"] == depths["layers.recurrent.weight_hh_l0_reverse"] == 4
        assert depths["embedding.weight"] == 5

    def test_convolutions_side_by_side_are_one_layer(self):
        depths = layer_depths(ConvolutionalNetwork(**SMALL, hidden_size=2))
        assert {depths[f"convolutions.{place}.weight"] for place in range(3)} == {2}
        assert depths["embedding.weight"] == 3

    def test_the_simplest_network_has_two(self):
        assert set(layer_depths(AveragePoolingNetwork(**SMALL)).values()) == {1, 2}


class TestNames:
    def test_a_layer_a_part_and_a_weight_are_found(self, network):
        assert find_weights(network, "embedding", None) == ["embedding.weight"]
        assert find_weights(network, ["output.bias"], None) == ["output.bias"]
        found = find_weights(network, ("layers", "output"), None)
        assert found == [name for name in layer_depths(network) if name.startswith(("layers.", "output."))]
        assert find_weights(network, None, 2) == [
            "normalization.weight",
            "normalization.bias",
            "output.weight",
            "output.bias",
        ]

    def test_a_beginning_that_is_no_whole_name_is_not(self, network):
        with pytest.raises(ValueError, match=r"layers must be among the network's, embedding, .*, output; given 'out'"):
            find_weights(network, "out", None)

    @pytest.mark.parametrize(
        ("layers", "depth", "kind", "message"),
        [
            ("output", 1, ValueError, "layers must be left out where depth is given; given 'output'"),
            (None, 6, ValueError, "depth must be at most 5, the layers of this network; given 6"),
            (None, 0, ValueError, "depth must be at least 1; given 0"),
            (None, 1.5, TypeError, "depth must be a whole number; given 1.5"),
            ([], None, TypeError, r"layers must be names of layers; given \[\]"),
            (3, None, TypeError, "layers must be names of layers; given 3"),
            ([1], None, TypeError, r"layers must be names of layers; given \[1\]"),
        ],
    )
    def test_what_cannot_be_found_is_named(self, network, layers, depth, kind, message):
        with pytest.raises(kind, match=message):
            find_weights(network, layers, depth)


class TestRates:
    def test_the_longest_name_counts_whatever_the_order(self, network):
        rates = rates_by_weight(network, {"output.bias": 0.3, "output": 0.2})
        assert rates == {"output.weight": 0.2, "output.bias": 0.3}
        assert rates_by_weight(network, None) == {}

    @pytest.mark.parametrize(
        ("rates", "kind", "message"),
        [
            ({"outputs": 0.1}, ValueError, "learning_rates must be among the network's, .*; given 'outputs'"),
            ({"output": 0}, ValueError, "learning_rates of output must be greater than 0; given 0"),
            ({"output": "fast"}, TypeError, "learning_rates of output must be a number; given 'fast'"),
            (0.1, TypeError, "learning_rates must be numbers by the names of layers, or None; given 0.1"),
            (
                {"output": 0.1, 1: 0.1},
                TypeError,
                "numbers by the names of layers; given 1 as a name",
            ),
            ({"embedding": 0.1}, ValueError, "layers that are trained; 'embedding' is frozen. Unfreeze it"),
        ],
    )
    def test_an_unfit_one_is_named(self, network, rates, kind, message):
        set_trainable(network, ["embedding.weight"], trainable=False)
        with pytest.raises(kind, match=message):
            rates_by_weight(network, rates)
