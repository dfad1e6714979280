"""The bridge against reticulate, crossing by crossing: two R processes that take turns, each with its own Python."""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.bridge_rows import ROWS, Crossing
from benchmarks.callbacks import callbacks
from benchmarks.measure import ROOT, CannotRunError, Row, find_rscript, take_turns

__all__ = ["bridge"]

PEER = ROOT / ".bench" / "reticulate"
# reticulate 1.28 cannot read the arrays of NumPy 2.
PEER_NEEDS = ["numpy<2", "pandas<3"]
REPEATS = 5
GOAL = 1.05
WORKER = ROOT / "benchmarks" / "bridge_worker.R"


class Worker:
    """An R process that runs one line of code after another."""

    def __init__(self, side: str, python: Path) -> None:
        environment = {
            **os.environ,
            "RETICULATE_PYTHON": str(python),
            "R_LIBS_USER": str(ROOT / ".rlib"),
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "C.UTF-8",
            "OMP_NUM_THREADS": "1",
            "PYTHONWARNINGS": "ignore",  # reticulate 1.28 uses what pandas is about to drop
        }
        self._process = subprocess.Popen(
            [find_rscript(), "--no-init-file", str(WORKER), side],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str) -> str:
        """Run a line of R code; return its value as text."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{code}\n")
        self._process.stdin.flush()
        outcome, _, said = self._process.stdout.readline().strip().partition(" ")
        if outcome != "done":
            raise CannotRunError(f"R failed at {code!r}: {said or 'it ended'}")
        return said

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@contextmanager
def workers() -> Iterator[tuple[Worker, Worker]]:
    """Run ours and the peer's R."""
    ours = Worker("ours", ROOT / ".venv" / "bin" / "python")
    peer = Worker("peer", peer_python())
    try:
        yield ours, peer
    finally:
        ours.close()
        peer.close()


def peer_python() -> Path:
    """Return the Python of the peer's environment, which is made at first use."""
    python = PEER / "bin" / "python"
    ready = PEER / "ready"
    if not ready.exists():
        print(f"... making {PEER.relative_to(ROOT)} for reticulate", file=sys.stderr, flush=True)
        # Debian's Python: its reticulate finds that one's library.
        system = Path("/usr/bin/python3")
        maker = str(system) if system.exists() else sys.executable
        for command in (
            [maker, "-m", "venv", "--clear", str(PEER)],
            [str(python), "-m", "pip", "install", "--quiet", *PEER_NEEDS],
        ):
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            if result.returncode != 0:
                said = (result.stderr or result.stdout).strip().splitlines()
                raise CannotRunError(f"no environment for the peer: {said[-1] if said else 'no reason given'}")
        ready.touch()
    return python


def bridge() -> list[Row]:
    """Measure every crossing of the table, and calls of R functions."""
    rows = []
    with workers() as (ours, peer):
        version = peer.run('as.character(packageVersion("reticulate"))')
        for crossing in ROWS:
            try:
                rows.append(_row(crossing, _measure(crossing, ours, peer), version))
            except CannotRunError as error:
                rows.append(Row(f"bridge: {crossing.name}", "", "", float("nan"), GOAL, note=f"could not run: {error}"))
    return rows + callbacks()


def _measure(crossing: Crossing, ours: Worker, peer: Worker) -> tuple[list[float], list[float]]:
    for worker, code in ((ours, crossing.ours), (peer, crossing.peer)):
        _check(crossing, worker, code)
    return take_turns(
        lambda: float(ours.run(f"spent({crossing.ours!r})")),
        lambda: float(peer.run(f"spent({crossing.peer!r})")),
        repeats=REPEATS,
    )


def _check(crossing: Crossing, worker: Worker, code: str) -> None:
    """Make the data, let it cross once, and look whether what arrives is right."""
    # The same line of code took another time with what crossed before.
    worker.run(
        "{rm(list = intersect(c('x', 'n'), ls(globalenv())), envir = globalenv()); rm(list = ls(turns), envir = turns)}"
    )
    if not crossing.gives:
        worker.run("prepare('model')")
        worker.run(f"{{{crossing.setup}; 0}}")
        came, expected = worker.run(code.replace(code.split("(")[0], "check", 1)), crossing.answer
    else:
        worker.run(f"{{prepare('{crossing.setup}'); x <- {code}; 0}}")
        came, expected = worker.run(f"isTRUE(all({crossing.answer}))"), "TRUE"
        worker.run("rm(x, envir = globalenv())")
    if came != expected:
        raise CannotRunError(f"{crossing.name}: {came!r} arrived, not {expected!r}")


def _row(crossing: Crossing, milliseconds: tuple[list[float], list[float]], version: str) -> Row:
    """Make a row; where the newer reticulate was the faster one, the goal is as much stricter."""
    prototype, newer, older = crossing.published
    # What was published of the two on one day tells how the newer one would do here today.
    scale = min(1.0, newer / older) if newer == newer else 1.0
    ratios = [ours / peer for ours, peer in zip(*milliseconds, strict=True)]
    medians = [statistics.median(side) for side in milliseconds]
    note = f"ratio to reticulate {version}: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    if scale < 1:
        note += f", divided by {scale:.2f} for 1.46 (an estimate: published 1.46 / published 1.28)"
    if prototype == prototype:
        note += f"; published, ms: prototype {prototype:g}, reticulate 1.46 {newer:g}, 1.28 {older:g}"
    return Row(
        f"bridge: {crossing.name}",
        f"{medians[0]:.3g} ms",
        f"{medians[1]:.3g} ms",
        statistics.median(ratios) / scale,
        GOAL,
        note=note,
    )
