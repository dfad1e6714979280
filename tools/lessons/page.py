"""A lesson's page: Markdown with both columns in it, turned into HTML by pandoc, put into `assets/template.html`."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from lessons.column import THREADS, Column, Output
from lessons.compare import Comparison
from lessons.exercises import split_solution
from lessons.figures import describe, size
from lessons.frame import ASSETS, write_framed
from lessons.lesson import Chunk, Exercise, Lesson, Prose, Step
from lessons.markdown import fenced, raw, to_html
from lessons.prose import fill_numbers
from lessons.records import Record
from lessons.table import comparison_html
from reference.links import link_code, pages_of_names

_SEED = re.compile(r"(?:\bseed\s*=\s*|set\.seed\(|manual_seed\(|default_rng\()(\d+)")
_LANGUAGES = {"r": "R", "python": "Python"}


@dataclass(frozen=True)
class Rendered:
    """A lesson with everything computed for it."""

    lesson: Lesson
    columns: dict[str, Column]  # "r", "python"
    records: dict[str, Record]
    comparisons: Sequence[Comparison]


def write_page(rendered: Rendered, course: Sequence[Lesson], output: Path) -> Path:
    """Write the page and its figures; `course` is all lessons in order, for the links between them."""
    lesson = rendered.lesson
    figures = _write_figures(rendered, output)
    body = link_code(to_html(_markdown(rendered, figures), str(lesson.path)), pages_of_names(), root="reference/")
    names = [one.name for one in course]
    here = names.index(lesson.name)
    main = Template((ASSETS / "lesson.html").read_text(encoding="utf-8")).substitute(
        title=html.escape(lesson.header.title),
        summary=html.escape(lesson.header.summary),
        facts=facts(lesson, names),
        take=take(lesson),
        contents=_contents(body),
        body=body,
        comparison=comparison_html(rendered.comparisons),
        count=len(rendered.comparisons),
        made=_made(rendered),
        previous=_neighbour(course[here - 1], "previous", "Before this") if here > 0 else "",
        next=_neighbour(course[here + 1], "next", "Next") if here + 1 < len(course) else "",
    )
    page = output / f"{lesson.name}.html"
    write_framed(page, title=f"{lesson.header.title} · torchduet", description=lesson.header.summary, main=main)
    return page


def facts(lesson: Lesson, known: Sequence[str]) -> str:
    """Minutes and needed lessons, as HTML; lessons that are not there yet are named without a link."""
    needed = [(name, html.escape(name.replace("-", " "))) for name in lesson.header.needs]
    links = [f'<a href="{name}.html">{words}</a>' if name in known else words for name, words in needed]
    return f"<span>{lesson.header.minutes} minutes</span>" + (
        f" <span>after {', '.join(links)}</span>" if links else ""
    )


def take(lesson: Lesson) -> str:
    """Links to the files that a learner takes along, as HTML."""
    files = {"zip": "Notebook and R script, with their data (zip)", "ipynb": "Notebook alone", "R": "R script alone"}
    links = " ".join(f'<a href="{lesson.name}.{ending}" download>{what}</a>' for ending, what in files.items())
    return f'<p class="take">{links}</p>'


def _markdown(rendered: Rendered, figures: dict[str, str]) -> str:
    parts: list[str] = []
    for block in rendered.lesson.blocks:
        if isinstance(block, Exercise):
            inner = "\n\n".join(_block(one, rendered, figures) for one in block.blocks)
            parts.append(f'::: {{.exercise role="group" aria-label="Exercise"}}\n\n{inner}\n\n:::')
        else:
            parts.append(_block(block, rendered, figures))
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Prose | Step, rendered: Rendered, figures: dict[str, str]) -> str:
    if isinstance(block, Prose):
        return fill_numbers(block, rendered.records)
    if not block.options.include:
        return ""
    columns = "\n\n".join(_column(chunk, block, rendered.columns[chunk.language], figures) for chunk in block.chunks)
    step = f"::: {{.step .{'pair' if len(block.chunks) == 2 else 'alone'} #step-{block.label}}}\n\n{columns}\n\n:::"
    if block.options.solution:
        return f"{raw('<details class=solution><summary>Solution</summary>')}\n\n{step}\n\n{raw('</details>')}"
    return step


def _column(chunk: Chunk, step: Step, column: Column, figures: dict[str, str]) -> str:
    solution = split_solution(chunk, is_solution=step.options.solution)
    name = _LANGUAGES[chunk.language]
    shown = [fenced(solution.whole if solution else chunk.code, chunk.language)]
    shown += [
        _output(output, figures.get(chunk.label, ""))
        for output in column.outputs.get(chunk.label, [])
        if output.content
    ]
    inner = "\n\n".join([raw(f'<p class="language">{name}</p>'), *shown])
    return f'::: {{.column .{chunk.language} role="group" aria-label="{name}"}}\n\n{inner}\n\n:::'


def _output(output: Output, figure: str) -> str:
    if output.kind == "markdown":
        return output.content
    return raw(figure) if output.kind == "figure" else fenced(output.content, f"output .{output.kind}")


def _write_figures(rendered: Rendered, output: Path) -> dict[str, str]:
    """Write the figures as files; return the markup that shows each, by chunk label."""
    markup: dict[str, str] = {}
    for step in rendered.lesson.steps():
        for chunk in step.chunks:
            for one in rendered.columns[chunk.language].outputs.get(chunk.label, []):
                alternative = step.options.fig_alt
                if one.kind != "figure" or alternative is None:
                    continue
                path = Path("figures") / rendered.lesson.name / f"{step.label}-{chunk.language}.svg"
                (output / path).parent.mkdir(parents=True, exist_ok=True)
                (output / path).write_text(describe(one.content, alternative), encoding="utf-8")
                pixels = size(one.content)
                extent = f' width="{pixels[0]}" height="{pixels[1]}"' if pixels else ""
                markup[chunk.label] = (
                    f'<p class="figure"><img src="{path.as_posix()}" alt="{html.escape(alternative)}"{extent}></p>'
                )
    return markup


def _contents(body: str) -> str:
    """Links to the sections of the page, as list items."""
    headings = [
        (name, re.sub(r"</?a\b[^>]*>", "", inside))
        for name, inside in re.findall(r'<h2[^>]*\bid="([^"]+)"[^>]*>(.*?)</h2>', body, re.DOTALL)
    ]
    return "\n".join(
        f'<li><a href="#{name}">{inside}</a></li>'
        for name, inside in [*headings, ("comparison", "The numbers, compared")]
    )


def _made(rendered: Rendered) -> str:
    """Versions, date, threads, seeds and seconds, as HTML."""
    r, python = rendered.columns["r"], rendered.columns["python"]
    code = "\n".join(chunk.code for step in rendered.lesson.steps() for chunk in step.chunks)
    seeds = sorted({int(seed) for seed in _SEED.findall(code)})
    said = [
        f"R column: {_versions(r)}; computed on {r.date} in {r.seconds:.1f} s.",
        f"Python column: {_versions(python)}; computed on {python.date} in {python.seconds:.1f} s.",
        f"Both with {THREADS} threads; "
        + (f"seeds in the code: {', '.join(map(str, seeds))}." if seeds else "no seeds in the code."),
    ]
    return "<br>\n".join(html.escape(line) for line in said)


def _versions(column: Column) -> str:
    return ", ".join(f"{name} {version}" for name, version in column.versions.items())


def _neighbour(lesson: Lesson, side: str, word: str) -> str:
    relation = "prev" if side == "previous" else "next"
    title = html.escape(lesson.header.title)
    return f'<a class="{side}" rel="{relation}" href="{lesson.name}.html"><span>{word}</span> {title}</a>'
