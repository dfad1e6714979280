import math

from lessons.compare import compare
from lessons.records import Record
from lessons.table import comparison_html, plain_table, problems_table, scientific, summary

HALF = Record("half <1>", "library", "float", (1,), (0.5,))
THIRD = Record("half <1>", "library", "float", (1,), (1 / 3,))


def test_plain_table() -> None:
    assert plain_table(["name", "n"], [["a", "10"]]) == "name  n\n----  --\na     10"


def test_summaries() -> None:
    assert summary(HALF) == "0.5"
    assert summary(Record("w", "library", "string", (2,), ("", "cat"))) == "2: “”, “cat”"
    assert summary(None) == "(not recorded)"
    assert (
        summary(Record("m", "library", "float", (2, 3), (0.12345, 2.0, 3.0, 4.0, 5.0, math.nan)))
        == "2 by 3: 0.123, 2, …"
    )


def test_scientific() -> None:
    assert [scientific(value) for value in (0.0, 1.23e-16, math.inf)] == ["0", "1.2e-16", "∞"]


def test_problems_name_the_result_and_by_how_much() -> None:
    shown = problems_table(compare({"half <1>": HALF}, {"half <1>": THIRD}))
    assert "half <1>" in shown
    assert "by up to 0.167" in shown


def test_the_pages_table_is_escaped() -> None:
    shown = comparison_html(compare({"half <1>": HALF}, {"half <1>": HALF}))
    assert "half &lt;1&gt;" in shown
    assert "none, to the last bit" in shown
