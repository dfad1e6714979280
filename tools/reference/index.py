"""The reference's first page: all topics by group, with their names in both languages."""

from __future__ import annotations

import html
from collections.abc import Sequence
from string import Template

from reference.page import ASSETS
from reference.topics import Topic


def index_html(groups: Sequence[tuple[str, Sequence[Topic]]], made: str) -> str:
    """Write the groups and their topics."""
    return Template((ASSETS / "index.html").read_text(encoding="utf-8")).substitute(
        groups="\n".join(_group(title, topics) for title, topics in groups), made=html.escape(made)
    )


def _group(title: str, topics: Sequence[Topic]) -> str:
    name = "".join(sign if sign.isalnum() else "-" for sign in title.lower())
    rows = "\n".join(map(_row, topics))
    return f"""<section aria-labelledby="{name}">
<h2 id="{name}">{html.escape(title)}</h2>
<table class="topics">
<thead>
<tr><th scope="col" class="r">R</th><th scope="col" class="python">Python</th><th scope="col">What it is for</th></tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
</section>"""


def _row(topic: Topic) -> str:
    address = f"{topic.name}.html"
    python = [one.called for one in topic.python if one.kind != "module"]
    return (
        f'<tr><td class="r">{_names(topic.r_names, address)}</td><td class="python">{_names(python, address)}</td>'
        f'<td><a href="{address}">{html.escape(topic.title)}</a></td></tr>'
    )


def _names(names: Sequence[str], address: str) -> str:
    if not names:
        return '<span class="none">–</span>'
    return " ".join(f'<a href="{address}"><code>{html.escape(name)}</code></a>' for name in names)
