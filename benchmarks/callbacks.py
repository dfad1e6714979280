"""What it costs that Python calls an R function, beyond what the function itself costs in R."""

from benchmarks.measure import Row, find_rscript, run_r

__all__ = ["callbacks"]

MICROSECONDS = 1e6

# CPU seconds per call: from Python, less those of the same calls in an R loop, both the median of seven in turns.
SPENT = """
suppressPackageStartupMessages(library(torchduet))
from_python <- function(f, value, times) torchduet:::python_call("benchmarks.crossing:call_often", f, value, times)
from_r <- function(f, value, times) for (turn in seq_len(times)) f(value)
seconds <- function(run, ...) {
  gc()
  start <- proc.time()
  run(...)
  sum((proc.time() - start)[c(1, 2)])
}
cost <- function(f, value, in_r = value, times = 20000) {
  turns <- replicate(7, c(seconds(from_python, f, value, times), seconds(from_r, f, in_r, times)))
  (median(turns[1, ]) - median(turns[2, ])) / times
}
number <- function(x) x
record <- list(epoch = 1L, loss = 0.5, validation_loss = 0.6, validation_accuracy = 0.7, seconds = 0.1, epochs = 20L)
epoch_end <- torchduet:::as_callbacks(function(record) record$loss)[[1]]
scores <- matrix(0.5, 32, 2)
loss <- function(scores) list(loss = 0.5, gradient = scores)
invisible(from_python(number, 1, 1000))
cat(sprintf("[%.3g, %.3g, %.3g]\\n", cost(number, 1), cost(epoch_end, record), cost(loss, scores)))
"""


def callbacks() -> list[Row]:
    """Measure three R functions: of a number, of an epoch's record, of the scores of a batch."""
    find_rscript()
    kinds = ("a number", "an epoch's record, as a data frame", "a batch's scores, giving loss and gradient")
    return [
        Row(
            f"R callback: {kind}",
            f"{MICROSECONDS * seconds:.0f} us",
            "",
            MICROSECONDS * seconds,
            50.0,
            " us",
            "CPU time per call, less that of the same function called in an R loop; medians of 7 x 20,000 calls",
        )
        for kind, seconds in zip(kinds, run_r(SPENT, OMP_NUM_THREADS="1"), strict=True)
    ]
