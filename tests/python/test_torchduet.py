"""The package as a whole: its surface, what importing it costs, and the examples in its docstrings."""

import ast
import doctest
import importlib
import inspect
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import torchduet as td

# Those in Python: what is compiled cannot be imported everywhere, and holds no examples.
MODULES = [
    "torchduet",
    *(
        found.name
        for found in pkgutil.walk_packages(td.__path__, "torchduet.")
        if getattr(found.module_finder.find_spec(found.name), "origin", "").endswith(".py")
    ),
]
SOURCES = {str(file.relative_to(td.__path__[0])): file for file in sorted(Path(td.__path__[0]).rglob("*.py"))}


def test_everything_public_is_there_and_has_a_docstring():
    assert td.__all__ == sorted(td.__all__, key=lambda name: (not name[0].isupper(), name))
    for name in td.__all__:
        public = getattr(td, name)
        assert public.__doc__, name
        if inspect.isclass(public):
            for method, function in inspect.getmembers(public, inspect.isfunction):
                assert method.startswith("_") or function.__doc__, f"{name}.{method}"


def test_every_public_function_and_class_has_an_example():
    for name in td.__all__:
        public = getattr(td, name)
        if not inspect.ismodule(public) and name not in ("clear_results", "recorded_results"):
            assert ">>>" in public.__doc__, name


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    module = importlib.import_module(name)
    failures, _ = doctest.testmod(module)
    td.clear_results()  # an example records one
    assert failures == 0


def test_some_examples_were_found():
    finder = doctest.DocTestFinder(exclude_empty=True)
    tried = [found for name in MODULES for found in finder.find(importlib.import_module(name)) if found.examples]
    assert len(tried) >= 10


def test_importing_it_imports_nothing_heavy_but_torch_and_pandas():
    script = "import sys, torchduet; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    said = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    imported = set(said.stdout.split())
    assert {"torchduet", "torch", "pandas"} <= imported
    assert not imported & {"sklearn", "matplotlib", "polars", "rpy2", "scipy", "safetensors", "torchduet_rbridge"}


def test_the_core_knows_nothing_of_the_bridge():
    for file in SOURCES.values():
        source = file.read_text(encoding="utf-8")
        assert "rpy2" not in source
        assert "torchduet_rbridge" not in source


@pytest.mark.parametrize("name", SOURCES)
def test_what_a_module_takes_from_another_is_in_its_all(name):
    for node in ast.walk(ast.parse(SOURCES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "torchduet":
            offered = importlib.import_module(node.module).__all__
            for taken in node.names:
                assert taken.name in offered or f"{node.module}.{taken.name}" in MODULES
