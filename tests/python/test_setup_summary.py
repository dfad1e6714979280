"""tools/summarize_tests.py: one line over three suites."""

from pathlib import Path

import pytest

import summarize_tests

PYTEST = """<testsuites><testsuite>
<testcase classname="a" name="one"/><testcase classname="a" name="two"><failure message="no"/></testcase>
<testcase classname="b" name="one"><skipped message="later"/></testcase>
</testsuite></testsuites>"""
# testthat: an element for each expectation, so the first test has two of them.
TESTTHAT = """<testsuites><testsuite>
<testcase classname="pooling" name="mean_is_masked"/><testcase classname="pooling" name="mean_is_masked"/>
<testcase classname="pooling" name="axes"/><testcase classname="pooling" name="axes"><error type="error"/></testcase>
</testsuite></testsuites>"""


def test_pytest_counts() -> None:
    assert summarize_tests.sentence(summarize_tests.outcomes(PYTEST)) == "1 passed, 1 failed, 1 skipped"


def test_expectations_of_one_test_count_once() -> None:
    assert summarize_tests.sentence(summarize_tests.outcomes(TESTTHAT)) == "1 passed, 1 failed, 0 skipped"


def test_the_last_line_is_the_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "python.xml").write_text(PYTEST)
    (tmp_path / "testthat.xml").write_text(TESTTHAT)
    status = summarize_tests.main([f"python=1={tmp_path}/python.xml", f"testthat=1={tmp_path}/testthat.xml"])
    assert status == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 2 failed, 1 skipped"


@pytest.mark.parametrize(
    ("status", "junit", "remark"),
    [
        (139, None, "left no results"),
        (2, '<testsuite><testcase classname="a" name="one"/></testsuite>', "although none"),
        (0, "<testsuite/>", "ran no tests"),
    ],
)
def test_a_suite_that_did_not_end_well_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: int, junit: str | None, remark: str
) -> None:
    file = tmp_path / "suite.xml"
    if junit is not None:
        file.write_text(junit)
    assert summarize_tests.main([f"suite={status}={file}"]) == 1
    printed = capsys.readouterr().out
    assert remark in printed
    assert printed.splitlines()[-1].split(", ")[1] == "1 failed"


def test_all_green_is_status_zero(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text('<testsuite><testcase classname="a" name="one"/></testsuite>')
    assert summarize_tests.main([f"python=0={tmp_path}/a.xml"]) == 0
