"""Print one line over all test suites: ``N passed, N failed, N skipped``; run by tools/run_tests.

    summarize_tests.py SUITE=STATUS=FILE ...      SUITE's exit status and its JUnit XML file

pytest writes one ``testcase`` element for each test, testthat one for each expectation; elements of the same class
and name are one test, which failed if any of them failed.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

PASSED, SKIPPED, FAILED = range(3)  # the worst of a test's outcomes counts


def outcomes(junit: str) -> Counter[int]:
    """Count a suite's tests by outcome, from the text of its JUnit file."""
    tests: dict[tuple[str | None, str | None], int] = {}
    for case in ET.fromstring(junit).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            outcome = FAILED
        elif case.find("skipped") is not None:
            outcome = SKIPPED
        else:
            outcome = PASSED
        key = (case.get("classname"), case.get("name"))
        tests[key] = max(outcome, tests.get(key, PASSED))
    return Counter(tests.values())


def suite_outcomes(name: str, status: int, file: Path) -> tuple[Counter[int], str]:
    """Count one suite's tests; one that ended badly without a failed test counts as a failure, with a remark."""
    try:
        counts = outcomes(file.read_text(encoding="utf-8"))
    except (OSError, ET.ParseError):
        return Counter({FAILED: 1}), f"the suite {name} ended with status {status} and left no results"
    if status != 0 and counts[FAILED] == 0:
        counts[FAILED] += 1
        return counts, f"the suite {name} ended with status {status} although none of its tests failed"
    if not counts:
        counts[FAILED] += 1
        return counts, f"the suite {name} ran no tests"
    return counts, ""


def main(arguments: list[str]) -> int:
    """Print a line for each suite and the line over all; return 1 if anything failed."""
    total: Counter[int] = Counter()
    for argument in arguments:
        name, status, file = argument.split("=", 2)
        counts, remark = suite_outcomes(name, int(status), Path(file))
        print(f"{name}: {sentence(counts)}{f' ({remark})' if remark else ''}")
        total += counts
    print(sentence(total))
    return 1 if total[FAILED] else 0


def sentence(counts: Counter[int]) -> str:
    """Write counts as a line."""
    return f"{counts[PASSED]} passed, {counts[FAILED]} failed, {counts[SKIPPED]} skipped"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
