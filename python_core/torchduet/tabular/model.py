"""What the models of tables share: settings, training, predictions in double precision, files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from torchduet.errors import InputError, InputTypeError, InputValueError
from torchduet.fitting import Prepared, Share, check_training_params, fit_network, split_rows
from torchduet.losses import LossFunction, NumberLossFunction
from torchduet.network_model import NetworkModel
from torchduet.own_metrics import MetricFunction, ValidationMetrics, check_metrics
from torchduet.parameters import check_choice, check_integer, check_number
from torchduet.schedules import LearningRateFunction
from torchduet.tabular.batches import RowBatches
from torchduet.tabular.encoder import ColumnEncoder, as_table, find_columns
from torchduet.tabular.heads import Head
from torchduet.tabular.network import HIDDEN_ACTIVATIONS, MultilayerPerceptron
from torchduet.tabular.penalty import with_l2
from torchduet.tabular.scores import BATCH_SIZE, scores_of

__all__ = ["TabularModel"]

Table = tuple[pd.DataFrame, NDArray[Any]]
"""Rows, and what is right of each."""


class TabularModel(NetworkModel):
    """Base of models of tables.

    Its constructor stores the settings below under their names; `_taken_metrics` are the names that metrics of the
    user's cannot have.
    """

    _taken_metrics: ClassVar[Sequence[str]]

    network_: MultilayerPerceptron
    n_features_in_: int
    feature_names_in_: NDArray[Any]
    features_: list[str]

    hidden_sizes: tuple[int, ...]
    activation: str
    batch_normalization: Literal["before", "after"] | None
    dropout: float
    epochs: int
    batch_size: int
    learning_rate: float | LearningRateFunction
    weight_decay: float
    l2_penalty: float
    gradient_clip: float | None
    validation_split: float
    patience: int | None
    seed: int | None
    device: str
    loss: str | LossFunction | NumberLossFunction
    metrics: Mapping[str, MetricFunction] | None
    callbacks: Sequence[Any]
    verbose: bool | Literal["auto"]

    _encoder: ColumnEncoder
    _head: Head

    def save(self, path: str | Path) -> None:
        """Write the model to a folder, or to one file where `path` ends in ``.zip``; `load` reads it back.

        A model saved there before is replaced. Functions stay out of the file: a model that is read back has no
        callbacks and metrics, and the default for a learning rate or loss that was a function.
        """
        self._check_fitted("save")
        params = {**self._storable_params(), "hidden_sizes": list(self.hidden_sizes)}
        self._write(path, params, {"encoder": self._encoder.description(), **self._head_description()})

    @classmethod
    def _from_storage(cls, description: dict[str, Any], weights: dict[str, torch.Tensor]) -> Self:
        params = description["params"]
        model = cls(**{**params, "hidden_sizes": tuple(params["hidden_sizes"])})
        model._take_encoder(ColumnEncoder.of_description(description["encoder"]))
        model._restore_head(description)
        model._take_stored(description, weights, partial(model._build_network, model._encoder, model._head))
        return model

    def _head_description(self) -> dict[str, Any]:
        """Return what a file holds of the targets."""
        raise NotImplementedError

    def _restore_head(self, description: dict[str, Any]) -> None:
        """Take it back."""
        raise NotImplementedError

    def _learn(
        self,
        X: Any,  # noqa: N803
        truth: NDArray[Any],
        validation_data: Any,
        *,
        read_truth: Callable[[Any], NDArray[Any]],
        make_head: Callable[[NDArray[Any]], Head],
        shown: Callable[[NDArray[Any]], NDArray[Any]],
    ) -> None:
        """Learn columns and weights.

        Parameters
        ----------
        X : table
        truth : array, shape (rows,)
            What is right, as numbers.
        validation_data : (table, targets) or None
        read_truth : callable
            From targets as a user gives them to such numbers.
        make_head : callable
            From what is right of the training rows to what stands behind the network.
        shown : callable
            From what is right to what metrics of the user's are given of it.
        """
        self._check_params()
        table, named = as_table(X)
        _check_lengths(table, truth)
        given = (
            None if validation_data is None else self._read_validation(validation_data, read_truth, table, named=named)
        )
        parts: dict[str, Any] = {}

        def prepare(device: torch.device, share: Share) -> Prepared:
            learning, held_back = (
                split_rows(len(table), self.validation_split, "sample") if given is None else (slice(None), [])
            )
            training = table.iloc[learning], truth[learning]
            encoder = ColumnEncoder.learn(training[0], named=named)
            head = make_head(training[1])
            validation = (table.iloc[held_back], truth[held_back]) if given is None else given
            parts.update(encoder=encoder, head=head)

            def batches(features: NDArray[np.float64], right: NDArray[Any], size: int, *, shuffle: bool) -> RowBatches:
                inputs = torch.from_numpy(features).float().to(device)
                targets = head.targets(right).to(device)
                return RowBatches(inputs, targets, batch_size=size, shuffle=shuffle, share=share)

            network = self._build_network(encoder, head)
            validation_batches = own_metrics = None
            if len(validation[1]):
                features = encoder.encode(validation[0], warn=False)
                validation_batches = batches(features, validation[1], BATCH_SIZE, shuffle=False)
                if self.metrics:
                    own_metrics = ValidationMetrics(
                        self.metrics,
                        lambda network: head.predictions(scores_of(network, features)),
                        shown(validation[1]),
                    )
            loss = head.loss(self.loss)
            return Prepared(
                network,
                batches(encoder.encode(training[0], warn=False), training[1], self.batch_size, shuffle=True),
                validation_batches,
                with_l2(loss, network, self.l2_penalty) if self.l2_penalty else loss,
                own_metrics,
                classes=not head.targets(truth[:1]).is_floating_point(),
            )

        fitted = fit_network(self, prepare, data={"X": table, "y": truth, "validation_data": given})
        # All at the end: a fit that fails leaves the model as it was.
        self._take_encoder(parts["encoder"])
        self._head = parts["head"]
        self._take(fitted)

    def _read_validation(
        self, data: Any, read_truth: Callable[[Any], NDArray[Any]], training: pd.DataFrame, *, named: bool
    ) -> Table:
        if not isinstance(data, tuple | list) or len(data) != 2:
            raise InputTypeError.about("validation_data", "must be two of the same length, X and y", data)
        try:
            table = find_columns(data[0], list(training.columns), type(self).__name__, named=named)
            truth = read_truth(data[1])
            _check_lengths(table, truth)
        except InputError as error:
            raise type(error)(f"validation_data: {error.template}", **error.values) from error
        return table, truth

    def _predictions(self, X: Any, truth: NDArray[Any] | None = None) -> NDArray[np.float64]:  # noqa: N803
        """Return what the head makes of the scores of each row; there must be as many of what is right, if given."""
        table = self._encoder.find(X, type(self).__name__)
        if truth is not None:
            _check_lengths(table, truth)
        return self._head.predictions(scores_of(self.network_, self._encoder.encode(table)))

    def _take_encoder(self, encoder: ColumnEncoder) -> None:
        self._encoder = encoder
        self.n_features_in_ = len(encoder.columns)
        self.features_ = encoder.features
        self.__dict__.pop("feature_names_in_", None)  # of an earlier fit
        if encoder.named:
            self.feature_names_in_ = np.array(encoder.names, dtype=object)

    def _check_params(self) -> None:
        sizes: Any = self.hidden_sizes
        if isinstance(sizes, str) or not isinstance(sizes, Sequence | np.ndarray):
            raise InputTypeError.about(
                "hidden_sizes",
                "must hold whole numbers, the units of each hidden layer",
                sizes,
                "For a linear model, give none of them",
            )
        for size in sizes:
            check_integer("hidden_sizes", size, at_least=1)
        check_choice("activation", self.activation, tuple(HIDDEN_ACTIVATIONS))
        if self.batch_normalization is not None:
            check_choice("batch_normalization", self.batch_normalization, ("before", "after"))
        check_training_params(self)
        check_number("l2_penalty", self.l2_penalty, at_least=0.0)
        check_metrics(self.metrics, self._taken_metrics)

    def _build_network(self, encoder: ColumnEncoder, head: Head) -> MultilayerPerceptron:
        return MultilayerPerceptron(
            len(encoder.features),
            [int(size) for size in self.hidden_sizes],
            head.num_outputs,
            activation=self.activation,
            batch_normalization=self.batch_normalization,
            dropout=self.dropout,
        )

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import InputTags

        tags = super().__sklearn_tags__()
        tags.input_tags = InputTags(two_d_array=True, string=True, categorical=True, allow_nan=True)
        return tags


def _check_lengths(table: pd.DataFrame, truth: NDArray[Any]) -> None:
    if len(table) != len(truth):
        raise InputValueError(f"X and y must have the same length; given {len(table)} rows and {len(truth)} targets")
    if not len(table):
        raise InputValueError("X must hold at least one row; given none")
