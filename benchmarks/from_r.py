"""What R's users pay: to load the package, to see a first result, to train, and for torch inside R's process."""

import statistics

from benchmarks.measure import Row, compare, find_rscript, run_python, run_r, take_turns

__all__ = ["first_result", "library_time", "product_in_r", "training_from_r"]

ONE_THREAD = {"OMP_NUM_THREADS": "1"}

LIBRARY = """
start <- proc.time()
suppressPackageStartupMessages(library(torchduet))
cat(sum((proc.time() - start)[c(1, 2, 4, 5)]), "\\n")
"""

FIRST_RESULT = """
start <- proc.time()
suppressPackageStartupMessages(library(torchduet))
stopifnot(identical(tokenize("one two"), list(c("one", "two"))))
stopifnot(identical(dim(one_hot(1:3, num_classes = 3)), c(3L, 3L)))
spent <- proc.time() - start
cat(sprintf("[%f, %f]\\n", sum(spent[c(1, 2, 4, 5)]), spent[[3]]))
"""

# Fits are timed within each process, one beforehand for what is set up once; the conversion of the data counts. The
# fastest of several: what other guests of the machine add to a fit says nothing about either language.
TRAIN_IN_R = """
suppressPackageStartupMessages(library(torchduet))
reviews <- fine_foods(subset = "train")
spent <- function(epochs) {
  start <- proc.time()
  model <- text_classifier("{architecture}", seed = 1, epochs = epochs, patience = NULL, verbose = FALSE)
  fit(model, score ~ review, data = reviews)
  sum((proc.time() - start)[c(1, 2)])
}
spent(1)
cat(min(replicate({fits}, spent({epochs}))), "\\n")
"""
TRAIN_IN_PYTHON = """
import time
import torchduet as td
reviews = td.datasets.fine_foods(subset="train")
def spent(epochs):
    start = time.process_time()
    model = td.TextClassifier(architecture="{architecture}", seed=1, epochs=epochs, patience=None, verbose=False)
    model.fit(reviews["review"], reviews["score"])
    return time.process_time() - start
spent(1)
print(min(spent({epochs}) for _ in range({fits})))
"""

PRODUCT = """
import statistics, time, torch
left, right = torch.randn(1500, 1500), torch.randn(1500, 1500)
def spent():
    start = time.process_time()
    left @ right
    return time.process_time() - start
spent()
seconds = statistics.median(spent() for _ in range(15))
"""
PRODUCT_IN_R = """
suppressPackageStartupMessages(library(torchduet))
invisible(tokenize("Python is started and torch imported now"))
cat(reticulate::py_to_r(reticulate::py_run_string({code}, convert = FALSE)$seconds), "\\n")
"""


def library_time() -> list[Row]:
    """Measure the CPU time of library() in a fresh R."""
    seconds = [run_r(LIBRARY) for _ in range(5)]
    middle = statistics.median(seconds)
    return [Row("library(torchduet)", f"{middle:.2f} s", "", middle, 0.5, " s", "CPU time; starts no Python")]


def first_result() -> list[Row]:
    """Measure what a first result costs, from library() on: Python is started, torch imported."""
    spent, elapsed = zip(*(run_r(FIRST_RESULT) for _ in range(5)), strict=True)
    middle = statistics.median(spent)
    note = f"CPU time, library() included; elapsed {statistics.median(elapsed):.1f} s"
    return [Row("first result in R", f"{middle:.1f} s", "", middle, 5.0, " s", note)]


def training_from_r() -> list[Row]:
    """Measure fit() from R against fit() from Python."""
    find_rscript()
    # The fastest of three fits with an LSTM still differed by a quarter from pair to pair.
    return [_training_from_r("average_pooling", epochs=4, fits=6), _training_from_r("lstm", epochs=2, fits=8)]


def _training_from_r(architecture: str, *, epochs: int, fits: int) -> Row:
    def filled(code: str) -> str:
        for name, value in {"architecture": architecture, "epochs": epochs, "fits": fits}.items():
            code = code.replace(f"{{{name}}}", str(value))
        return code

    in_r, in_python = filled(TRAIN_IN_R), filled(TRAIN_IN_PYTHON)
    seconds = take_turns(lambda: run_r(in_r, **ONE_THREAD), lambda: run_python(in_python, **ONE_THREAD), repeats=5)
    return compare(
        f"training from R against from Python: {architecture}",
        seconds,
        goal=1.05,
        note=f"fit() on the 4,000 reviews, {epochs} epochs, texts handed over included; fastest of {fits}",
    )


def product_in_r() -> list[Row]:
    """Measure torch's 1500 x 1500 float32 product inside R's process and outside."""
    find_rscript()
    in_r = PRODUCT_IN_R.replace("{code}", f"r'({PRODUCT})'")  # R's raw string
    seconds = take_turns(
        lambda: run_r(in_r, **ONE_THREAD), lambda: run_python(PRODUCT + "print(seconds)", **ONE_THREAD), repeats=5
    )
    row = compare("torch's matrix product inside R", seconds, goal=1.05, note="1500 x 1500 float32; peer: in Python")
    row.ours, row.peer = (f"{1000 * statistics.median(taken):.0f} ms" for taken in seconds)
    return [row]
