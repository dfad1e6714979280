import numpy as np
import pytest
import torch

import torchduet as td
from torchduet.architectures import ARCHITECTURES
from torchduet.networks import AveragePoolingNetwork


@pytest.fixture
def network() -> AveragePoolingNetwork:
    torch.manual_seed(4)
    return AveragePoolingNetwork(num_embeddings=20, embedding_dim=6, num_classes=3).double()


@pytest.fixture
def ids() -> torch.Tensor:
    lengths = torch.tensor([[7], [1], [4], [0]])
    words = torch.randint(1, 20, (4, 7), generator=torch.Generator().manual_seed(5))
    return torch.where(torch.arange(7) < lengths, words, 0)


def test_it_is_a_look_up_a_masked_mean_and_a_linear_layer(network, ids):
    embedded = td.embed(ids, network.embedding.weight)  # (batch, time, embedding_dim)
    pooled = td.average_pool(embedded, ids != 0)  # (batch, embedding_dim)
    weight, bias = (parameter.detach().numpy() for parameter in network.output.parameters())
    np.testing.assert_allclose(network(ids).detach(), pooled @ weight.T + bias, rtol=1e-12, atol=1e-15)


def test_more_padding_changes_nothing(network, ids):
    wider = torch.nn.functional.pad(ids, (0, 30))
    np.testing.assert_allclose(network(wider).detach(), network(ids).detach(), rtol=1e-12)


def test_a_text_without_words_gets_the_bias(network, ids):
    np.testing.assert_array_equal(network(ids)[3].detach(), network.output.bias.detach())


def test_gradient_is_that_of_the_formula(network, ids):
    """The mean shares a score's gradient among the real tokens; padding gets none."""
    upstream = torch.arange(12.0, dtype=torch.float64).reshape(4, 3)
    (network(ids) * upstream).sum().backward()
    of_pooled = upstream @ network.output.weight.detach()  # (batch, embedding_dim)
    expected = np.zeros((20, 6))
    for text, share in zip(ids.tolist(), of_pooled.numpy(), strict=True):
        for token in text:
            if token:
                expected[token] += share / np.count_nonzero(text)
    np.testing.assert_allclose(network.embedding.weight.grad, expected, rtol=1e-12, atol=1e-14)


def test_padding_starts_as_a_zero_row_and_the_rest_does_not(network):
    assert (network.embedding.weight[0] == 0).all()
    assert (network.embedding.weight[1:] != 0).all()


def test_dropout_is_for_training_only():
    network = AveragePoolingNetwork(num_embeddings=5, embedding_dim=64, num_classes=2, dropout=0.5)
    ids = torch.tensor([[1, 2, 3]])
    assert not torch.equal(network.train()(ids), network(ids))
    assert torch.equal(network.eval()(ids), network(ids))


@pytest.mark.parametrize("architecture", ARCHITECTURES.values(), ids=list(ARCHITECTURES))
def test_every_architecture_is_a_plain_module_that_torch_can_train(architecture):
    torch.manual_seed(1)
    network = architecture.build(30, 8, 2)
    ids, targets = torch.randint(2, 30, (16, 5)), torch.arange(16) % 2
    ids[:, 0] = targets + 28  # the first word tells the class
    optimizer = torch.optim.Adam(network.parameters(), lr=0.05)
    for _ in range(60):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(ids), targets).backward()
        optimizer.step()
    assert (network.eval()(ids).argmax(dim=1) == targets).all()


def test_batch_normalization_is_torchs_on_the_words_of_the_batch(ids):
    torch.manual_seed(4)
    network = AveragePoolingNetwork(20, 6, 3, batch_normalization=True).double()
    real = ids != 0
    plain = torch.nn.BatchNorm1d(6).double()
    vectors = torch.zeros(4, 7, 6, dtype=torch.float64)
    vectors[real] = plain(network.embedding.weight[ids[real]])
    pooled = vectors.sum(dim=1) / real.sum(dim=1, keepdim=True).clamp(min=1)
    torch.testing.assert_close(network(ids), network.output(pooled), rtol=1e-12, atol=1e-13)
    torch.testing.assert_close(network.normalization.running_var, plain.running_var, rtol=1e-12, atol=0)
