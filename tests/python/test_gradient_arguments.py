"""Arguments that gradients cannot be had of, and what is said of them."""

import numpy as np
import pytest
from tests.python.recurrent_examples import make_inputs, make_module, weights_of

import torchduet as td


class TestUnfitArguments:
    def test_loss_gradient(self):
        with pytest.raises(ValueError, match=r"loss_gradient must have shape \(6, 4\), .*, or \(4,\) .*; given \(3,\)"):
            td.gradient_trace(make_inputs(), make_module("gru"), loss_gradient=np.ones(3))

    def test_cell(self):
        with pytest.raises(ValueError, match=r"weight_hh_l0, a matrix of hidden_size columns.*; given \(8, 4\)"):
            td.gradient_trace(make_inputs(), {"weight_hh_l0": np.zeros((8, 4))})
        with pytest.raises(ValueError, match="given none"):
            td.gradient_trace(make_inputs(), {})
        with pytest.raises(ValueError, match='cell must be one of "rnn", "lstm", "gru"; given'):
            td.gradient_trace(make_inputs(), make_module("gru"), cell="elman")
        with pytest.raises(ValueError, match=r"weight_hh_l0 must have shape \(4 \* hidden_size, hidden_size\)"):
            td.gradient_trace(make_inputs(), weights_of(make_module("gru")), cell="lstm")

    def test_variant(self):
        with pytest.raises(ValueError, match='variant must be one of "standard", "peephole", "coupled"; given'):
            td.gradient_trace(make_inputs(), make_module("lstm"), variant="gru")
        with pytest.raises(ValueError, match='variant must be "standard" with cell "gru": others are LSTMs; given'):
            td.gradient_trace(make_inputs(), weights_of(make_module("gru")), cell="gru", variant="coupled")
        with pytest.raises(ValueError, match=r'"standard" for weights of torch\'s nn\.LSTM'):
            td.gradient_trace(make_inputs(), make_module("lstm"), variant="peephole")

    @pytest.mark.parametrize(("name", "value"), [("truncate", 0), ("clip", 0.0), ("output", "sum")])
    def test_numbers(self, name, value):
        with pytest.raises(ValueError, match=f"{name} must be"):
            td.gradient_trace(make_inputs(), make_module("gru"), **{name: value})

    def test_label(self):
        with pytest.raises(TypeError, match="label is for a fitted model"):
            td.gradient_trace(make_inputs(), make_module("gru"), label="great")
