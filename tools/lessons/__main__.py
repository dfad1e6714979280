"""The command: `python -m lessons build [lesson ...] [--source vignettes] [--output _site] [--force]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lessons.build import build
from lessons.column import REPOSITORY
from lessons.errors import LessonError


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and do what it says; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m lessons", description="Render lessons in R and in Python and compare their results."
    )
    commands = parser.add_subparsers(required=True, metavar="build")
    command = commands.add_parser("build", help="render lessons, print what was compared and the page to open")
    command.add_argument(
        "lessons", nargs="*", metavar="lesson", help="lessons to render, by file name without .Rmd (default: all)"
    )
    command.add_argument(
        "--source", type=Path, default=REPOSITORY / "vignettes", help="folder of the lessons (default: vignettes)"
    )
    command.add_argument(
        "--output", type=Path, default=REPOSITORY / "_site", help="folder of the site (default: _site)"
    )
    command.add_argument("--force", action="store_true", help="run all code although nothing has changed")
    given = parser.parse_args(arguments)
    try:
        return build(given.lessons, given.source, given.output, force=given.force)
    except LessonError as error:
        print(f"FAILED {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
