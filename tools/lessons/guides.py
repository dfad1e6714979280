"""Guides: pages of the site that are prose and commands, not run; written in Markdown in `guides/`."""

from __future__ import annotations

import re
from pathlib import Path

from lessons.column import REPOSITORY
from lessons.errors import LessonError
from lessons.frame import write_framed
from lessons.markdown import to_html

_HEAD = re.compile(r"\A---\ntitle: (?P<title>.+)\ndescription: (?P<description>.+)\n---\n")


def write_guides(output: Path) -> None:
    """Write `guides/` into the site."""
    for path in sorted((REPOSITORY / "guides").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        head = _HEAD.match(text)
        if head is None:
            raise LessonError(f"{path}: a guide begins with `---`, its `title:`, its `description:`, and `---`.")
        body = to_html(f"# {head['title']}\n{text[head.end() :]}", str(path))
        write_framed(
            output / "guides" / f"{path.stem}.html",
            title=f"{head['title']} · torchduet",
            description=head["description"],
            main=f"<article>\n{body}</article>",
            root="../",
        )
