"""Markdown as pandoc reads it, and the HTML it becomes."""

from __future__ import annotations

import re
import subprocess

from lessons.errors import LessonError


def to_html(markdown: str, where: str) -> str:
    """Turn Markdown into HTML, formulas into MathML."""
    command = ["pandoc", "--from=markdown-implicit_figures", "--to=html5", "--mathml", "--wrap=preserve"]
    try:
        run = subprocess.run(command, input=markdown, capture_output=True, text=True, encoding="utf-8")
    except FileNotFoundError:
        raise LessonError("pandoc is not installed; `make setup` installs it, or: apt-get install pandoc") from None
    if run.returncode != 0 or run.stderr.strip():  # pandoc only warns of a formula that it cannot read
        raise LessonError(f"{where}: pandoc says: {run.stderr.strip()}")
    return run.stdout


def fenced(text: str, classes: str) -> str:
    """Write a block of code, or of what it printed."""
    fence = "~" * max([3, *(len(run) + 1 for run in re.findall(r"^\s*(~+)", text, re.MULTILINE))])
    return f"{fence} {{.{classes}}}\n{text}\n{fence}"


def raw(markup: str) -> str:
    """Write HTML that stays as it is."""
    return f"```{{=html}}\n{markup}\n```"
