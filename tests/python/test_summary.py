"""What a network is made of."""

import pytest
import torch
from torch import nn

from torchduet import TextClassifier
from torchduet.estimator import NotFittedError
from torchduet.summary import weight_table


def test_a_row_per_weight_array_with_the_numbers_of_torch() -> None:
    network = nn.Sequential(nn.Embedding(5, 3), nn.Linear(3, 2))
    table = weight_table(network)
    assert table["weights"].tolist() == list(network.state_dict())
    assert table["layer"].tolist() == ["Embedding", "Linear", "Linear"]
    assert table["shape"].tolist() == ["5 x 3", "2 x 3", "2"]
    assert table["parameters"].sum() == sum(parameter.numel() for parameter in network.parameters())


def test_frozen_and_shared_weights() -> None:
    first, second = nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False)
    second.weight = first.weight
    first.weight.requires_grad = False
    table = weight_table(nn.Sequential(first, second))
    assert table["weights"].tolist() == ["0.weight"]
    assert table["trainable"].tolist() == [False]


def test_a_network_without_weights_and_a_bare_parameter() -> None:
    assert weight_table(nn.ReLU()).empty
    network = nn.Module()
    network.scale = nn.Parameter(torch.ones(()))
    assert weight_table(network)[["weights", "layer", "shape", "parameters"]].values.tolist() == [
        ["scale", "Module", "", 1]
    ]


def test_the_summary_of_a_classifier_names_its_weights() -> None:
    model = TextClassifier(epochs=1, seed=1)
    with pytest.raises(NotFittedError, match="summary"):
        model.summary()
    assert model.fit(["a", "b"] * 4, [0, 1] * 4).summary()["weights"].tolist() == list(model.get_weights())
