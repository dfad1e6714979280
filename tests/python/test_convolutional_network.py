import pytest
import torch
from torch import nn

from torchduet.convolutional_network import ConvolutionalNetwork


def make(**settings):
    torch.manual_seed(2)
    return ConvolutionalNetwork(20, 4, 3, hidden_size=5, **settings).double()


def make_ids(lengths=(5, 1, 8, 3)):
    words = torch.randint(1, 20, (len(lengths), max(lengths)), generator=torch.Generator().manual_seed(3))
    return torch.where(torch.arange(max(lengths)) < torch.tensor(lengths).unsqueeze(1), words, 0)


def outputs_of(network, text):
    """Return what the filters give for the words of one text, shape (time, features): sums of products, written out."""
    columns = []
    for convolution in network.convolutions:
        vectors = network.embedding.weight[text]
        beyond = torch.zeros(convolution.kernel_size[0] - 1, 4, dtype=torch.float64)
        runs = torch.cat([vectors, beyond]).unfold(0, convolution.kernel_size[0], 1)  # (time, embedding_dim, width)
        columns.append(torch.einsum("tdw,odw->to", runs, convolution.weight) + convolution.bias)
    return torch.cat(columns, dim=1)


@pytest.mark.parametrize("batch_normalization", [False, True])
@pytest.mark.parametrize("pooling", ["mean", "max"])
def test_it_is_the_formula_text_by_text(pooling, batch_normalization):
    network = make(pooling=pooling, batch_normalization=batch_normalization)
    texts = [text[text != 0] for text in make_ids()]
    outputs = [outputs_of(network, text) for text in texts]
    if batch_normalization:
        together = nn.BatchNorm1d(15).double()(torch.cat(outputs))  # the real steps of the batch, before the activation
        outputs = list(together.split([len(text) for text in texts]))
    pool = (lambda steps: steps.mean(dim=0)) if pooling == "mean" else (lambda steps: steps.max(dim=0).values)
    expected = network.output(torch.stack([pool(text.clamp(min=0)) for text in outputs]))
    torch.testing.assert_close(network(make_ids()), expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("batch_normalization", [False, True])
def test_a_text_alone_and_beside_a_long_one_get_the_same_scores(batch_normalization):
    network = make(batch_normalization=batch_normalization).eval()
    ids = make_ids((5, 1, 0, 40))
    for text, scores in zip(ids, network(ids), strict=True):
        alone = text[: max(1, int((text != 0).sum()))].unsqueeze(0)
        torch.testing.assert_close(network(alone)[0], scores, rtol=1e-12, atol=1e-13)
    torch.testing.assert_close(network(ids)[2], network.output.bias, rtol=0, atol=0)


def test_dropout_is_for_training_only():
    for settings in ({"word_dropout": 0.5}, {"dropout": 0.5}):
        network = make(**settings)
        assert not torch.equal(network(make_ids()), network(make_ids()))
        assert torch.equal(network.eval()(make_ids()), network(make_ids()))


def test_other_widths():
    assert make(kernel_sizes=(2,)).output.in_features == 5
    assert make(kernel_sizes=(1, 7))(make_ids()).shape == (4, 3)
