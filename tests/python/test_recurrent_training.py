import pytest
import torch
from torch import nn

from torchduet.recurrent import RecurrentLayers
from torchduet.recurrent_training import LAYERS

TORCH = {"RNN_TANH": nn.RNN, "GRU": nn.GRU}


@pytest.fixture(params=sorted(LAYERS))
def mode(request):
    return request.param


@pytest.mark.parametrize("time", [1, 6])
def test_states_and_gradients_are_torchs(mode, time):
    torch.manual_seed(1)
    layer = TORCH[mode](3, 5).double()
    inputs = torch.randn(time, 4, 3, dtype=torch.float64, requires_grad=True)
    wanted = [inputs, *layer.parameters()]
    outputs = [layer(inputs)[0], LAYERS[mode].apply(inputs, *layer.parameters())]
    torch.testing.assert_close(*outputs, rtol=1e-13, atol=1e-15)
    of_torch, ours = (torch.autograd.grad((output.sin() * torch.arange(5)).sum(), wanted) for output in outputs)
    for expected, gradient in zip(of_torch, ours, strict=True):
        torch.testing.assert_close(gradient, expected, rtol=1e-12, atol=1e-13)


def test_gradients_are_differences_of_the_states(mode):
    torch.manual_seed(2)
    layer = TORCH[mode](2, 3).double()
    inputs = torch.randn(4, 2, 2, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(LAYERS[mode].apply, (inputs, *layer.parameters()))


def test_only_training_goes_this_way(mode):
    layers = RecurrentLayers({"RNN_TANH": "rnn", "GRU": "gru"}[mode], 3, 5)
    inputs, lengths = torch.randn(2, 4, 3), torch.tensor([4, 2])
    learning = layers(inputs, lengths)[0]
    assert f"{mode.split('_')[0]}Layer" in str(learning.grad_fn.next_functions[0][0])
    with torch.no_grad():
        torch.testing.assert_close(layers(inputs, lengths)[0], learning, rtol=1e-5, atol=1e-6)
        assert torch.equal(layers(inputs, lengths)[0], layers.recurrent(inputs)[0])


def test_weights_that_are_kept_as_they_are(mode):
    layers = RecurrentLayers({"RNN_TANH": "rnn", "GRU": "gru"}[mode], 3, 5, layers=2)
    layers.recurrent.weight_hh_l0.requires_grad_(False)
    layers(torch.randn(2, 4, 3), torch.tensor([4, 2]))[0].sum().backward()
    assert layers.recurrent.weight_hh_l0.grad is None
    assert layers.recurrent.weight_ih_l0.grad.abs().max() > 0
