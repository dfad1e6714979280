"""Weights and arguments that cannot be traced, and what is said of them."""

import numpy as np
import pandas as pd
import pytest
import torch
from tests.python.recurrent_examples import make_inputs, make_module, variant_weights, weights_of

import torchduet as td


class TestUnfitWeights:
    @pytest.mark.parametrize(
        ("name", "shape", "message"),
        [
            (
                "weight_hh_l0",
                (15, 4),
                r"weight_hh_l0 must have shape \(4 \* hidden_size, hidden_size\).*given \(15, 4\)",
            ),
            ("weight_hh_l0", (0, 0), r"hidden_size at least 1; given \(0, 0\)"),
            (
                "weight_ih_l0",
                (16, 2),
                r"weight_ih_l0 must have shape \(16, 3\), as there are 4 hidden units and 4 blocks",
            ),
            ("weight_ih_l0", (12, 3), r"must have shape \(16, 3\).*forget_gate.*inputs' features; given \(12, 3\)"),
            ("bias_ih_l0", (4,), r"bias_ih_l0 must have shape \(16,\).*given \(4,\)"),
            ("weight_ih_l1", (16, 3), r"weight_ih_l1 must have shape \(16, 4\).*a column for each state below"),
        ],
    )
    def test_shapes(self, name, shape, message):
        weights = weights_of(make_module("lstm", num_layers=2)) | {name: np.zeros(shape)}
        with pytest.raises(ValueError, match=message):
            td.lstm_trace(make_inputs(), weights)

    def test_peepholes(self):
        weights = variant_weights("peephole")
        with pytest.raises(
            ValueError, match=r"weight_cf_l0 must have shape \(4,\), as there are 4 hidden units; given \(4, 4\)"
        ):
            td.lstm_trace(make_inputs(), weights | {"weight_cf_l0": np.eye(4)}, variant="peephole")
        del weights["weight_co_l0"]
        with pytest.raises(ValueError, match=r"must hold weight_co_l0, of shape \(4,\)"):
            td.lstm_trace(make_inputs(), weights, variant="peephole")

    def test_names(self, other_language):
        weights = weights_of(make_module("rnn", num_layers=2, bidirectional=True))
        with pytest.raises(ValueError, match=r"names weight_ih_l0, weight_hh_l0.*given weigth_ih_l0"):
            td.rnn_trace(make_inputs(), weights | {"weigth_ih_l0": np.eye(4)})
        with pytest.raises(ValueError, match=r"names weight_ih_l0, .*given weight_ci_l0") as caught:
            td.rnn_trace(make_inputs(), weights | {"weight_ci_l0": np.ones(4)})
        assert "weight_ih_l1" in caught.value.message(other_language)
        assert caught.value.message(other_language).endswith("given weight_ci_l1")
        with pytest.raises(ValueError, match=r"given a\{b\}$"):  # no place of a value in a message
            td.rnn_trace(make_inputs(), weights | {"a{b}": np.eye(4)})
        missing = {name: value for name, value in weights.items() if name != "weight_hh_l1_reverse"}
        with pytest.raises(ValueError, match=r"must hold weight_hh_l1_reverse, of shape \(4, 4\)") as caught:
            td.rnn_trace(make_inputs(), missing)
        assert "weight_hh_l2_reverse" in caught.value.message(other_language)
        forward = weights_of(make_module("rnn", num_layers=2))
        with pytest.raises(ValueError, match="layer 1 that reads backward, where layer 0 reads forward only"):
            td.rnn_trace(make_inputs(), forward | {"weight_ih_l1_reverse": np.eye(4)})
        with pytest.raises(ValueError, match="must hold weight_ih_l0 and weight_hh_l0"):
            td.rnn_trace(make_inputs(), {})

    def test_modules(self):
        with pytest.raises(TypeError, match=r"weights must be those of an LSTM; given those of a GRU\. Use gru_trace"):
            td.lstm_trace(make_inputs(), make_module("gru"))
        with pytest.raises(ValueError, match='variant must be "standard" for weights of torch'):
            td.lstm_trace(make_inputs(), make_module("lstm"), variant="coupled")
        with pytest.raises(TypeError, match="without a projection"):
            td.lstm_trace(make_inputs(), make_module("lstm", proj_size=2))
        with pytest.raises(TypeError, match="weights must be matrices by torch's names"):
            td.lstm_trace(make_inputs(), np.eye(4))


class TestUnfitArguments:
    def test_settings(self):
        with pytest.raises(ValueError, match='variant must be one of "standard", "peephole", "coupled"; given \'gru\''):
            td.lstm_trace(make_inputs(), {}, variant="gru")
        with pytest.raises(ValueError, match="nonlinearity must be one of"):
            td.rnn_trace(make_inputs(), {}, nonlinearity="sigmoid")

    def test_initial_state(self):
        with pytest.raises(
            ValueError, match=r"initial_state must have shape \(1, 4\), layers times .*given shape \(1, 3\)"
        ):
            td.gru_trace(make_inputs(), make_module("gru"), initial_state=np.zeros(3))
        with pytest.raises(TypeError, match=r"must be 2 arrays \(hidden, cell\), each of shape \(2, 4\)"):
            td.lstm_trace(make_inputs(), make_module("lstm", num_layers=2), initial_state=np.zeros((2, 4)))

    def test_states_by_name(self):
        hidden, cell = [1.0, 2.0, 3.0, 4.0], [-1.0, 0.0, 1.0, 2.0]
        module = make_module("lstm")
        by_order = td.lstm_trace(make_inputs(), module, initial_state=[hidden, cell])
        by_name = td.lstm_trace(make_inputs(), module, initial_state={"cell": cell, "hidden": hidden})
        pd.testing.assert_frame_equal(by_name, by_order)
        with pytest.raises(TypeError, match="initial_state must be 2 arrays"):
            td.lstm_trace(make_inputs(), module, initial_state={"hidden": hidden, "c": cell})

    def test_numbers(self):
        module = make_module("gru")
        for inputs in ([[0.0, np.nan, 1.0]], [[np.inf, 0.0, 0.0]]):
            with pytest.raises(ValueError, match="inputs must hold finite numbers"):
                td.gru_trace(inputs, module)
        with pytest.raises(TypeError, match="inputs must hold numbers"):
            td.gru_trace([["a", "b", "c"]], module)
        with pytest.raises(ValueError, match="inputs must have rows of the same length"):
            td.gru_trace([[1.0, 2.0], [3.0]], module)
        with pytest.raises(ValueError, match="initial_state must hold finite numbers"):
            td.gru_trace(make_inputs(), module, initial_state=[np.nan] * 4)
        weights = weights_of(make_module("gru")) | {"bias_hh_l0": np.full(12, np.nan)}
        with pytest.raises(ValueError, match="weights: bias_hh_l0 must hold finite numbers"):
            td.gru_trace(make_inputs(), weights)
        tensor = torch.tensor(make_inputs(), requires_grad=True)
        np.testing.assert_array_equal(td.gru_trace(tensor, module), td.gru_trace(make_inputs(), module))

    def test_tokens(self):
        with pytest.raises(ValueError, match="tokens must hold one string per step of inputs, 6; given 2"):
            td.gru_trace(make_inputs(), make_module("gru"), tokens=["a", "b"])
        for tokens in (3, [3] * 6):
            with pytest.raises(TypeError, match="tokens must be strings; given 3"):
                td.gru_trace(make_inputs(), make_module("gru"), tokens=tokens)

    def test_inputs(self):
        with pytest.raises(ValueError, match=r"inputs must have shape \(time, features\).*given shape \(1, 2, 3\)"):
            td.gru_trace(np.zeros((1, 2, 3)), make_module("gru"))
        with pytest.raises(ValueError, match=r"weight_ih_l0 must have shape .*12, 1.* given"):
            td.gru_trace(np.zeros(5), make_module("gru"))
