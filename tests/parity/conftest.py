"""What the parity tests share: running R as its users do."""

import os
import shutil
import subprocess

import pytest
from tests.parity.running import REPOSITORY, RunR


@pytest.fixture(scope="session")
def run_r() -> RunR:
    """Run R code in a process of its own; return what it printed, fail with R's messages if it failed."""
    if shutil.which("Rscript") is None:
        pytest.fail("the parity tests need R; run them with `make test`, which installs it")

    def _run_r(code: str, *arguments: str, **environment: str) -> str:
        result = subprocess.run(
            ["Rscript", "-e", code, *arguments],
            capture_output=True,
            text=True,
            cwd=REPOSITORY,
            env=os.environ | environment,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    return _run_r
