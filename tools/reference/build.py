"""Builds the reference: reads both languages, pairs their names, writes the pages, follows the site's links."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from lessons.cache import Stored, library_digest
from lessons.column import REPOSITORY
from lessons.errors import LessonError
from lessons.frame import copy_assets, write_framed
from lessons.lesson import Lesson
from lessons.markdown import raw, to_html
from lessons.source import read_lesson
from reference.addresses import Addresses
from reference.check import broken_links
from reference.examples import figures
from reference.groups import grouped
from reference.index import index_html
from reference.links import functions_used, link_code, pages_of_names
from reference.page import Reference, main_html, markdown
from reference.python_names import read_python_side, run_python
from reference.r_topics import read_r_side, run_r
from reference.topics import pair

_READERS = {"r": ("read_r.R", "r_topics.py"), "python": ("read_python.py", "python_names.py")}
_BETWEEN = "<!-- the next page -->"


def build(output: Path, source: Path, *, force: bool = False) -> int:
    """Write `reference/` into the site, and follow all links of the site.

    Parameters
    ----------
    output, source : Path
        Folder of the site, folder of the lessons.
    force : bool
        Run all examples although nothing has changed since the last time.

    Returns
    -------
    int
        0: the command's exit status.
    """
    started = time.perf_counter()
    r_kept, python_kept = _kept(output, "r", run_r, force=force), _kept(output, "python", run_python, force=force)
    r, python = read_r_side(r_kept["found"]), read_python_side(python_kept["found"])
    topics = pair(r, python)
    reference = Reference(r, python, topics, Addresses(topics, r, python))
    versions = dict.fromkeys(" ".join(one) for one in (*r.versions.items(), *python.versions.items()))
    made = f"Examples run with {', '.join(versions)}, on {max(r_kept['date'], python_kept['date'])}."
    copy_assets(output)
    _clear(output / "reference")
    _write_pages(reference, _lessons(source, output), output / "reference", made)
    if problems := broken_links(output, "reference/index.html"):
        raise LessonError("Links of the site are broken.\n" + "\n".join(problems))
    print(f"reference: {len(topics)} pages, {len(python.names)} Python names, {time.perf_counter() - started:.1f} s")
    return 0


def _write_pages(reference: Reference, lessons: Sequence[Lesson], folder: Path, made: str) -> None:
    groups, names = grouped(reference.topics), pages_of_names()
    group_of = {topic.name: title for title, members in groups for topic in members}
    used = {lesson.name: functions_used(_r_code(lesson), names) for lesson in lessons}
    # All pages in one run of pandoc: starting it takes longer than converting them.
    together = f"\n\n{raw(_BETWEEN)}\n\n".join(markdown(topic, reference) for topic in reference.topics)
    for topic, body in zip(reference.topics, to_html(together, "reference").split(_BETWEEN), strict=True):
        main = main_html(
            topic,
            link_code(body, names, here=topic.name),
            group=group_of[topic.name],
            lessons=[lesson for lesson in lessons if topic.name in used[lesson.name]],
            made=made,
        )
        title = f"{topic.title} · torchduet"
        write_framed(folder / f"{topic.name}.html", title=title, description=topic.title, main=main, root="../")
        for name, svg in figures(topic.r.examples if topic.r else (), topic.name, topic.title).items():
            (folder / "figures").mkdir(exist_ok=True)
            (folder / "figures" / name).write_text(svg, encoding="utf-8")
    description = "Every function of torchduet in R and in Python."
    main = index_html(groups, made)
    write_framed(folder / "index.html", title="Reference · torchduet", description=description, main=main, root="../")


def _kept(output: Path, language: str, run: Callable[[], dict[str, Any]], *, force: bool) -> dict[str, Any]:
    """Read one language's side anew only where what it depends on has changed."""
    files = [Path(__file__).with_name(name) for name in _READERS[language]]
    if language == "r":
        files += sorted((REPOSITORY / "man").glob("*.Rd"))
    stored = Stored(output / ".columns" / f"reference-{language}.json")
    made, _ = stored.kept(
        library_digest(language, files), lambda: {"found": run(), "date": date.today().isoformat()}, force=force
    )
    return made


def _lessons(source: Path, output: Path) -> list[Lesson]:
    """Read the lessons that have a page, in their order."""
    lessons = [read_lesson(path) for path in sorted(source.glob("*.Rmd")) if (output / f"{path.stem}.html").is_file()]
    return sorted(lessons, key=lambda lesson: lesson.header.order)


def _r_code(lesson: Lesson) -> str:
    return "\n".join(step.r.code for step in lesson.steps() if step.r is not None)


def _clear(folder: Path) -> None:
    """Remove the pages of the last time: one whose topic is gone must not stay."""
    for file in (*folder.glob("*.html"), *folder.glob("figures/*.svg")):
        file.unlink()
