"""A page of the reference: its parts, R's beside Python's."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from lessons.lesson import Lesson
from lessons.markdown import raw
from reference.addresses import Addresses
from reference.markdown import definitions, term
from reference.pairs import PYTHON_ONLY, r_name, snake_case
from reference.python_names import PythonName, PythonSide
from reference.python_side import PythonReader
from reference.r_side import r_parts
from reference.r_topics import RSide
from reference.topics import Topic

ASSETS = Path(__file__).with_name("assets")
_HEADINGS = {
    "description": "",  # stands under the title
    "usage": "Usage",
    "arguments": "Arguments",
    "value": "Value",
    "attributes": "Attributes",
    "errors": "Errors",
    "details": "Details",
    "examples": "Examples",
    "methods": "Methods",
    "source": "Source",
    "see-also": "See also",
}


@dataclass(frozen=True)
class Reference:
    """Everything that the pages are made from."""

    r: RSide
    python: PythonSide
    topics: Sequence[Topic]
    addresses: Addresses


def markdown(topic: Topic, reference: Reference) -> str:
    """Write the parts of a page, R's and Python's beside each other."""
    addresses = reference.addresses
    reader = PythonReader(addresses.in_python)
    r = r_parts(topic.r, addresses.in_r, reference.r.methods) if topic.r else {}
    python = reader.parts(topic.python, topic.title)
    if topic.why_alone:
        alone, there = (python, "R") if not topic.python else (r, "Python")
        alone["description"] = f"Only in {there}: {addresses.in_note(topic.why_alone)}."
    kinds = [one for one in topic.python if one.kind == "class"]
    parts: list[str] = []
    for name, heading in _HEADINGS.items():
        if name == "attributes":
            parts += [_attributes(kind, reader, reference) for kind in kinds]
        elif name == "methods":
            parts += [_methods(kind, reader, reference) for kind in kinds]
        else:
            parts.append(_row(name, heading, r.get(name, ""), python.get(name, "")))
    return "\n\n".join(part for part in parts if part)


def main_html(topic: Topic, body: str, *, group: str, lessons: Sequence[Lesson], made: str) -> str:
    """Put title, names and the lessons that use them around what pandoc has made of the parts."""
    names = {"r": topic.r_names, "python": [one.called for one in topic.python if one.kind != "module"]}
    listed = "\n".join(
        f'<p class="names {language}"><span class="language">{spoken}</span> {" ".join(map(_code, called))}</p>'
        for language, spoken in (("r", "R"), ("python", "Python"))
        if (called := names[language])
    )
    if lessons:
        links = ", ".join(
            f'<a href="../{one.name}.html">{html.escape(one.name.replace("-", " "))}</a>' for one in lessons
        )
        listed += f'\n<p class="facts"><span>in the lessons {links}</span></p>'
    return Template((ASSETS / "topic.html").read_text(encoding="utf-8")).substitute(
        group=html.escape(group), title=html.escape(topic.title), names=listed, body=body, made=html.escape(made)
    )


def _row(anchor: str, heading: str, r: str, python: str) -> str:
    """Write one part of the page, with a heading that is there for whoever sees something below it."""
    if not r and not python:
        return ""
    alone = "" if r and python else ' class="r-alone"' if r else ' class="python-alone"'
    # As HTML: pandoc makes many pages at once and would find each heading's name taken.
    head = raw(f'<h2 id="{anchor}"{alone}>{heading}</h2>') if heading else ""
    return "\n\n".join(part for part in (head, _step(r, python)) if part)


def _step(r: str, python: str, seen: str = "") -> str:
    columns = "\n\n".join(
        f'::: {{.column .{language} role="group" aria-label="{name}"}}\n\n'
        f"{raw(f'<p class=language>{name}</p>')}\n\n{inner}\n\n:::"
        for language, name, inner in (("r", "R", r), ("python", "Python", python))
        if inner
    )
    return f":::: {{.step .{'pair' if r and python else 'alone'} {seen}}}\n\n{columns}\n\n::::"


def _attributes(kind: PythonName, reader: PythonReader, reference: Reference) -> str:
    """Write the learned values of a class, what R has for each beside it."""
    learned = [one for one in reference.python.members(kind.name) if one.kind == "attribute"]
    if not learned:
        return ""
    in_r = definitions([(term([one.short]), _in_r(one, reference)) for one in learned], "arguments")
    head = raw('<h2 id="attributes" class="python-alone">Attributes</h2>')
    return f"{head}\n\n{_step(in_r, reader.attributes(kind), '.python-alone')}"


def _methods(kind: PythonName, reader: PythonReader, reference: Reference) -> str:
    """Write the methods of a class, what R has for each beside it."""
    methods = [one for one in reference.python.members(kind.name) if one.kind == "method"]
    if not methods:
        return ""
    links = " ".join(f'<a href="#{one.short}">{_code(one.short)}</a>' for one in methods)
    parts = [raw(f'<h2 id="methods" class="python-alone">Methods</h2>\n<p class="take python-alone">{links}</p>')]
    for one in methods:
        parts.append(raw(f'<h3 id="{one.short}" class="python-alone">{_code(one.short)}</h3>'))
        parts.append(_step(_in_r(one, reference), reader.method(one), ".python-alone"))
    return "\n\n".join(parts)


def _in_r(one: PythonName, reference: Reference) -> str:
    """Say what R has in place of a member of a class."""
    kind = snake_case(one.owner)
    if one.name in PYTHON_ONLY:
        said = f"Only in Python: {reference.addresses.in_note(PYTHON_ONLY[one.name], kind)}"
    else:
        aliases = {alias for topic in reference.r.topics for alias in topic.aliases}
        said = f"In R: {reference.addresses.of_r_function(r_name(one.name, aliases).partition('.')[0], kind)}"
    return f"::: in-r\n{said}\n:::"


def _code(name: str) -> str:
    return f"<code>{html.escape(name)}</code>"
