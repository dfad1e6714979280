"""Train vectors of words on the reviews and the novels of Jane Austen: GloVe and word2vec against gensim's word2vec.

Stanford's GloVe, in C, is in no package registry. Where both were measured, on this corpus and with the same settings,
it took 55 to 71 CPU seconds to train with one thread, and 3 to count, where gensim's CBOW took 28 to 30. So a goal that
is about Stanford's program is put as a multiple of gensim's time, by the lower ratio of the two.
"""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import torchduet as td
from benchmarks.environments import make_environment, run_in, version_in
from benchmarks.measure import ROOT, CannotRunError, Row, compare, run_python, take_turns
from torchduet.word_vectors.corpus import read_corpus

__all__ = ["training_vectors"]

REPEATS = 3
WORKER = ROOT / "benchmarks" / "training_vectors_worker.py"
STANFORD_TO_GENSIM = 55 / 30
NAMES = {
    "glove": ("GloVe, training without counting", 0.75 * STANFORD_TO_GENSIM),
    "counting": ("GloVe, reading and counting", 3 / 30),
    "all": ("GloVe, counting and training", (55 + 3) / 30),
    "cbow": ("word2vec CBOW through train_word2vec", 1.1),
}
"""What our times are called, and the most that they may be of gensim's CBOW."""

OURS = """
import json, torch
from benchmarks.training_vectors import corpus_texts, measure_{which}
torch.set_num_threads(1)
print(json.dumps(measure_{which}(corpus_texts())))
"""


def training_vectors() -> list[Row]:
    """Measure in processes of their own, one thread: 50 numbers, 15 epochs, words that occur five times."""
    try:
        python = make_environment("gensim", ["gensim==4.4.0"], with_torch=False)
    except CannotRunError as error:
        return [Row(name, "", "", float("nan"), goal, note=f"could not run: {error}") for name, goal in NAMES.values()]
    with TemporaryDirectory() as folder:
        tokens = Path(folder) / "tokens.json"
        texts = corpus_texts()
        tokens.write_text(json.dumps(td.tokenize(texts)))
        said = len(read_corpus(texts, min_count=5).ids)
        glove, cbow = (against_peer(which, python, tokens) for which in ("glove", "cbow"))
    note = f"peer: gensim {version_in(python, 'gensim')}, CBOW on tokens that are ready; {said:,} tokens, one thread"
    rows = []
    for kind in ("glove", "counting", "all"):
        seconds = [run[kind] for run in glove], [run["peer"] for run in glove]
        name, goal = NAMES[kind]
        stanford = f"of Stanford's C that would be {ratio(seconds) / STANFORD_TO_GENSIM:.2f}" if kind == "glove" else ""
        rows.append(compare(name, seconds, goal=round(goal, 2), note="; ".join(filter(None, [note, stanford]))))
    name, goal = NAMES["cbow"]
    rows.append(compare(name, ([run["all"] for run in cbow], [run["peer"] for run in cbow]), goal=goal, note=note))
    return rows


def against_peer(which: str, python: Path, tokens: Path) -> list[dict[str, float]]:
    """Return the parts of our time in each of several runs, with the peer's time just before or after."""
    runs: list[dict[str, float]] = []

    def ours() -> float:
        runs.append(run_python(OURS.format(which=which), POLARS_MAX_THREADS="1", OMP_NUM_THREADS="1"))
        return runs[-1]["all"]

    _, peers = take_turns(ours, lambda: float(run_in(python, str(WORKER), str(tokens))), repeats=REPEATS)
    return [{**run, "peer": peer} for run, peer in zip(runs, peers, strict=True)]


def ratio(seconds: tuple[list[float], list[float]]) -> float:
    return statistics.median(ours / peer for ours, peer in zip(*seconds, strict=True))


def corpus_texts() -> list[str]:
    """Return reviews and paragraphs: 1.1 million tokens."""
    reviews = [td.datasets.fine_foods(subset)["review"] for subset in ("train", "test")]
    return [text for part in (*reviews, td.datasets.austen_novels()["text"]) for text in part]


def measure_glove(texts: list[str]) -> dict[str, float]:
    """Return the CPU seconds of the epochs, of what comes before them, and of both."""
    td.train_glove(["tea with milk"] * 5, epochs=1)  # what is imported late is there now
    ends: list[float] = []
    start = time.process_time()
    td.train_glove(texts, seed=1, callbacks=[lambda _: ends.append(time.process_time())])
    done = time.process_time() - start
    training = (ends[-1] - ends[0]) * len(ends) / (len(ends) - 1)  # as long as the other epochs
    return {"glove": training, "counting": done - training, "all": done}


def measure_cbow(texts: list[str]) -> dict[str, float]:
    """Return the CPU seconds of the whole, tokens included."""
    td.train_word2vec(["tea with milk"] * 5, epochs=1)
    start = time.process_time()
    td.train_word2vec(texts, seed=1)
    return {"all": time.process_time() - start}
