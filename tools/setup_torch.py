"""Install torch as a CPU build; run by tools/setup with the Python of .venv.

PyPI's torch for Linux is the CUDA build, several gigabytes with what it needs, for a graphics card that most machines
lack. So ask in this order, and stop at the first that has one: the user's own package index for a "+cpu" build; the
CPU index of PyTorch; the user's index for whatever it has, which is fine if it turns out to be no CUDA build (macOS)
and is refused with its size if it is one, unless TORCHDUET_ACCEPT_CUDA=1.

What a person should read goes to stdout, pip's own words to stderr.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

CPU_INDEX = "https://download.pytorch.org/whl/cpu"
ROOT = Path(__file__).resolve().parent.parent
Report = Mapping[str, Any]
EXPLAINED = 3  # the exit status that tells tools/setup that the log holds nothing more to read


def pinned_version(constraints: str) -> str:
    """Read torch's version from the text of a constraints file."""
    match = re.search(r"^torch==([^\s;#]+)", constraints, flags=re.MULTILINE)
    if match is None:
        raise ValueError("constraints.txt must pin torch, with a line such as torch==2.13.0; it has none")
    return match.group(1)


def fits(installed: str | None, pinned: str) -> bool:
    """Say whether the installed version is the pinned one; a local part such as "+cpu" does not matter."""
    return installed is not None and installed.split("+")[0] == pinned


def is_cuda_build(report: Report) -> bool:
    """Say whether pip's report of what it would install contains a torch for CUDA."""
    for package in report["install"]:
        name = package["metadata"]["name"].lower().replace("_", "-")
        version = package["metadata"]["version"]
        if name.startswith(("nvidia-", "cuda-")) or (name == "torch" and re.search(r"\+cu\d", version)):
            return True
    return False


def total_size(report: Report, size_of: Callable[[str], int | None]) -> tuple[int, int]:
    """Add up the sizes of the files in pip's report; return the bytes and how many files told no size."""
    sizes = [size_of(package["download_info"]["url"]) for package in report["install"]]
    return sum(size for size in sizes if size), sum(1 for size in sizes if not size)


def remote_size(url: str) -> int | None:
    """Ask a server how large a file is, without fetching it; None where it does not say."""
    try:
        request = urllib.request.Request(url, method="HEAD")
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.headers["Content-Length"])
    except (OSError, TypeError, ValueError):
        return None


def refusal(report: Report, size: int, unknown: int) -> str:
    """Say why the CUDA build was not installed and what can be done."""
    at_least = "at least " if unknown else ""
    return (
        f"The package index offers torch only as a CUDA build: {len(report['install'])} files, {at_least}"
        f"{size / 1e9:.1f} GB to download and about twice that on disk, for an NVIDIA graphics card.\n"
        f"The CPU build, about 0.2 GB, is at {CPU_INDEX}, which could not be reached from here. Either\n"
        f"  - let this machine reach that address, or\n"
        f"  - put the CPU build's file into a folder and name that: PIP_FIND_LINKS=FOLDER make setup, or\n"
        f"  - take the CUDA build all the same: TORCHDUET_ACCEPT_CUDA=1 make setup"
    )


def pip(*arguments: str) -> int:
    """Run pip in this Python; its output goes to the log."""
    return subprocess.run([sys.executable, "-m", "pip", *arguments], stdout=sys.stderr, check=False).returncode


def offer(requirement: str, *options: str) -> Report | None:
    """Ask pip what it would install for a requirement; None where it finds nothing."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        status = pip("install", "--dry-run", "--ignore-installed", "--report", str(file), *options, requirement)
        report: Report | None = json.loads(file.read_text(encoding="utf-8")) if status == 0 else None
    return report


def installed_version() -> str | None:
    """Return the version of torch in this Python, or None."""
    try:
        return importlib.metadata.version("torch")
    except importlib.metadata.PackageNotFoundError:
        return None


def install(version: str) -> int:
    """Install torch, a CPU build where one can be had; return the exit status."""
    if sys.platform == "linux":
        cpu_build = f"torch=={version}+cpu"
        if offer(cpu_build, "--no-deps") is not None:
            print(f"torch {version}, CPU build, from your own package index")
            return pip("install", cpu_build)
        cpu_index = ("--index-url", CPU_INDEX, "--retries", "1", "--timeout", "15", "--no-deps")
        if offer(cpu_build, *cpu_index) is not None:
            print(f"torch {version}, CPU build, from {CPU_INDEX} (about 0.2 GB)")
            # Its dependencies come from the user's own index, with all the others.
            return pip("install", *cpu_index, cpu_build)
        print(f"{CPU_INDEX} offers no {cpu_build} or cannot be reached; asking what your own package index has")
    report = offer(f"torch=={version}")
    if report is None:
        print(
            f"pip finds no torch {version} for Python {sys.version.split()[0]} on {sys.platform}. "
            "Is the network there? TORCHDUET_PYTHON=/path/to/python3 names another Python (make clean first)."
        )
        return EXPLAINED
    if is_cuda_build(report):
        size, unknown = total_size(report, remote_size)
        if os.environ.get("TORCHDUET_ACCEPT_CUDA") != "1":
            print(refusal(report, size, unknown))
            return EXPLAINED
        print(f"torch {version}, CUDA build, {size / 1e9:.1f} GB, because TORCHDUET_ACCEPT_CUDA=1")
    else:
        print(f"torch {version} from your own package index")
    return pip("install", f"torch=={version}")


def main() -> int:
    """Install the pinned torch unless it is there."""
    version = pinned_version((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    present = installed_version()
    if fits(present, version):
        print(f"torch {present} is there already")
        return 0
    return install(version)


if __name__ == "__main__":
    # Lines must not wait in a buffer while pip downloads.
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    sys.exit(main())
