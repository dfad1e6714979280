"""Rows of a table in, numbers out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.arrays import as_doubles
from torchduet.errors import InputTypeError, InputValueError, Shape, missing_elements
from torchduet.losses import NumberLossFunction
from torchduet.metrics import measure_numbers
from torchduet.own_metrics import MetricFunction, measure
from torchduet.schedules import LearningRateFunction
from torchduet.tabular.heads import NumberHead
from torchduet.tabular.model import TabularModel
from torchduet.targets import as_column

__all__ = ["TabularRegressor"]


class TabularRegressor(TabularModel):
    """Predict a number for each row of a table with a multi-layer perceptron.

    Parameters
    ----------
    hidden_sizes : sequence of int
        Units of each hidden layer. Without one, the model is linear: linear regression.
    activation, batch_normalization, dropout
        As of `TabularClassifier`.
    epochs, batch_size, learning_rate, weight_decay
        As of `TabularClassifier`.
    l2_penalty : float
        Adds half of it times the sum of all squared weights, biases left out, to the loss that is made small. A linear
        model of n training rows then is ridge regression, on scaled columns and a scaled target, with
        ``alpha = n * l2_penalty / 2`` of scikit-learn's Ridge.
    gradient_clip, validation_split, patience, seed, device
        As of `TabularClassifier`.
    loss : {"squared_error", "absolute_error", "huber"} or function
        What training makes small: a loss of the scaled target, see the notes. A function takes predictions and
        targets, arrays of float64 of shape (batch,) in the target's units; it returns a dict: ``loss``, the mean loss
        of the batch, and ``gradient``, its derivative with respect to each prediction, shape (batch,).
    metrics : dict of str to function, or None
        Each takes targets and predictions, both of shape (n,), and returns a number. Measured on the validation data
        at each epoch's end, and by `evaluate`.
    callbacks, verbose
        As of `TabularClassifier`.

    Attributes
    ----------
    feature_names_in_ : array of str
        The columns' names, where they had any.
    features_ : list of str
        What the network is given of the columns: a column's own name, its name and that of a level, or "missing".
    history_ : DataFrame
        A row per epoch: epoch, loss (with the penalty of `l2_penalty`), validation_loss (without it), validation_ and
        the name of each of `metrics`, learning_rate if it is a function's, seconds. Losses are of the scaled target,
        but a function's.
    n_features_in_ : int
        How many columns.
    network_ : torch.nn.Module
        From features, shape (batch, features), to the scaled target, shape (batch, 1).
    seed_ : int
        The seed that was used.
    interrupted_ : bool
        Whether Ctrl-C ended the training.

    Notes
    -----
    What the network is given of each column is told with `TabularClassifier`. The target is scaled to mean 0 and
    standard deviation 1 of the training rows that are not held back; predictions are in its own units.

    Examples
    --------
    >>> sizes = pd.DataFrame({"size": np.arange(40.0), "kind": ["a", "b"] * 20})
    >>> price = 100 + 3 * sizes["size"] + 10 * (sizes["kind"] == "b")
    >>> model = TabularRegressor(hidden_sizes=(), seed=1, learning_rate=0.05, validation_split=0).fit(sizes, price)
    >>> model.predict(pd.DataFrame({"size": [10.0], "kind": ["b"]})).round()
    array([140.])
    """

    _estimator_type = "regressor"
    _taken_metrics = ("rmse", "mae", "r_squared", "loss")

    _head: NumberHead

    def __init__(
        self,
        *,
        hidden_sizes: tuple[int, ...] = (64,),
        activation: str = "relu",
        batch_normalization: Literal["before", "after"] | None = None,
        dropout: float = 0.0,
        epochs: int = 100,
        batch_size: int = 32,
        learning_rate: float | LearningRateFunction = 0.01,
        weight_decay: float = 0.0,
        l2_penalty: float = 0.0,
        gradient_clip: float | None = None,
        validation_split: float = 0.125,
        patience: int | None = 10,
        seed: int | None = None,
        device: str = "auto",
        loss: str | NumberLossFunction = "squared_error",
        metrics: Mapping[str, MetricFunction] | None = None,
        callbacks: Sequence[Any] = (),
        verbose: bool | Literal["auto"] = "auto",
    ) -> None:
        self.hidden_sizes = hidden_sizes
        self.activation = activation
        self.batch_normalization = batch_normalization
        self.dropout = dropout
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.l2_penalty = l2_penalty
        self.gradient_clip = gradient_clip
        self.validation_split = validation_split
        self.patience = patience
        self.seed = seed
        self.device = device
        self.loss = loss
        self.metrics = metrics
        self.callbacks = callbacks
        self.verbose = verbose

    def fit(self, X: Any, y: Iterable[float], validation_data: tuple[Any, Iterable[float]] | None = None) -> Self:  # noqa: N803
        """Learn what to make of the columns, and the weights.

        Parameters
        ----------
        X : DataFrame, or array of shape (n, columns)
            Numbers, booleans, strings or categories; some may be missing.
        y : sequence of numbers, length n
        validation_data : (X, y), optional
            What to choose the best epoch by, in place of a share of the training rows.

        Returns
        -------
        TabularRegressor
            Itself.

        Raises
        ------
        InputValueError, InputTypeError
            A parameter or the data does not make sense; the message says which and what was expected.
        """
        self._learn(
            X,
            _as_numbers(y),
            validation_data,
            read_truth=_as_numbers,
            make_head=NumberHead.learn,
            shown=lambda numbers: numbers,
        )
        return self

    def predict(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        """Return the number predicted for each row, shape (n,).

        Parameters
        ----------
        X : DataFrame, or array of shape (n, columns)
            With the columns of the training rows, in any order if they have names; others are not looked at.
        """
        self._check_fitted("predict")
        return self._predictions(X)

    def score(self, X: Any, y: Iterable[float]) -> float:  # noqa: N803
        """Return R squared: the share of the targets' variance that the predictions explain."""
        return self.evaluate(X, y)["r_squared"]

    def evaluate(self, X: Any, y: Iterable[float]) -> dict[str, float]:  # noqa: N803
        """Measure the model on rows whose number is known.

        Parameters
        ----------
        X : DataFrame, or array of shape (n, columns)
        y : sequence of numbers, length n

        Returns
        -------
        dict
            ``rmse`` and ``mae``, in the target's units, ``r_squared``, and what each of `metrics` gives.
        """
        self._check_fitted("evaluate")
        targets = _as_numbers(y)
        predictions = self._predictions(X, targets)
        return {**measure_numbers(targets, predictions), **measure(self.metrics, targets, predictions)}

    def _head_description(self) -> dict[str, Any]:
        return {"target": {"mean": self._head.mean, "scale": self._head.scale}}

    def _restore_head(self, description: dict[str, Any]) -> None:
        self._head = NumberHead(**description["target"])


def _as_numbers(y: Any) -> NDArray[np.float64]:
    column: Any = as_column(y)
    if isinstance(column, str | bytes | dict) or not isinstance(column, Iterable):
        raise InputTypeError.about("y", "must be a sequence with one number per row", column)
    if getattr(column, "ndim", 1) != 1:
        shape = Shape(np.asarray(column).shape)
        raise InputValueError("y must have one dimension; given an array of shape {shape}", shape=shape)
    series = pd.Series(column.tolist() if hasattr(column, "tolist") else list(column))
    missing = np.flatnonzero(series.isna()).tolist()
    if missing:
        raise missing_elements("y", missing)
    if len(series) and series.dtype.kind not in "biuf":
        raise InputTypeError.about("y", "must hold numbers", series.iloc[0])
    return as_doubles("y", series.to_numpy(np.float64))
