"""The table of types: what arrives on the other side, and whether it comes back identical; each row is tried anew.

``python -m benchmarks.bridge_types`` prints it and writes it to benchmarks/results/bridge-types.md.
"""

import os
import subprocess
import sys
from dataclasses import dataclass

from benchmarks.measure import ROOT, CannotRunError, find_rscript

__all__ = ["TypeRow", "as_markdown", "measure_types"]

HEADINGS = {
    "R": ("R", "in Python", "back in R"),
    "Python": ("Python", "types tried", "in R, against what R itself makes"),
}


@dataclass(frozen=True)
class TypeRow:
    """One row: the language that the values come from, what they are, what they arrive as, how they compare."""

    host: str
    row: str
    arrives: str
    found: str
    cases: int


def measure_types() -> list[TypeRow]:
    """Send every row's values over the border and back, and compare."""
    settings = {
        "RETICULATE_PYTHON": str(ROOT / ".venv" / "bin" / "python"),
        "R_LIBS_USER": str(ROOT / ".rlib"),
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
    }
    result = subprocess.run(
        [find_rscript(), "--no-init-file", str(ROOT / "benchmarks" / "bridge_types.R")],
        cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if result.returncode != 0:
        raise CannotRunError(result.stderr[-2000:])
    if "DIFFERENT" in result.stderr:
        print(result.stderr, file=sys.stderr)
    lines = [line.split("\t")[1:] for line in result.stdout.splitlines() if line.startswith("ROW\t")]
    return [TypeRow(host, row, arrives, found, int(cases)) for host, row, arrives, found, cases in lines]


def as_markdown(rows: list[TypeRow]) -> str:
    """Return the two tables: from R to Python and back, and from Python to R."""
    parts: list[str] = []
    for host, (what, arrives, found) in HEADINGS.items():
        parts += ["", f"| {what} | {arrives} | {found} | values tried |", "|---|---|---|---|"]
        parts += [
            f"| {row.row} | {row.arrives.replace('|', '/')} | `{row.found}` | {row.cases} |"
            for row in rows
            if row.host == host
        ]
    return "\n".join(parts[1:])


def main() -> int:
    """Print the table and write it; fail where a row does not come back."""
    rows = measure_types()
    table = as_markdown(rows)
    print(table)
    text = f"Written by `python -m benchmarks.bridge_types`, which tries every row anew.\n\n{table}\n"
    (ROOT / "benchmarks" / "results" / "bridge-types.md").write_text(text, encoding="utf-8")
    return 1 if any(row.found == "DIFFERENT" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
