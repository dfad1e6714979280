"""The pages of the reference: each a topic of R's with the Python names that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lessons.errors import LessonError
from reference.pairs import PYTHON_ONLY, R_ONLY, r_name
from reference.python_names import PythonName, PythonSide
from reference.r_topics import RSide, RTopic

OVERVIEW = "torchduet-package"


@dataclass(frozen=True)
class Topic:
    """One page; at least one language has something on it."""

    name: str
    r: RTopic | None
    python: tuple[PythonName, ...]

    @property
    def title(self) -> str:
        """What the page is about."""
        return self.r.title if self.r else self.python[0].docstring.summary.rstrip(".")

    @property
    def r_names(self) -> list[str]:
        """R's functions as they are called; methods by their generic, those for printing left out."""
        if self.r is None or self.name == OVERVIEW:
            return []
        called = [_called(alias) for alias in self.r.aliases if not alias.startswith("print.")]
        return list(dict.fromkeys(called))

    @property
    def why_alone(self) -> str:
        """Why the page is in one language only, where it is."""
        if self.r is not None and self.python:
            return ""
        notes = PYTHON_ONLY if self.r is None else R_ONLY
        names = [one.name for one in self.python] if self.r is None else self.r.aliases
        return next((notes[name] for name in names if name in notes), "")


def pair(r: RSide, python: PythonSide) -> list[Topic]:
    """Put every Python name on a page; fail where R's page for it is missing."""
    by_alias = {alias: topic.name for topic in r.topics for alias in topic.aliases}
    on_page: dict[str, list[PythonName]] = {topic.name: [] for topic in r.topics}
    for one in python.names:
        members = on_page.setdefault(_page(one, python, by_alias), [])
        if all(other.name != one.owner for other in members):  # else the page has the whole class anyway
            members.append(one)
    topics = {topic.name: topic for topic in r.topics}
    for name, topic in topics.items():  # in the order in which R has them
        on_page[name].sort(key=lambda one: _place(one, topic))
    return [Topic(name, topics.get(name), tuple(names)) for name, names in on_page.items()]


def _page(one: PythonName, python: PythonSide, by_alias: Mapping[str, str]) -> str:
    if one.kind == "module":
        return OVERVIEW
    if one.name in PYTHON_ONLY:
        owner = next((other for other in python.names if other.name == one.owner), None)
        return _page(owner, python, by_alias) if owner else one.name.lower()
    in_r = r_name(one.name, by_alias)
    if in_r not in by_alias:
        raise LessonError(
            f"No page of man/ documents {in_r}, which R calls Python's {one.name}. Document it in R/, or, where it is "
            "in Python only or under another name, say so in tools/reference/pairs.py."
        )
    return by_alias[in_r]


def _place(one: PythonName, topic: RTopic) -> int:
    in_r = r_name(one.name, topic.aliases)
    return topic.aliases.index(in_r) if in_r in topic.aliases else len(topic.aliases)


def _called(alias: str) -> str:
    generic, _, kind = alias.partition(".")
    return f"{generic}()" if kind else f"{alias}()"
