"""Whether, and how deep, Python is being called by R."""

from __future__ import annotations

import sys

__all__ = ["depth", "enter", "leave"]

# Python frames between two calls from R, generously: each level brings them along, so that Python's own limit is what
# it always is for the code of one level. R's limit, the C stack, ends what goes on for ever.
_FRAMES_OF_A_LEVEL = 40

_depth = 0


def depth() -> int:
    """Return how many calls from R are on the stack; 0 where Python is its own master."""
    return _depth


def enter() -> None:
    """Count a call from R; `leave` must follow."""
    global _depth
    _depth += 1
    if _depth > 1:
        sys.setrecursionlimit(sys.getrecursionlimit() + _FRAMES_OF_A_LEVEL)


def leave() -> None:
    """Count a call from R as done."""
    global _depth
    if _depth > 1:
        sys.setrecursionlimit(sys.getrecursionlimit() - _FRAMES_OF_A_LEVEL)
    _depth -= 1
