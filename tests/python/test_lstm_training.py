import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from torchduet import lstm_training
from torchduet.lstm_training import LSTMLayer, is_compiled
from torchduet.recurrent import RecurrentLayers

compiled = pytest.mark.skipif(not is_compiled(), reason="no GCC, or a processor without AVX-512")


@pytest.fixture
def own_threads():
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


def make(time, batch, features, hidden):
    torch.manual_seed(1)
    return nn.LSTM(features, hidden), torch.randn(time, batch, features)


def in_double(layer):
    double = nn.LSTM(layer.input_size, layer.hidden_size).double()
    double.load_state_dict(layer.state_dict())
    return double


def ours_and_torchs(layer, inputs):
    """States, then gradients of inputs and weights: ours, and torch's in double precision."""
    double = in_double(layer)
    found = []
    for run, of, weights in (
        (LSTMLayer.apply, inputs.clone(), list(layer.parameters())),
        (lambda x, *_: double(x)[0], inputs.double(), list(double.parameters())),
    ):
        of.requires_grad_()
        states = run(of, *weights)
        loss = (states.sin() * torch.arange(layer.hidden_size)).sum()
        found.append([states, *torch.autograd.grad(loss, [of, *weights])])
    return zip(*found, strict=True)


# Rows go four by four, and 64 units at once: also what is left over of them.
@compiled
@pytest.mark.parametrize("sizes", [(1, 1, 16, 16), (6, 4, 64, 64), (5, 7, 48, 80), (3, 33, 16, 32)])
def test_states_and_gradients_are_torchs(sizes):
    for ours, torchs in ours_and_torchs(*make(*sizes)):
        largest = torchs.abs().max().item()
        torch.testing.assert_close(ours.double(), torchs, rtol=0.0, atol=2e-6 * largest)


# Near zero a tanh is its argument: no digit of it may be lost.
@compiled
@pytest.mark.parametrize("size", [1e-2, 1e-5, 1e-8])
def test_small_numbers_keep_their_digits(size):
    layer, inputs = make(4, 3, 16, 16)
    nn.init.zeros_(layer.bias_ih_l0)
    nn.init.zeros_(layer.bias_hh_l0)
    for ours, torchs in ours_and_torchs(layer, inputs * size):
        largest = torchs.abs().max().item()
        torch.testing.assert_close(ours.double(), torchs, rtol=0.0, atol=2e-6 * largest)


@compiled
def test_gates_that_are_open_or_shut():
    layer, inputs = make(4, 3, 16, 16)
    for ours, torchs in ours_and_torchs(layer, inputs * 1e4):
        torch.testing.assert_close(ours.double(), torchs, rtol=1e-5, atol=1e-6)


@compiled
def test_what_is_no_number_stays_none():
    layer, inputs = make(3, 5, 16, 16)
    inputs[1, 2, 3] = torch.nan
    states = LSTMLayer.apply(inputs, *layer.parameters())
    assert torch.equal(states.isnan(), layer(inputs)[0].isnan())


@compiled
def test_gradients_and_weights_that_lie_otherwise():
    layer, inputs = make(5, 6, 16, 32)
    weights = [
        weight.detach().t().contiguous().t().requires_grad_() for weight in layer.parameters()
    ]  # column by column
    double = in_double(layer)
    states, reference = LSTMLayer.apply(inputs, *weights), double(inputs.double())[0]
    losses = [found.transpose(0, 1).square().cumsum(dim=1).sum() for found in (states, reference)]  # text by text
    ours = torch.autograd.grad(losses[0], weights, retain_graph=True)
    torchs = torch.autograd.grad(losses[1], list(double.parameters()))
    for one, other in zip(ours, torchs, strict=True):
        torch.testing.assert_close(one.double(), other, rtol=0.0, atol=2e-6 * other.abs().max().item())
    again = torch.autograd.grad(losses[0], weights)
    assert all(torch.equal(*both) for both in zip(ours, again, strict=True))


@compiled
@pytest.mark.usefixtures("own_threads")
def test_threads_change_no_bit(monkeypatch):
    monkeypatch.setattr(lstm_training, "WORTH_A_THREAD", 1)
    layer, inputs = make(
        40, 33, 32, 48
    )  # 33 texts: some left over of four, and other parts for every number of threads
    inputs.requires_grad_()
    weights = list(layer.parameters())
    results = []
    for threads in (1, 2, 3, 5):
        torch.set_num_threads(threads)
        states = LSTMLayer.apply(inputs, *weights)
        results.append([states, *torch.autograd.grad(states.square().sum(), [inputs, *weights])])
    for others in results[1:]:
        assert all(torch.equal(*both) for both in zip(results[0], others, strict=True))


@pytest.mark.parametrize(("time", "expected"), [(1, 1), (255, 1), (256, 2), (640, 5), (10_000, 8)])
@pytest.mark.usefixtures("own_threads")
def test_threads_are_as_many_as_there_is_work_for(time, expected):
    torch.set_num_threads(8)
    assert lstm_training._threads(time, batch=1, features=64, hidden=64) == expected


@compiled
@pytest.mark.parametrize("bidirectional", [False, True])
def test_layers_are_those_of_packed_sequences(bidirectional):
    torch.manual_seed(1)
    layers = RecurrentLayers("lstm", 16, 32, layers=2, bidirectional=bidirectional)
    inputs, lengths = torch.randn(5, 7, 16), torch.tensor([7, 1, 4, 6, 2])
    last = [reading[torch.arange(5), lengths - 1] for reading in layers(inputs, lengths)]
    assert "LSTMLayer" in str(layers(inputs, lengths)[0].grad_fn.next_functions[0][0])
    packed = layers.recurrent(pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False))
    padded = pad_packed_sequence(packed[0], batch_first=True)[0]
    expected = [padded[torch.arange(5), lengths - 1, :32], padded[:, 0, 32:]][: len(last)]
    weights = list(layers.parameters())
    states, reference = torch.cat(last, dim=1), torch.cat(expected, dim=1)
    torch.testing.assert_close(states, reference, rtol=1e-5, atol=1e-6)
    ours, torchs = (torch.autograd.grad(found.square().sum(), weights) for found in (states, reference))
    torch.testing.assert_close(ours, torchs, rtol=1e-4, atol=1e-5)


@compiled
def test_weights_that_are_kept_as_they_are():
    layers = RecurrentLayers("lstm", 16, 16)
    layers.recurrent.weight_hh_l0.requires_grad_(False)
    layers(torch.randn(2, 4, 16), torch.tensor([4, 2]))[0].sum().backward()
    assert layers.recurrent.weight_hh_l0.grad is None
    assert layers.recurrent.weight_ih_l0.grad.abs().max() > 0


@compiled
def test_what_these_loops_are_for():
    weight = torch.zeros(256, 64)
    assert LSTMLayer.can_run(torch.zeros(2, 3, 64), weight)
    assert not LSTMLayer.can_run(torch.zeros(2, 3, 64).double(), weight.double())
    assert not LSTMLayer.can_run(torch.zeros(2, 3, 7), weight)
    assert not LSTMLayer.can_run(torch.zeros(2, 0, 64), weight)
    assert not LSTMLayer.can_run(torch.zeros(2, 3, 256), weight)


@pytest.mark.parametrize("bidirectional", [False, True])
def test_torch_does_the_work_where_there_are_no_loops(bidirectional, monkeypatch):
    torch.manual_seed(1)
    layers = RecurrentLayers("lstm", 16, 16, bidirectional=bidirectional)
    inputs, lengths = torch.randn(3, 5, 16), torch.tensor([5, 2, 4])
    usual = layers(inputs, lengths)
    monkeypatch.setattr(lstm_training, "_loops", None)
    without = layers(inputs, lengths)
    assert "LSTMLayer" not in str(without[0].grad_fn.next_functions[0][0])
    torch.testing.assert_close(without, usual, rtol=1e-5, atol=1e-6)
    with torch.no_grad():
        torch.testing.assert_close(layers(inputs, lengths), usual, rtol=1e-5, atol=1e-6)


def test_weights_may_be_any_tensors():
    torch.manual_seed(1)
    layers = RecurrentLayers("lstm", 16, 16)
    weights = {name: weight.detach().clone() for name, weight in layers.named_parameters()}
    inputs = (torch.randn(3, 5, 16), torch.tensor([5, 2, 4]))
    called = torch.func.functional_call(layers, weights, inputs)
    torch.testing.assert_close(called, layers(*inputs), rtol=0.0, atol=0.0)


def test_prediction_is_torchs():
    layers = RecurrentLayers("lstm", 16, 16).eval()
    inputs, lengths = torch.randn(3, 5, 16), torch.tensor([5, 2, 4])
    torch.testing.assert_close(layers(inputs, lengths)[0], layers.recurrent(inputs)[0], rtol=0.0, atol=0.0)
