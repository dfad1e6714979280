"""Python's side: the public names with their signatures and docstrings, read by `read_python.py`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lessons.column import REPOSITORY, clean_text, environment
from lessons.errors import LessonError
from reference.docstring import Docstring, Item, parse_docstring
from reference.examples import Shown, from_docstring


@dataclass(frozen=True)
class PythonName:
    """A public name as seen from the package: `tokenize`, `TextClassifier.fit`, `datasets.fine_foods`."""

    name: str
    kind: str  # "module", "class", "function", and of a class "method" or "attribute"
    signature: str
    docstring: Docstring
    examples: tuple[Shown, ...]

    @property
    def short(self) -> str:
        """The name without its class or module."""
        return self.name.rpartition(".")[2]

    @property
    def called(self) -> str:
        """The name as it is spoken of: functions and methods with parentheses."""
        return f"{self.name}()" if self.kind in ("function", "method") else self.name

    @property
    def owner(self) -> str:
        """The class of a method or learned value, else nothing."""
        return self.name.rpartition(".")[0] if self.kind in ("method", "attribute") else ""


@dataclass(frozen=True)
class PythonSide:
    """All public names, in the order of `__all__`."""

    names: tuple[PythonName, ...]
    versions: dict[str, str]

    def members(self, owner: str) -> list[PythonName]:
        """Methods and learned values of a class."""
        return [one for one in self.names if one.owner == owner]


def run_python() -> dict[str, Any]:
    """Read all names and run their examples, in a process of its own."""
    command = [sys.executable, "-W", "error", "-m", "reference.read_python"]
    tools = str(REPOSITORY / "tools")
    path = {"PYTHONPATH": f"{tools}:{environment().get('PYTHONPATH', '')}"}
    run = subprocess.run(
        command, env={**environment(), **path}, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8"
    )
    if run.returncode != 0:
        raise LessonError(f"Python's side of the reference failed.\n{clean_text(run.stderr)}")
    found: dict[str, Any] = json.loads(run.stdout)
    if problems := [one["problem"] for one in found["names"] if one["problem"]]:
        raise LessonError("Examples in docstrings do not give what they show.\n" + "\n".join(problems))
    return found


def read_python_side(raw: dict[str, Any]) -> PythonSide:
    """Turn what `read_python.py` gave into names, after checking that docstrings fit the signatures."""
    parsed = {one["name"]: _docstring(one) for one in raw["names"] if one["kind"] != "attribute"}
    attributes = {
        f"{owner}.{name}": item
        for owner, docstring in parsed.items()
        for item in docstring.sections.get("Attributes", [])
        for name in item.name.split(", ")
    }
    there = {one["name"] for one in raw["names"]}
    if gone := sorted(set(attributes) - there):
        raise LessonError(f"Docstrings describe attributes that are not there: {', '.join(gone)}; annotate them.")
    names = []
    for one in raw["names"]:
        name = one["name"]
        if one["kind"] != "attribute":
            examples = from_docstring(parsed[name].prose.get("Examples", ""), one["imports"])
            names.append(PythonName(name, one["kind"], one["signature"], parsed[name], tuple(examples)))
        elif name in attributes:
            names.append(PythonName(name, "attribute", "", _of_attribute(attributes[name]), ()))
        else:
            owner, _, short = name.rpartition(".")
            raise LessonError(f"The docstring of {owner} does not say what {short} is; add it to its Attributes.")
    return PythonSide(tuple(names), raw["versions"])


def _docstring(one: dict[str, Any]) -> Docstring:
    docstring = parse_docstring(one["docstring"], one["name"])
    described = [name.lstrip("*") for item in docstring.sections.get("Parameters", []) for name in _split(item)]
    if described and described != one["parameters"]:
        raise LessonError(
            f"{one['name']}: the docstring describes the parameters {', '.join(described)}; "
            f"the signature has {', '.join(one['parameters'])}."
        )
    return docstring


def _split(item: Item) -> Sequence[str]:
    return [name.strip() for name in item.name.split(",")]


def _of_attribute(item: Item) -> Docstring:
    return Docstring(item.text, "", {"Returns": [Item("", item.type, "")]} if item.type else {})
