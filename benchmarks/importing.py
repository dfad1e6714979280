"""What ``import torchduet`` costs beyond torch and pandas."""

import statistics

from benchmarks.measure import Row, run_python

__all__ = ["importing"]

REPEATS = 5
SPENT = "import json, time, torch, pandas; start = time.process_time(); {code}; print(time.process_time() - start)"
BEFORE = "import time; start = time.process_time(); import torch, pandas; print(time.process_time() - start)"


def importing() -> list[Row]:
    """Measure in processes of their own."""
    ours = [run_python(SPENT.format(code="import torchduet")) for _ in range(REPEATS)]
    peer = [run_python(BEFORE) for _ in range(REPEATS)]
    return [
        Row(
            "import torchduet, beyond torch and pandas",
            f"{statistics.median(ours):.2f} s",
            f"{statistics.median(peer):.2f} s",
            statistics.median(ours),
            0.5,
            " s",
            "peer: torch and pandas themselves",
        )
    ]
