"""Mark which numbers are positions, so that a language that counts from one can be served at one place.

Ids, axes and layers count from zero here. A parameter or result annotated `Positions` says so in its type; whoever
calls from a language that counts from one reads the annotation and shifts by one, once. An error that names a
position keeps it apart from its words for the same reason.
"""

from typing import Annotated, Any, Final

import numpy as np

__all__ = ["ZERO_BASED", "PositionError", "Positions"]


class ZeroBased:
    """The annotation of numbers that count from zero."""

    def __repr__(self) -> str:
        return "ZeroBased()"


ZERO_BASED: Final = ZeroBased()

Positions = Annotated[np.ndarray[Any, np.dtype[np.int64]], ZERO_BASED]
"""An integer array of zero-based positions, for instance token ids."""


class PositionError(ValueError):
    """A ValueError whose message names positions.

    Parameters
    ----------
    template : str
        The message, with a ``{name}`` for every position.
    **positions : int
        The positions, counted from zero.

    Examples
    --------
    >>> error = PositionError("texts: element {element} is missing", element=2)
    >>> str(error)
    'texts: element 2 is missing'
    >>> error.message(first=1)
    'texts: element 3 is missing'
    """

    def __init__(self, template: str, **positions: int) -> None:
        self.template = template
        self.positions = positions
        super().__init__(self.message(first=0))

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions are rebuilt from `args`, which holds the finished message only.
        return _rebuild, (self.template, self.positions)

    def message(self, *, first: int) -> str:
        """Return the message with positions counted from `first`."""
        return self.template.format(**{name: value + first for name, value in self.positions.items()})


def _rebuild(template: str, positions: dict[str, int]) -> PositionError:
    return PositionError(template, **positions)
