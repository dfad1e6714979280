"""Perceptron, network and optimizer in both languages: to the last bit; examples, layers and units shifted by one."""

import json

import numpy as np
import pandas as pd
import pytest
from tests.parity.running import RunR

import torchduet as td

# Doubles as hexadecimal floats: nothing is lost in printing.
IN_R = """
library(torchduet)
text <- function(table) {
  lapply(as.list(table), function(column) if (is.double(column)) sprintf("%a", column) else column)
}
inputs <- rbind(c(0.5, -1), c(2, 0.25), c(-0.75, 1), c(0.125, 3))
layers <- list(
  list(weight = rbind(c(0.5, -1), c(0.25, 2), c(1, 1)), bias = c(0.1, -0.2, 0)), list(weight = t(c(1.5, -0.5, 0.7)))
)
surface <- function(parameters, examples = 1:4) {
  errors <- inputs[examples, ] %*% parameters - 1
  list(loss = sum(errors^2), gradient = drop(2 * t(errors) %*% inputs[examples, ]))
}
cat(jsonlite::toJSON(na = "null", list(
  perceptron = text(perceptron_trace(inputs, c(1, 0, 0, 1), weights = c(0.3, 0.1, -0.7), epochs = 5)),
  mlp = text(mlp_trace(inputs, layers, c(1, 0, 0, 1), activation = "tanh", loss = "binary_cross_entropy")),
  path = text(optimizer_path(surface, c(0, 0), learning_rate = 0.01, batches = rbind(c(4, 2), c(1, 3)), steps = 9)),
  softmax = text(list(value = as.vector(aperm(activation(inputs, "softmax", derivative = TRUE))))),
  loss = text(list(value = as.vector(t(loss(inputs, inputs^2 / 9, "binary_cross_entropy", derivative = TRUE)))))
)))
"""
INPUTS = np.array([[0.5, -1.0], [2.0, 0.25], [-0.75, 1.0], [0.125, 3.0]])
LAYERS = [
    {"weight": [[0.5, -1.0], [0.25, 2.0], [1.0, 1.0]], "bias": [0.1, -0.2, 0.0]},
    {"weight": [[1.5, -0.5, 0.7]]},
]


def surface(parameters, examples=slice(None)):
    errors = INPUTS[examples] @ parameters - 1
    return {"loss": (errors**2).sum(), "gradient": 2 * errors @ INPUTS[examples]}


@pytest.fixture(scope="module")
def both(run_r: RunR) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    in_r = json.loads(run_r(IN_R))
    jacobians = td.activation(INPUTS, "softmax", derivative=True)
    gradient = td.loss(INPUTS, INPUTS**2 / 9, "binary_cross_entropy", derivative=True)
    in_python = {
        "perceptron": td.perceptron_trace(INPUTS, [1, 0, 0, 1], weights=[0.3, 0.1, -0.7], epochs=5),
        "mlp": td.mlp_trace(INPUTS, LAYERS, [1, 0, 0, 1], activation="tanh", loss="binary_cross_entropy"),
        "path": td.optimizer_path(surface, [0.0, 0.0], learning_rate=0.01, batches=np.array([[3, 1], [0, 2]]), steps=9),
        "softmax": pd.DataFrame({"value": jacobians.ravel()}),
        "loss": pd.DataFrame({"value": gradient.ravel()}),
    }
    return {name: (pd.DataFrame(in_r[name]), table) for name, table in in_python.items()}


@pytest.mark.parametrize("name", ["perceptron", "mlp", "softmax", "loss"])
def test_tables_agree_to_the_last_bit_but_for_positions(
    both: dict[str, tuple[pd.DataFrame, pd.DataFrame]], name: str
) -> None:
    from_r, from_python = both[name]
    assert list(from_r) == list(from_python)
    assert len(from_r) == len(from_python) >= 8
    for column, expected in from_python.items():
        found = from_r[column]
        if expected.dtype == np.float64:
            assert [float.fromhex(one) for one in found] == expected.tolist(), column
            assert expected.abs().max() > 0.01
            continue
        shift = 1 if column in ("layer", "example", "unit", "input_unit") else 0
        wanted = [None if pd.isna(one) else one + shift if shift else one for one in expected]
        assert [None if pd.isna(one) else one for one in found] == wanted, column


def test_ways_down_a_surface_written_in_each_language_agree(
    both: dict[str, tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    from_r, from_python = both["path"]
    assert from_r["step"].tolist() == from_python["step"].tolist() == list(range(10))  # a count, not a position
    for column in ("parameter_1", "parameter_2", "loss"):
        # Each language has multiplied matrices its own way, so that last bits may differ.
        found = [float.fromhex(one) for one in from_r[column]]
        np.testing.assert_allclose(found, from_python[column], rtol=1e-13)
    assert from_python["loss"].iloc[-1] < from_python["loss"].iloc[0]
