"""The site's first page: what it is, and the lessons in their order."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from string import Template

from lessons.frame import ASSETS, write_framed
from lessons.lesson import Lesson
from lessons.page import facts, take


def write_index(counts: Sequence[tuple[Lesson, int]], output: Path) -> Path:
    """Write `index.html`; `counts` has each rendered lesson and its number of results that agree."""
    known = [lesson.name for lesson, _ in counts]
    items = "\n".join(_item(lesson, count, known) for lesson, count in counts)
    main = Template((ASSETS / "index.html").read_text(encoding="utf-8")).substitute(
        lessons=items, total=sum(count for _, count in counts)
    )
    page = output / "index.html"
    write_framed(
        page,
        title="torchduet: one course, two languages",
        description="Neural networks for text and sequences, taught in R and in Python with the same numbers.",
        main=main,
    )
    return page


def _item(lesson: Lesson, count: int, known: Sequence[str]) -> str:
    name, title = lesson.name, html.escape(lesson.header.title)
    return f"""<li class="lesson" id="{name}">
<h3><a href="{name}.html">{title}</a></h3>
<p>{html.escape(lesson.header.summary)}</p>
<p class="facts">{facts(lesson, known)} <span>{count} results equal in R and Python</span></p>
{take(lesson)}
</li>"""
