"""Prints the public surface of the Python package as JSON: signatures, docstrings, and whether the examples hold.

Runs in a process of its own, `python -m reference.read_python`, so that its threads and warnings are the reference's.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import json
import sys
from collections.abc import Iterator
from typing import Any

_CUSTOM = {"np": "import numpy as np", "pd": "import pandas as pd", "plt": "import matplotlib.pyplot as plt"}


def public_names(module: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """All public names as seen from a package: those of `__all__`, of modules in it, and the members of classes."""
    for name in module.__all__:
        member = getattr(module, name)
        yield prefix + name, member
        if inspect.ismodule(member):
            yield from public_names(member, f"{prefix}{name}.")
        elif inspect.isclass(member):
            yield from _members(member, f"{prefix}{name}.")


def _members(kind: type, prefix: str) -> Iterator[tuple[str, Any]]:
    """Methods and learned values of a class, in the order in which they are written, inherited ones last."""
    seen: set[str] = set()
    for owner in kind.__mro__[:-1]:
        for name in [*vars(owner), *inspect.get_annotations(owner)]:
            member = inspect.getattr_static(kind, name, None)
            # What is learned is described in the class's docstring.
            is_learned = (member is None and name.endswith("_")) or isinstance(member, property)
            if not name.startswith("_") and name not in seen and (is_learned or inspect.isroutine(member)):
                seen.add(name)
                yield prefix + name, None if is_learned else getattr(kind, name)


def describe(name: str, member: Any) -> dict[str, Any]:
    """Describe one name as the pages need it."""
    if member is None:
        return {"name": name, "kind": "attribute", "signature": "", "parameters": [], "docstring": ""}
    if inspect.ismodule(member):
        kind = "module"
    elif inspect.isclass(member):
        kind = "class"
    else:
        kind = "method" if "." in member.__qualname__ else "function"
    written, parameters = ("", []) if kind == "module" else signature(member)
    return {
        "name": name,
        "kind": kind,
        "signature": written,
        "parameters": parameters,
        "docstring": (member.__dict__.get("__doc__") if kind == "class" else member.__doc__) or "",
    }


def signature(function: Any) -> tuple[str, list[str]]:
    """Write a signature without its types, which the docstring says better; and name its parameters."""
    found = inspect.signature(function)
    kept = [
        parameter.replace(annotation=parameter.empty, default=_Written.of(parameter.default))
        for parameter in found.parameters.values()
        if parameter.name != "self"
    ]
    written = str(found.replace(parameters=kept, return_annotation=inspect.Signature.empty))
    return written, [parameter.name for parameter in kept]


class _Written:
    """A default as code has it: texts in double quotes, functions and classes by name."""

    def __init__(self, value: Any) -> None:
        self.value = value

    @classmethod
    def of(cls, default: Any) -> Any:
        return default if default is inspect.Parameter.empty else cls(default)

    def __repr__(self) -> str:
        if isinstance(self.value, str):
            return json.dumps(self.value, ensure_ascii=False)
        return str(getattr(self.value, "__name__", repr(self.value)))


def run_examples(name: str, docstring: str, package: Any) -> dict[str, Any]:
    """Run a docstring's examples in an empty namespace; return their imports and what is wrong with them.

    The imports that the examples need stand above them on the page, so that what is shown there runs as it is.
    """
    examples = doctest.DocTestParser().get_examples(docstring, name)
    lines = imports(examples, package)
    namespace: dict[str, Any] = {}
    exec("\n".join(lines), namespace)
    test = doctest.DocTest(examples, namespace, name, None, None, docstring)
    problems: list[str] = []
    doctest.DocTestRunner().run(test, out=problems.append)
    return {"imports": lines, "problem": "".join(problems)}


def imports(examples: list[doctest.Example], package: Any) -> list[str]:
    """Write the imports of the names that examples use without having made them."""
    tree = ast.parse("".join(example.source for example in examples))
    loaded = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    made = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    made |= {
        (alias.asname or alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    lines = [line for short, line in _CUSTOM.items() if short in loaded - made]
    modules = [package, *(found for name in package.__all__ if inspect.ismodule(found := getattr(package, name)))]
    for module in modules:
        used = sorted((loaded - made) & set(module.__all__))
        if used:
            lines.append(f"from {module.__name__} import {', '.join(used)}")
    return lines


def main() -> int:
    """Print everything, as JSON."""
    package = importlib.import_module("torchduet")
    names = [("torchduet", package), *public_names(package)]
    found = []
    for name, member in names:
        one = describe(name, member)
        found.append({**one, **run_examples(name, one["docstring"], package)})
    json.dump({"names": found, "versions": _versions()}, sys.stdout)
    return 0


def _versions() -> dict[str, str]:
    versions = {"Python": ".".join(map(str, sys.version_info[:3]))}
    for name in ("torchduet", "torch"):
        versions[name] = str(importlib.import_module(name).__version__)
    return versions


if __name__ == "__main__":
    sys.exit(main())
