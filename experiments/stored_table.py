"""Tables that say how they were made: CSV files whose first lines, behind ``#``, name command, date, versions, seeds.

Python reads them with ``pandas.read_csv(path, comment="#")``, R with ``read.csv(path, comment.char = "#")``.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import torch
from threadpoolctl import threadpool_limits

from torchduet.lstm_training import is_compiled

RESULTS = Path(__file__).with_name("results")

# A fixed number, as the last bits of a sum depend on it. One, because these networks are small: with two threads on two
# busy cores a fit took 25 times the CPU time, spent waiting, for the same losses.
THREADS = 1

_LIBRARIES = ("torch", "numpy", "pandas", "polars", "scikit-learn", "gensim")


def use_fixed_threads() -> None:
    """Let torch, and NumPy's linear algebra, compute with the same number of threads on every machine."""
    torch.set_num_threads(THREADS)
    threadpool_limits(THREADS)


def write_table(name: str, table: pd.DataFrame, *, about: str, seeds: Sequence[int], folder: Path = RESULTS) -> Path:
    """Store a table under a name, with how it was made; return the file.

    Parameters
    ----------
    name : str
        Of the experiment.
    table : DataFrame
    about : str
        One sentence on what a row is.
    seeds : sequence of int
    folder : Path

    Raises
    ------
    ValueError
        A text in the table holds ``#``, which readers would take for the start of a comment.
    """
    body = table.to_csv(index=False, lineterminator="\n")
    if "#" in body:
        raise ValueError(f"table {name!r} must not hold '#': readers take it for the start of a comment")
    path = folder / f"{name}.csv"
    path.write_text("".join(f"# {line}\n" for line in _header(name, about, seeds)) + body, encoding="utf-8")
    return path


def read_table(name: str, *, folder: Path = RESULTS) -> pd.DataFrame:
    """Return a stored table."""
    return pd.read_csv(folder / f"{name}.csv", comment="#")


def _machine() -> str:
    """Name all that last bits depend on: also the processor's registers, and whether an LSTM's loops are compiled."""
    processor = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    registers = torch.backends.cpu.get_cpu_capability()
    loops = "compiled" if is_compiled() else "not compiled"
    return f"{processor}, {registers}; {THREADS} thread; LSTM's loops {loops}"


def _header(name: str, about: str, seeds: Sequence[int]) -> list[str]:
    versions = [f"Python {platform.python_version()}", *(f"{library} {version(library)}" for library in _LIBRARIES)]
    return [
        about,
        f"command: python -m experiments {name}   (make experiments makes all tables)",
        f"date: {date.today().isoformat()}",
        f"versions: {', '.join(versions)}",
        f"seeds: {', '.join(str(seed) for seed in seeds)}",
        f"machine: {_machine()}",
    ]
