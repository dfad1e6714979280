"""The experiments of the lesson on batch normalization: their networks against torch's, their tables whole."""

import itertools

import numpy as np
import pytest
import torch
from experiments import batch_normalization_learning_rates, recurrent_normalization
from experiments.recurrent_normalization import NormalizedRNN, sequences
from experiments.stored_table import read_table
from tests.python.normalization_traces import assert_close, quantity
from torch import nn

import torchduet as td


def test_the_stored_learning_rates_are_all_that_would_be_tried_now():
    tried = batch_normalization_learning_rates
    stored = read_table("batch_normalization_learning_rates").iloc[1:]
    names = ["last_layer", "activation", "normalization", "learning_rate", "seed"]
    settings = itertools.product(tried.LAST_LAYER_RATES, tried.ACTIVATIONS, ("none", "batch"), tried.RATES, tried.SEEDS)
    assert list(stored[names].itertuples(index=False, name=None)) == list(settings)


def test_the_normalization_stands_before_the_activation_and_takes_the_bias_place():
    module = batch_normalization_learning_rates.network("ReLU, He", normalized=True)
    hidden = [nn.Linear, nn.BatchNorm1d, nn.ReLU]
    assert [type(layer) for layer in module] == [*5 * hidden, nn.Linear]
    assert [layer.bias is None for layer in module if isinstance(layer, nn.Linear)] == [*5 * [True], False]


def test_what_diverged_is_infinitely_wrong():
    module = nn.Linear(8, 1)
    nn.init.constant_(module.weight, torch.nan)
    days = batch_normalization_learning_rates.Days(torch.ones(2, 8), torch.zeros(2))
    assert batch_normalization_learning_rates.error(module, days, scale=1.0) == float("inf")


def test_the_stored_recurrent_networks_are_all_that_would_be_fitted_now():
    tried = recurrent_normalization
    stored = read_table("recurrent_normalization")
    rows = itertools.product(tried.BATCH_SIZES, tried.NORMALIZATIONS, tried.SEEDS, ("running", "batch"), tried.LENGTHS)
    names = ["batch_size", "normalization", "seed", "statistics", "length"]
    assert list(stored[names].itertuples(index=False, name=None)) == list(rows)


def last_states(module, asked):
    """The states that the output layer reads, in double precision."""
    read = []
    module.output.register_forward_pre_hook(lambda _, inputs: read.append(inputs[0]))
    module(asked.ids, asked.lengths)
    states = read[0][asked.lengths.sort(descending=True, stable=True).indices.argsort()]
    return states.detach().numpy()


@pytest.fixture
def in_doubles():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.usefixtures("in_doubles")
def test_without_normalization_it_is_torchs_rnn():
    torch.manual_seed(1)
    asked = sequences([3, 5, 1], seed=1)
    module = NormalizedRNN("none")
    theirs = nn.RNN(8, 16, batch_first=True)
    theirs.load_state_dict(
        {
            "weight_ih_l0": module.from_input.weight.T,
            "weight_hh_l0": module.from_state.weight,
            "bias_ih_l0": torch.zeros(16),
            "bias_hh_l0": module.from_state.bias,
        }
    )
    inputs = nn.functional.one_hot(asked.ids, 8).double()
    packed = nn.utils.rnn.pack_padded_sequence(inputs, asked.lengths, batch_first=True, enforce_sorted=False)
    assert_close(last_states(module, asked), theirs(packed)[1][0].detach())


@pytest.mark.usefixtures("in_doubles")
@pytest.mark.parametrize("normalization", ["layer", "batch, one per step"])
def test_its_steps_are_normalized_as_by_hand(normalization):
    torch.manual_seed(1)
    asked = sequences([2, 4, 4], seed=1)
    module = NormalizedRNN(normalization)
    inputs = module.from_input.weight.detach().numpy()[asked.ids]
    weight, bias = (values.detach().numpy() for values in module.from_state.parameters())
    states = np.zeros((3, 16))
    for step in range(4):
        on = asked.lengths.numpy() > step
        sums = inputs[on, step] + states[on] @ weight.T + bias
        trace = td.layer_norm_trace(sums) if normalization == "layer" else td.batch_norm_trace(sums)
        states[on] = np.tanh(quantity(trace, "output"))
    np.testing.assert_allclose(last_states(module, asked), states, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("normalization", recurrent_normalization.NORMALIZATIONS)
def test_in_prediction_no_sequence_notices_the_others(normalization):
    torch.manual_seed(1)
    asked = sequences([2, 25, 7], seed=1)
    module = NormalizedRNN(normalization).eval()
    together = module(asked.ids, asked.lengths)
    alone = torch.cat([module(asked.ids[[row]], asked.lengths[[row]]) for row in range(3)])
    torch.testing.assert_close(alone, together)


def test_layer_normalization_is_right_where_running_statistics_are_not():
    stored = read_table("recurrent_normalization").query("statistics == 'running'")
    right = stored.groupby("normalization")["accuracy"].mean()
    assert right["layer"] > 0.99
    assert right["batch, one for all steps"] < 0.8
