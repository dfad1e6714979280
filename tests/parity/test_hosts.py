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
