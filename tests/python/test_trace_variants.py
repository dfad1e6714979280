"""LSTMs with peepholes or coupled gates, by hand against loops over single numbers."""

import math

import numpy as np
import pytest
from tests.python.recurrent_examples import as_matrix, make_inputs, variant_weights

import torchduet as td


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
