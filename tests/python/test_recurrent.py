from functools import partial

import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from torchduet.errors import InputValueError
from torchduet.recurrent import RecurrentLayers
from torchduet.reversal import in_text_order
from torchduet.sequence_layers import pool_sequences

LENGTHS = torch.tensor([4, 7, 1, 7, 2])


@pytest.fixture(params=["rnn", "lstm", "gru"])
def kind(request):
    return request.param


def make(kind, layers=1, bidirectional=False, **arguments):
    torch.manual_seed(3)
    return RecurrentLayers(kind, 3, 5, layers=layers, bidirectional=bidirectional, **arguments).double()


def sequences(features=3):
    generator = torch.Generator().manual_seed(1)
    return torch.randn(5, 7, features, generator=generator, dtype=torch.float64)


def read(network, inputs, lengths):
    """Outputs step by step of the text, and the states after each whole sequence was read."""
    readings = network(inputs, lengths)
    last = torch.cat([pool_sequences(states, lengths, "last") for states in readings], dim=1)
    return in_text_order(readings, lengths), last


def packed(recurrent, inputs, lengths):
    """What torch's packing gives: outputs, and the last layer's states after each whole sequence."""
    outputs, state = recurrent(pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False))
    hidden = state[0] if isinstance(state, tuple) else state
    directions = 2 if recurrent.bidirectional else 1
    return pad_packed_sequence(outputs, batch_first=True)[0], torch.cat(list(hidden[-directions:]), dim=1)


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("layers", [1, 3])
def test_states_and_gradients_are_those_of_packing(kind, layers, bidirectional):
    network = make(kind, layers, bidirectional)
    real = (torch.arange(7) < LENGTHS.unsqueeze(1)).unsqueeze(-1)
    gradients = []
    results = []
    for run in (partial(read, network), partial(packed, network.recurrent)):
        network.zero_grad()
        inputs = sequences().requires_grad_()
        outputs, last = run(inputs, LENGTHS)
        ((outputs * real).square().sum() + last.sin().sum()).backward()
        results.append((outputs * real, last))
        gradients.append([inputs.grad, *(parameter.grad for parameter in network.parameters())])
    for ours, theirs in zip(results[0] + tuple(gradients[0]), results[1] + tuple(gradients[1]), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("bidirectional", [False, True])
def test_padding_is_never_read(kind, bidirectional):
    network = make(kind, 2, bidirectional)
    inputs = sequences()
    spoilt = torch.where((torch.arange(7) < LENGTHS.unsqueeze(1)).unsqueeze(-1), inputs, 1e6)
    torch.testing.assert_close(read(network, spoilt, LENGTHS)[1], read(network, inputs, LENGTHS)[1], rtol=0, atol=0)


@pytest.mark.parametrize("bidirectional", [False, True])
def test_an_empty_sequence_leaves_the_state_at_zero(kind, bidirectional):
    last = read(make(kind, 1, bidirectional), sequences()[:2], torch.tensor([0, 3]))[1]
    assert (last[0] == 0).all()
    assert (last[1] != 0).all()


def test_dropout_is_between_layers_in_training_only(kind):
    for bidirectional in (False, True):
        network = make(kind, 2, bidirectional, dropout=0.5)
        inputs = sequences()
        assert not torch.equal(read(network.train(), inputs, LENGTHS)[1], read(network, inputs, LENGTHS)[1])
        assert torch.equal(read(network.eval(), inputs, LENGTHS)[1], read(network, inputs, LENGTHS)[1])


@pytest.mark.parametrize("shape", [(2, 0, 3), (2, 7, 4), (7, 3)])
def test_inputs_of_another_shape_are_named(kind, shape):
    with pytest.raises(InputValueError, match=rf"\(batch, time, 3\), with at least one step; given \({shape[0]}, "):
        make(kind, 1, False)(torch.zeros(shape), torch.zeros(2, dtype=torch.int64))


def test_an_unknown_kind_is_named():
    with pytest.raises(InputValueError, match=r'kind must be one of "rnn", "lstm", "gru"; given '):
        RecurrentLayers("LSTM", 3, 5)
