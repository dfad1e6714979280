"""tools/setup_python.py: which Pythons may become .venv, and why the others may not."""

import sys
from pathlib import Path
from typing import Any

import pytest

import setup_python


@pytest.fixture
def usable(tmp_path: Path) -> dict[str, Any]:
    """Facts of a Python that will do, as the probe reports them; its files lie in tmp_path."""
    (tmp_path / "lib" / "x86_64-linux-gnu").mkdir(parents=True)
    (tmp_path / "lib" / "x86_64-linux-gnu" / "libpython3.12.so.1.0").touch()
    (tmp_path / "Python.h").touch()
    return {
        "executable": "/usr/bin/python3",
        "base_prefix": str(tmp_path),
        "version": [3, 12, 3],
        "shared": True,
        "library": "libpython3.12.so.1.0",
        "library_folder": str(tmp_path / "lib"),
        "multiarch": "x86_64-linux-gnu",
        "framework_folder": "",
        "header": str(tmp_path / "Python.h"),
        "has_venv": True,
        "has_pip": True,
        "in_venv": False,
    }


def test_a_complete_python_has_no_faults(usable: dict[str, Any]) -> None:
    assert setup_python.faults(usable) == []


def test_library_is_found_where_libdir_names_the_build_machine(usable: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "lib" / "libpython3.12.so.1.0").touch()
    assert setup_python.faults(usable | {"library_folder": "/install/lib", "multiarch": ""}) == []


def test_macos_framework_is_a_shared_library(usable: dict[str, Any], tmp_path: Path) -> None:
    library = tmp_path / "Python.framework" / "Versions" / "3.12" / "Python"
    library.parent.mkdir(parents=True)
    library.touch()
    facts = usable | {"library": "Python.framework/Versions/3.12/Python", "framework_folder": str(tmp_path)}
    assert setup_python.faults(facts) == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"version": [3, 10, 12]}, "Python 3.10, and torchduet needs 3.11"),
        ({"version": [3, 15, 0]}, "torch has no build"),
        ({"shared": False}, "without a shared libpython"),
        ({"library": "libpython3.12.so.9"}, "libpython3.12.so.9, is missing"),
        ({"header": "/nowhere/Python.h"}, "Python.h"),
        ({"has_venv": False}, "venv and ensurepip"),
        ({"in_venv": True, "has_pip": False}, "without pip"),
    ],
)
def test_each_fault_is_named(usable: dict[str, Any], changed: dict[str, Any], reason: str) -> None:
    (found,) = setup_python.faults(usable | changed)
    assert reason in found


def test_debian_without_its_three_packages_has_three_faults(usable: dict[str, Any]) -> None:
    bare = usable | {"library": "libpython3.11.so.1.0", "header": "/nowhere/Python.h", "has_venv": False}
    assert len(setup_python.faults(bare)) == 3


def test_candidates_follow_the_path_and_prefer_the_plain_name(tmp_path: Path) -> None:
    for name in ("first/python3.12", "second/python3", "third/python3"):
        file = tmp_path / name
        file.parent.mkdir()
        file.touch(mode=0o755)
    (tmp_path / "third" / "python3").chmod(0o644)
    path = ":".join(str(tmp_path / folder) for folder in ("first", "second", "third", "absent"))
    expected = [str(tmp_path / "second" / "python3"), str(tmp_path / "first" / "python3.12")]
    assert list(setup_python.candidates(path)) == expected


def test_choose_takes_the_first_that_will_do(monkeypatch: pytest.MonkeyPatch, usable: dict[str, Any]) -> None:
    answers = {
        "/shims/python3": None,
        "/old/python3": usable | {"executable": "/old/python3", "version": [3, 9, 1]},
        "/good/python3": usable | {"executable": "/good/python3.12"},
        "/other/python3": usable | {"executable": "/other/python3"},
    }
    monkeypatch.setattr(setup_python, "probe", answers.__getitem__)
    chosen, passed_over = setup_python.choose(answers)
    assert chosen == "/good/python3.12"
    assert [line.split(":")[0] for line in passed_over] == ["passed over /shims/python3", "passed over /old/python3"]


def test_choose_looks_behind_an_active_virtual_environment(
    monkeypatch: pytest.MonkeyPatch, usable: dict[str, Any]
) -> None:
    answers = {
        "/project/bin/python3": usable | {"in_venv": True, "has_pip": False},
        "/usr/bin/python3": usable,
    }
    monkeypatch.setattr(setup_python, "probe", answers.__getitem__)
    assert setup_python.choose(["/project/bin/python3"]) == ("/usr/bin/python3", [])


def test_probe_describes_this_python() -> None:
    facts = setup_python.probe(sys.executable)
    assert facts is not None
    assert tuple(facts["version"]) == sys.version_info[:3]


def test_probe_of_something_that_does_not_run_is_none(tmp_path: Path) -> None:
    assert setup_python.probe(str(tmp_path / "python3")) is None
