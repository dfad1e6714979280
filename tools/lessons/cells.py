"""Notebooks and their cells; nbformat's own functions have no types, so everything goes through these few."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

Cell = nbformat.NotebookNode
Notebook = nbformat.NotebookNode


def code_cell(
    source: str, *, label: str | None = None, outputs: Sequence[dict[str, Any]] = (), may_fail: bool = False
) -> Cell:
    """Make a cell of code; where it `may_fail`, "Run all" goes on after it."""
    metadata: dict[str, Any] = {} if label is None else {"label": label}
    if may_fail:
        metadata["tags"] = ["raises-exception"]
    made = [nbformat.from_dict(output) for output in outputs]  # type: ignore[no-untyped-call]
    cell: Cell = nbformat.v4.new_code_cell(source, outputs=made, metadata=metadata)  # type: ignore[no-untyped-call]
    return cell


def markdown_cell(source: str) -> Cell:
    """Make a cell of prose."""
    cell: Cell = nbformat.v4.new_markdown_cell(source)  # type: ignore[no-untyped-call]
    return cell


def notebook_of(cells: Sequence[Cell]) -> Notebook:
    """Make a notebook for Python; the same cells give the same notebook, byte for byte."""
    for i, cell in enumerate(cells):
        cell.id = f"cell-{i}"
    notebook: Notebook = nbformat.v4.new_notebook(cells=list(cells))  # type: ignore[no-untyped-call]
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return notebook


def write_notebook(notebook: Notebook, path: Path) -> None:
    """Write a notebook, which must be valid."""
    nbformat.validate(notebook)
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]
