"""Labelled texts on their way into the training loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.batches import LengthBatches
from torchduet.examples import check_examples, check_validation_data
from torchduet.fitting import Fitted, Prepared, Share, Trainable, fit_network, split_rows
from torchduet.losses import LossFunction, as_loss
from torchduet.own_metrics import MetricFunction, ValidationMetrics
from torchduet.prediction import BATCH_SIZE, class_probabilities
from torchduet.tokens import TextInput

__all__ = ["Examples", "train_classifier"]

Ids = NDArray[np.int64]


class Classifier(Trainable, Protocol):
    """A model with the settings that the training of classifiers has."""

    loss: str | LossFunction
    metrics: Mapping[str, MetricFunction] | None


@dataclass(frozen=True)
class Examples:
    """Texts, the position of each one's class, the classes; texts and positions to choose the best epoch by, if any."""

    texts: list[str]
    positions: NDArray[np.int64]
    classes: NDArray[Any]
    validation: tuple[list[str], NDArray[np.int64]] | None

    @classmethod
    def checked(
        cls,
        texts: TextInput,
        labels: Iterable[Any],
        validation_data: tuple[TextInput, Iterable[Any]] | None,
        classes: NDArray[Any] | None = None,
        remedy: str = "",
    ) -> Examples:
        """Return what a user gives, once it makes sense; the classes are found among the labels if not given.

        `remedy` ends the message about labels that are none of the classes.
        """
        strings, positions, classes = check_examples(texts, labels, classes, remedy=remedy)
        validation = None if validation_data is None else check_validation_data(validation_data, classes)
        return cls(strings, positions, classes, validation)


def train_classifier(
    model: Classifier,
    examples: Examples,
    *,
    read_training: Callable[[list[str]], Any],
    read: Callable[[list[str]], Any],
    build: Callable[[Ids], nn.Module],
    data: dict[str, Any],
    learning_rates: Mapping[str, float] | None = None,
) -> Fitted:
    """Train a network on labelled texts.

    Parameters
    ----------
    model : TextClassifier
        Its settings.
    examples : Examples
    read_training : callable
        From the texts to learn from, which may settle the vocabulary, to their ids, shape (n, time).
    read : callable
        From other texts to their ids; called after `read_training`.
    build : callable
        From the ids of the training texts to the network that training begins with; called under the seed.
    data : dict
        What has to be the same, besides the examples, in all processes that train together.
    learning_rates : dict of str to float, optional
        Of layers with a rate of their own; see `rates_by_weight`.
    """
    loss_function = as_loss(model.loss)

    def prepare(device: torch.device, share: Share) -> Prepared:
        rows, given = range(len(examples.texts)), examples.validation
        learning, held_back = split_rows(len(rows), model.validation_split) if given is None else (list(rows), [])
        ids = read_training([examples.texts[row] for row in learning])
        batches = LengthBatches(
            torch.from_numpy(ids).to(device),
            torch.from_numpy(examples.positions[learning]).to(device),
            batch_size=model.batch_size,
            shuffle=True,
            share=share,
        )
        validation = given or ([examples.texts[row] for row in held_back], examples.positions[held_back])
        validation_batches = (
            LengthBatches(
                torch.from_numpy(read(validation[0])).to(device),
                torch.from_numpy(validation[1]).to(device),
                batch_size=BATCH_SIZE,
                shuffle=False,
                share=share,
            )
            if validation[0]
            else None
        )
        network = build(ids)
        own_metrics = None
        if model.metrics and validation_batches is not None:
            validation_ids = validation_batches.ids
            own_metrics = ValidationMetrics(
                model.metrics,
                lambda network: class_probabilities(network, validation_ids, len(examples.classes)),
                examples.classes[validation[1]],
            )
        return Prepared(network, batches, validation_batches, loss_function, own_metrics)

    shared = {"texts": (examples.texts, examples.positions), "validation_data": examples.validation}
    return fit_network(model, prepare, data={**shared, **data}, learning_rates=learning_rates)
