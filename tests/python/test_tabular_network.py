from itertools import chain

import numpy as np
import pytest
import torch
from torch import nn

from torchduet.row_batch_norm import RowBatchNorm1d
from torchduet.tabular.batches import RowBatches
from torchduet.tabular.network import MultilayerPerceptron
from torchduet.tabular.penalty import with_l2
from torchduet.tabular.scores import BATCH_SIZE, scores_of

FEATURES = torch.randn(7, 3, generator=torch.Generator().manual_seed(1))


def plain(network: MultilayerPerceptron, activation: nn.Module) -> nn.Sequential:
    """Return the same as torch users write it."""
    order = {"before": "na", "after": "an", None: "a"}[network.batch_normalization]
    layers: list[nn.Module] = []
    for number in (1, 2):
        middle = {"a": activation, "n": getattr(network, f"normalization_{number}", None)}
        layers += [getattr(network, f"hidden_{number}"), *(middle[letter] for letter in order)]
    return nn.Sequential(*layers, network.output)


@pytest.mark.parametrize("batch_normalization", [None, "before", "after"])
@pytest.mark.parametrize(
    ("activation", "module"), [("relu", nn.ReLU()), ("tanh", nn.Tanh()), ("sigmoid", nn.Sigmoid())]
)
def test_scores_are_those_of_torchs_own_layers(batch_normalization, activation, module):
    network = MultilayerPerceptron(3, [5, 4], 2, activation=activation, batch_normalization=batch_normalization)
    expected = plain(network, module)
    for mode in (True, False):
        network.train(mode)
        torch.testing.assert_close(network(FEATURES), expected(FEATURES))


def test_without_hidden_layers_it_is_linear():
    network = MultilayerPerceptron(3, [], 2)
    assert list(network.state_dict()) == ["output.weight", "output.bias"]
    torch.testing.assert_close(network(FEATURES), FEATURES @ network.output.weight.T + network.output.bias)


def test_layers_are_counted_from_one_and_a_bias_that_would_be_taken_away_is_left_out():
    network = MultilayerPerceptron(3, [5, 4], 2, batch_normalization="before")
    trained = [name for name, _ in network.named_parameters()]
    assert trained == [
        "hidden_1.weight", "normalization_1.weight", "normalization_1.bias",
        "hidden_2.weight", "normalization_2.weight", "normalization_2.bias",
        "output.weight", "output.bias",
    ]  # fmt: skip
    assert "hidden_1.bias" in dict(MultilayerPerceptron(3, [5], 2, batch_normalization="after").named_parameters())


def test_dropout_is_of_hidden_layers_and_in_training_only():
    network = MultilayerPerceptron(3, [1000], 1, activation="identity", dropout=0.5)
    seen = []
    network.dropout.register_forward_hook(lambda _, __, states: seen.append(states))
    network(FEATURES)
    assert 0.45 < (seen[0] == 0).float().mean() < 0.55
    torch.testing.assert_close(network.eval()(FEATURES), network(FEATURES))
    assert (seen[1] != 0).all()


def test_a_batch_of_one_is_normalised_as_in_prediction():
    ours, torchs = RowBatchNorm1d(3), nn.BatchNorm1d(3)
    torch.testing.assert_close(ours(FEATURES), torchs(FEATURES))
    running = ours.running_mean.clone()
    torch.testing.assert_close(ours(FEATURES[:1]), torchs.eval()(FEATURES[:1]))
    torch.testing.assert_close(ours.running_mean, running)


def test_scores_are_worked_out_in_double_precision_and_the_weights_stay_as_they_are():
    network = MultilayerPerceptron(3, [5], 2, dropout=0.9, batch_normalization="after")
    for _ in range(3):
        network(FEATURES)
    many = np.random.default_rng(1).normal(size=(BATCH_SIZE + 5, 3))
    found = scores_of(network, many)
    assert network.output.weight.dtype == torch.float32
    with torch.no_grad():
        expected = network.eval().double()(torch.from_numpy(many)).numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert scores_of(network, many[:0]).shape == (0, 2)


def test_the_l2_penalty_is_half_of_it_times_the_squared_weights_without_biases():
    network = MultilayerPerceptron(3, [5], 1, batch_normalization="after")
    targets = torch.ones(7, 1)
    plain = nn.functional.mse_loss(network(FEATURES), targets)
    squares = (network.hidden_1.weight**2).sum() + (network.output.weight**2).sum()
    penalised = with_l2(nn.functional.mse_loss, network, 0.3)
    torch.testing.assert_close(penalised(network(FEATURES), targets), plain + 0.15 * squares)
    with torch.inference_mode():
        torch.testing.assert_close(
            penalised(network(FEATURES), targets), nn.functional.mse_loss(network(FEATURES), targets)
        )


def test_batches_hold_each_row_once_in_a_new_order_at_each_pass():
    rows = torch.arange(10)
    torch.manual_seed(3)
    batches = RowBatches(rows.unsqueeze(1).float(), rows, batch_size=4, shuffle=True)
    passes = [[targets.tolist() for _, targets in batches] for _ in range(2)]
    assert [len(batch) for batch in passes[0]] == [4, 4, 2]
    assert all(sorted(chain.from_iterable(one)) == rows.tolist() for one in passes)
    assert passes[0] != passes[1]
    assert all((features[:, 0] == targets).all() for features, targets in batches)


def test_processes_share_each_batch():
    rows = torch.arange(5)
    parts = [
        [
            targets.tolist()
            for _, targets in RowBatches(rows.unsqueeze(1), rows, batch_size=3, shuffle=False, share=(one, 2))
        ]
        for one in (0, 1)
    ]
    assert parts == [[[0, 2], [3]], [[1], [4]]]
