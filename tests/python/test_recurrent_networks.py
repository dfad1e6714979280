import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from torchduet.recurrent_networks import RecurrentNetwork

LENGTHS = torch.tensor([5, 1, 8, 3])


def make(kind, **settings):
    torch.manual_seed(2)
    return RecurrentNetwork(kind, 20, 4, 3, hidden_size=5, **settings).double()


def make_ids(lengths=LENGTHS):
    words = torch.randint(1, 20, (len(lengths), int(lengths.max())), generator=torch.Generator().manual_seed(3))
    return torch.where(torch.arange(words.shape[1]) < lengths.unsqueeze(1), words, 0)


def by_packing(network, ids):
    """The same network as one writes it with packing; batch normalization sees the packed steps, which are all real."""
    lengths = (ids != 0).sum(dim=1)
    packed = pack_padded_sequence(network.embedding(ids), lengths, batch_first=True, enforce_sorted=False)
    outputs, state = network.layers.recurrent(packed)
    hidden = state[0] if isinstance(state, tuple) else state
    last = torch.cat(list(hidden[-2 if network.layers.recurrent.bidirectional else -1 :]), dim=1)
    if network.normalization is not None:
        plain = nn.BatchNorm1d(outputs.data.shape[1]).double().train(network.training)
        plain.load_state_dict(network.normalization.state_dict())
        outputs = PackedSequence(plain(outputs.data), *outputs[1:])
    padded, _ = pad_packed_sequence(outputs, batch_first=True)
    texts = [text[:length] for text, length in zip(padded, lengths.tolist(), strict=True)]
    if network.pooling == "mean":
        pooled = torch.stack([text.mean(dim=0) for text in texts])
    elif network.pooling == "max":
        pooled = torch.stack([text.max(dim=0).values for text in texts])
    elif network.normalization is None:
        pooled = last
    else:
        half = texts[0].shape[1] // 2 if network.layers.recurrent.bidirectional else texts[0].shape[1]
        pooled = torch.stack([torch.cat([text[-1, :half], text[0, half:]]) for text in texts])
    return network.output(pooled)


@pytest.mark.parametrize("batch_normalization", [False, True])
@pytest.mark.parametrize("pooling", ["last", "mean", "max"])
@pytest.mark.parametrize(("layers", "bidirectional"), [(1, False), (1, True), (2, True)])
@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_scores_and_gradients_are_those_of_packing(kind, layers, bidirectional, pooling, batch_normalization):
    network = make(
        kind, layers=layers, bidirectional=bidirectional, pooling=pooling, batch_normalization=batch_normalization
    )
    results = []
    for run in (lambda ids: by_packing(network, ids), network):  # the second changes the running estimates
        network.zero_grad()
        scores = run(make_ids())
        scores.sin().sum().backward()
        gradients = [
            parameter.grad for name, parameter in network.named_parameters() if not name.startswith("normalization")
        ]
        results.append([scores.detach(), *gradients])
    for theirs, ours in zip(*results, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-12)
    network.eval()
    torch.testing.assert_close(network(make_ids()), by_packing(network, make_ids()), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("pooling", ["last", "mean", "max"])
@pytest.mark.parametrize("batch_normalization", [False, True])
@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_texts_without_words_get_the_bias(kind, batch_normalization, pooling):
    network = make(kind, bidirectional=True, pooling=pooling, batch_normalization=batch_normalization)
    for training in (True, False):
        scores = network.train(training)(torch.zeros(2, 3, dtype=torch.int64))
        torch.testing.assert_close(scores, network.output.bias.expand(2, 3), rtol=0, atol=0)
    alone = network(torch.tensor([[7]]))
    torch.testing.assert_close(network(torch.tensor([[7, 0, 0], [0, 0, 0]]))[:1], alone, rtol=1e-12, atol=1e-14)


def test_padding_gets_no_gradient():
    network = make("gru", bidirectional=True)
    network(make_ids()).sum().backward()
    assert (network.embedding.weight.grad[0] == 0).all()
    assert (network.embedding.weight.grad[make_ids()[0, 0]] != 0).any()


@pytest.mark.parametrize("settings", [{"word_dropout": 0.5}, {"dropout": 0.5}, {"dropout": 0.5, "layers": 2}])
def test_dropout_is_for_training_only(settings):
    network = make("lstm", **settings)
    assert not torch.equal(network(make_ids()), network(make_ids()))
    network.eval()
    assert torch.equal(network(make_ids()), network(make_ids()))
