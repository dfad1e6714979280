"""`torchrun --no-python Rscript`: two R processes train one model, as two Python processes do."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from tests.parity.running import REPOSITORY
from tests.python import distributed_worker as worker

import torchduet as td

TIME_LIMIT = 400
SETTINGS = {"embedding_dim": 8, "epochs": 8, "learning_rate": 0.02, "seed": 5}

# Trains, is interrupted in a training without end, trains again. What came out is written as hexadecimal floats.
IN_R = """
suppressPackageStartupMessages(library(torchduet))
folder <- commandArgs(trailingOnly = TRUE)
path <- function(name) file.path(folder, paste0(name, "-", Sys.getenv("RANK")))
data <- jsonlite::fromJSON(file.path(folder, "data.json"))
say <- function(name, model) {
  losses <- unlist(training_history(model)[c("loss", "validation_loss")])
  writeLines(sprintf("%a", c(losses, unlist(model_weights(model)))), path(name))
}
settings <- list(embedding_dim = 8, epochs = 8, learning_rate = 0.02, seed = 5)
quick <- do.call(text_classifier, c(settings, verbose = TRUE))
say("trained", fit(quick, data$texts, data$labels))

begin <- function(record) if (record$epoch == 2) writeLines(as.character(Sys.getpid()), path("begun"))
endless <- text_classifier(epochs = 1e6, patience = NULL, seed = 5, callbacks = begin, verbose = FALSE)
say("interrupted", withCallingHandlers(
  fit(endless, data$texts, data$labels),
  warning = function(condition) {
    writeLines(conditionMessage(condition), path("warned"))
    invokeRestart("muffleWarning")
  }
))
say("again", fit(quick, data$texts, data$labels))
"""

IN_PYTHON = """
import json, sys, os
from pathlib import Path
import torchduet as td
folder, settings = Path(sys.argv[1]), json.loads(sys.argv[2])
data = json.loads((folder / "data.json").read_text())
model = td.TextClassifier(**settings, verbose=False).fit(data["texts"], data["labels"])
losses = [model.history_[name] for name in ("loss", "validation_loss")]
values = [*losses, *(weight.ravel(order="F") for weight in model.get_weights().values())]
(folder / f"python-{os.environ['RANK']}").write_text("\\n".join(float(x).hex() for one in values for x in one))
"""


@contextmanager
def torchrun(*command: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Start a command in two processes; end them if they take too long, or if the test fails."""
    started = subprocess.Popen(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", *command],
        cwd=REPOSITORY, env={**os.environ, "OMP_NUM_THREADS": "1"}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield started
    finally:
        started.terminate()  # torchrun ends its processes
        started.wait(timeout=TIME_LIMIT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the R processes wrote."""
    folder = tmp_path_factory.mktemp("distributed")
    (folder / "data.json").write_text(json.dumps({"texts": worker.TEXTS, "labels": worker.LABELS}))
    (folder / "train.R").write_text(IN_R)
    apart = ("--log-dir", str(folder / "logs"), "--redirects", "3")  # what each process prints, in a file of its own
    with torchrun(*apart, "--no-python", "Rscript", folder / "train.R", str(folder)) as started:
        begun, end = folder / "begun-1", time.monotonic() + TIME_LIMIT
        while not (begun.exists() and begun.read_text().strip()) and started.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        if begun.exists():
            os.kill(int(begun.read_text()), signal.SIGINT)  # the second process alone
        _, said = started.communicate(timeout=TIME_LIMIT)
        assert started.returncode == 0, said + printed(folder, 0) + printed(folder, 1)
    return folder


def printed(folder: Path, rank: int) -> str:
    return "".join(path.read_text() for path in folder.glob(f"logs/*/attempt_0/{rank}/std*.log"))


def values(path: Path) -> list[float]:
    return [float.fromhex(line) for line in path.read_text().split()]


def test_two_r_processes_train_one_model(folder: Path) -> None:
    trained = values(folder / "trained-0")
    assert values(folder / "trained-1") == trained
    alone = td.TextClassifier(**SETTINGS, verbose=False).fit(worker.TEXTS, worker.LABELS).history_
    losses = np.array([*alone["loss"], *alone["validation_loss"]])
    np.testing.assert_allclose(trained[: len(losses)], losses, rtol=0.01)


def test_an_interrupt_of_one_r_process_stops_both_and_spoils_nothing(folder: Path) -> None:
    assert values(folder / "interrupted-0") == values(folder / "interrupted-1")
    assert "training was interrupted after" in (folder / "warned-0").read_text()
    assert not (folder / "warned-1").exists()
    for rank in (0, 1):
        assert values(folder / f"again-{rank}") == values(folder / "trained-0")


def test_only_the_first_r_process_shows_progress(folder: Path) -> None:
    assert "Epoch 8/8" in printed(folder, 0)
    assert printed(folder, 1) == ""


@pytest.mark.slow
def test_two_python_processes_train_the_same_model_to_the_last_bit(folder: Path) -> None:
    (folder / "train.py").write_text(IN_PYTHON)
    with torchrun(folder / "train.py", str(folder), json.dumps(SETTINGS)) as started:
        _, said = started.communicate(timeout=TIME_LIMIT)
        assert started.returncode == 0, said
    for rank in (0, 1):
        assert values(folder / f"python-{rank}") == values(folder / "trained-0")
