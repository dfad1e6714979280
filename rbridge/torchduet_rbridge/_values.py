"""What stands in Python for things that only R has."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

__all__ = ["Element", "NamedList", "RError", "RObject"]


class NamedList(list[tuple[str | None, Any]]):
    """An R list whose names are partly missing or not unique: pairs of name and value, in order."""

    attributes: Any = MappingProxyType({})


class RObject:
    """An R object that Python only keeps and gives back: a formula, an environment, a symbol.

    Parameters
    ----------
    sexp : rpy2 capsule
        Keeps the object alive.
    """

    def __init__(self, sexp: Any) -> None:
        self.sexp = sexp

    def __deepcopy__(self, memo: dict[int, Any]) -> RObject:
        return self  # Python cannot look into it, and so not change it

    def __repr__(self) -> str:
        return f"<R object of type {self.sexp.typeof}>"


@dataclass(frozen=True, slots=True)
class Element:
    """One row of a data frame's column that is an R object of which Python knows nothing.

    Parameters
    ----------
    object : RObject
        The whole column.
    row : int
        Counted from zero.
    """

    object: RObject
    row: int


class RError(RuntimeError):
    """An R error that came out of a callback; in R it is raised again as the condition that it was.

    Parameters
    ----------
    message : str
    condition : RObject
        R's condition object.
    """

    def __init__(self, message: str, condition: RObject) -> None:
        super().__init__(message)
        self.condition = condition
