"""Run the benchmarks, print the table and write it to benchmarks/results.

``python -m benchmarks`` runs all; ``python -m benchmarks importing library_time`` runs some, and writes nothing.
"""

import csv
import datetime
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from benchmarks.architecture_epochs import architecture_epochs
from benchmarks.bridge import bridge
from benchmarks.forecasting import forecasting
from benchmarks.from_r import first_result, library_time, product_in_r, training_from_r
from benchmarks.importing import importing
from benchmarks.measure import ROOT, CannotRunError, Row
from benchmarks.reading_vectors import reading_vectors
from benchmarks.several_processes import several_processes
from benchmarks.trainers import trainers
from benchmarks.training_epoch import training_epoch
from benchmarks.training_vectors import training_vectors
from benchmarks.vectorizing import vectorizing

HEADER = ["benchmark", "ours", "peer", "ratio", "goal", "met", "note"]
RESULTS = ROOT / "benchmarks" / "results"
BENCHMARKS: list[Callable[[], list[Row]]] = [
    training_epoch, architecture_epochs, trainers, forecasting, vectorizing, reading_vectors, training_vectors,
    importing, library_time, first_result, training_from_r, product_in_r, several_processes, bridge
]  # fmt: skip


def main(names: list[str]) -> int:
    known = {benchmark.__name__: benchmark for benchmark in BENCHMARKS}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"unknown benchmark {unknown[0]!r}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    rows: list[list[str]] = []
    for name in names or known:
        print(f"... {name}", file=sys.stderr, flush=True)
        try:
            rows += [row.cells() for row in known[name]()]
        except (CannotRunError, FileNotFoundError) as error:
            rows.append([name, "", "", "", "", "", f"could not run: {error}"])
    table = as_markdown(rows)
    described = f"{table}\n\n{name_lost(rows)}\n\n{describe_machine()}\n"
    print(f"\n{described}")
    if not names:
        write(rows, described)
        print(f"written to {RESULTS}/latest.md and latest.csv")
    return 0


def as_markdown(rows: list[list[str]]) -> str:
    """Return a table that can be read as it is, too: columns padded to one width."""
    cells = [[cell.replace("|", "/") for cell in row] for row in [HEADER, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADER))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def describe_machine() -> str:
    """Say when, where and with which versions it was measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "numpy", "pandas", "polars"))
    rscript = shutil.which("Rscript")
    r_version = ""
    if rscript is not None:
        said = subprocess.run([rscript, "--version"], capture_output=True, text=True, check=False)
        r_version = ", " + (said.stdout or said.stderr).strip().removeprefix("Rscript (R) version ").split(" (")[0]
        r_version = r_version.replace(", ", ", R ", 1)
    return (
        f"Measured on {datetime.date.today():%Y-%m-%d} by `python -m benchmarks`: {processor()}, {os.cpu_count()} "
        f"cores; Python {platform.python_version()}, {packages}{r_version}. CPU seconds, one thread, "
        "unless a row says otherwise; ratios are medians over runs that take turns."
    )


def processor() -> str:
    """Return the processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def name_lost(rows: list[list[str]]) -> str:
    """Name the rows whose goals were not met, and those that could not be measured."""
    lost = [row[0] for row in rows if row[HEADER.index("met")] == "no"]
    unmeasured = [row[0] for row in rows if row[HEADER.index("met")] == ""]
    said = [f"Goals not met: {'; '.join(lost) or 'none'}."]
    if unmeasured:
        said.append(f"Without a measurement or a goal: {'; '.join(unmeasured)}.")
    return " ".join(said)


def write(rows: list[list[str]], described: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.md").write_text(described, encoding="utf-8")
    with (RESULTS / "latest.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
