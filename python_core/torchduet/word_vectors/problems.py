"""What is wrong in a file of word vectors: collected with line numbers, or refused at the first."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pandas as pd

from torchduet.errors import InputValueError, literal

__all__ = ["POLICIES", "Problems"]

POLICIES = ("skip", "error")
MOST_KEPT = 1000
"""Problems that the table lists; the others are counted."""
LONGEST_TEXT = 40


class Problems:
    """The lines of a file that cannot be used.

    Parameters
    ----------
    path : Path
        For messages.
    policy : {"skip", "error"}

    Attributes
    ----------
    count : int
    """

    def __init__(self, path: Path, policy: str) -> None:
        self.path = path
        self.policy = policy
        self.count = 0
        self._rows: list[tuple[int, str, str]] = []

    def add(self, line: int, problem: str, text: bytes | str = b"") -> None:
        """Note what is wrong with a line, counted from 1; of a binary file, with a word."""
        if isinstance(text, bytes):
            text = text[: 4 * LONGEST_TEXT].decode(errors="backslashreplace")
        self.count += 1
        if len(self._rows) < MOST_KEPT:
            self._rows.append((line, problem, text[:LONGEST_TEXT]))
        if self.policy == "error":
            self.refuse()

    @property
    def first(self) -> str:
        """The problem that comes first in the file."""
        line, problem, _ = min(self._rows)
        return f"line {line}: {problem}"

    def refuse(self) -> None:
        """Raise an error for the first problem, if there is one."""
        if self._rows:
            raise InputValueError(
                f"{literal(self.path)}, {literal(self.first)}. Mend the file, or leave such lines out with "
                'problems = "skip"'
            )

    def warn(self) -> None:
        """Warn where there is something to warn of."""
        if self.count:
            message = f"{self.path}: {self.count:,} line(s) cannot be used, the first is {self.first}"
            warnings.warn(message, UserWarning, stacklevel=4)

    def table(self) -> pd.DataFrame:
        """Return a row per problem: ``line``, ``problem``, ``text``."""
        table = pd.DataFrame(sorted(self._rows), columns=["line", "problem", "text"])
        return table.astype({"line": "int64", "problem": "str", "text": "str"})

    def to_json(self) -> bytes:
        """Return what `from_json` reads."""
        return json.dumps({"count": self.count, "rows": self._rows}).encode()

    @classmethod
    def from_json(cls, content: bytes, path: Path, policy: str) -> Problems:
        """Return problems that were found when a file was first read; refuse them if that is the policy now."""
        document = json.loads(content)
        problems = cls(path, policy)
        problems.count = int(document["count"])
        problems._rows = [(int(line), str(problem), str(text)) for line, problem, text in document["rows"]]
        if policy == "error":
            problems.refuse()
        return problems
