"""Metrics that are functions of the user's, from labels and probabilities to a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from numbers import Real
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from torchduet.errors import InputTypeError, InputValueError
from torchduet.prediction import class_probabilities
from torchduet.training import Callback, Run

__all__ = ["MetricFunction", "ValidationMetrics", "check_metrics", "measure"]

MetricFunction = Callable[[NDArray[Any], NDArray[np.float64]], float]
"""From labels, shape (n,), and the probability of each class, shape (n, n_classes), to a number."""

TAKEN = ("accuracy", "auc", "log_loss", "loss")  # what the history and evaluate() have anyway


def check_metrics(metrics: Any) -> None:
    """Make sure that metrics are functions with names of their own, or None."""
    if metrics is None:
        return
    if not isinstance(metrics, Mapping) or not all(callable(function) for function in metrics.values()):
        raise InputTypeError.about("metrics", "must hold functions by their names", metrics)
    unfit = next((name for name in metrics if not isinstance(name, str) or not name or name in TAKEN), None)
    if unfit is not None:
        raise InputValueError.about(
            "metrics", f"must have names of their own, not one of {', '.join(TAKEN)}", unfit, "Choose another"
        )


def measure(
    metrics: Mapping[str, MetricFunction] | None, labels: NDArray[Any], probabilities: NDArray[np.float64]
) -> dict[str, float]:
    """Return what each function says of the predictions.

    Raises
    ------
    InputTypeError
        It is no number; the message names the metric.

    Examples
    --------
    >>> def brier(labels, probabilities):
    ...     return np.mean((probabilities[:, 1] - (labels == "yes")) ** 2)
    >>> measured = measure({"brier": brier}, np.array(["no", "yes"]), np.array([[1, 0], [0.5, 0.5]]))
    >>> measured
    {'brier': 0.125}
    """
    measured: dict[str, float] = {}
    for name, function in (metrics or {}).items():
        value: Any = function(labels, probabilities)
        if isinstance(value, bool) or not isinstance(value, Real):
            raise InputTypeError("metrics: {name} must return a number; given {value}", name=name, value=value)
        measured[name] = float(value)
    return measured


class ValidationMetrics(Callback):
    """Measure on the validation data at each epoch's end, and write it into the history as ``validation_<name>``.

    Parameters
    ----------
    metrics : mapping of str to function
    ids : tensor of int64, shape (n, time)
        All of the validation data, in every one of several processes: most metrics are no mean over their shares.
    targets : array of int64, shape (n,)
    classes : array, shape (n_classes,)
    """

    def __init__(
        self,
        metrics: Mapping[str, MetricFunction],
        ids: torch.Tensor,
        targets: NDArray[np.int64],
        classes: NDArray[Any],
    ) -> None:
        self.metrics = metrics
        self.ids = ids
        self.labels = classes[targets]
        self.num_classes = len(classes)

    @property
    def columns(self) -> list[str]:
        """What the history gets."""
        return [f"validation_{name}" for name in self.metrics]

    def on_epoch_end(self, run: Run) -> None:
        """Call the functions."""
        measured = measure(self.metrics, self.labels, class_probabilities(run.network, self.ids, self.num_classes))
        run.history[-1] |= dict(zip(self.columns, measured.values(), strict=True))
