"""Choose the Python that .venv is made from; called by tools/setup.

reticulate loads Python into R as a shared library, so the Python must have been built with one and its file must be
there; rpy2 is compiled, so its headers must be there too. Debian's python3 alone has neither, nor ensurepip.

    setup_python.py choose             print the first Python of PATH that will do (status 1: none), reasons to stderr
    setup_python.py examine PYTHON     status 0: this one will do; else the reasons on stderr

Only the standard library, and nothing newer than Python 3.8: it runs before there is a Python to rely on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

OLDEST = (3, 11)
# torch 2.13.0 (constraints.txt) comes for these and no newer ones.
NEWEST = (3, 14)
NAMES = ("python3", "python3.14", "python3.13", "python3.12", "python3.11")

# Run by the Python in question; prints one JSON object.
PROBE = """
import json, os, sys, sysconfig
def importable(name):
    try:
        __import__(name)
    except ImportError:
        return False
    return True
print(json.dumps({
    "executable": getattr(sys, "_base_executable", None) or sys.executable,
    "base_prefix": getattr(sys, "base_prefix", sys.prefix),
    "version": list(sys.version_info[:3]),
    "shared": bool(sysconfig.get_config_var("Py_ENABLE_SHARED") or sysconfig.get_config_var("PYTHONFRAMEWORK")),
    "library": sysconfig.get_config_var("INSTSONAME") or "",
    "library_folder": sysconfig.get_config_var("LIBDIR") or "",
    "multiarch": sysconfig.get_config_var("MULTIARCH") or "",
    "framework_folder": sysconfig.get_config_var("PYTHONFRAMEWORKPREFIX") or "",
    "header": os.path.join(sysconfig.get_paths()["include"], "Python.h"),
    "has_venv": importable("venv") and importable("ensurepip"),
    "has_pip": importable("pip"),
    "in_venv": sys.prefix != getattr(sys, "base_prefix", sys.prefix),
}))
"""


def probe(python: str) -> dict[str, Any] | None:
    """Ask a Python about itself; None where it does not run (a pyenv shim without a version behind it, say)."""
    try:
        # -E: the user's PYTHONPATH and PYTHONHOME have no say in what this Python is.
        answer = subprocess.run([python, "-E", "-c", PROBE], capture_output=True, text=True, check=True, timeout=60)
        facts: dict[str, Any] = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return facts


def library_candidates(facts: Mapping[str, Any]) -> list[Path]:
    """List the paths where the shared library of a Python may lie."""
    folders = [
        Path(facts["library_folder"]),
        Path(facts["library_folder"], facts["multiarch"]),
        # A Python that was moved after it was built (uv's) still names the folder of its build machine in LIBDIR.
        Path(facts["base_prefix"], "lib"),
        Path(facts["framework_folder"]),
    ]
    return [folder / facts["library"] for folder in folders] if facts["library"] else []


def faults(facts: Mapping[str, Any]) -> list[str]:
    """List what keeps a Python from being used; empty where it will do."""
    found = []
    version = tuple(facts["version"][:2])
    if version < OLDEST:
        return [f"it is Python {dotted(version)}, and torchduet needs {dotted(OLDEST)} or newer"]
    if version > NEWEST:
        return [f"it is Python {dotted(version)}, and torch has no build for anything newer than {dotted(NEWEST)}"]
    if not facts["shared"]:
        found.append("it was built without a shared libpython, which R needs to load it")
    elif not any(path.is_file() for path in library_candidates(facts)):
        found.append(f"the file of its shared library, {facts['library'] or 'libpython'}, is missing")
    if not Path(facts["header"]).is_file():
        found.append("its headers (Python.h) are missing, and rpy2 is compiled against them")
    if facts["in_venv"]:
        if not facts["has_pip"]:
            found.append("it is a virtual environment without pip")
    elif not facts["has_venv"]:
        found.append("its modules venv and ensurepip are missing")
    return found


def candidates(path: str) -> Iterable[str]:
    """Yield the Pythons of a PATH: every `python3` in PATH's order, then those that carry a version in the name."""
    seen = set()
    for name in NAMES:
        for folder in path.split(os.pathsep):
            file = Path(folder, name)
            # The path as it is, not resolved: a virtual environment's python is a link to another one's file.
            if str(file) not in seen and file.is_file() and os.access(file, os.X_OK):
                seen.add(str(file))
                yield str(file)


def choose(pythons: Iterable[str]) -> tuple[str | None, list[str]]:
    """Return the first Python that will do (None: none does), and a line for each one passed over."""
    passed_over: list[str] = []
    examined = set()
    for python in pythons:
        facts = probe(python)
        if facts is None:
            passed_over.append(f"passed over {python}: it does not run")
            continue
        # .venv is made from what stands behind a virtual environment or a shim.
        base = facts["executable"]
        # The same file by another name (/bin/python3, /usr/bin/python3.11) is no other Python.
        if os.path.realpath(base) in examined:
            continue
        examined.add(os.path.realpath(base))
        if facts["in_venv"]:
            facts = probe(base) or facts
        reasons = faults(facts)
        if not reasons:
            return base, passed_over
        passed_over.append(f"passed over {base}: {'; '.join(reasons)}")
    return None, passed_over


def dotted(version: Iterable[int]) -> str:
    """Write a version the usual way: (3, 11) is "3.11"."""
    return ".".join(str(part) for part in version)


def main(arguments: list[str]) -> int:
    """Run one of the two commands; return the exit status."""
    if arguments[:1] == ["choose"]:
        asked_for = os.environ.get("TORCHDUET_PYTHON")
        python, passed_over = choose([asked_for] if asked_for else candidates(os.environ.get("PATH", "")))
        print("\n".join(passed_over), end="\n" if passed_over else "", file=sys.stderr)
        if python is None:
            return 1
        print(python)
        return 0
    if len(arguments) == 2 and arguments[0] == "examine":
        facts = probe(arguments[1])
        reasons = ["it does not run"] if facts is None else faults(facts)
        print("; ".join(reasons), end="\n" if reasons else "", file=sys.stderr)
        return 1 if reasons else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
