"""Copies of a model for each fold: with its settings, and nothing of what it learned."""

import copy
import sys
from collections.abc import Mapping
from typing import Any

__all__ = ["new_model", "with_settings"]


def new_model(model: Any) -> Any:
    """Return a copy of a model that is not fitted; the model is left as it was.

    Parameters
    ----------
    model : object
        One of this package's, one of scikit-learn's (a pipeline's steps are copied too), or any other, which is copied
        whole and so should not be fitted yet.

    Examples
    --------
    >>> from torchduet import TextClassifier
    >>> model = TextClassifier(epochs=3)
    >>> new_model(model)
    TextClassifier(epochs=3)
    """
    base = sys.modules.get("sklearn.base")  # who has one of scikit-learn's models has imported it
    if base is not None and isinstance(model, base.BaseEstimator):
        return base.clone(model)
    if hasattr(model, "get_params"):
        return type(model)(**model.get_params(deep=False))
    return copy.deepcopy(model)


def with_settings(model: Any, settings: Mapping[str, Any]) -> Any:
    """Return a model after giving it settings where its own are None, those of a pipeline's steps too.

    Whoever fits models fold by fold shows the progress of that: of each fit, ``verbose="auto"`` shows none.

    Examples
    --------
    >>> from torchduet import TextClassifier
    >>> with_settings(TextClassifier(max_length=None), {"seed": 3, "max_length": 100, "epochs": 5, "horizon": 2})
    TextClassifier(max_length=100, seed=3, verbose=False)
    """
    params = model.get_params() if hasattr(model, "get_params") else {}
    own = {name: name.rpartition("__")[2] for name, value in params.items() if value is None}
    given = {name: settings[plain] for name, plain in own.items() if plain in settings}
    chatty = [name for name, value in params.items() if isinstance(value, str) and value == "auto"]
    given |= {name: False for name in chatty if name.rpartition("__")[2] == "verbose"}
    return model.set_params(**given) if given else model
