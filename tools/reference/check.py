"""Are all internal links of the site whole? Followed from one page on."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.twice: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                (self.twice if value in self.anchors else self.anchors).add(value)
            elif (name == "href" or (name == "src" and tag in ("img", "script"))) and value:
                self.links.append(value)


def broken_links(site: Path, first: str) -> list[str]:
    """Follow the links within a site; return those that lead nowhere, with their pages, and anchors given twice."""
    pages: dict[Path, _Page] = {}
    waiting = [(site / first).resolve()]
    problems: list[str] = []
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        pages[path] = _Page(path.read_text(encoding="utf-8"))
        for link in pages[path].links:
            parts = urlsplit(link)
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if parts.scheme or parts.netloc:
                continue
            if not target.is_file():
                problems.append(f"{path.name}: {link} leads nowhere")
            elif target.suffix == ".html":
                waiting.append(target)
    for path, page in pages.items():
        problems += [f"{path.name}: the anchor {name} is there twice" for name in sorted(page.twice)]
        for link in page.links:
            parts = urlsplit(link)
            linked = pages.get((path.parent / unquote(parts.path)).resolve() if parts.path else path)
            if not parts.scheme and parts.fragment and linked and unquote(parts.fragment) not in linked.anchors:
                problems.append(f"{path.name}: {link} names no place on that page")
    return sorted(set(problems))
