"""Read 400,000 vectors of 100 numbers in GloVe's text format, and find neighbours: ours against what people use."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from benchmarks.environments import make_environment, run_in, version_in
from benchmarks.measure import ROOT, CannotRunError, Row, take_turns

__all__ = ["reading_vectors"]

WORDS, DIMENSION, REPEATS = 400_000, 100, 5
FILE = ROOT / ".bench" / "vectors" / "glove.txt"
WORKER = ROOT / "benchmarks" / "reading_vectors_worker.py"
PEERS = {"polars": 1.0, "numpy.loadtxt": 1.0, "pandas": 1.0}
"""What our time may be, as a ratio to theirs."""


def reading_vectors() -> list[Row]:
    """Measure in processes of their own, one thread, the file in the system's cache."""
    make_file()
    rows = []
    with TemporaryDirectory() as folder:
        first = ours(Path(folder), "first")
        for peer, goal in PEERS.items():
            ours_seen, seen = take_turns(
                first, measured(sys.executable, peer), repeats=REPEATS if peer == "polars" else 3
            )
            rows.append(row(f"reading GloVe text, {peer}", ours_seen, seen, "cpu", goal))
            if peer == "numpy.loadtxt":
                rows.append(row("reading GloVe text, extra peak memory", ours_seen, seen, "mb", 1.0))
        unkept = take_turns(
            measured(sys.executable, "torchduet without cache"), measured(sys.executable, "polars"), repeats=3
        )
        rows.append(row("reading GloVe text, nothing kept in the cache, polars", *unkept, "cpu", 1.0))
        again = [ours(Path(folder), "again")() for _ in range(REPEATS)]
    seconds = statistics.median(one["cpu"] for one in again)
    megabytes = statistics.median(one["mb"] for one in again)
    note = f"memory-mapped from the cache, {megabytes:.0f} MB extra peak"
    rows.append(Row("reading it again", f"{seconds:.3f} s", "", seconds, 0.1, " s", note))
    return [*rows, *against_gensim()]


def against_gensim() -> list[Row]:
    """Measure gensim once, as it takes a minute to read."""
    try:
        gensim = str(make_environment("gensim", ["gensim==4.4.0"], with_torch=False))
        with TemporaryDirectory() as folder:
            seen = take_turns(ours(Path(folder), "first"), measured(gensim, "gensim"), repeats=1)
    except CannotRunError as error:
        return [Row("reading GloVe text, gensim", "", "", float("nan"), 1.0, note=f"could not run: {error}")]
    said = version_in(Path(gensim), "gensim")
    return [
        row(f"reading GloVe text, gensim {said}", *seen, "cpu", 1.0),
        row(f"10 nearest of {WORDS:,} words, gensim {said}", *seen, "nearest_ms", 1.0),
        row(f"10 nearest for each of 32 words, gensim {said}", *seen, "batch_ms", 1.0),
    ]


Seen = dict[str, float]


def ours(folder: Path, which: str) -> Callable[[], Seen]:
    """Return what reads with an empty cache, or with the one that the last reading left."""

    def read() -> Seen:
        if which == "first":
            shutil.rmtree(folder, ignore_errors=True)
        return measured(sys.executable, "torchduet", TORCHDUET_CACHE=str(folder))()

    return read


def measured(python: str, reader: str, **environment: str) -> Callable[[], Seen]:
    """Return what runs the worker and returns what it measured."""

    def run() -> Seen:
        path = os.pathsep.join([str(ROOT / "python_core"), str(ROOT)])
        said = run_in(
            Path(python), str(WORKER), reader, str(FILE), PYTHONPATH=path, POLARS_MAX_THREADS="1", **environment
        )
        seen: Seen = json.loads(said.splitlines()[-1])
        return seen

    return run


def row(name: str, ours_seen: list[Seen], seen: list[Seen], what: str, goal: float) -> Row:
    """Make a row of one of the measures: the median of the ratios of neighbours."""
    unit = {"cpu": "s", "mb": "MB"}.get(what, "ms")
    both = [[one[what] for one in some] for some in (ours_seen, seen)]
    ratios = [mine / theirs for mine, theirs in zip(*both, strict=True)]
    medians = [f"{statistics.median(some):.{2 if unit == 's' else 0}f} {unit}" for some in both]
    note = f"{WORDS:,} x {DIMENSION}, 343 MB; {len(ratios)} pairs, ratios {min(ratios):.2f} to {max(ratios):.2f}"
    if what == "cpu":
        walls = [statistics.median(one["wall"] for one in some) for some in (ours_seen, seen)]
        note += f"; wall {walls[0]:.1f} s against {walls[1]:.1f} s"
    return Row(name, medians[0], medians[1], statistics.median(ratios), goal, note=note)


def make_file() -> None:
    """Write a file that looks like ``glove.6B.100d.txt``, once."""
    if FILE.exists():
        return
    FILE.parent.mkdir(parents=True, exist_ok=True)
    numbers = np.random.default_rng(1).normal(0.0, 0.4, size=(WORDS, DIMENSION)).astype(np.float32)
    table = pl.DataFrame({"word": [f"w{place}x" for place in range(WORDS)]}).hstack(pl.DataFrame(numbers))
    part = FILE.with_suffix(".part")
    table.write_csv(part, separator=" ", include_header=False, float_precision=5)
    part.rename(FILE)
