"""Backpropagation by hand against torch's automatic differentiation, and against R's torch."""

import copy
from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.python.recurrent_examples import (
    KINDS,
    make_inputs,
    make_module,
    reference_case,
    reference_values,
    sine,
    weights_of,
)
from torch import nn

import torchduet as td

ALL = pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
assert_close = partial(np.testing.assert_allclose, rtol=1e-12, atol=1e-12)


def totals(trace, layer=0, direction="forward"):
    """The sum over the steps of every quantity's elements, by name, in torch's shape."""
    rows = trace[(trace["layer"] == layer) & (trace["direction"] == direction)]
    summed = rows.groupby(["quantity", "row", "column"], dropna=False)["value"].sum().reset_index()
    made = {}
    for name, part in summed.groupby("quantity"):
        if part["column"].isna().any():
            made[name] = part.sort_values("row")["value"].to_numpy()
        else:
            made[name] = part.pivot(index="row", columns="column", values="value").to_numpy()
    return made


def at_steps(trace, quantity, layer=0, direction="forward"):
    rows = trace[(trace["quantity"] == quantity) & (trace["layer"] == layer) & (trace["direction"] == direction)]
    return rows.pivot(index="step", columns="row", values="value").to_numpy()


@ALL
@settings(max_examples=20, deadline=None)
@given(
    time=st.integers(1, 7),
    features=st.integers(1, 3),
    hidden=st.integers(1, 4),
    layers=st.integers(1, 3),
    bidirectional=st.booleans(),
    bias=st.booleans(),
    everywhere=st.booleans(),
)
def test_weights_gradients_equal_autograd(kind, time, features, hidden, layers, bidirectional, bias, everywhere):
    module = make_module(
        kind, features=features, hidden=hidden, num_layers=layers, bidirectional=bidirectional, bias=bias
    )
    inputs = make_inputs(time, features)
    sequence = torch.tensor(inputs, requires_grad=True)
    outputs, _ = module(sequence)
    units = outputs.shape[1]
    weighting = np.random.default_rng(1).normal(size=(time, units) if everywhere else units)
    if everywhere:
        loss = (outputs * torch.tensor(weighting)).sum()
    else:
        final = torch.cat([outputs[-1, :hidden], outputs[0, hidden:]])
        loss = (final * torch.tensor(weighting)).sum()
    loss.backward()

    trace = td.gradient_trace(inputs, weights_of(module), loss_gradient=weighting, output="value")
    expected = {name: value.grad.numpy() for name, value in module.named_parameters()}
    found = {}
    for layer in range(layers):
        for direction in ("forward", "backward")[: 1 + bidirectional]:
            suffix = f"_l{layer}" + ("_reverse" if direction == "backward" else "")
            weights = {name: value for name, value in totals(trace, layer, direction).items() if "_" in name}
            found |= {name + suffix: value for name, value in weights.items()}
    assert sorted(found) == sorted(expected)
    for name, value in expected.items():
        assert_close(found[name], value)
    into_inputs = sum(at_steps(trace, "input", 0, one) for one in ("forward", "backward")[: 1 + bidirectional])
    assert_close(into_inputs, sequence.grad)


def unrolled_in_torch(module, inputs, truncate):
    """The loop once more, with torch's own cells; states keep their gradients, and cuts detach them."""
    cell = {"rnn": nn.RNNCell, "lstm": nn.LSTMCell, "gru": nn.GRUCell}[type(module).__name__.lower()](3, 4).double()
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in module.state_dict().items()})
    is_lstm = isinstance(cell, nn.LSTMCell)
    h, c = torch.zeros(1, 4, dtype=torch.float64), torch.zeros(1, 4, dtype=torch.float64)
    hidden, cells, copies = [], [], []
    for step, x in enumerate(torch.tensor(inputs)):
        if truncate and step and (len(inputs) - step) % truncate == 0:
            h, c = h.detach(), c.detach()
        one = copy.deepcopy(cell)  # a copy of the weights for every step, as the unrolled graph has it
        copies.append(one)
        h = one(x[None], (h, c) if is_lstm else h)
        if is_lstm:
            h, c = h
            c.retain_grad()
            cells.append(c)
        h.retain_grad()
        hidden.append(h)
    return hidden, cells, copies


def gradient_or_zero(tensor):
    return np.zeros(tensor.shape) if tensor.grad is None else tensor.grad.numpy()


@ALL
@pytest.mark.parametrize("truncate", [None, 1, 2, 4, 7, 20])
@pytest.mark.parametrize("everywhere", [False, True])
def test_states_and_every_copys_share_equal_autograd(kind, truncate, everywhere):
    module, inputs = make_module(kind), make_inputs(7)
    hidden, cells, copies = unrolled_in_torch(module, inputs, truncate)
    weighting = sine([7, 4], k=0.9, scale=1.0)
    loss = (
        sum((h * torch.tensor(row)).sum() for h, row in zip(hidden, weighting, strict=True))
        if everywhere
        else hidden[-1].sum()
    )
    loss.backward()

    trace = td.gradient_trace(
        inputs, module, loss_gradient=weighting if everywhere else None, truncate=truncate, output="value"
    )
    assert_close(at_steps(trace, "hidden"), np.concatenate([gradient_or_zero(h) for h in hidden]))
    if kind == "lstm":
        assert_close(at_steps(trace, "cell"), np.concatenate([gradient_or_zero(c) for c in cells]))
    for step, one in enumerate(copies):
        share = totals(trace[trace["step"] == step])
        for name, parameter in one.named_parameters():
            assert_close(share[name], gradient_or_zero(parameter))
    if truncate and truncate < 7 and not everywhere:
        reached = np.abs(at_steps(trace, "hidden")).max(axis=1) > 0
        assert reached.tolist() == [False] * (7 - truncate) + [True] * truncate


@ALL
def test_norms_are_those_of_the_elements(kind):
    module, inputs = make_module(kind, num_layers=2, bidirectional=True), make_inputs()
    norms = td.gradient_trace(inputs, module)
    elements = td.gradient_trace(inputs, module, output="value")
    keys = ["step", "layer", "direction", "quantity"]
    by_hand = elements.groupby(keys)["value"].apply(lambda values: np.sqrt((values**2).sum()))
    assert_close(norms.set_index(keys)["norm"].sort_index(), by_hand.sort_index())
    assert list(norms) == ["step", "token", "distance", "layer", "direction", "quantity", "norm"]
    forward = norms["direction"] == "forward"
    assert (norms["distance"] == np.where(forward, 5 - norms["step"], norms["step"])).all()


@ALL
@pytest.mark.parametrize("clip", [0.01, 0.5, 1e6])
def test_clipping_equals_torchs(kind, clip):
    module, inputs = make_module(kind, num_layers=2), make_inputs()
    module(torch.tensor(inputs))[0][-1].sum().backward()
    norm = nn.utils.clip_grad_norm_(module.parameters(), clip)
    trace = td.gradient_trace(inputs, module, clip=clip, output="value")
    for layer in range(2):
        found = totals(trace, layer)
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            assert_close(found[name], getattr(module, f"{name}_l{layer}").grad)
    assert (norm > clip) == (clip < 1e6)
    free = td.gradient_trace(inputs, module, output="value")
    states = trace["quantity"] == "hidden"
    np.testing.assert_array_equal(trace[states]["value"], free[states]["value"])


@ALL
@pytest.mark.parametrize(("precision", "relative", "absolute"), [("f64", 6e-9, 0), ("f32", 1e-6, 3e-7)])
def test_gradients_equal_r_torch(kind, precision, relative, absolute):
    """Of the reference's loss, sum(output * G), with G by its formula in the order of its output."""
    inputs, weights, case = reference_case(kind)
    weighting = sine(case[precision]["output"]["shape"], k=0.9, scale=1.0)
    weighting = weighting if case["args"].get("batch_first") else weighting.transpose(1, 0, 2)
    traces = [
        td.gradient_trace(sequence, weights, loss_gradient=rows, output="value")
        for sequence, rows in zip(inputs, weighting, strict=True)
    ]
    found = [totals(trace) for trace in traces]
    for name in weights:
        total = sum(part[name.removesuffix("_l0")] for part in found)
        expected = reference_values(kind, precision, name.replace("_l0", "_l1"))
        np.testing.assert_allclose(total, expected, rtol=relative, atol=absolute)
    into_inputs = np.stack([at_steps(trace, "input") for trace in traces])
    np.testing.assert_allclose(
        into_inputs, reference_values(kind, precision, "grad_input"), rtol=relative, atol=absolute
    )


def test_three_copies_of_the_course():
    """One unit, k = 3 steps, worked out on paper: h = tanh(w h + u x), and dL/dw is the sum over the copies."""
    u, w, x = 0.7, 0.6, [1.0, -0.5, 0.25]
    h1 = np.tanh(u * x[0])
    h2 = np.tanh(u * x[1] + w * h1)
    h3 = np.tanh(u * x[2] + w * h2)
    third = 1 - h3**2
    second = third * w * (1 - h2**2)
    first = second * w * (1 - h1**2)
    trace = td.gradient_trace(x, {"weight_ih_l0": [[u]], "weight_hh_l0": [[w]]}, output="value")
    copies = trace[trace["quantity"] == "weight_hh"]["value"].to_numpy()
    assert_close(copies, [0.0, second * h1, third * h2])
    assert_close(trace[trace["quantity"] == "weight_ih"]["value"], [first * x[0], second * x[1], third * x[2]])
    small = 1e-6
    losses = [
        td.rnn_trace(x, {"weight_ih_l0": [[u]], "weight_hh_l0": [[w + by]]})["value"].iloc[-1] for by in (small, -small)
    ]
    assert copies.sum() == pytest.approx((losses[0] - losses[1]) / (2 * small), rel=1e-8)


def test_a_relu_network():
    module, inputs = make_module("rnn", nonlinearity="relu"), make_inputs()
    module(torch.tensor(inputs))[0][-1].sum().backward()
    for trace in (
        td.gradient_trace(inputs, module, output="value"),
        td.gradient_trace(inputs, weights_of(module), nonlinearity="relu", output="value"),
    ):
        assert_close(totals(trace)["weight_hh"], module.weight_hh_l0.grad)


@ALL
def test_a_fitted_models_loss_for_a_text(kind, reviews):
    model = td.TextClassifier(
        architecture=kind, hidden_size=4, embedding_dim=3, bidirectional=kind == "gru", epochs=1, seed=1
    ).fit(reviews.texts[:40], reviews.labels[:40])
    text = "the tea was stale"
    network = copy.deepcopy(model.network_).double().eval()
    ids = torch.from_numpy(model.vectorizer_.transform([text]))
    nn.functional.cross_entropy(network(ids), torch.tensor([1])).backward()
    trace = td.gradient_trace(model, text, label="other", output="value")
    (layers,) = (module for module in network.modules() if isinstance(module, nn.RNNBase))
    # The traces take what the layers read in float32, as it was predicted with: 1e-7 of it.
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        np.testing.assert_allclose(totals(trace)[name], getattr(layers, f"{name}_l0").grad, rtol=1e-5, atol=1e-9)
    assert trace.drop_duplicates("step")["token"].tolist() == ["the", "tea", "was", "stale"]
    with pytest.raises(ValueError, match=r"label must be one of the classes .* \['great', 'other'\]; given 'bad'"):
        td.gradient_trace(model, text, label="bad")
    with pytest.raises(TypeError, match="needs label"):
        td.gradient_trace(model, text)


def lstm_in_torch(weights, inputs, variant):
    """The cell once more, in plain torch: the states, h and c, at every step."""
    gates = "fgo" if variant == "coupled" else "ifgo"
    h = c = torch.zeros(weights["weight_hh_l0"].shape[1], dtype=torch.float64)
    hidden, cells = [], []
    for x in inputs:
        sums = weights["weight_ih_l0"] @ x + weights["bias_ih_l0"] + weights["weight_hh_l0"] @ h + weights["bias_hh_l0"]
        a = dict(zip(gates, sums.chunk(len(gates)), strict=True))
        see = {gate: weights.get(f"weight_c{gate}_l0", torch.zeros(())) for gate in "ifo"}
        f = torch.sigmoid(a["f"] + see["f"] * c)
        i = 1 - f if variant == "coupled" else torch.sigmoid(a["i"] + see["i"] * c)
        c = f * c + i * torch.tanh(a["g"])
        h = torch.sigmoid(a["o"] + see["o"] * c) * torch.tanh(c)
        for state, kept in ((h, hidden), (c, cells)):
            state.retain_grad()
            kept.append(state)
    return hidden, cells


def variant_weights(variant, *, features=3, hidden=4):
    draw = np.random.default_rng(5).normal
    rows = hidden * (3 if variant == "coupled" else 4)
    weights = {
        "weight_ih_l0": draw(size=(rows, features)),
        "weight_hh_l0": draw(size=(rows, hidden)),
        "bias_ih_l0": draw(size=rows),
        "bias_hh_l0": draw(size=rows),
    }
    if variant == "peephole":
        weights |= {f"weight_c{gate}_l0": draw(size=hidden) for gate in "ifo"}
    return weights


@pytest.mark.parametrize("variant", ["standard", "peephole", "coupled"])
@pytest.mark.parametrize("clip", [None, 0.1])
def test_the_variants_of_an_lstm_equal_autograd(variant, clip):
    weights, inputs = variant_weights(variant), make_inputs(7)
    parameters = {name: torch.tensor(value, requires_grad=True) for name, value in weights.items()}
    sequence = torch.tensor(inputs, requires_grad=True)
    hidden, cells = lstm_in_torch(parameters, sequence, variant)
    weighting = sine([7, 4], k=0.9, scale=1.0)
    sum((h * torch.tensor(row)).sum() for h, row in zip(hidden, weighting, strict=True)).backward()
    if clip:
        nn.utils.clip_grad_norm_(parameters.values(), clip)

    trace = td.gradient_trace(inputs, weights, variant=variant, loss_gradient=weighting, clip=clip, output="value")
    assert_close(at_steps(trace, "hidden"), np.stack([h.grad for h in hidden]))
    assert_close(at_steps(trace, "cell"), np.stack([c.grad for c in cells]))
    assert_close(at_steps(trace, "input"), sequence.grad)
    found = totals(trace)
    assert sorted(f"{name}_l0" for name in found if "_" in name) == sorted(weights)
    for name, parameter in parameters.items():
        assert_close(found[name.removesuffix("_l0")], parameter.grad)


@pytest.mark.parametrize("variant", ["peephole", "coupled"])
def test_a_truncated_variant_reads_its_last_steps_as_if_they_were_all(variant):
    """No gradient crosses a cut: what comes after it is a sequence of its own, begun from the states at the cut."""
    weights, inputs = variant_weights(variant), make_inputs(7)
    states = td.lstm_trace(inputs, weights, variant=variant)
    at_cut = states[states["step"] == 3]
    start = [at_cut[at_cut["quantity"] == name]["value"].to_numpy() for name in ("hidden", "cell")]
    whole = td.gradient_trace(inputs, weights, variant=variant, truncate=3)
    last = td.gradient_trace(inputs[4:], weights, variant=variant, initial_state=start)
    assert_close(whole[whole["step"] > 3]["norm"], last["norm"])
    assert (whole[whole["step"] <= 3]["norm"] == 0).all()


class TestFittedModelsWithAnAnswerAtEveryStep:
    """Their loss, of the same network in double precision, by autograd."""

    texts = ("Doug saw Jane.", "Jane saw Doug.")

    def assert_equal_to_autograd(self, model, trace, ids, loss_of):
        network = copy.deepcopy(model.network_).double().eval()
        loss_of(network(torch.tensor(ids))).backward()
        # The traces take what the layers read in float32, as it was predicted with: 1e-7 of it.
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            expected = getattr(network.layers.recurrent, f"{name}_l0").grad
            np.testing.assert_allclose(totals(trace)[name], expected, rtol=1e-5, atol=1e-9)

    @ALL
    def test_a_generator_and_the_token_that_comes(self, kind):
        model = td.SequenceGenerator(architecture=kind, hidden_size=3, embedding_dim=3, epochs=1, seed=1)
        model.set_params(validation_split=0.0).fit(self.texts)
        tokens = ["[END]", "Doug", "saw"]
        ids = [[model.vocabulary_.index(token) for token in tokens]]
        for answer in ("Jane", "[END]"):
            trace = td.gradient_trace(model, "Doug saw", label=answer, output="value")
            place = model.vocabulary_.index(answer)
            self.assert_equal_to_autograd(
                model, trace, ids, lambda scores, place=place: -scores[-1].log_softmax(dim=0)[place]
            )
            assert trace.drop_duplicates("step")["token"].tolist() == tokens

    def test_a_labeler_and_a_label_for_each_token(self):
        model = td.SequenceLabeler(bidirectional=True, hidden_size=3, embedding_dim=3, epochs=1, seed=1)
        model.set_params(validation_split=0.0, lowercase=False)
        model.fit(self.texts, [["name", "other", "name"]] * 2)
        ids = [[model.vocabulary_.index(token) for token in ("Doug", "saw", "Jane")]]
        trace = td.gradient_trace(model, "Doug saw Jane", label=["name", "other", "name"], output="value")

        def loss(scores):
            chances = scores.log_softmax(dim=1)
            return -(chances[0, 0] + chances[1, 1] + chances[2, 0]) / 3

        self.assert_equal_to_autograd(model, trace, ids, loss)

    def test_answers_that_do_not_fit(self):
        generator = td.SequenceGenerator(hidden_size=3, epochs=1, seed=1, validation_split=0.0).fit(self.texts)
        with pytest.raises(TypeError, match="needs label: the token that comes after the text"):
            td.gradient_trace(generator, "Doug saw")
        for unfit in ("Spot", ""):
            with pytest.raises(ValueError, match=f"must be a token of the model's vocabulary; given '{unfit}'"):
                td.gradient_trace(generator, "Doug saw", label=unfit)
        labels = [["name", "other", "name"]] * 2
        labeler = td.SequenceLabeler(hidden_size=3, epochs=1, seed=1, validation_split=0.0).fit(self.texts, labels)
        with pytest.raises(ValueError, match="label must be one for each token, 3; given 1"):
            td.gradient_trace(labeler, "Doug saw Jane", label="name")
        with pytest.raises(ValueError, match=r"one of the classes .*; given 'verb'"):
            td.gradient_trace(labeler, "Doug saw", label=["name", "verb"])


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


def test_the_kind_is_read_from_the_weights():
    for kind in KINDS:
        module = make_module(kind)
        named = td.gradient_trace(make_inputs(), weights_of(module), cell=kind)
        np.testing.assert_array_equal(td.gradient_trace(make_inputs(), weights_of(module))["norm"], named["norm"])
