"""Where each name has its place in the reference, for the links in help and docstrings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lessons.errors import LessonError
from reference.markdown import code, escaped
from reference.python_names import PythonSide
from reference.r_topics import RSide
from reference.topics import Topic


class Addresses:
    """The page, and on the page of a class the anchor, of every name in both languages."""

    def __init__(self, topics: Sequence[Topic], r: RSide, python: PythonSide) -> None:
        self._r = {alias: f"{topic.name}.html" for topic in topics if topic.r for alias in topic.r.aliases}
        self._not_here = r.internal | r.foreign
        self._python = {one.name: f"{topic.name}.html" for topic in topics for one in topic.python}
        for one in python.names:
            if one.owner:  # at home on the page of its class, wherever else it is shown
                self._python[one.name] = f"{self._python[one.owner]}#{one.short}"

    def in_r(self, name: str, package: str = "") -> str | None:
        """Where R's help on a name is; None for help of other packages."""
        if package in ("", "torchduet") and name in self._r:
            return self._r[name]
        if package or name in self._not_here:
            return None
        raise LessonError(f"R's help links to {name}, which no page documents; mend the link in R/.")

    def in_python(self, name: str, context: str) -> str | None:
        """Where Python's documentation of a name is, said in the docstring of a class or of one of its members."""
        return self._python.get(f"{context}.{name}") or self._python.get(name)

    def of_r_function(self, called: str, kind: str = "") -> str:
        """Write R's function as a link: by its own name, or as the method of a kind of model where it is one."""
        places = (self._r.get(name) for name in (called, f"{called}.{kind}", f"{called}.fitted_{kind}"))
        return code(f"{called}()", next(filter(None, places), None))

    def in_note(self, note: str, kind: str = "") -> str:
        """Write a note of `pairs.py` as Markdown, the functions in it as links."""
        parts = re.split(r"\b([a-z]\w*)\(\)", note)
        return "".join(self.of_r_function(part, kind) if i % 2 else escaped(part) for i, part in enumerate(parts))
