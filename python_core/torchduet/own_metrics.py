"""Metrics that are functions of the user's, from labels and probabilities to a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from torchduet.errors import InputTypeError, InputValueError
from torchduet.metrics import measure_probabilities
from torchduet.training import Callback, Run

__all__ = ["TAKEN", "MetricFunction", "ValidationMetrics", "check_metrics", "measure", "measure_classes"]

MetricFunction = Callable[[NDArray[Any], NDArray[np.float64]], float]
"""From labels, shape (n,), and the probability of each class, shape (n, n_classes), to a number."""

TAKEN = ("accuracy", "auc", "log_loss", "loss")  # what the history and evaluate() have anyway, of classes


def check_metrics(metrics: Any, taken: Sequence[str] = TAKEN) -> None:
    """Make sure that metrics are functions with names of their own, none of those that are taken, or None."""
    if metrics is None:
        return
    if not isinstance(metrics, Mapping) or not all(callable(function) for function in metrics.values()):
        raise InputTypeError.about("metrics", "must hold functions by their names", metrics)
    unfit = next((name for name in metrics if not isinstance(name, str) or not name or name in taken), None)
    if unfit is not None:
        raise InputValueError.about(
            "metrics", f"must have names of their own, not one of {', '.join(taken)}", unfit, "Choose another"
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


def measure_classes(
    metrics: Mapping[str, MetricFunction] | None,
    classes: NDArray[Any],
    targets: NDArray[np.int64],
    probabilities: NDArray[np.float64],
) -> dict[str, float]:
    """Return what every classifier is measured by, and what each function of the user's says.

    Parameters
    ----------
    metrics : mapping of str to function, or None
    classes : array, shape (n_classes,)
    targets : array of int, shape (n,)
        The position of each right class among them.
    probabilities : array of float, shape (n, n_classes)
    """
    return {**measure_probabilities(targets, probabilities), **measure(metrics, classes[targets], probabilities)}


class ValidationMetrics(Callback):
    """Measure on the validation data at each epoch's end, and write it into the history as ``validation_<name>``.

    Parameters
    ----------
    metrics : mapping of str to function
    predict : callable
        From the network to what it predicts of all of the validation data, in every one of several processes: most
        metrics are no mean over their shares.
    truth : array, shape (n,)
        The labels, or the numbers, that are right.
    """

    def __init__(
        self,
        metrics: Mapping[str, MetricFunction],
        predict: Callable[[nn.Module], NDArray[np.float64]],
        truth: NDArray[Any],
    ) -> None:
        self.metrics = metrics
        self.predict = predict
        self.truth = truth

    @property
    def columns(self) -> list[str]:
        """What the history gets."""
        return [f"validation_{name}" for name in self.metrics]

    def on_epoch_end(self, run: Run) -> None:
        """Call the functions."""
        measured = measure(self.metrics, self.truth, self.predict(run.network))
        run.history[-1] |= dict(zip(self.columns, measured.values(), strict=True))
