"""What the reviews that a fit held back say of it."""

from __future__ import annotations

from typing import Any

import torchduet as td

__all__ = ["judged"]


def judged(model: td.TextClassifier) -> dict[str, Any]:
    """Return ``epochs`` (of the weights that were kept), and ``validation_loss`` and ``validation_accuracy`` there."""
    best = model.history_.sort_values("validation_loss", kind="stable").iloc[0]
    return {
        "epochs": int(best["epoch"]),
        "validation_loss": round(best["validation_loss"], 6),
        "validation_accuracy": best["validation_accuracy"],
    }
