"""What examples show: code and, below it, what it gave."""

from __future__ import annotations

import doctest
import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lessons.column import clean_text
from lessons.figures import describe, size
from lessons.markdown import fenced, raw


@dataclass(frozen=True)
class Shown:
    """One piece: `code`, `not run` (code too), `text`, `message`, `prose` (Markdown), or `figure` (SVG)."""

    kind: str
    content: str


def merged(pieces: Iterable[Shown]) -> list[Shown]:
    """Put pieces of one kind that follow each other together, and leave out what is blank."""
    found: list[Shown] = []
    for one in pieces:
        content = one.content if one.kind == "figure" else clean_text(one.content)
        if not content.strip():
            continue
        if found and found[-1].kind == one.kind != "figure":
            content = f"{found.pop().content}\n{content}"
        found.append(Shown(one.kind, content))
    return found


def from_docstring(text: str, imports: Sequence[str]) -> list[Shown]:
    """Read the examples of a docstring: without prompts, so that they can be copied, below the imports they need."""
    found = [Shown("code", line) for line in imports]
    for part in doctest.DocTestParser().parse(text):
        if isinstance(part, str):
            found.append(Shown("prose", part.strip()))
            continue
        runs = not part.options.get(doctest.SKIP, False)
        source = re.sub(r"[ \t]*# doctest:.*", "", part.source).rstrip("\n")
        found += [Shown("code" if runs else "not run", source), Shown("text", part.want.rstrip("\n"))]
    return merged(found)


def as_markdown(pieces: Sequence[Shown], language: str, name: str = "", title: str = "") -> str:
    """Write examples as lessons write their steps; `figures` gives the files of those that draw.

    Parameters
    ----------
    pieces : sequence of Shown
    language : {"r", "python"}
    name, title : str
        The page's, for figures.
    """
    parts: list[str] = []
    number = 0
    for one in pieces:
        if one.kind == "prose":
            parts.append(one.content)
        elif one.kind == "figure":
            number += 1
            parts.append(raw(_figure(one.content, f"{name}-{number}", title)))
        elif one.kind in ("code", "not run"):
            if one.kind == "not run":
                parts.append(raw('<p class="part">Not run when this page was made</p>'))
            parts.append(fenced(one.content, language))
        else:
            parts.append(fenced(one.content, f"output .{one.kind}"))
    return "\n\n".join(parts)


def figures(pieces: Sequence[Shown], name: str, title: str) -> dict[str, str]:
    """Return the figures of examples, with alternative text, by file name."""
    drawn = [one.content for one in pieces if one.kind == "figure"]
    return {f"{name}-{i}.svg": describe(svg, _alternative(title)) for i, svg in enumerate(drawn, start=1)}


def _figure(svg: str, name: str, title: str) -> str:
    pixels = size(svg)
    extent = f' width="{pixels[0]}" height="{pixels[1]}"' if pixels else ""
    return f'<p class="figure"><img src="figures/{name}.svg" alt="{html.escape(_alternative(title))}"{extent}></p>'


def _alternative(title: str) -> str:
    return f"The plot that the example draws: {title}"
