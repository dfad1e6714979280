"""Ways down a surface against torch.optim, in double precision."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
import torch

import torchduet as td

assert_close = partial(np.testing.assert_allclose, rtol=1e-12, atol=1e-12)
X = np.linspace(-1.0, 2.0, 12)
Y = 0.5 + 1.5 * X + np.sin(5.0 * X)


def rosenbrock(parameters):
    a, b = parameters
    return {
        "loss": (1 - a) ** 2 + 10 * (b - a**2) ** 2,
        "gradient": [-2 * (1 - a) - 40 * a * (b - a**2), 20 * (b - a**2)],
    }


def line(parameters, examples=slice(None)):
    errors = parameters[0] + parameters[1] * X[examples] - Y[examples]
    return {"loss": (errors**2).mean(), "gradient": [2 * errors.mean(), 2 * (errors * X[examples]).mean()]}


def torchs_way(loss_of, start, optimizer, steps):
    """The parameters after every step, with torch's optimizer and torch's gradient."""
    parameters = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    rule = optimizer([parameters])
    way = [parameters.detach().clone()]
    for step in range(steps):
        rule.zero_grad()
        loss_of(parameters, step).backward()
        rule.step()
        way.append(parameters.detach().clone())
    return torch.stack(way).numpy()


@pytest.mark.parametrize(
    ("settings", "optimizer"),
    [
        ({"learning_rate": 0.01}, partial(torch.optim.SGD, lr=0.01)),
        ({"learning_rate": 0.003, "momentum": 0.9}, partial(torch.optim.SGD, lr=0.003, momentum=0.9)),
        ({"optimizer": "adam", "learning_rate": 0.2}, partial(torch.optim.Adam, lr=0.2)),
        (
            {"optimizer": "adam", "learning_rate": 0.2, "betas": (0.5, 0.6)},
            partial(torch.optim.Adam, lr=0.2, betas=(0.5, 0.6)),
        ),
    ],
)
def test_each_is_torchs(settings, optimizer):
    path = td.optimizer_path(rosenbrock, [-1.0, 1.5], steps=60, **settings)
    expected = torchs_way(lambda p, _: (1 - p[0]) ** 2 + 10 * (p[1] - p[0] ** 2) ** 2, [-1.0, 1.5], optimizer, steps=60)
    assert_close(path[["parameter_1", "parameter_2"]], expected)
    assert_close(path["loss"], [rosenbrock(place)["loss"] for place in expected])
    assert path["step"].tolist() == list(range(61))


def test_mini_batches_are_taken_in_turn():
    batches = np.random.default_rng(1).permutation(12).reshape(4, 3)
    path = td.optimizer_path(line, [0.0, 0.0], learning_rate=0.1, momentum=0.5, steps=9, batches=batches)

    def loss_of(parameters, step):
        examples = batches[step % 4]
        predicted = parameters[0] + parameters[1] * torch.tensor(X[examples])
        return torch.nn.functional.mse_loss(predicted, torch.tensor(Y[examples]))

    expected = torchs_way(loss_of, [0.0, 0.0], partial(torch.optim.SGD, lr=0.1, momentum=0.5), steps=9)
    assert_close(path[["parameter_1", "parameter_2"]], expected)
    assert_close(path["loss"].iloc[-1], line(expected[-1])["loss"])  # of all examples


def test_gradient_descent_finds_the_least_squares():
    path = td.optimizer_path(line, [0.0, 0.0], learning_rate=0.3, steps=300)
    slope, intercept = np.polyfit(X, Y, 1)
    np.testing.assert_allclose(path[["parameter_1", "parameter_2"]].iloc[-1], [intercept, slope], rtol=1e-9)


@pytest.mark.parametrize("start", [{"intercept": 1, "slope": 2}, pd.Series({"intercept": 1.0, "slope": 2.0})])
def test_parameters_may_have_names(start):
    path = td.optimizer_path(line, start, steps=1)
    assert list(path) == ["step", "intercept", "slope", "loss"]
    assert path.iloc[0, 1:3].tolist() == [1.0, 2.0]


def test_a_surface_cannot_change_the_way():
    def careless(parameters):
        parameters *= 0
        return {"loss": 1.0, "gradient": [1.0, 1.0]}

    assert td.optimizer_path(careless, [1.0, 1.0], learning_rate=0.5, steps=1)["parameter_1"].tolist() == [1.0, 0.5]


def constant(loss, gradient):
    return lambda _: {"loss": loss, "gradient": gradient}


@pytest.mark.parametrize(
    ("surface", "settings", "error", "message"),
    [
        (3.0, {}, TypeError, "surface must be a function of two parameters"),
        (lambda _: 1.0, {}, TypeError, 'surface must return two things by name, "loss" and "gradient"'),
        (constant(1.0, [1.0]), {}, ValueError, 'one number as "loss" and two as "gradient"; given 1 and 1'),
        (constant(np.nan, [1.0, 1.0]), {}, ValueError, 'surface: the "loss".*must hold finite numbers'),
        (line, {"start": [1.0]}, ValueError, "start must hold two numbers"),
        (line, {"start": {"loss": 1.0, "b": 1.0}}, ValueError, "start must have two names"),
        (line, {"optimizer": "rmsprop"}, ValueError, 'optimizer must be one of "sgd", "adam"'),
        (line, {"learning_rate": 0.0}, ValueError, "learning_rate must be greater than 0"),
        (line, {"momentum": 1.0}, ValueError, "momentum must be at least 0 and less than 1"),
        (line, {"betas": (0.9,)}, ValueError, "betas must be two numbers"),
        (line, {"steps": 0}, ValueError, "steps must be at least 1"),
        (line, {"batches": [0, 1]}, ValueError, r"batches must have shape \(batches, batch_size\)"),
    ],
)
def test_what_does_not_fit_is_named(surface, settings, error, message):
    start = settings.pop("start", [0.0, 0.0])
    with pytest.raises(error, match=message):
        td.optimizer_path(surface, start, **settings)
