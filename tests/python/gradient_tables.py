"""How tests read and compare tables of gradients."""

from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

assert_close = partial(np.testing.assert_allclose, rtol=1e-12, atol=1e-12)


def totals(trace: pd.DataFrame, layer: int = 0, direction: str = "forward") -> dict[str, NDArray[np.float64]]:
    """The sum over the steps of every quantity's elements, by name, in torch's shape."""
    rows = trace[(trace["layer"] == layer) & (trace["direction"] == direction)]
    summed = rows.groupby(["quantity", "row", "column"], dropna=False)["value"].sum().reset_index()
    made = {}
    for name, part in summed.groupby("quantity"):
        if part["column"].isna().any():
            made[name] = part.sort_values("row")["value"].to_numpy()
        else:
            made[name] = part.pivot(index="row", columns="column", values="value").to_numpy()
    return made


def at_steps(trace: pd.DataFrame, quantity: str, layer: int = 0, direction: str = "forward") -> NDArray[np.float64]:
    """One quantity of one layer and direction, shape (time, elements)."""
    rows = trace[(trace["quantity"] == quantity) & (trace["layer"] == layer) & (trace["direction"] == direction)]
    return rows.pivot(index="step", columns="row", values="value").to_numpy()
