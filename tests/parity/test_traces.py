"""Traces and gradients in both languages: to the last bit; steps, layers and units shifted by one."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.parity.running import RunR

import torchduet as td

# Doubles as hexadecimal floats: nothing is lost in printing.
IN_R = """
library(torchduet)
given <- jsonlite::fromJSON(commandArgs(trailingOnly = TRUE)[[1]])
count_from_one <- function(names) sub("_l0", "_l1", sub("_l1", "_l2", names))
weights <- lapply(given$weights, function(w) stats::setNames(w, count_from_one(names(w))))
text <- function(table) {
  lapply(as.list(table), function(column) if (is.double(column)) sprintf("%a", column) else column)
}
cat(jsonlite::toJSON(na = "null", list(
  rnn = text(rnn_trace(given$inputs, weights$rnn)),
  lstm = text(lstm_trace(given$inputs, weights$lstm, tokens = given$tokens)),
  peephole = text(lstm_trace(given$inputs, weights$peephole, variant = "peephole")),
  coupled = text(lstm_trace(given$inputs, weights$coupled, variant = "coupled")),
  gru = text(gru_trace(given$inputs, weights$gru, initial_state = given$start)),
  norms = text(gradient_trace(given$inputs, weights$lstm, truncate = 3, clip = 0.5)),
  values = text(gradient_trace(given$inputs, weights$gru, output = "value")),
  through_peepholes = text(gradient_trace(given$inputs, weights$peephole, variant = "peephole", output = "value")),
  through_coupled = text(gradient_trace(given$inputs, weights$coupled, variant = "coupled"))
)))
"""


def _weights(blocks: int, *, layers: int = 1, directions: int = 1, peepholes: bool = False) -> dict[str, Any]:
    generator = np.random.default_rng(blocks)
    draw = lambda *shape: (generator.integers(-512, 512, size=shape) / 256).tolist()  # noqa: E731
    made = {}
    for layer in range(layers):
        for suffix in ("", "_reverse")[:directions]:
            made[f"weight_ih_l{layer}{suffix}"] = draw(blocks * 4, 4 * directions if layer else 3)
            made[f"weight_hh_l{layer}{suffix}"] = draw(blocks * 4, 4)
            made[f"bias_ih_l{layer}{suffix}"] = draw(blocks * 4)
    if peepholes:
        made |= {f"weight_c{gate}_l0": draw(4) for gate in "ifo"}
    return made


@pytest.fixture(scope="module")
def both(run_r: RunR, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    weights = {
        "rnn": _weights(1, layers=2, directions=2),
        "lstm": _weights(4, layers=2),
        "peephole": _weights(4, peepholes=True),
        "coupled": _weights(3),
        "gru": _weights(3),
    }
    inputs = (np.random.default_rng(9).integers(-512, 512, size=(6, 3)) / 256).tolist()
    start = [0.5, -0.25, 0.0, 1.0]
    tokens = ["a", "b", "c", "d", "e", "f"]
    path: Path = tmp_path_factory.mktemp("traces") / "given.json"
    path.write_text(json.dumps({"weights": weights, "inputs": inputs, "start": start, "tokens": tokens}))
    in_r = json.loads(run_r(IN_R, str(path)))
    in_python = {
        "rnn": td.rnn_trace(inputs, weights["rnn"]),
        "lstm": td.lstm_trace(inputs, weights["lstm"], tokens=tokens),
        "peephole": td.lstm_trace(inputs, weights["peephole"], variant="peephole"),
        "coupled": td.lstm_trace(inputs, weights["coupled"], variant="coupled"),
        "gru": td.gru_trace(inputs, weights["gru"], initial_state=start),
        "norms": td.gradient_trace(inputs, weights["lstm"], truncate=3, clip=0.5),
        "values": td.gradient_trace(inputs, weights["gru"], output="value"),
        "through_peepholes": td.gradient_trace(inputs, weights["peephole"], variant="peephole", output="value"),
        "through_coupled": td.gradient_trace(inputs, weights["coupled"], variant="coupled"),
    }
    return {name: (pd.DataFrame(in_r[name]), table) for name, table in in_python.items()}


@pytest.mark.parametrize(
    "name",
    ["rnn", "lstm", "peephole", "coupled", "gru", "norms", "values", "through_peepholes", "through_coupled"],
)
def test_tables_agree_to_the_last_bit_but_for_positions(
    both: dict[str, tuple[pd.DataFrame, pd.DataFrame]], name: str
) -> None:
    from_r, from_python = both[name]
    assert list(from_r) == list(from_python)
    assert len(from_r) == len(from_python) > 30
    for column in from_python:
        expected = from_python[column]
        if column in ("step", "layer", "unit", "row", "column"):
            expected = expected + 1
        found = from_r[column]
        if column in ("value", "norm"):
            found = found.map(float.fromhex)
            assert expected.abs().max() > 0.1
        assert [None if pd.isna(one) else one for one in found] == [
            None if pd.isna(one) else one for one in expected
        ], column
