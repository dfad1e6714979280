"""Mark which numbers are positions, so that a language that counts from one can be served at one place.

Ids, axes and layers count from zero here. A parameter or result annotated `Positions` says so in its type; whoever
calls from a language that counts from one reads the annotation and shifts by one, once.
"""

from typing import Annotated, Any, Final

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["ZERO_BASED", "Positions", "PositionsLike"]


class ZeroBased:
    """The annotation of numbers that count from zero."""

    def __repr__(self) -> str:
        return "ZeroBased()"


ZERO_BASED: Final = ZeroBased()

Positions = Annotated[np.ndarray[Any, np.dtype[np.int64]], ZERO_BASED]
"""An integer array of zero-based positions, for instance token ids."""

PositionsLike = Annotated[ArrayLike, ZERO_BASED]
"""What an array of positions can be made of: nested lists, a tensor."""
