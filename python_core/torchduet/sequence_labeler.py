"""A label for every word of a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, Self

import numpy as np
import torch
from numpy.typing import NDArray

from torchduet.devices import device_of
from torchduet.errors import InputValueError
from torchduet.labels import class_positions, find_classes, labels_to_store
from torchduet.metrics import measure_probabilities
from torchduet.parameters import check_flag
from torchduet.prediction import BATCH_SIZE, probabilities_by_row
from torchduet.running_text import token_ids
from torchduet.schedules import LearningRateFunction
from torchduet.sequence_model import SequenceModel
from torchduet.step_labels import as_token_lists, flat_labels
from torchduet.step_network import StepBatches, StepNetwork
from torchduet.text_vectorizer import PADDING_ID
from torchduet.tokens import Level, TextInput

__all__ = ["SequenceLabeler"]

Sequences = TextInput | Iterable[Sequence[str]]
"""Texts, which are split into tokens, or the tokens of each text."""


class SequenceLabeler(SequenceModel):
    """Learn to give each step of a text a label, as a tagger of words does.

    Parameters
    ----------
    architecture : {"rnn", "lstm", "gru"}
        The recurrent layers.
    level : {"word", "character"}
        How texts are split into the steps to label; see `tokenize`. Not used where tokens are given.
    embedding_dim : int
        Length of a token's vector.
    hidden_size : int
        Units of a layer and direction.
    layers : int
        Recurrent layers on top of each other.
    bidirectional : bool
        Read each text in both directions, so that a label may depend on what follows too.
    dropout : float
        Share of the last layer's outputs dropped in training, and of those between layers.
    max_tokens : int or None
        Largest size of the vocabulary, padding and unknown included. None: all tokens.
    lowercase : bool
        Fold letters to lower case, of texts and of tokens.
    epochs : int
        Most passes over the training texts.
    batch_size : int
        Texts per step.
    learning_rate : float or function
        A function is called before each epoch with its number, counted from 1, and returns the epoch's rate.
    weight_decay : float
        Decoupled (AdamW); biases and the padding row are left out.
    gradient_clip : float or None
        Largest norm of the gradient.
    validation_split : float
        Share of the training texts held back, at random, to choose the best epoch by; 0 trains on all, for all
        epochs.
    patience : int or None
        Epochs without a lower validation loss after which training stops; None never stops early. The weights of
        the best epoch are kept either way.
    seed : int or None
        Settles everything that is drawn: same seed, machine and number of threads, same model. None draws a seed
        from torch's generator; torch's own state is otherwise left as it is.
    device : str
        Where to train: "cpu", "cuda", "cuda:1", "mps"; "auto" takes a CUDA device if there is one, else the CPU.
    callbacks : sequence of Callback or function
        A function is called at each epoch's end with a dict of what was measured; if it returns "stop", training ends.
    verbose : bool or "auto"
        Show progress; "auto" shows it on a terminal.

    Attributes
    ----------
    classes_ : array, shape (n_classes,)
        Labels, sorted; of categoricals, their categories.
    history_ : DataFrame
        A row per epoch: epoch, loss, validation_loss, validation_accuracy, seconds; all of them over steps, not texts.
    network_ : torch.nn.Module
        From ids, shape (batch, time), to a score per class at each real step.
    vocabulary_ : list of str
        The token of each id.
    seed_ : int
        The seed that was used.
    interrupted_ : bool
        Whether Ctrl-C ended the training.

    Examples
    --------
    >>> texts = ["Doug saw Jane", "Jane ran"] * 20
    >>> labels = [["name", "verb", "name"], ["name", "verb"]] * 20
    >>> model = SequenceLabeler(seed=1, learning_rate=0.01, validation_split=0).fit(texts, labels)
    >>> model.predict(["Doug ran"])
    [array(['name', 'verb'], dtype='<U4')]
    """

    classes_: NDArray[Any]

    def __init__(
        self,
        *,
        architecture: str = "lstm",
        level: Level = "word",
        embedding_dim: int = 64,
        hidden_size: int = 64,
        layers: int = 1,
        bidirectional: bool = True,
        dropout: float = 0.0,
        max_tokens: int | None = 10000,
        lowercase: bool = True,
        epochs: int = 20,
        batch_size: int = 32,
        learning_rate: float | LearningRateFunction = 0.001,
        weight_decay: float = 0.0,
        gradient_clip: float | None = None,
        validation_split: float = 0.125,
        patience: int | None = 3,
        seed: int | None = None,
        device: str = "auto",
        callbacks: Sequence[Any] = (),
        verbose: bool | Literal["auto"] = "auto",
    ) -> None:
        self.architecture = architecture
        self.level = level
        self.embedding_dim = embedding_dim
        self.hidden_size = hidden_size
        self.layers = layers
        self.bidirectional = bidirectional
        self.dropout = dropout
        self.max_tokens = max_tokens
        self.lowercase = lowercase
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.gradient_clip = gradient_clip
        self.validation_split = validation_split
        self.patience = patience
        self.seed = seed
        self.device = device
        self.callbacks = callbacks
        self.verbose = verbose

    def fit(self, texts: Sequences, labels: Iterable[Iterable[Any]]) -> Self:
        """Learn vocabulary and weights.

        Parameters
        ----------
        texts : n texts, or n sequences of tokens
            Texts are split as `tokenize` does; it says what their steps are.
        labels : n sequences
            A label for each token of each text.

        Returns
        -------
        SequenceLabeler
            Itself.

        Raises
        ------
        InputValueError, InputTypeError
            A parameter or the data does not make sense, such as a text that has other than one label per token; the
            message says which and what was expected.
        """
        self._check_params()
        tokens = self._tokens(texts)
        flat, lengths = flat_labels(labels, tokens)
        if not len(flat):
            raise InputValueError("texts must hold at least one token; given none")
        classes = find_classes(flat)
        positions = np.split(class_positions(flat, classes), np.cumsum(lengths)[:-1])
        # A text without tokens has nothing to learn from.
        filled = [place for place, length in enumerate(lengths) if length]
        sequences, targets = [tokens[place] for place in filled], [positions[place] for place in filled]

        def encode(rows: list[int], vocabulary: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
            ids = token_ids([sequences[row] for row in rows], vocabulary)
            return ids, _padded([targets[row] for row in rows], ids.shape[1])

        self._learn(sequences, encode, num_outputs=len(classes), data=(sequences, targets))
        self.classes_ = classes
        return self

    def predict_proba(self, texts: Sequences) -> list[NDArray[np.float64]]:
        """Return the probability of each class at each step.

        Parameters
        ----------
        texts : n texts, or n sequences of tokens

        Returns
        -------
        list of n arrays of float64, shape (steps, n_classes)
            Columns in the order of `classes_`. A text without tokens has no rows.
        """
        self._check_fitted("predict_proba")
        tokens = self._tokens(texts)
        ends = np.cumsum([len(sequence) for sequence in tokens])
        return np.split(self._probabilities(tokens), ends[:-1]) if tokens else []

    def predict(self, texts: Sequences) -> list[NDArray[Any]]:
        """Return the most probable label of each step: a list of n arrays, shape (steps,)."""
        self._check_fitted("predict")
        return [self.classes_[probabilities.argmax(axis=1)] for probabilities in self.predict_proba(texts)]

    def score(self, texts: Sequences, labels: Iterable[Iterable[Any]]) -> float:
        """Return the accuracy: the share of steps whose predicted label is the right one."""
        return self.evaluate(texts, labels)["accuracy"]

    def evaluate(self, texts: Sequences, labels: Iterable[Iterable[Any]]) -> dict[str, float]:
        """Measure the model on labelled texts; every step of every text counts alike, padding never.

        Parameters
        ----------
        texts : n texts, or n sequences of tokens
        labels : n sequences
            A label for each token of each text.

        Returns
        -------
        dict
            ``accuracy``, ``auc`` (area under the ROC curve; with more than two classes, the mean over one against the
            rest, of the classes that occur; NaN where only one does) and ``log_loss``.
        """
        self._check_fitted("evaluate")
        tokens = self._tokens(texts)
        flat, _ = flat_labels(labels, tokens)
        if not len(flat):
            raise InputValueError("texts must hold at least one token; given none")
        targets = class_positions(flat, self.classes_)
        probabilities = self._probabilities(tokens)
        return measure_probabilities(targets, probabilities)

    def _steps(self, texts: Sequences) -> dict[str, Any]:
        """Return the tokens of all texts, how many each has, and the probabilities at each: a table in three parts."""
        tokens = self._tokens(texts)
        return {
            "token": np.array([token for sequence in tokens for token in sequence], dtype=object),
            "lengths": np.array([len(sequence) for sequence in tokens], dtype=np.int64),
            "probabilities": self._probabilities(tokens),
        }

    def _probabilities(self, tokens: list[list[str]]) -> NDArray[np.float64]:
        """Return the probabilities at all steps, text after text, shape (steps, n_classes)."""
        device = device_of(self.network_)
        ids = torch.from_numpy(token_ids(tokens, self.vocabulary_)).to(device)
        real = ids != PADDING_ID
        places = (real.flatten().cumsum(0) - 1).reshape(real.shape)  # of each step among all
        batches = StepBatches(ids, places, batch_size=BATCH_SIZE, shuffle=False)
        return probabilities_by_row(self.network_, batches, int(real.sum()), len(self.classes_))

    def _tokens(self, texts: Sequences) -> list[list[str]]:
        return as_token_lists(texts, level=self.level, lowercase=self.lowercase)

    def _read_ids(self, text: str, caller: str) -> NDArray[np.int64]:  # noqa: ARG002
        return token_ids(self._tokens([text]), self.vocabulary_)

    def _check_params(self) -> None:
        super()._check_params()
        check_flag("bidirectional", self.bidirectional)

    def _build_network(self, num_embeddings: int, num_outputs: int) -> StepNetwork:
        return StepNetwork(
            self.architecture,
            num_embeddings,
            self.embedding_dim,
            num_outputs,
            hidden_size=self.hidden_size,
            layers=self.layers,
            bidirectional=self.bidirectional,
            dropout=self.dropout,
        )

    def _num_outputs(self) -> int:
        return len(self.classes_)

    def _description(self) -> dict[str, Any]:
        return {"classes": labels_to_store(self.classes_, "labels")}

    def _restore(self, description: dict[str, Any]) -> None:
        self.classes_ = np.array(description["classes"])


def _padded(rows: list[NDArray[np.int64]], width: int) -> NDArray[np.int64]:
    padded = np.zeros((len(rows), width), dtype=np.int64)
    for place, row in enumerate(rows):
        padded[place, : len(row)] = row
    return padded
