"""Cells by hand against torch, against R's torch, and against loops over single numbers."""

import copy
import math
from functools import partial

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import NotFittedError
from tests.python.recurrent_examples import (
    as_matrix,
    make_inputs,
    make_module,
    reference_case,
    reference_values,
    weights_of,
)
from torch import nn

import torchduet as td

TRACES = {"rnn": td.rnn_trace, "lstm": td.lstm_trace, "gru": td.gru_trace}
ALL = pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
DIRECTIONS = ("forward", "backward")


def last_and_outputs(trace, layers, bidirectional):
    """What torch returns: the top layer's states side by side, and every layer's final state."""
    directions = DIRECTIONS[: 1 + bidirectional]
    outputs = np.concatenate([as_matrix(trace, layer=layers - 1, direction=one) for one in directions], axis=1)
    last = [
        as_matrix(trace, layer=layer, direction=one)[-1 if one == "forward" else 0]
        for layer in range(layers)
        for one in directions
    ]
    return outputs, np.stack(last)


@ALL
@settings(max_examples=25, deadline=None)
@given(
    time=st.integers(1, 9),
    features=st.integers(1, 4),
    hidden=st.integers(1, 5),
    layers=st.integers(1, 3),
    bidirectional=st.booleans(),
    bias=st.booleans(),
    starts=st.booleans(),
)
def test_equals_torch(kind, time, features, hidden, layers, bidirectional, bias, starts):
    module = make_module(
        kind, features=features, hidden=hidden, num_layers=layers, bidirectional=bidirectional, bias=bias
    )
    inputs = make_inputs(time, features)
    places = layers * (1 + bidirectional)
    states = np.random.default_rng(3).normal(size=(2, places, hidden))
    given_state = None if not starts else tuple(states) if kind == "lstm" else states[0]
    with torch.no_grad():
        start = None if not starts else tuple(map(torch.tensor, states)) if kind == "lstm" else torch.tensor(states[0])
        outputs, last = module(torch.tensor(inputs), start)

    trace = TRACES[kind](inputs, weights_of(module), initial_state=given_state)
    by_hand, by_hand_last = last_and_outputs(trace, layers, bidirectional)
    np.testing.assert_allclose(by_hand, outputs, rtol=0, atol=1e-12)
    np.testing.assert_allclose(by_hand_last, last[0] if kind == "lstm" else last, rtol=0, atol=1e-12)
    if kind == "lstm":
        cells = [
            as_matrix(trace, "cell", layer, one)[-1 if one == "forward" else 0]
            for layer in range(layers)
            for one in DIRECTIONS[: 1 + bidirectional]
        ]
        np.testing.assert_allclose(np.stack(cells), last[1], rtol=0, atol=1e-12)
    for quantity in ("hidden", "cell") if kind == "lstm" and starts else ("hidden",) * starts:
        stored = trace[trace["quantity"] == f"initial_{quantity}"]["value"].to_numpy()
        np.testing.assert_array_equal(stored, states[("hidden", "cell").index(quantity)].ravel())


def test_a_relu_network_equals_torch():
    module = make_module("rnn", nonlinearity="relu")
    outputs = module(torch.tensor(make_inputs()))[0].detach()
    for trace in (
        td.rnn_trace(make_inputs(), weights_of(module), nonlinearity="relu"),
        td.rnn_trace(make_inputs(), module),
    ):
        np.testing.assert_allclose(as_matrix(trace), outputs, rtol=0, atol=1e-12)
    assert (outputs == 0).any()
    assert (outputs > 1).any()


# Nine significant digits: half a unit in the last is up to 5e-9 of the value. In float32 R's torch rounded at every
# step, to 6e-8 of what it added, which near zero is more than a millionth of the sum; PyTorch's
# own float32 is that far from it.
@ALL
@pytest.mark.parametrize(("precision", "relative", "absolute"), [("f64", 6e-9, 0), ("f32", 1e-6, 6e-8)])
def test_equals_r_torch(kind, precision, relative, absolute):
    inputs, weights, _ = reference_case(kind)
    assert_close = partial(np.testing.assert_allclose, rtol=relative, atol=absolute)
    for row, sequence in enumerate(inputs):
        trace = TRACES[kind](sequence, weights)
        assert_close(as_matrix(trace), reference_values(kind, precision, "output")[row])
        assert_close(as_matrix(trace)[-1], reference_values(kind, precision, "h_n")[0, row])
        if kind == "lstm":
            assert_close(as_matrix(trace, "cell")[-1], reference_values(kind, precision, "c_n")[0, row])


def _sigmoid(number):
    return 1 / (1 + math.exp(-number))


def scalar_lstm(inputs, weights, variant):
    """The LSTM once more, number by number, without arrays: every gate's sum is written out."""
    hidden_size = len(weights["weight_hh_l0"][0])
    blocks = {"standard": "ifgo", "peephole": "ifgo", "coupled": "fgo"}[variant]
    h, c, shown = [0.0] * hidden_size, [0.0] * hidden_size, []

    def total(letter, unit, x):
        row = blocks.index(letter) * hidden_size + unit
        return (
            weights["bias_ih_l0"][row]
            + weights["bias_hh_l0"][row]
            + sum(weights["weight_ih_l0"][row][place] * value for place, value in enumerate(x))
            + sum(weights["weight_hh_l0"][row][place] * value for place, value in enumerate(h))
        )

    for x in inputs.tolist():
        new_h, new_c, quantities = [], [], {}
        for unit in range(hidden_size):
            peephole = {gate: weights[f"weight_c{gate}_l0"][unit] if variant == "peephole" else 0.0 for gate in "ifo"}
            f = _sigmoid(total("f", unit, x) + peephole["f"] * c[unit])
            i = 1 - f if variant == "coupled" else _sigmoid(total("i", unit, x) + peephole["i"] * c[unit])
            g = math.tanh(total("g", unit, x))
            cell = f * c[unit] + i * g
            o = _sigmoid(total("o", unit, x) + peephole["o"] * cell)
            new_c.append(cell)
            new_h.append(o * math.tanh(cell))
            for name, value in zip(
                ("input_gate", "forget_gate", "candidate", "output_gate", "cell", "hidden"),
                (i, f, g, o, cell, new_h[-1]),
                strict=True,
            ):
                quantities.setdefault(name, []).append(value)
        h, c = new_h, new_c
        shown.append(quantities)
    return {name: np.array([step[name] for step in shown]) for name in shown[0]}


def variant_weights(variant, features=3, hidden=4):
    generator = np.random.default_rng(5)
    rows = hidden * (3 if variant == "coupled" else 4)
    shapes = {
        "weight_ih_l0": (rows, features),
        "weight_hh_l0": (rows, hidden),
        "bias_ih_l0": (rows,),
        "bias_hh_l0": (rows,),
    }
    if variant == "peephole":
        shapes |= {f"weight_c{gate}_l0": (hidden,) for gate in "ifo"}
    return {name: generator.normal(size=shape) for name, shape in shapes.items()}


@pytest.mark.parametrize("variant", ["standard", "peephole", "coupled"])
def test_variants_equal_a_loop_over_single_numbers(variant):
    weights = variant_weights(variant)
    trace = td.lstm_trace(make_inputs(), weights, variant=variant)
    for quantity, values in scalar_lstm(make_inputs(), weights, variant).items():
        np.testing.assert_allclose(as_matrix(trace, quantity), values, rtol=0, atol=1e-12)


def test_peepholes_of_zero_are_the_standard_lstm():
    weights = variant_weights("peephole")
    plain = {name: value for name, value in weights.items() if not name.startswith("weight_c")}
    shut = plain | {f"weight_c{gate}_l0": np.zeros(4) for gate in "ifo"}
    closed = td.lstm_trace(make_inputs(), shut, variant="peephole")
    np.testing.assert_array_equal(closed["value"], td.lstm_trace(make_inputs(), plain)["value"])
    seeing = td.lstm_trace(make_inputs(), weights, variant="peephole")
    assert np.abs(as_matrix(seeing) - as_matrix(closed)).max() > 0.01


def test_every_gate_of_torchs_formulas():
    """The gates, which torch does not return, by torch's functions from its weights' rows."""
    module = make_module("gru")
    inputs, trace = torch.tensor(make_inputs()), td.gru_trace(make_inputs(), module)
    h = torch.zeros(4, dtype=torch.float64)
    for step, x in enumerate(inputs):
        from_x = nn.functional.linear(x, module.weight_ih_l0, module.bias_ih_l0).chunk(3)
        from_h = nn.functional.linear(h, module.weight_hh_l0, module.bias_hh_l0).chunk(3)
        reset, update = (torch.sigmoid(from_x[place] + from_h[place]) for place in (0, 1))
        candidate = torch.tanh(from_x[2] + reset * from_h[2])
        for quantity, value in {"reset_gate": reset, "update_gate": update, "candidate": candidate}.items():
            np.testing.assert_allclose(as_matrix(trace, quantity)[step], value.detach(), rtol=0, atol=1e-12)
        h = torch.tensor(as_matrix(trace)[step])


def test_the_table_is_tidy():
    module = make_module("lstm", num_layers=2, bidirectional=True)
    trace = td.lstm_trace(make_inputs(2), module, tokens=["good", "tea"])
    assert list(trace) == ["step", "token", "layer", "direction", "quantity", "unit", "value"]
    assert trace["quantity"].unique().tolist() == [
        "input", "input_gate", "forget_gate", "candidate", "output_gate", "cell", "hidden",
    ]  # fmt: skip
    assert not trace.duplicated(["step", "layer", "direction", "quantity", "unit"]).any()
    assert len(trace) == 2 * 2 * (3 + 6 * 4) + 2 * 2 * (8 + 6 * 4)
    assert trace.groupby("step")["token"].unique().map(list).tolist() == [["good"], ["tea"]]
    below = np.concatenate([as_matrix(trace, direction=one) for one in DIRECTIONS], axis=1)
    for direction in DIRECTIONS:
        np.testing.assert_array_equal(as_matrix(trace, "input", 1, direction), below)
    assert td.lstm_trace(make_inputs(2), module)["token"].isna().all()


def test_a_rising_or_falling_line_of_the_course():
    """A one-unit network over ten numbers, given as a vector, as the lesson does it."""
    line = np.arange(1.0, 11.0) / 10
    trace = td.rnn_trace(line, {"weight_ih_l0": [[0.8]], "weight_hh_l0": [[0.5]], "bias_ih_l0": [-0.3]})
    h = 0.0
    for step, x in enumerate(line):
        h = math.tanh(0.8 * x - 0.3 + 0.5 * h)
        assert as_matrix(trace)[step, 0] == pytest.approx(h, rel=1e-15)


def test_weights_of_a_whole_network_are_taken_apart():
    module = make_module("gru")
    network = nn.Sequential(nn.Embedding(5, 3), module)
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    np.testing.assert_array_equal(td.gru_trace(make_inputs(), weights), td.gru_trace(make_inputs(), module))
    two = {f"{name}.{key}": value for name in ("a", "b") for key, value in weights_of(module).items()}
    with pytest.raises(ValueError, match=r"must be those of one recurrent network; given 2: a\., b\."):
        td.gru_trace(make_inputs(), two)


@ALL
def test_one_step_will_do_and_none_will_not(kind):
    module = make_module(kind)
    assert len(as_matrix(TRACES[kind](make_inputs(1), module))) == 1
    with pytest.raises(
        ValueError, match=r"inputs must have shape \(time, features\), with at least one step .*\(0, 3\)"
    ):
        TRACES[kind](np.empty((0, 3)), module)


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


@pytest.fixture(scope="module")
def recurrent_models(reviews):
    """One fitted model per kind; of the LSTM, two layers in both directions."""
    settings = {"rnn": {}, "lstm": {"layers": 2, "bidirectional": True}, "gru": {"dropout": 0.5}}
    return {
        kind: td.TextClassifier(architecture=kind, hidden_size=5, embedding_dim=4, epochs=1, seed=1, **more).fit(
            reviews.texts[:40], reviews.labels[:40]
        )
        for kind, more in settings.items()
    }


class TestModels:
    @ALL
    def test_a_text_is_traced_through_a_fitted_model(self, recurrent_models, kind):
        model = recurrent_models[kind]
        text = "the coffee was zzz delicious"
        trace = TRACES[kind](model, text)
        assert trace.drop_duplicates("step")["token"].tolist() == ["the", "coffee", "was", "[UNK]", "delicious"]
        ids = torch.from_numpy(model.vectorizer_.transform([text]))
        (layers,) = (module for module in model.network_.modules() if isinstance(module, nn.RNNBase))
        embedded = model.network_.embedding(ids[:, :5]).detach()
        np.testing.assert_array_equal(as_matrix(trace, "input"), embedded[0].double())
        with torch.no_grad():
            expected = copy.deepcopy(layers).double()(embedded.double())[0][0]
        count, both = (2, True) if kind == "lstm" else (1, False)
        np.testing.assert_allclose(last_and_outputs(trace, count, both)[0], expected, rtol=0, atol=1e-12)

    def test_the_weights_and_the_vectors_give_the_same(self, recurrent_models):
        model = recurrent_models["gru"]
        trace = td.gru_trace(model, "bland tea")
        again = td.gru_trace(as_matrix(trace, "input"), model.get_weights(), tokens=["bland", "tea"])
        np.testing.assert_allclose(again["value"], trace["value"], rtol=0, atol=1e-15)

    def test_what_cannot_be_traced(self, recurrent_models, fitted):
        with pytest.raises(TypeError, match=r'rnn_trace needs a model with recurrent layers; .*"average_pooling"'):
            td.rnn_trace(fitted, "good")
        with pytest.raises(TypeError, match=r"those of an LSTM; given those of a GRU\. Use gru_trace"):
            td.lstm_trace(recurrent_models["gru"], "good")
        with pytest.raises(TypeError, match="gru_trace with a fitted model needs one text, a string"):
            td.gru_trace(recurrent_models["gru"], ["good", "bad"])
        with pytest.raises(ValueError, match=r"gru_trace needs a text of at least one word; given '...'"):
            td.gru_trace(recurrent_models["gru"], "...")
        with pytest.raises(NotFittedError):
            td.gru_trace(td.TextClassifier(architecture="gru"), "good")


class TestBindTraces:
    def test_a_column_says_which_trace_a_row_is_of(self):
        one, two = (td.gru_trace(make_inputs(time), make_module("gru")) for time in (2, 3))
        bound = td.bind_traces({"one": one, "two": two})
        assert list(bound) == ["trace", *one.columns]
        pd.testing.assert_frame_equal(bound[bound["trace"] == "two"].drop(columns="trace").reset_index(drop=True), two)
        assert len(bound) == len(one) + len(two)
        assert "trace" not in one

    def test_what_cannot_be_bound(self):
        module = make_module("gru")
        states, gradients = td.gru_trace(make_inputs(), module), td.gradient_trace(make_inputs(), module)
        with pytest.raises(ValueError, match=r"must all have the same columns; given \['states', 'gradients'\]"):
            td.bind_traces({"states": states, "gradients": gradients})
        with pytest.raises(TypeError, match="traces must hold traces by their names; given"):
            td.bind_traces({})
        with pytest.raises(TypeError, match="traces must hold traces by their names"):
            td.bind_traces([states])
