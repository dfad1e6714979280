"""A made-up table of numbers, levels and truth values, in classes that can be learned."""

from typing import Any

import numpy as np
import pandas as pd

QUICK: dict[str, Any] = {"seed": 1, "hidden_sizes": (8,), "epochs": 4, "learning_rate": 0.05}


def make_table() -> pd.DataFrame:
    generator = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "size": np.where(generator.random(120) < 0.1, np.nan, generator.normal(5, 2, 120)),
            "colour": generator.choice(["red", "blue"], 120),
            "old": generator.random(120) < 0.5,
        }
    )


def classes_of(table: pd.DataFrame) -> list[str]:
    large = table["size"].fillna(5) + 2 * (table["colour"] == "red") > 6
    return np.where(large, "large", "small").tolist()
