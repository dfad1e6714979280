"""Run cases of the fault campaign, each in an R process of its own, or all in one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from tests.parity.faults.cases import Case
from tests.parity.running import REPOSITORY

_TIMEOUT = 600  # seconds, of a machine that may be busy: it tells a hang from an answer

_START = """
suppressPackageStartupMessages(library(torchduet))
# Beside the workspace, which cases may empty.
local(envir = attach(NULL, name = "campaign"), {
  python <- function(...) torchduet:::python_call(...)
  call <- function(.name, ...) torchduet:::python_call(paste0("faults:", .name), ...)
  probe <- function(.name, ...) torchduet:::python_call(paste0("probe:", .name), ...)
})
invisible(probe("add", 1, 1))
"""

# Evaluated in a frame of its own, so that `return()` and `break` are the case's; what it defines does not stay.
_CASE = """
local({
  %(setup)s
  outcome <- tryCatch(
    paste("value", paste(withVisible({ %(code)s })$value, collapse = " ")),
    interrupt = function(condition) paste0(paste(class(condition), collapse = " "), ": ", condition$message),
    error = function(condition) {
      said <- conditionMessage(condition)
      paste0(paste(class(condition), collapse = " "), ": ", substr(said, max(1, nchar(said) - 300), nchar(said)))
    }
  )
  suppressPackageStartupMessages(library(torchduet))
  works <- tryCatch(identical(torchduet:::python_call("probe:add", 1, 1), 2), error = function(condition) FALSE)
  cat("\\n@@", works, gsub("[\\n\\r]+", " ", outcome), "\\n")
})
"""


def outcomes(cases: list[Case]) -> list[str]:
    """Run cases in one R process; return what came of each: its outcome, or that the session no longer works."""
    code = _START + "".join(_CASE % {"setup": case.setup, "code": case.code} for case in cases)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "cases.R"
        script.write_text(code, encoding="utf-8")
        probe = str(REPOSITORY / "tests" / "testthat" / "python")
        try:
            ended = subprocess.run(
                ["Rscript", str(script)],
                capture_output=True,
                timeout=_TIMEOUT,
                cwd=REPOSITORY,
                env=os.environ | {"PYTHONPATH": probe},
                check=False,
            )
        except subprocess.TimeoutExpired:
            return ["HANG"] * len(cases)
    printed = [
        line[3:].strip() for line in ended.stdout.decode(errors="replace").splitlines() if line.startswith("@@ ")
    ]
    told = [line.removeprefix("TRUE ") if line.startswith("TRUE ") else f"BROKEN {line}" for line in printed]
    missing = len(cases) - len(told)
    said = ended.stderr.decode(errors="replace")[-300:]
    return told + [f"CRASH (exit status {ended.returncode}): {said}"] * missing


def as_expected(case: Case, outcome: str) -> bool:
    """Say whether what came out is what must."""
    return not outcome.startswith(("BROKEN", "CRASH", "HANG")) and re.search(case.outcome, outcome) is not None


def row(case: Case, outcome: str) -> str:
    """Return a line of the table."""
    shown = json.dumps(outcome[:70], ensure_ascii=False)[1:-1].replace("|", "\\|")
    return f"| {case.injected} | {shown} | {'ok' if as_expected(case, outcome) else '**WRONG**'} |"


def table(rows: list[tuple[Case, str]]) -> str:
    """Return the campaign's table: what was injected, what came out, whether that is right."""
    return "\n".join(["| injected | came out | |", "|---|---|---|", *(row(case, outcome) for case, outcome in rows)])
