"""The comparison as people read it: in the terminal and on the page."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

from lessons.compare import Comparison
from lessons.records import Record, Value


def plain_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Text in columns."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    lines = [header, ["-" * width for width in widths], *rows]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def problems_table(comparisons: Sequence[Comparison]) -> str:
    """Those results on which the languages differ."""
    rows = [
        [one.name, one.kind, summary(one.r), summary(one.python), one.problem or ""]
        for one in comparisons
        if not one.agrees
    ]
    return plain_table(["result", "kind", "R", "Python", "problem"], rows)


def comparison_html(comparisons: Sequence[Comparison]) -> str:
    """Write the table at the end of a page."""
    rows = "\n".join(
        f'<tr><th scope="row">{html.escape(one.name)}</th><td>{one.kind.replace("_", " ")}</td>'
        f"<td>{html.escape(summary(one.r))}</td><td>{html.escape(summary(one.python))}</td><td>{verdict(one)}</td></tr>"
        for one in comparisons
    )
    return (
        '<div class="scroll"><table class="comparison"><thead><tr><th scope="col">Result</th><th scope="col">Kind</th>'
        '<th scope="col">R</th><th scope="col">Python</th><th scope="col">Largest difference</th></tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )


def verdict(one: Comparison) -> str:
    """How the two languages' values compare, in words."""
    if one.kind == "by_hand":
        return f"{scientific(one.difference)} (relative)"
    return "none, R counts from 1" if one.kind == "position" else "none, to the last bit"


def summary(record: Record | None) -> str:
    """Write a result in few characters: a single value, or the shape and the first values."""
    if record is None:
        return "(not recorded)"
    if len(record.values) == 1:
        return _one(record.values[0], 6)
    first = ", ".join(_one(value, 3) for value in record.values[:2])
    return f"{' by '.join(map(str, record.shape))}: {first}{', …' if len(record.values) > 2 else ''}"


def scientific(difference: float) -> str:
    """Write a difference in few characters."""
    if difference == 0:
        return "0"
    return "∞" if math.isinf(difference) else f"{difference:.1e}"


def _one(value: Value, digits: int) -> str:
    if isinstance(value, str):
        return f"“{value}”"
    return f"{value:.{digits}g}" if isinstance(value, float) else str(value)
