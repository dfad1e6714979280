"""Training steps in two processes of one thread against one process of two threads, as torchrun starts them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from benchmarks.measure import ROOT, CannotRunError, Row, compare, take_turns
from torchduet.batches import LengthBatches
from torchduet.distributed import join
from torchduet.networks import AveragePoolingNetwork
from torchduet.recurrent_networks import RecurrentNetwork
from torchduet.training import Callback, Run, make_optimizer, train

__all__ = ["several_processes"]

BATCH, TEXTS, PAIRS = 256, 2048, 5
VOCABULARY, DIMENSIONS = 10_000, 64
# The network, and the words in a text.
CASES: dict[str, tuple[Callable[[], nn.Module], int]] = {
    "average pooling, reviews of 80 words": (lambda: AveragePoolingNetwork(VOCABULARY, DIMENSIONS, 2), 80),
    "average pooling, documents of 2,000 words": (lambda: AveragePoolingNetwork(VOCABULARY, DIMENSIONS, 2), 2_000),
    "LSTM, reviews of 80 words": (lambda: RecurrentNetwork("lstm", VOCABULARY, DIMENSIONS, 2), 80),
    "LSTM, documents of 300 words": (lambda: RecurrentNetwork("lstm", VOCABULARY, DIMENSIONS, 2), 300),
    "GRU, documents of 300 words": (lambda: RecurrentNetwork("gru", VOCABULARY, DIMENSIONS, 2), 300),
}


class Stopwatch(Callback):
    """The elapsed seconds of the fastest epoch but the first, which pays for what is set up once."""

    def on_epoch_end(self, run: Run) -> None:
        """Look at the clock."""
        if len(run.history) > 1:
            self.fastest = min(record["seconds"] for record in run.history[1:])


def measure(build: Callable[[], nn.Module], words: int) -> float:
    """Train for some epochs on words as frequent as Zipf says; return the seconds of the fastest."""
    processes = join(torch.device("cpu"))
    torch.set_num_threads(2 // processes.size)
    torch.manual_seed(1)
    frequency = 1 / torch.arange(1, VOCABULARY - 1)
    ids = (
        torch.searchsorted(frequency.cumsum(0) / frequency.sum(), torch.rand(TEXTS, words)).clamp(max=VOCABULARY - 3)
        + 2
    )
    batches = LengthBatches(
        ids, torch.randint(2, (TEXTS,)), batch_size=BATCH, shuffle=True, share=(processes.rank, processes.size),
        generator=torch.Generator().manual_seed(1),
    )  # fmt: skip
    network = build()
    stopwatch = Stopwatch()
    train(
        network, batches, loss_function=nn.functional.cross_entropy, epochs=6, callbacks=[stopwatch],
        optimizer=make_optimizer(network, learning_rate=0.001), processes=processes,
    )  # fmt: skip
    return stopwatch.fastest


def several_processes() -> list[Row]:
    """Measure elapsed time, which needs two idle cores."""
    return [
        compare(
            f"two processes, {name}",
            take_turns(_run(name, 2), _run(name, 1), repeats=PAIRS),
            goal=1.0,
            note=f"elapsed, {TEXTS:,} texts, batch {BATCH}; peer: one process, two threads",
        )
        for name in CASES
    ]


def _run(name: str, processes: int) -> Callable[[], float]:
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]

    def run() -> float:
        _wait_for_idle_cores()
        result = subprocess.run(
            [*command, __file__, name], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
            env={**os.environ, "PYTHONPATH": f"{ROOT}", "OMP_NUM_THREADS": str(2 // processes)},
        )  # fmt: skip
        if result.returncode != 0:
            errors = [line for line in result.stderr.splitlines() if "Error" in line]
            raise CannotRunError(f"torchrun failed: {(errors or ['no reason given'])[0].strip()}")
        return float(json.loads(result.stdout.strip().splitlines()[-1]))

    return run


def _wait_for_idle_cores() -> None:
    """Wait until nothing else works here: on a busy core two threads wait for each other many times as long."""
    for _ in range(180):
        before = _idle_seconds()
        time.sleep(1)
        if _idle_seconds() - before > 0.85 * (os.cpu_count() or 1):
            return
    raise CannotRunError("elapsed times need idle cores, and other programs have kept them busy for three minutes")


def _idle_seconds() -> float:
    """Return the seconds that all cores together have been idle since the machine was started."""
    return int(Path("/proc/stat").read_text().split()[4]) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    seconds = measure(*CASES[sys.argv[1]])
    if int(os.environ["RANK"]) == 0:
        print(seconds)
