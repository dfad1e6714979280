"""Everything that crosses comes back: generated values, and the table of types."""

import os
import subprocess
import sys

import pytest
from benchmarks.bridge_types import as_markdown, measure_types
from tests.parity.running import REPOSITORY


@pytest.mark.parametrize(("strings", "cases"), [("as they are", 1000), ("in C", 100), ("in Python", 100)])
def test_generated_values_come_back_as_they_were(strings: str, cases: int) -> None:
    script = REPOSITORY / "tests" / "parity" / "crossing" / "generated.py"
    result = subprocess.run(
        [sys.executable, str(script), str(cases), strings],
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-5000:]
    from_r, from_python = map(int, result.stdout.split()[-2:])
    # hypothesis stops early where it has nothing new to try: then the strategies would be poorer than they look.
    assert from_r >= cases
    assert from_python >= cases


@pytest.mark.slow
def test_every_row_of_the_table_of_types_comes_back(capsys: pytest.CaptureFixture[str]) -> None:
    rows = measure_types()
    with capsys.disabled():
        print(f"\n{as_markdown(rows)}")
    assert len(rows) > 40
    assert {row.row: row.found for row in rows if row.found not in ("identical", "all.equal")} == {}
    # Where Python has no such thing; the table of the package's docstring says so.
    assert [row.row for row in rows if row.found == "all.equal"] == ["POSIXlt (made of text)"]
