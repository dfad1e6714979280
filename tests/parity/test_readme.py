"""The README's two listings are run, and print the numbers that stand under them."""

import re
import subprocess
import sys

import pytest
from tests.parity.running import REPOSITORY, RunR

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def _listing(language: str) -> tuple[str, str]:
    """Return the code of a language that trains a model, and the output under it."""
    found = re.findall(rf"```{language}\n(.*?)```\n\n```text\n(.*?)```", README, flags=re.DOTALL)
    assert len(found) == 1
    code, output = found[0]
    return code, output


def _numbers(printed: str) -> list[str]:
    return re.findall(r"\d+\.\d+", printed)


def test_r(run_r: RunR) -> None:
    code, output = _listing("r")
    lines = code.strip().splitlines()
    assert lines[-2].startswith("evaluate(")
    printed = run_r("\n".join([*lines[:-2], f"print({lines[-2]})", f"print({lines[-1]})"]))
    shown = [float(number) for number in _numbers(output)]
    assert len(shown) == 9
    assert [float(number) for number in _numbers(printed)] == pytest.approx(shown, abs=0.002)


def test_python_and_r_show_the_same() -> None:
    code, output = _listing("python")
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    shown = [float(number) for number in _numbers(output)]
    assert [float(number) for number in _numbers(result.stdout)] == pytest.approx(shown, abs=0.002)
    rounded_in_r = [float(number) for number in _numbers(_listing("r")[1])]
    assert [float(f"{number:.3g}") for number in shown] == rounded_in_r
