"""Rows of a table in, classes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from torchduet.errors import InputValueError
from torchduet.labels import as_series, class_positions, find_classes, labels_to_store, most_probable
from torchduet.losses import LossFunction
from torchduet.own_metrics import TAKEN, MetricFunction, measure_classes
from torchduet.schedules import LearningRateFunction
from torchduet.tabular.heads import ClassHead
from torchduet.tabular.model import TabularModel
from torchduet.targets import as_column

__all__ = ["TabularClassifier", "as_class_labels"]


class TabularClassifier(TabularModel):
    """Classify the rows of a table with a multi-layer perceptron.

    Parameters
    ----------
    hidden_sizes : sequence of int
        Units of each hidden layer. Without one, the model is linear: multinomial logistic regression.
    activation : {"relu", "tanh", "sigmoid", "identity"}
        Of the hidden layers.
    batch_normalization : {"before", "after"} or None
        Normalise the units of each hidden layer over a batch, before the activation or after it.
    dropout : float
        Share of each hidden layer's outputs dropped in training.
    epochs : int
        Most passes over the training rows.
    batch_size : int
    learning_rate : float or function
        A function is called before each epoch with its number, counted from 1 (in R too), and returns the rate.
    weight_decay : float
        Decoupled (AdamW); biases are left out.
    l2_penalty : float
        Adds half of it times the sum of all squared weights, biases left out, to the loss that is made small.
    gradient_clip : float or None
        Largest norm of the gradient.
    validation_split : float
        Share of the training rows held back, at random, to choose the best epoch by; 0 trains on all, for all epochs.
        Not used where `fit` is given validation data.
    patience : int or None
        Epochs without a lower validation loss after which training stops; None never stops early. The weights of
        the best epoch are kept either way.
    seed : int or None
        Settles everything that is drawn: same seed, machine and number of threads, same model. None draws a seed
        from torch's generator; torch's own state is otherwise left as it is.
    device : str
        Where to train: "cpu", "cuda", "cuda:1", "mps"; "auto" takes a CUDA device if there is one, else the CPU.
    loss : "cross_entropy" or function
        What training makes small. A function takes scores, an array of float64 of shape (batch, n_classes), and the
        position of each row's class, shape (batch,); it returns a dict: ``loss``, the mean loss of the batch, and
        ``gradient``, its derivative with respect to each score, shape (batch, n_classes).
    metrics : dict of str to function, or None
        Each takes labels, shape (n,), and probabilities, shape (n, n_classes), columns in the order of `classes_`, and
        returns a number. Measured on the validation data at each epoch's end, and by `evaluate`.
    callbacks : sequence of Callback or function
        A function is called at each epoch's end with a dict of what was measured; if it returns "stop", training ends.
    verbose : bool or "auto"
        Show progress; "auto" shows it on a terminal.

    Attributes
    ----------
    classes_ : array, shape (n_classes,)
        Class labels, sorted; of a categorical, its categories.
    feature_names_in_ : array of str
        The columns' names, where they had any.
    features_ : list of str
        What the network is given of the columns: a column's own name, its name and that of a level, or "missing".
    history_ : DataFrame
        A row per epoch: epoch, loss (with the penalty of `l2_penalty`), validation_loss (without it),
        validation_accuracy, validation_ and the name of each of `metrics`, learning_rate if it is a function's,
        seconds (without those of `metrics` and `callbacks`).
    n_features_in_ : int
        How many columns.
    network_ : torch.nn.Module
        From features, shape (batch, features), to scores, shape (batch, n_classes).
    seed_ : int
        The seed that was used.
    interrupted_ : bool
        Whether Ctrl-C ended the training.

    Notes
    -----
    What the network is given of each column is learned from the training rows that are not held back:

    - Numbers and booleans are scaled to mean 0 and standard deviation 1 (with n below the fraction). A missing one
      takes the mean; where training had missing ones, a second feature says which they are.
    - Categories and strings become a feature for each level, 1 in the rows that have it, else 0; where training had
      missing ones, another is for those. A level that training did not see has 0 in all, with a warning; so has a
      missing one where training had none.
    - A column that is the same in all training rows gives nothing. Dates are refused.

    Predictions find the columns of a DataFrame by their names, in any order, and those of an array by their places.
    They are worked out in double precision.

    Examples
    --------
    >>> import pandas as pd
    >>> flowers = pd.DataFrame({"height": [1.0, 2.0, 8.0, 9.0] * 10, "colour": ["red", "blue"] * 20})
    >>> model = TabularClassifier(seed=1, epochs=20).fit(flowers, ["low", "low", "high", "high"] * 10)
    >>> model.predict(pd.DataFrame({"colour": ["blue", "red"], "height": [1.5, 8.5]}))
    array(['low', 'high'], dtype='<U4')
    """

    _estimator_type = "classifier"
    _taken_metrics = TAKEN

    classes_: NDArray[Any]

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
        loss: str | LossFunction = "cross_entropy",
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

    def fit(self, X: Any, y: Iterable[Any], validation_data: tuple[Any, Iterable[Any]] | None = None) -> Self:  # noqa: N803
        """Learn what to make of the columns, and the weights.

        Parameters
        ----------
        X : DataFrame, or array of shape (n, columns)
            Numbers, booleans, strings or categories; some may be missing.
        y : sequence, length n
            A class label per row: strings, whole numbers or booleans; a categorical's categories become the classes.
        validation_data : (X, y), optional
            What to choose the best epoch by, in place of a share of the training rows.

        Returns
        -------
        TabularClassifier
            Itself.

        Raises
        ------
        InputValueError, InputTypeError
            A parameter or the data does not make sense; the message says which and what was expected.
        """
        labels = as_class_labels(y)
        classes = find_classes(labels)
        self._learn(
            X,
            class_positions(labels, classes),
            validation_data,
            read_truth=lambda others: class_positions(as_class_labels(others), classes),
            make_head=lambda _: ClassHead(len(classes)),
            shown=lambda positions: classes[positions],
        )
        self.classes_ = classes
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        """Return the probability of each class.

        Parameters
        ----------
        X : DataFrame, or array of shape (n, columns)
            With the columns of the training rows, in any order if they have names; others are not looked at.

        Returns
        -------
        array of float64, shape (n, n_classes)
            Columns in the order of `classes_`.

        Raises
        ------
        InputValueError
            A column is missing; the message names it.
        NotFittedError
            `fit` was not called yet.
        """
        self._check_fitted("predict_proba")
        return self._predictions(X)

    def predict(self, X: Any) -> NDArray[Any]:  # noqa: N803
        """Return the most probable class label of each row, shape (n,)."""
        self._check_fitted("predict")
        return most_probable(self.classes_, self.predict_proba(X))

    def score(self, X: Any, y: Iterable[Any]) -> float:  # noqa: N803
        """Return the accuracy: the share of rows whose predicted class is the right one."""
        return self.evaluate(X, y)["accuracy"]

    def evaluate(self, X: Any, y: Iterable[Any]) -> dict[str, float]:  # noqa: N803
        """Measure the model on labelled rows.

        Parameters
        ----------
        X : DataFrame, or array of shape (n, columns)
        y : sequence, length n

        Returns
        -------
        dict
            ``accuracy``, ``auc`` (area under the ROC curve; with more than two classes, the mean over one against the
            rest, of the classes that occur; NaN where only one does), ``log_loss``, and what each of `metrics` gives.
        """
        self._check_fitted("evaluate")
        targets = class_positions(as_class_labels(y), self.classes_)
        probabilities = self._predictions(X, targets)
        return measure_classes(self.metrics, self.classes_, targets, probabilities)

    def _head_description(self) -> dict[str, Any]:
        return {"classes": labels_to_store(self.classes_, "class labels")}

    def _restore_head(self, description: dict[str, Any]) -> None:
        self.classes_ = np.array(description["classes"])
        self._head = ClassHead(len(self.classes_))


def as_class_labels(y: Any) -> Any:
    """Return labels as a Series, after making sure that they are one class label per row.

    Examples
    --------
    >>> as_class_labels([2.0, 1.0]).tolist()
    [2.0, 1.0]
    """
    labels = as_series(as_column(y), unit="row")
    fractions = labels[labels % 1 != 0] if labels.dtype.kind == "f" else labels[:0]
    if len(fractions):
        raise InputValueError.about(
            "y",
            "must hold class labels. Unknown label type: continuous",
            fractions.iloc[0],
            "For numbers, use a regressor",
        )
    return labels
