"""Either language as the host: what each finds in the other, and that torch keeps its own BLAS inside R."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.parity.running import REPOSITORY, RunR


def _bindings_of_torch_to_r(run_r: RunR, tmp_path: Path, code: str) -> list[str]:
    """Return where libtorch's symbols were bound to R's BLAS, as the dynamic linker reports it."""
    log = tmp_path / "bindings"
    run_r(code, LD_DEBUG="bindings", LD_DEBUG_OUTPUT=str(log), LD_BIND_NOW="1")
    return [
        line
        for file in tmp_path.glob("bindings.*")
        for line in file.read_text(errors="replace").splitlines()
        if "gemm_'" in line and "libtorch_cpu" in line.split(" to ")[0] and "libblas" in line.split(" to ")[1]
    ]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks glibc's dynamic linker")
def test_torch_keeps_its_own_blas_inside_r(run_r: RunR, tmp_path: Path) -> None:
    # The first shows that the question can be answered with yes: torch imported by reticulate alone.
    careless, careful = tmp_path / "careless", tmp_path / "careful"
    careless.mkdir()
    careful.mkdir()
    assert _bindings_of_torch_to_r(run_r, careless, 'invisible(reticulate::import("torch"))')
    assert not _bindings_of_torch_to_r(run_r, careful, 'invisible(torchduet::tokenize("a"))')


def _run_python(code: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY, env=os.environ, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_python_as_the_host_finds_itself_in_r() -> None:
    printed = _run_python(
        """
import torchduet_rbridge
torchduet_rbridge.attach()
from rpy2 import rinterface
code = '''
library(torchduet)
ids <- one_hot(c(2, 1), num_classes = 2)
cat(ids, "reticulate" %in% loadedNamespaces(), torchduet_status(quiet = TRUE)$ready, "\\n")
'''
for expression in rinterface.parse(code):
    rinterface.baseenv["eval"](expression, rinterface.globalenv)
print("still here")
"""
    )
    assert "0 1 1 0 FALSE TRUE" in printed
    assert "still here" in printed


def test_attaching_from_another_thread_is_refused() -> None:
    printed = _run_python(
        """
import threading, torchduet_rbridge
def attach():
    try:
        torchduet_rbridge.attach()
    except RuntimeError as error:
        print(error)
thread = threading.Thread(target=attach)
thread.start()
thread.join()
"""
    )
    assert "main thread" in printed


def test_the_core_knows_nothing_of_r() -> None:
    printed = _run_python(
        "import sys, torchduet; print([name for name in sys.modules if 'rpy2' in name or 'rbridge' in name])"
    )
    assert printed.strip() == "[]"
    sources = [*(REPOSITORY / "python_core").rglob("*.py")]
    assert sources
    assert [path for path in sources if "rpy2" in path.read_text()] == []


def test_the_bridge_on_its_own() -> None:
    printed = _run_python(
        """
import numpy as np, pandas as pd, warnings
import torchduet_rbridge as rb
rb.attach()
assert rb.r("1 + 1") == 2 and rb.r("x <- 1:3; sum(x)") == 6
assert rb.r.paste("a", "b", sep="-") == "a-b" and rb.r.is_null(None) is True
assert rb.function("stats::median")(np.array([1.0, 2.0, 9.0])) == 2
frame = rb.r("head(iris, 3)")
assert isinstance(frame, pd.DataFrame) and frame.shape == (3, 5)
assert rb.function("function(d) sum(d$a)")(pd.DataFrame({"a": [1.5, 2]})) == 3.5
try:
    rb.r("stop(structure(class = c('mine', 'error', 'condition'), list(message = 'no', call = NULL, data = 1:3)))")
except rb.RError as error:
    assert str(error) == "no" and rb.function("function(e) sum(e$data)")(error.condition) == 6
else:
    raise AssertionError
for code in ("1 +", "no_such_variable"):
    try:
        rb.r(code)
    except rb.RError:
        continue
    raise AssertionError(code)
try:
    rb.r.no_such_function
except AttributeError as error:
    assert "no_such_function" in str(error)
else:
    raise AssertionError
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    rb.r("warning('of R')")
    warnings.warn("of Python")
assert [str(warning.message) for warning in seen] == ["of R", "of Python"]
print("all well")
"""
    )
    assert "all well" in printed


def test_what_is_exported_is_of_use_in_r() -> None:
    printed = _run_python(
        """
import numpy as np
import torchduet_rbridge as rb
rb.export(lambda x: x + 1, "increment")
rb.export(np.linalg, "linalg")
rb.export(np.arange(3.0), "numbers")
def fail():
    raise ValueError("of Python")
rb.export(fail, "fail")
assert rb.r("increment(1)") == 2 and rb.r("linalg$det(diag(2))") == 1 and rb.r("sum(numbers)") == 3
assert rb.r("tryCatch(fail(), torchduet_value_error = conditionMessage)") == "of Python"
assert rb.r("sapply(1:3, increment)").tolist() == [2, 3, 4]
print("all well")
"""
    )
    assert "all well" in printed


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_stops_r_code_where_python_is_the_host() -> None:
    printed = _run_python(
        """
import os, torchduet_rbridge as rb
rb.attach()
os.system(f"(sleep 1; kill -INT {os.getpid()}) &")
try:
    rb.r("repeat {}")
except KeyboardInterrupt:
    print("interrupted", rb.r("1 + 1"))
"""
    )
    assert "interrupted 2.0" in printed


def test_beside_the_users_own_reticulate(run_r: RunR) -> None:
    # Two arrays of the same Python, before the bridge is there and after.
    printed = run_r(
        """
main <- reticulate::py_run_string("numbers = [1, 2, 3]; text = 'before'")
suppressPackageStartupMessages(library(torchduet))
tokens <- tokenize("a b")
reticulate::py_run_string("text = text + ' and after'")
cat(sum(unlist(main$numbers)), reticulate::py_eval("text"), unlist(tokens), "\n")
again <- reticulate::import("math", convert = TRUE)
reached <- tryCatch(again$sqrt(-1), error = function(condition) "an error of reticulate's")
cat(again$sqrt(4), reached, unlist(tokenize("c")), "\n")
cat(reticulate::py_capture_output(reticulate::py_run_string("print('captured')")))
"""
    )
    assert "6 before and after a b" in printed
    assert "2 an error of reticulate's c" in printed
    assert "captured" in printed


def test_nothing_printed_is_lost_at_the_end(run_r: RunR) -> None:
    probe = str(REPOSITORY / "tests" / "testthat" / "python")
    code = """
call <- torchduet:::python_call
cat("first\n")
invisible(call("faults:write", "half a line, "))
invisible(call("faults:print_later", 0.2, "from a thread"))
Sys.sleep(0.6)
cat("last of R\n")
"""
    printed = run_r(code, PYTHONPATH=probe).split("\n")
    assert printed[:2] == ["first", "half a line, last of R"]
    assert "from a thread" in printed[2:]


def test_knitr_shows_what_python_prints_and_logs(run_r: RunR) -> None:
    probe = str(REPOSITORY / "tests" / "testthat" / "python")
    code = """
text <- c("```{r}", "x <- torchduet:::python_call('faults:mixed')", "```")
cat(knitr::knit(text = text, quiet = TRUE))
"""
    printed = run_r(code, PYTHONPATH=probe)
    places = [printed.find(f"## {said}") for said in ("one", "two", "three")]
    assert -1 not in places
    assert places == sorted(places)
    assert "six" in printed
