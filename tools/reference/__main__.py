"""The command: `python -m reference build [--output _site] [--source vignettes] [--force]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lessons.column import REPOSITORY
from lessons.errors import LessonError
from reference.build import build


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and do what it says; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m reference", description="Write the reference of both languages.")
    commands = parser.add_subparsers(required=True, metavar="build")
    command = commands.add_parser("build", help="run the examples, write the pages, follow the site's links")
    command.add_argument(
        "--output", type=Path, default=REPOSITORY / "_site", help="folder of the site (default: _site)"
    )
    command.add_argument(
        "--source", type=Path, default=REPOSITORY / "vignettes", help="folder of the lessons (default: vignettes)"
    )
    command.add_argument("--force", action="store_true", help="run all examples although nothing has changed")
    given = parser.parse_args(arguments)
    try:
        return build(given.output, given.source, force=given.force)
    except LessonError as error:
        print(f"FAILED {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
