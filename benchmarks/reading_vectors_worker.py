"""Read a file of vectors with one of the readers; print CPU and wall seconds, extra peak memory, and times of searches.

It runs in gensim's environment too, where there is no torchduet.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

READER, PATH = sys.argv[1:]
OURS = ("torchduet", "torchduet without cache")
COLUMNS = range(1, 101)


def peak_megabytes() -> float:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def prepared() -> Callable[[], Any]:
    """Import what a reader needs, and return it; importing is not measured."""
    if READER in OURS:
        import polars
        import safetensors.torch  # noqa: F401

        import torchduet as td

        polars.DataFrame({"a": [1.0]}).to_numpy()
        return lambda: td.load_embeddings(PATH, cache=READER == "torchduet", verbose=False)
    if READER == "gensim":
        from gensim.models import KeyedVectors

        return lambda: KeyedVectors.load_word2vec_format(PATH, no_header=True)
    import numpy as np

    if READER == "polars":
        import polars

        polars.DataFrame({"a": [1.0]}).to_numpy()

        def by_polars() -> Any:
            table = polars.read_csv(PATH, separator=" ", has_header=False, quote_char=None)
            return table[:, 0].to_list(), table[:, 1:].to_numpy().astype(np.float32)

        return by_polars
    if READER == "pandas":
        import pandas as pd

        def by_pandas() -> Any:
            kinds = {0: str, **dict.fromkeys(COLUMNS, np.float32)}
            table = pd.read_csv(PATH, sep=" ", header=None, quoting=3, dtype=kinds, keep_default_na=False)
            return table[0].tolist(), table.iloc[:, 1:].to_numpy()

        return by_pandas

    def by_loadtxt() -> Any:
        # The words are read apart: loadtxt has one type for all columns.
        vectors = np.loadtxt(PATH, dtype=np.float32, usecols=COLUMNS, comments=None, encoding="utf-8")
        with open(PATH, encoding="utf-8") as file:  # noqa: PTH123
            return [line[: line.index(" ")] for line in file], vectors

    return by_loadtxt


def main() -> None:
    read = prepared()
    before = peak_megabytes()
    started, wall = time.process_time(), time.monotonic()
    found = read()
    seen = {"cpu": time.process_time() - started, "wall": time.monotonic() - wall, "mb": peak_megabytes() - before}
    if READER in ("torchduet", "gensim"):
        search = found.most_similar
        ask = (lambda words: search(words, 10)) if READER == "torchduet" else lambda words: [search(w) for w in words]
        ask(["w1x"])  # lengths of vectors are worked out once
        for name, words in (("nearest_ms", ["w5x"]), ("batch_ms", [f"w{place}x" for place in range(32)])):
            times = []
            for _ in range(5):
                started = time.process_time()
                ask(words)
                times.append(1000 * (time.process_time() - started))
            seen[name] = sorted(times)[2]
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
