"""Gradients of one layer and direction as a table: a row per step and quantity, or per element."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from torchduet.backpropagation import Gradients
from torchduet.unrolling import Place

__all__ = ["element_table", "norm_table"]


def norm_table(gradients: Gradients, tokens: Sequence[str | None], place: Place) -> pd.DataFrame:
    """Return the norm of each gradient at each step, in the column ``norm``."""
    steps = _steps(tokens, place)
    parts = [
        steps.assign(quantity=name, norm=np.sqrt((values.reshape(len(steps), -1) ** 2).sum(axis=1)))
        for name, values in gradients.items()
    ]
    return pd.concat(parts).sort_values("step", kind="stable", ignore_index=True)


def element_table(gradients: Gradients, tokens: Sequence[str | None], place: Place) -> pd.DataFrame:
    """Return the elements of each gradient at each step, in the columns ``row``, ``column`` and ``value``."""
    steps = _steps(tokens, place)
    parts = []
    for name, values in gradients.items():
        elements = np.indices(values.shape[1:]).reshape(values.ndim - 1, -1)
        count = elements.shape[1]
        part = steps.loc[steps.index.repeat(count)].assign(quantity=name, row=np.tile(elements[0], len(steps)))
        columns = (
            np.tile(elements[1], len(steps)) if len(elements) > 1 else pd.array([pd.NA] * len(part), dtype="Int64")
        )
        parts.append(part.assign(column=pd.array(columns, dtype="Int64"), value=values.ravel()))
    return pd.concat(parts).sort_values("step", kind="stable", ignore_index=True)


def _steps(tokens: Sequence[str | None], place: Place) -> pd.DataFrame:
    layer, direction = place
    time = len(tokens)
    steps = np.arange(time)
    return pd.DataFrame(
        {
            "step": steps,
            "token": np.array(tokens, dtype=object),
            "distance": time - 1 - steps if direction == "forward" else steps,
            "layer": layer,
            "direction": direction,
        }
    )
