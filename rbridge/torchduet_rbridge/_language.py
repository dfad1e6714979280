"""How R writes what Python's messages hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from torchduet.errors import Language, Shape

__all__ = ["R_LANGUAGE"]

LONGEST_VECTOR = 6


def _shown(value: Any) -> str:
    """Return a value that came from R as R would write it."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Shape):
        return f"({', '.join(map(str, value))})"
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "TRUE", False: "FALSE"}[value]
    if value is pd.NA:
        return "NA"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return {"nan": "NaN", "inf": "Inf", "-inf": "-Inf"}.get(str(value), f"{value:.15g}")
    if isinstance(value, pd.DataFrame):
        return "a data frame"
    if isinstance(value, np.ndarray | pd.api.extensions.ExtensionArray | tuple | list) and _is_short_vector(value):
        items = [_shown(item) for item in value]
        return items[0] if len(items) == 1 else f"c({', '.join(items)})"
    if isinstance(value, np.ndarray):
        return f"an array of {' x '.join(map(str, value.shape))}"
    if isinstance(value, list | Mapping):
        return "a list"
    return "a function" if callable(value) else f"an object of class {type(value).__name__}"


def _is_short_vector(value: Any) -> bool:
    scalars = (str, bool, int, float, np.generic)
    return 0 < len(value) <= LONGEST_VECTOR and all(isinstance(item, scalars) or item is None for item in value)


R_LANGUAGE = Language(none="NULL", true="TRUE", false="FALSE", first=1, show=_shown)
