"""How good predicted probabilities and numbers are, worked out in double precision."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["accuracy", "log_loss", "measure_numbers", "measure_probabilities", "roc_auc"]


def accuracy(targets: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
    """Return the share of texts whose most probable class is the right one.

    Parameters
    ----------
    targets : array of int, shape (n,)
        The column of `probabilities` that belongs to the right class.
    probabilities : array of float, shape (n, n_classes)
    """
    return float(np.mean(probabilities.argmax(axis=1) == targets))


def log_loss(targets: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
    """Return the mean of -log p(right class); p is kept above the smallest double so that the loss stays finite."""
    chosen = np.take_along_axis(probabilities, targets[:, None], axis=1)[:, 0]
    return float(-np.mean(np.log(np.maximum(chosen, np.finfo(np.float64).tiny))))


def roc_auc(targets: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
    """Return the area under the ROC curve; with more than two classes, the mean over one-against-the-rest.

    The area is the probability that a random member of the class scores higher than a random other (Mann and
    Whitney's U statistic), ties counted half. Classes that no text has are left out of the mean; NaN where all texts
    have one class.
    """
    columns = [1] if probabilities.shape[1] == 2 else np.unique(targets)
    return float(np.mean([_binary_auc(targets == column, probabilities[:, column]) for column in columns]))


def _binary_auc(member: NDArray[np.bool_], score: NDArray[np.float64]) -> float:
    positives = int(member.sum())
    negatives = len(member) - positives
    if positives == 0 or negatives == 0:
        return float("nan")
    _, group, size = np.unique(score, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(size) - (size - 1) / 2  # of each group of equal scores, counted from one
    rank_sum = mean_rank[group][member].sum()
    return float((rank_sum - positives * (positives + 1) / 2) / (positives * negatives))


def measure_probabilities(targets: NDArray[np.int64], probabilities: NDArray[np.float64]) -> dict[str, float]:
    """Return ``accuracy``, ``auc`` and ``log_loss``, what every classifier here is measured by."""
    return {
        "accuracy": accuracy(targets, probabilities),
        "auc": roc_auc(targets, probabilities),
        "log_loss": log_loss(targets, probabilities),
    }


def measure_numbers(targets: NDArray[np.float64], predictions: NDArray[np.float64]) -> dict[str, float]:
    """Return ``rmse``, ``mae`` and ``r_squared``, what every regressor here is measured by.

    The last is 1 - sum of squared errors / sum of squared distances of the targets from their mean: 0 for predicting
    their mean, NaN where they are all the same.

    Examples
    --------
    >>> measure_numbers(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 2.0]))["r_squared"]
    0.5
    """
    errors = targets - predictions
    spread = float(np.sum((targets - targets.mean()) ** 2))
    return {
        "rmse": float(np.sqrt(np.mean(errors**2))),
        "mae": float(np.mean(np.abs(errors))),
        "r_squared": 1.0 - float(np.sum(errors**2)) / spread if spread else float("nan"),
    }
