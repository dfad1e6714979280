"""An LSTM's epoch: ours against Lightning's Trainer, skorch and Keras, in a Python environment of their own."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.environments import make_environment, run_in, version_in
from benchmarks.measure import ROOT, CannotRunError, Row, compare, run_python, take_turns
from benchmarks.training_epoch import padded_reviews

__all__ = ["trainers"]

WORKER = ROOT / "benchmarks" / "trainers_worker.py"
REPEATS = 3
# What was measured when these rows were written: the share of a plain DataLoader loop that ours may take, 0.5, over the
# share that each of them takes at its fastest.
# Keras goes through the steps in Python: 5.9 times the plain loop when measured again, 11 to 12 times with the padding
# masked, which ours does not read either.
GOALS = {"lightning": 0.5 / 1.06, "skorch": 0.5, "keras": 0.5 / 9.5, "keras_masked": 0.5 / 9.5}
NAMES = {
    "lightning": "Lightning's Trainer",
    "skorch": "skorch",
    "keras": "Keras on torch",
    "keras_masked": "Keras on torch, padding masked",
}

OURS = """
import os, sys, time, numpy as np, torch
from torch import nn
from torchduet.batches import LengthBatches
from torchduet.recurrent_networks import RecurrentNetwork
from torchduet.training import make_optimizer, train
torch.set_num_threads(1)
data = np.load(os.environ["REVIEWS"])
batches = LengthBatches(*map(torch.from_numpy, (data["ids"], data["targets"])), batch_size=32, shuffle=True)
network = RecurrentNetwork("lstm", 10_000, 64, 2, pooling="last")
optimizer = make_optimizer(network, learning_rate=0.001)
def spent():
    start = time.process_time()
    train(network, batches, loss_function=nn.functional.cross_entropy, optimizer=optimizer, epochs=1)
    return time.process_time() - start
spent()
print(min(spent() for _ in range(2)))
"""


def trainers() -> list[Row]:
    """Measure an epoch with each; a process each time, the first epoch of which does not count."""
    python = make_environment("trainers", ("lightning", "skorch", "keras"))
    rows = []
    with TemporaryDirectory() as folder:
        reviews = Path(folder) / "reviews.npz"
        ids, targets = padded_reviews()
        np.savez(reviews, ids=ids.numpy(), targets=targets.numpy())
        for peer, name in NAMES.items():
            try:
                seconds = take_turns(
                    lambda: run_python(OURS, REVIEWS=str(reviews), OMP_NUM_THREADS="1"),
                    lambda peer=peer: _spent(python, peer, reviews),  # type: ignore[misc]
                    repeats=REPEATS,
                )
                known = f"{name} {version_in(python, peer.split('_')[0])}"
                note = f"{known}; 4,000 reviews padded to 150, batch 32, Adam, last state"
                rows.append(compare(f"an epoch of LSTM against {name}", seconds, goal=round(GOALS[peer], 3), note=note))
            except CannotRunError as error:
                row = Row(f"an epoch of LSTM against {name}", "", "", float("nan"), round(GOALS[peer], 3))
                row.note = f"could not run: {error}"
                rows.append(row)
    return rows


def _spent(python: Path, peer: str, reviews: Path) -> float:
    said = run_in(python, str(WORKER), peer, str(reviews), KERAS_BACKEND="torch")
    return float(json.loads(said.splitlines()[-1]))
