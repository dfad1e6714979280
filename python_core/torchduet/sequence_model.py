"""What models that read a text token by token share: settings, training, files; see the two that there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.fitting import Prepared, Share, check_training_params, fit_network, split_rows
from torchduet.network_model import NetworkModel
from torchduet.parameters import check_choice, check_flag, check_integer
from torchduet.prediction import BATCH_SIZE
from torchduet.recurrent import RECURRENT_LAYERS
from torchduet.running_text import build_vocabulary
from torchduet.schedules import LearningRateFunction
from torchduet.step_network import StepBatches, StepNetwork
from torchduet.text_vectorizer import SPECIAL_TOKENS, checked_vocabulary
from torchduet.tokens import LEVELS, Level

__all__ = ["SequenceModel"]

Encoder = Callable[[list[int], list[str]], tuple[NDArray[np.int64], NDArray[np.int64]]]


class SequenceModel(NetworkModel):
    """Base of models with an answer at every step.

    A model says what its vocabulary begins with, what network it has and what the right answers are; the rest is here.
    Its constructor stores the settings below under their names.
    """

    _special_tokens: ClassVar[Sequence[str]] = SPECIAL_TOKENS

    network_: StepNetwork
    vocabulary_: list[str]

    architecture: str
    level: Level
    embedding_dim: int
    hidden_size: int
    layers: int
    dropout: float
    max_tokens: int | None
    lowercase: bool
    epochs: int
    batch_size: int
    learning_rate: float | LearningRateFunction
    weight_decay: float
    gradient_clip: float | None
    validation_split: float
    patience: int | None
    seed: int | None
    device: str
    callbacks: Sequence[Any]
    verbose: Any

    def save(self, path: str | Path) -> None:
        """Write the model to a folder, or to one file where `path` ends in ``.zip``; `load` reads it back.

        Functions stay out of the file: `callbacks`, and a `learning_rate` that is one.
        """
        self._check_fitted("save")
        self._write(path, self._storable_params(), {"vocabulary": self.vocabulary_, **self._description()})

    @classmethod
    def _from_storage(cls, description: dict[str, Any], weights: dict[str, torch.Tensor]) -> Self:
        model = cls(**description["params"])
        model.vocabulary_ = checked_vocabulary(description["vocabulary"])
        model._restore(description)
        model._take_stored(description, weights, (len(model.vocabulary_), model._num_outputs()))
        return model

    def _description(self) -> dict[str, Any]:
        """Return what a file holds besides."""
        return {}

    def _restore(self, description: dict[str, Any]) -> None:
        """Take it back."""

    def _build_network(self, num_embeddings: int, num_outputs: int) -> StepNetwork:
        """Return a new network."""
        raise NotImplementedError

    def _num_outputs(self) -> int:
        """Return how many scores a step of the fitted model has."""
        raise NotImplementedError

    def _read_ids(self, text: str, caller: str) -> NDArray[np.int64]:
        """Return the ids that the network is given for a text, shape (1, time); an error says which function reads."""
        raise NotImplementedError

    def _check_params(self) -> None:
        check_choice("architecture", self.architecture, tuple(RECURRENT_LAYERS))
        check_choice("level", self.level, LEVELS)
        for name in ("embedding_dim", "hidden_size", "layers"):
            check_integer(name, getattr(self, name), at_least=1)
        check_integer("max_tokens", self.max_tokens, at_least=len(self._special_tokens) + 1, optional=True)
        check_flag("lowercase", self.lowercase)
        check_training_params(self)

    def _learn(self, sequences: Sequence[Sequence[str]], encode: Encoder, *, num_outputs: int, data: Any) -> None:
        """Learn vocabulary and weights.

        Parameters
        ----------
        sequences : n sequences of tokens
            At least one step of each has a right answer.
        encode : callable
            From the places of some sequences and a vocabulary to ids and right answers, both padded on the right.
        num_outputs : int
            Scores of a step; 0 stands for one per token of the vocabulary.
        data : object
            What has to be the same in all processes that train together.
        """
        vocabulary: list[str] = []

        def prepare(device: torch.device, share: Share) -> Prepared:
            learning, held_back = split_rows(len(sequences), self.validation_split)
            vocabulary.extend(
                build_vocabulary(
                    (sequences[row] for row in learning),
                    special_tokens=self._special_tokens,
                    max_tokens=self.max_tokens,
                )
            )

            def batches(rows: list[int], size: int, *, shuffle: bool) -> StepBatches:
                ids, targets = (torch.from_numpy(array).to(device) for array in encode(rows, vocabulary))
                return StepBatches(ids, targets, batch_size=size, shuffle=shuffle, share=share)

            return Prepared(
                self._build_network(len(vocabulary), num_outputs or len(vocabulary)),
                batches(learning, self.batch_size, shuffle=True),
                batches(held_back, BATCH_SIZE, shuffle=False) if held_back else None,
                nn.functional.cross_entropy,
            )

        fitted = fit_network(self, prepare, data={"texts": data})
        # All at the end: a fit that fails leaves the model as it was.
        self.vocabulary_ = vocabulary
        self._take(fitted)
