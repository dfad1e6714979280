"""Forward and backward by hand against torch's autograd in double precision, and against differences."""

import itertools
from functools import partial

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

import torchduet as td

ACTIVATIONS = {"identity": nn.Identity, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}
LOSSES = {
    "mse": functional.mse_loss,
    "binary_cross_entropy": functional.binary_cross_entropy_with_logits,
    "cross_entropy": functional.cross_entropy,
}
PREDICTIONS = {"mse": lambda z: z, "binary_cross_entropy": torch.sigmoid, "cross_entropy": lambda z: z.softmax(dim=1)}
assert_close = partial(np.testing.assert_allclose, rtol=1e-12, atol=1e-14)


def quantity(trace, layer, name):
    """The numbers of one quantity of one layer, in the shape that they have in the formulas."""
    rows = trace[(trace["layer"] == layer) & (trace["quantity"] == name)]
    axes = [axis for axis in ("example", "unit", "input_unit") if rows[axis].notna().all()]
    shape = [rows[axis].max() + 1 for axis in axes]
    return rows["value"].to_numpy().reshape(shape)


def network(activation="tanh", sizes=(3, 4, 2), *, bias=True):
    generator = torch.Generator().manual_seed(1)
    layers = []
    for inputs, units in itertools.pairwise(sizes):
        linear = nn.Linear(inputs, units, bias=bias, dtype=torch.float64)
        with torch.no_grad():
            for values in linear.parameters():
                values.copy_(torch.randn(values.shape, generator=generator, dtype=torch.float64))
        layers += [linear, ACTIVATIONS[activation]()]
    return nn.Sequential(*layers[:-1])


def weights_of(module):
    return [dict(layer.named_parameters()) for layer in module if isinstance(layer, nn.Linear)]


def examples(loss="mse", outputs=2):
    generator = np.random.default_rng(2)
    inputs = generator.normal(size=(5, 3))
    targets = {
        "mse": generator.normal(size=(5, outputs)),
        "binary_cross_entropy": generator.integers(2, size=(5, outputs)).astype(float),
        "cross_entropy": np.eye(outputs)[generator.integers(outputs, size=5)],
    }[loss]
    return inputs, targets


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_quantity_is_autograds(activation, loss):
    module = network(activation)
    inputs, targets = examples(loss)
    trace = td.mlp_trace(inputs, weights_of(module), targets, activation=activation, loss=loss)

    first, squash, second = module
    z1 = first(torch.tensor(inputs))
    a1 = squash(z1)
    z2 = second(a1)
    for values in (z1, z2):
        values.retain_grad()
    expected = LOSSES[loss](z2, torch.tensor(targets))
    expected.backward()

    for layer, x, z, shown, linear in (
        (0, torch.tensor(inputs), z1, a1, first),
        (1, a1, z2, PREDICTIONS[loss](z2), second),
    ):
        assert_close(quantity(trace, layer, "input"), x.detach())
        assert_close(quantity(trace, layer, "score"), z.detach())
        assert_close(quantity(trace, layer, "activation"), shown.detach())
        assert_close(quantity(trace, layer, "error"), z.grad)
        assert_close(quantity(trace, layer, "weight_gradient"), linear.weight.grad)
        assert_close(quantity(trace, layer, "bias_gradient"), linear.bias.grad)
    assert_close(quantity(trace, 1, "loss"), expected.item())
    assert (trace["quantity"] == "loss").sum() == 1


def test_differences_are_a_third_opinion():
    weights = [{"weight": [[0.5, -1.0], [0.25, 2.0]], "bias": [0.1, -0.2]}, {"weight": [[1.5, -0.5]], "bias": [0.3]}]
    inputs, targets = [[1.0, 0.5], [-0.5, 2.0]], [1.0, 0.0]

    def loss_of(layers):
        trace = td.mlp_trace(inputs, layers, targets, loss="binary_cross_entropy")
        return quantity(trace, 1, "loss").item()

    trace = td.mlp_trace(inputs, weights, targets, loss="binary_cross_entropy")
    for layer, named in enumerate(weights):
        for name, values in named.items():
            gradient = quantity(trace, layer, f"{name}_gradient")
            for place in np.ndindex(np.shape(values)):
                losses = []
                for step in (1e-6, -1e-6):
                    moved = np.array(values)
                    moved[place] += step
                    losses.append(loss_of([*weights[:layer], named | {name: moved}, *weights[layer + 1 :]]))
                np.testing.assert_allclose(gradient[place], (losses[0] - losses[1]) / 2e-6, rtol=0, atol=1e-9)


def test_more_layers_and_no_biases():
    module = network("relu", (3, 5, 4, 2), bias=False)
    inputs, targets = examples()
    trace = td.mlp_trace(inputs, weights_of(module), targets, activation="relu")
    functional.mse_loss(module(torch.tensor(inputs)), torch.tensor(targets)).backward()
    for layer, linear in enumerate([module[0], module[2], module[4]]):
        assert_close(quantity(trace, layer, "weight_gradient"), linear.weight.grad)


def test_one_example_and_no_targets():
    trace = td.mlp_trace([1.0, 2.0], [{"weight": [[1.0, -1.0]]}])
    assert trace["quantity"].unique().tolist() == ["input", "score", "activation"]
    assert trace["value"].tolist() == [1.0, 2.0, -1.0, -1.0]
    assert trace["input_unit"].isna().all()


def test_one_output_takes_a_vector_of_targets():
    inputs, _ = examples()
    one = network(sizes=(3, 4, 1))
    flat = td.mlp_trace(inputs, weights_of(one), [0.0, 1.0, 0.0, 1.0, 1.0])
    column = td.mlp_trace(inputs, weights_of(one), [[0.0], [1.0], [0.0], [1.0], [1.0]])
    assert flat.equals(column)


def test_single_precision_weights_are_computed_with_in_double():
    module = network().float()
    trace = td.mlp_trace(examples()[0], weights_of(module), activation="tanh")
    assert_close(quantity(trace, 1, "score"), module.double()(torch.tensor(examples()[0])).detach())


LAYER = {"weight": [[1.0, 2.0]], "bias": [0.0]}


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([], [LAYER]), ValueError, r"inputs must have shape \(examples, features\).*given shape \(0,\)"),
        (([1.0, 2.0], []), TypeError, "weights must hold one or more layers"),
        (([1.0, 2.0], [[1.0, 2.0]]), TypeError, "weights must hold one or more layers"),
        (([1.0, 2.0], [{"bias": [0.0]}]), ValueError, "layer 0 must hold weight and may hold bias; it holds bias"),
        (([1.0], [LAYER]), ValueError, r"the weight of layer 0 must have shape \(units, 1\).*\(1, 2\)"),
        (([1.0, 2.0], [LAYER, LAYER]), ValueError, r"the weight of layer 1 must have shape \(units, 1\)"),
        (([1.0, 2.0], [LAYER | {"bias": [0.0, 1.0]}]), ValueError, r"the bias of layer 0 must have shape \(1,\)"),
        (([1.0, 2.0], [LAYER], [1.0, 2.0]), ValueError, r"targets must have the shape of the scores, \(1, 1\)"),
    ],
)
def test_what_does_not_fit_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        td.mlp_trace(*arguments)


def test_settings_are_checked():
    with pytest.raises(ValueError, match='activation must be one of "identity", "heaviside", "sigmoid"'):
        td.mlp_trace([1.0, 2.0], [LAYER], activation="softmax")
    with pytest.raises(ValueError, match='loss must be one of "mse"'):
        td.mlp_trace([1.0, 2.0], [LAYER], loss="hinge")
