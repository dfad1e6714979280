"""How a text classifier is trained in a blink, and what makes two fitted models the same to the last bit."""

from typing import Any

import torchduet as td

QUICK: dict[str, Any] = {"seed": 1, "embedding_dim": 8, "epochs": 4, "learning_rate": 0.02}


def weights(model: td.TextClassifier | td.TabularClassifier) -> bytes:
    return b"".join(tensor.numpy().tobytes() for tensor in model.network_.state_dict().values())
