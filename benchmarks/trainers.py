"""An LSTM's epoch: ours against Lightning's Trainer, skorch and Keras, in a Python environment of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.measure import ROOT, CannotRunError, Row, compare, run_python, take_turns
from benchmarks.training_epoch import padded_reviews

__all__ = ["trainers"]

ENVIRONMENT = ROOT / ".bench" / "trainers"
# torch first and alone: the others take what is there, the same version as ours.
NEEDS = [[f"torch=={version('torch').split('+')[0]}"], ["lightning", "skorch", "keras"]]
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
    python = _environment()
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
                known = f"{name} {_version(python, peer.split('_')[0])}"
                note = f"{known}; 4,000 reviews padded to 150, batch 32, Adam, last state"
                rows.append(compare(f"an epoch of LSTM against {name}", seconds, goal=round(GOALS[peer], 3), note=note))
            except CannotRunError as error:
                row = Row(f"an epoch of LSTM against {name}", "", "", float("nan"), round(GOALS[peer], 3))
                row.note = f"could not run: {error}"
                rows.append(row)
    return rows


def _environment() -> Path:
    """Return the Python of the environment, which is made at first use."""
    python = ENVIRONMENT / "bin" / "python"
    ready = ENVIRONMENT / "ready"
    if not ready.exists():
        print(
            f"... making {ENVIRONMENT.relative_to(ROOT)} for lightning, skorch and keras", file=sys.stderr, flush=True
        )
        _run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)])
        for packages in NEEDS:
            _run([str(python), "-m", "pip", "install", "--quiet", *packages])
        ready.touch()
    return python


def _spent(python: Path, peer: str, reviews: Path) -> float:
    return float(json.loads(_run([str(python), str(WORKER), peer, str(reviews)]).splitlines()[-1]))


def _version(python: Path, package: str) -> str:
    code = f"from importlib.metadata import version; print(version('{package}'))"
    return _run([str(python), "-c", code]).strip()


def _run(command: list[str]) -> str:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "KERAS_BACKEND": "torch"}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        said = (result.stderr or result.stdout).strip().splitlines()
        raise CannotRunError(f"{' '.join(command[:4])} ... failed: {said[-1] if said else 'no reason given'}")
    return result.stdout
