"""The bridge under load: interrupts at random moments, R's collector at every allocation, many calls."""

import pytest
from tests.parity.running import REPOSITORY, RunR

pytestmark = pytest.mark.slow

PROBE = str(REPOSITORY / "tests" / "testthat" / "python")
START = """
suppressPackageStartupMessages(library(torchduet))
call <- torchduet:::python_call
stopifnot(call("probe:add", 1, 1) == 2)
"""

INTERRUPTS = """
set.seed(1)
for (round in 1:100) {
  system(sprintf("(sleep %f; kill -INT %d) &", runif(1, 0.01, 0.3), Sys.getpid()))
  outcome <- tryCatch(call("probe:spin", 2), interrupt = function(condition) "interrupted")
  stopifnot(identical(outcome, "interrupted"), identical(call("probe:add", 1, 1), 2))
}
cat("all interrupted\\n")
"""

TRAININGS = """
seed <- as.integer(Sys.getenv("SEED"))
set.seed(seed)
cat("seed", seed, "\\n")
texts <- rep(c("a b c d", "c d e f"), 200)
labels <- rep(c("x", "y"), 200)
train <- function(epochs) text_classifier(epochs = epochs, patience = NULL, batch_size = 32) |> fit(texts, labels)
invisible(train(1))
before_training <- slow <- 0
for (round in 1:125) {
  moment <- Sys.time() + runif(1, 0.005, 0.3)
  system(sprintf("(sleep %f; kill -INT %d) &", as.numeric(moment - Sys.time(), units = "secs"), Sys.getpid()))
  # Before training has begun, and after it was stopped, an interrupt ends the call: then there is no model.
  model <- tryCatch({ model <- train(100000); model }, interrupt = function(condition) NULL)
  slow <- max(slow, as.numeric(Sys.time() - moment, units = "secs"))
  if (is.null(model)) {
    before_training <- before_training + 1
  } else {
    history <- training_history(model)
    stopifnot(nrow(history) < 100000, all(is.finite(history$loss)), nrow(predict(model, "a b")) == 1)
  }
  again <- train(1) # no stale interrupt
  stopifnot(nrow(training_history(again)) == 1)
}
cat("before training", before_training, "slowest", slow, "\\n")
"""

COLLECTOR = """
values <- list(
  c(1.5, NA), c(1L, NA), c(TRUE, NA), c("a", NA, "\\u00e7"), factor(c("x", NA)), list(a = 1, b = list("c", NULL)),
  matrix(c(1L, NA, 3L, 4L), 2), data.frame(x = 1:2, y = c("a", NA)), as.character(seq_len(100)), list(1, a = 2)
)
for (value in values) invisible(call("probe:identity", value))
gctorture(TRUE)
for (value in values) {
  back <- call("probe:identity", value)
  gctorture(FALSE)
  stopifnot(identical(back, value))
  gctorture(TRUE)
}
failed <- tryCatch(call("probe:fail", "ValueError", "no good"), error = function(condition) conditionMessage(condition))
called <- call("probe:call_back", function(x) paste(x, "back"), "called")
gctorture(FALSE)
stopifnot(identical(failed, "no good"), identical(called, "called back"))
cat("all survived\\n")
"""

CONVERSIONS = """
set.seed(1)
text <- as.character(seq_len(2000))
values <- list(runif(1e5), text, data.frame(x = runif(1000), y = text[1:1000]), as.list(1:500))
taken <- 0
for (round in 1:300) {
  tryCatch(
    {
      system(sprintf("(sleep %f; kill -INT %d) &", runif(1, 0, 0.01), Sys.getpid()))
      for (turn in 1:3) call("probe:identity", values[[round %% 4 + 1]])
      Sys.sleep(0.05)
    },
    interrupt = function(condition) taken <<- taken + 1
  )
}
tryCatch(Sys.sleep(1), interrupt = function(condition) NULL)
for (value in values) stopifnot(identical(call("probe:identity", value), value))
cat("survived, taken:", taken, "\\n")
"""

MEMORY = """
resident <- function() {
  gc()
  as.numeric(strsplit(grep("VmRSS", readLines("/proc/self/status"), value = TRUE), " +")[[1]][[2]])
}
large <- as.double(seq_len(1e6))
for (i in 1:200) call("probe:identity", large)
before <- resident()
for (i in 1:3000) call("probe:identity", large)
for (i in 1:10000) tryCatch(call("probe:fail", "ValueError", "x"), error = function(condition) NULL)
for (i in 1:10000) call("threading:Lock")
cat(resident() / before, "\\n")
"""


def test_interrupts_at_random_moments(run_r: RunR) -> None:
    assert "all interrupted" in run_r(START + INTERRUPTS, PYTHONPATH=PROBE)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_interrupts_at_random_moments_of_trainings(run_r: RunR, seed: int) -> None:
    # 4 processes of 125 interrupted trainings.
    printed = run_r(START + TRAININGS, PYTHONPATH=PROBE, SEED=str(seed))
    print(printed)
    words = printed.split()
    slowest, before_training = float(words[-1]), int(words[words.index("training") + 1])
    assert slowest < 0.5
    assert before_training < 125 / 2


def test_interrupts_in_the_middle_of_conversions(run_r: RunR) -> None:
    assert "survived" in run_r(START + CONVERSIONS, PYTHONPATH=PROBE)


def test_collection_at_every_allocation(run_r: RunR) -> None:
    assert "all survived" in run_r(START + COLLECTOR, PYTHONPATH=PROBE)


def test_memory_stays_where_it_was(run_r: RunR) -> None:
    growth = float(run_r(START + MEMORY, PYTHONPATH=PROBE))
    assert growth < 1.05
