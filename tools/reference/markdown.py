"""Small pieces of pandoc's Markdown, and what it takes for text to pass through it unchanged."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from lessons.markdown import raw


def escaped(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!<>$~^|@:=&])", r"\\\1", text)


def code(text: str, address: str | None = None) -> str:
    """Code within a line, linked where there is an address."""
    runs = [len(run) for run in re.findall(r"`+", text)]
    mark = "`" * (max(runs, default=0) + 1)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    written = f"{mark}{blank}{text}{blank}{mark}" if text.strip() else escaped(text)
    return f"[{written}]({address})" if address else written


def definitions(items: Sequence[tuple[str, str]], kind: str) -> str:
    """Write a list of terms (as HTML) and their descriptions (as Markdown)."""
    parts = [raw(f'<dl class="{kind}">')]
    for term, description in items:
        parts += [raw(f"<dt>{term}</dt>"), *([raw("<dd>"), description, raw("</dd>")] if description else [])]
    return "\n\n".join([*parts, raw("</dl>")])


def term(names: Sequence[str], kind: str = "", anchors: Sequence[str] = ()) -> str:
    """Write the term of a definition: names in code, and a type."""
    written = ", ".join(f"<code>{html.escape(name)}</code>" for name in names)
    written += f' <span class="type">{html.escape(kind)}</span>' if kind else ""
    return "".join(f'<span id="{html.escape(anchor)}"></span>' for anchor in anchors) + written
