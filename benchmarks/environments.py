"""Python environments of their own, for peers that must not be installed beside our packages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import ROOT, CannotRunError

__all__ = ["make_environment", "run_in", "version_in"]


def make_environment(name: str, packages: Sequence[str], *, with_torch: bool = True) -> Path:
    """Return the Python of an environment with packages, which is made at first use."""
    folder = ROOT / ".bench" / name
    python = folder / "bin" / "python"
    ready = folder / "ready"
    if not ready.exists():
        print(f"... making {folder.relative_to(ROOT)} for {', '.join(packages)}", file=sys.stderr, flush=True)
        run_in(Path(sys.executable), "-m", "venv", "--clear", str(folder))
        # torch first and alone: the others take what is there, the same version as ours.
        ours = [[f"torch=={version('torch').split('+')[0]}"]] if with_torch else []
        for wanted in (*ours, packages):
            run_in(python, "-m", "pip", "install", "--quiet", *wanted)
        ready.touch()
    return python


def version_in(python: Path, package: str) -> str:
    """Return the version of a package in an environment."""
    return run_in(python, "-c", f"from importlib.metadata import version; print(version('{package}'))").strip()


def run_in(python: Path, *arguments: str, **environment: str) -> str:
    """Run an environment's Python on one thread; return what it printed.

    Raises
    ------
    CannotRunError
        It failed; the message has the last line that it said.
    """
    result = subprocess.run(
        [str(python), *arguments],
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        said = (result.stderr or result.stdout).strip().splitlines()
        shown = " ".join([str(python), *arguments][:4])
        raise CannotRunError(f"{shown} ... failed: {said[-1] if said else 'no reason given'}")
    return result.stdout
