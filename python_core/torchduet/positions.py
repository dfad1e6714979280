"""Mark which numbers are positions, so that a language that counts from one can be served at one place.

Ids, axes and layers count from zero here. A parameter or result annotated `Positions` says so in its type, and so do a
table with `PositionColumns` and weights with `LAYER_NAMES`; whoever calls from a language that counts from one reads
the annotation and shifts by one, once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "LAYER_NAMES",
    "ZERO_BASED",
    "LayerNames",
    "LayerNamesLike",
    "LayerRates",
    "NamedWeights",
    "PositionColumns",
    "Positions",
    "PositionsLike",
    "WeightTable",
    "ZeroBased",
]


class ZeroBased:
    """The annotation of numbers that count from zero."""

    def __repr__(self) -> str:
        return "ZeroBased()"


ZERO_BASED: Final = ZeroBased()

Positions = Annotated[np.ndarray[Any, np.dtype[np.int64]], ZERO_BASED]
"""An integer array of zero-based positions, for instance token ids."""

PositionsLike = Annotated[ArrayLike, ZERO_BASED]
"""What an array of positions can be made of: nested lists, a tensor."""


@dataclass(frozen=True)
class PositionColumns:
    """The annotation of a data frame: which of its columns count from zero."""

    names: tuple[str, ...]


class LayerNames:
    """The annotation of weights by name, where the names of recurrent layers count from zero: ``weight_ih_l0``."""

    def __repr__(self) -> str:
        return "LayerNames()"


LAYER_NAMES: Final = LayerNames()

NamedWeights = Annotated[dict[str, NDArray[np.float64]], LAYER_NAMES]
"""Weights by their names, as torch gives them."""

WeightTable = Annotated[pd.DataFrame, LAYER_NAMES]
"""A data frame with the names of weights in the column ``weights``."""

LayerNamesLike = Annotated[str | Sequence[str], LAYER_NAMES]
"""The name of a layer or weight, or several."""

LayerRates = Annotated[Mapping[str, float], LAYER_NAMES]
"""Learning rates by the names of layers or weights."""
