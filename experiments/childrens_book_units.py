"""The unit that remembers the subject of the children's book, found and shown, step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import torchduet as td
from experiments.childrens_book import ARCHITECTURES, FRESH_SEED, NAMES, fit
from torchduet.datasets import childrens_book

ABOUT = "The unit of each network that best tells the subject over 5 filler words: one row per step; units from one"
SEEDS = (1, 2, 3, 4, 5)
FILLERS = 5
STATES = {"rnn": "hidden", "lstm": "cell", "gru": "hidden"}  # what is handed on from step to step
KEEPING_GATES = {"lstm": "forget_gate", "gru": "update_gate"}  # near 1: the unit keeps what it held
TRACES: dict[str, Callable[..., pd.DataFrame]] = {"rnn": td.rnn_trace, "lstm": td.lstm_trace, "gru": td.gru_trace}
STEPS = ["start", "subject", "verb", *(f"filler {place}" for place in range(1, FILLERS + 1))]
TEXTS = 60


def run() -> pd.DataFrame:
    """Find the unit in every network, and follow it through fresh sentences up to the object.

    Returns
    -------
    DataFrame
        ``architecture``, ``seed``, ``unit``, ``step`` (what is read), ``eta_squared`` (how well the unit tells the
        subject; see `memory_units`), ``Doug``, ``Jane`` and ``Spot`` (its mean value in sentences with that subject),
        ``gate`` (mean of the unit's forget gate or update gate) and ``other_gates`` (mean over the other units).
    """
    sentences = childrens_book(TEXTS, fillers=FILLERS, seed=FRESH_SEED)
    texts = [sentence.rpartition(" ")[0] for sentence in sentences]  # without the object
    subjects = np.array([sentence.split()[0] for sentence in sentences])
    tables = []
    for architecture in ARCHITECTURES:
        for seed in SEEDS:
            model = fit(architecture, FILLERS, seed)
            state = STATES[architecture]
            told = td.memory_units(model, texts, subjects).query("quantity == @state")
            told = told.pivot(index="step", columns="unit", values="eta_squared")
            unit = int(told.iloc[2:].min().to_numpy().argmax())  # from the verb on, at its worst step
            traces = [TRACES[architecture](model, text) for text in texts]
            values = _values(traces, state)
            table = pd.DataFrame(
                {
                    "architecture": architecture,
                    "seed": seed,
                    "unit": unit + 1,
                    "step": STEPS,
                    "eta_squared": told[unit],
                    **{name: values[subjects == name, :, unit].mean(axis=0) for name in NAMES},
                }
            )
            if architecture in KEEPING_GATES:
                gates = _values(traces, KEEPING_GATES[architecture]).mean(axis=0)  # (step, unit)
                table["gate"] = gates[:, unit]
                table["other_gates"] = np.delete(gates, unit, axis=1).mean(axis=1)
            tables.append(table)
    return pd.concat(tables, ignore_index=True).round(6)


def _values(traces: list[pd.DataFrame], quantity: str) -> NDArray[Any]:
    """Return a quantity of one layer's traces, shape (text, step, unit)."""
    return np.stack(
        [
            trace[trace["quantity"] == quantity].pivot(index="step", columns="unit", values="value").to_numpy()
            for trace in traces
        ]
    )


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return the lowest correlation ratio and the mean gates over the filler words of each network's unit."""
    fillers = table[table["step"].str.startswith("filler")]
    groups = fillers.groupby(["architecture", "seed", "unit"], sort=False)
    return groups.agg(
        eta_squared=("eta_squared", "min"), gate=("gate", "mean"), other_gates=("other_gates", "mean")
    ).round(3)
