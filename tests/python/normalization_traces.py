"""How tests read and compare the traces of normalizations."""

import numpy as np


def quantity(trace, name):
    """The numbers of one quantity, in the shape that they have in the formulas."""
    rows = trace[trace["quantity"] == name]
    values = rows["value"].to_numpy()
    by_both = rows[["example", "feature"]].notna().all(axis=None)
    return values.reshape(rows["example"].max() + 1, -1) if by_both else values


def assert_close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
