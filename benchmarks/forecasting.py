"""Fit and forecast with an LSTM: ours against darts and neuralforecast, in a Python environment of their own."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

import torchduet as td
from benchmarks.environments import make_environment, run_in, version_in
from benchmarks.measure import ROOT, CannotRunError, Row, compare, run_python, take_turns

__all__ = ["forecasting"]

PEERS = ("darts", "neuralforecast")
WORKER = ROOT / "benchmarks" / "forecasting_worker.py"
REPEATS = 3
GOAL = 1.0
"""Of the same work, no more time than they take."""


@dataclass(frozen=True)
class Task:
    """How much is to be learned."""

    name: str
    horizon: int
    window: int
    batch: int
    epochs: int


# A short series, where a fit's own costs count, and a long one, where the steps of the optimizer do.
TASKS = (Task("AirPassengers", 24, 24, 32, 50), Task("Chicago", 28, 56, 64, 5))

# The same window, hidden units, batches and epochs as theirs; what they do not do is switched off.
OURS = """
import os, time, numpy as np, torch
import torchduet as td
torch.set_num_threads(1)
data = np.load(os.environ["SERIES"])
def spent():
    start = time.process_time()
    model = td.Forecaster(
        architecture="lstm", window=int(data["window"]), horizon=int(data["horizon"]), batch_size=int(data["batch"]),
        epochs=int(data["epochs"]), hidden_size=32, members=1, validation_split=0.0, refit=False, intervals="none",
        seasonal_features=0, seed=1, verbose=False,
    )
    assert len(model.fit(data["values"]).predict()) == data["horizon"]
    return time.process_time() - start
print(min(spent() for _ in range(2)))
"""


def forecasting() -> list[Row]:
    """Measure fit and forecast with each; a process each time, the faster of two."""
    python = make_environment("forecasting", PEERS)
    rows = []
    with TemporaryDirectory() as folder:
        for task in TASKS:
            file = Path(folder) / f"{task.name}.npz"
            values = _values(task.name)
            np.savez(file, values=values, **{name: value for name, value in asdict(task).items() if name != "name"})
            for peer in PEERS:
                name = f"an LSTM on {task.name}, fit and forecast, against {peer}"
                note = (
                    f"{peer} {version_in(python, peer)}; {len(values):,} values, window {task.window}, {task.horizon} "
                    f"steps at once, 32 units, {task.epochs} epochs of batches of {task.batch}"
                )
                try:
                    seconds = take_turns(
                        lambda file=file: run_python(OURS, SERIES=str(file), OMP_NUM_THREADS="1"),  # type: ignore[misc]
                        lambda peer=peer, file=file: _spent(python, peer, file),  # type: ignore[misc]
                        repeats=REPEATS,
                    )
                    rows.append(compare(name, seconds, goal=GOAL, note=note))
                except CannotRunError as error:
                    rows.append(Row(name, "", "", float("nan"), GOAL, note=f"could not run: {error}"))
    return rows


def _values(name: str) -> NDArray[np.float64]:
    series = td.datasets.chicago()["ridership"] if name == "Chicago" else td.datasets.series("AirPassengers")
    return np.asarray(series, dtype=np.float64)


def _spent(python: Path, peer: str, file: Path) -> float:
    return float(json.loads(run_in(python, str(WORKER), peer, str(file)).splitlines()[-1]))
