"""A solution is written once, with its check; the exercise is what is left without it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lessons.errors import LessonError
from lessons.lesson import Chunk

_OPENS, _CLOSES = re.compile(r"^\s*# <solution>\s*$"), re.compile(r"^\s*# </solution>\s*$")


@dataclass(frozen=True)
class Solution:
    """The three parts of a solution's chunk: what the learner is given, what they write, what checks it."""

    given: str
    answer: str
    check: str

    @property
    def whole(self) -> str:
        """The chunk without its markers."""
        return "\n".join(part for part in (self.given, self.answer, self.check) if part)


def split_solution(chunk: Chunk, *, is_solution: bool) -> Solution | None:
    """Split a solution's chunk at its markers; None for a chunk that is no solution."""
    lines = chunk.code.splitlines()
    opens = [i for i, line in enumerate(lines) if _OPENS.match(line)]
    closes = [i for i, line in enumerate(lines) if _CLOSES.match(line)]
    if not is_solution:
        if opens or closes:
            raise LessonError(
                f"{chunk.where}: chunk {chunk.label!r} has solution markers but is not marked solution=TRUE."
            )
        return None
    if len(opens) != 1 or len(closes) != 1 or opens[0] > closes[0]:
        raise LessonError(
            f"{chunk.where}: solution chunk {chunk.label!r} needs one line '# <solution>' "
            "and, after it, one line '# </solution>'."
        )
    check = "\n".join(lines[closes[0] + 1 :]).strip("\n")
    if not check.strip():
        raise LessonError(
            f"{chunk.where}: solution chunk {chunk.label!r} checks nothing; "
            "write stopifnot() or assert after '# </solution>'."
        )
    return Solution(
        given="\n".join(lines[: opens[0]]).strip("\n"),
        answer="\n".join(lines[opens[0] + 1 : closes[0]]).strip("\n"),
        check=check,
    )
