"""Memory that two languages share: views keep their owner, cannot be written to, and everything is given back."""

import pytest
from tests.parity.running import REPOSITORY, RunR

PROBE = str(REPOSITORY / "tests" / "testthat" / "python")
START = """
suppressPackageStartupMessages(library(torchduet))
call <- torchduet:::python_call
stopifnot(call("probe:add", 1, 1) == 2)
"""

# Views of vectors whose only owner is Python. New vectors take the place of whatever was given back by mistake.
VIEWS = """
storm <- function() {{
  {storm}
  for (i in 1:20) rep(-1, 1000 + 10 * i)
}}
rounds <- {rounds}
set.seed(1)
for (round in seq_len(rounds)) {{
  sums <- vapply(1:6, function(place) {{
    owner <- runif(1000 + place)
    stopifnot(call("probe:keep_view", as.character(place), owner))
    sum(owner)
  }}, 0)
  # A view of a view holds the same vector.
  call("probe:narrow_view", "1")
  sums[[1]] <- NA
  for (place in sample(6)) {{
    storm()
    seen <- call("probe:sum_of_view", as.character(place))
    if (place > 1) stopifnot(isTRUE(all.equal(seen, sums[[place]])))
    call("probe:drop_view", as.character(place))
  }}
}}
stopifnot(call("probe:views_kept") == 0)
cat("all alive\\n")
"""

READ_ONLY = """
x <- runif(1000)
y <- x
before <- x + 0
for (value in list(x, 1:1000 + 0L, matrix(x, 100), array(x, c(10, 10, 10)), x[1:5], as.complex(x), as.list(x)))
  stopifnot(call("probe:refuses_writing", value))
stopifnot(identical(x, before), identical(y, before))
cat("unchanged\\n")
"""

HANDLES = """
gc()
before <- call("probe:live_objects")
held <- lapply(1:200, function(i) call("threading:Lock"))
stopifnot(call("probe:live_objects") == before + 200)
held[c(TRUE, FALSE)] <- NULL
gc()
call("probe:add", 1, 1)
stopifnot(call("probe:live_objects") == before + 100)
alias <- held[[1]]
rm(held)
gc()
stopifnot(call("probe:live_objects") == before + 1)
rm(alias)
gc()
stopifnot(call("probe:live_objects") == before)
cat("all released\\n")
"""

RESIDENT = """
resident <- function() {{
  gc()
  as.numeric(strsplit(grep("VmRSS", readLines("/proc/self/status"), value = TRUE), " +")[[1]][[2]])
}}
large <- as.double(seq_len(1e6))
texts <- sprintf("text %d", seq_len(1e5))
cross <- function(times) for (i in seq_len(times)) {{
  stopifnot(length(call("probe:double", large)) == 1e6)
  if (i %% 10 == 0) stopifnot(length(call("probe:identity", texts)) == 1e5)
}}
cross(50)
before <- resident()
cross({times})
cat(resident() / before, "\\n")
"""


@pytest.mark.parametrize("storm", ["gc()", "gctorture(TRUE); x <- c(1, 2); gctorture(FALSE)"])
def test_views_outlive_their_owners_in_every_order(run_r: RunR, storm: str) -> None:
    assert "all alive" in run_r(START + VIEWS.format(storm=storm, rounds=2), PYTHONPATH=PROBE)


@pytest.mark.slow
def test_views_outlive_their_owners_under_a_long_storm(run_r: RunR) -> None:
    assert "all alive" in run_r(START + VIEWS.format(storm="gc()", rounds=200), PYTHONPATH=PROBE)


def test_what_python_sees_of_r_cannot_be_written_to(run_r: RunR) -> None:
    assert "unchanged" in run_r(START + READ_ONLY, PYTHONPATH=PROBE)


def test_objects_are_released_when_r_drops_them(run_r: RunR) -> None:
    assert "all released" in run_r(START + HANDLES, PYTHONPATH=PROBE)


def test_large_arrays_leave_no_memory_behind(run_r: RunR) -> None:
    assert float(run_r(START + RESIDENT.format(times=100), PYTHONPATH=PROBE)) < 1.05


@pytest.mark.slow
def test_ten_thousand_calls_with_large_arrays_leave_no_memory_behind(run_r: RunR) -> None:
    assert float(run_r(START + RESIDENT.format(times=10_000), PYTHONPATH=PROBE)) < 1.05
