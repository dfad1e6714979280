"""A model of what comes next, and the texts it writes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.devices import device_of
from torchduet.drawing import STOP_TOKEN, NextScores, token_table
from torchduet.errors import InputValueError
from torchduet.next_token_model import NextTokenModel
from torchduet.prediction import BATCH_SIZE
from torchduet.running_text import token_ids
from torchduet.schedules import LearningRateFunction
from torchduet.sequence_model import SequenceModel
from torchduet.step_network import NextTokenNetwork, StepBatches
from torchduet.text_vectorizer import SPECIAL_TOKENS, UNKNOWN_ID
from torchduet.tokens import Level, TextInput
from torchduet.training import evaluate_network

__all__ = ["SequenceGenerator"]


class SequenceGenerator(NextTokenModel, SequenceModel):
    """Learn from texts what token comes next, and write texts of the same kind.

    A text is read from its start token on, and the right answer at each step is the token after it; after the last
    one, that the text ends. Words and punctuation marks are tokens, or all characters.

    Parameters
    ----------
    architecture : {"rnn", "lstm", "gru"}
        The recurrent layers.
    level : {"word", "character"}
        What a token is; see `tokenize`. With words, punctuation marks are tokens too.
    embedding_dim : int
        Length of a token's vector.
    hidden_size : int
        Units of a layer.
    layers : int
        Recurrent layers on top of each other.
    dropout : float
        Share of the last layer's outputs dropped in training, and of those between layers.
    max_tokens : int or None
        Largest size of the vocabulary, the three special tokens included. None: all tokens.
    lowercase : bool
        Fold letters to lower case.
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
        Settles everything that is drawn in training: same seed, machine and number of threads, same model. None draws
        a seed from torch's generator; torch's own state is otherwise left as it is.
    device : str
        Where to train: "cpu", "cuda", "cuda:1", "mps"; "auto" takes a CUDA device if there is one, else the CPU.
    callbacks : sequence of Callback or function
        A function is called at each epoch's end with a dict of what was measured; if it returns "stop", training ends.
    verbose : bool or "auto"
        Show progress; "auto" shows it on a terminal.

    Attributes
    ----------
    history_ : DataFrame
        A row per epoch: epoch, loss (mean cross-entropy of a token), validation_loss, validation_accuracy, seconds.
    network_ : torch.nn.Module
        From ids, shape (batch, time), to a score per token of the vocabulary at each real step.
    vocabulary_ : list of str
        The token of each id: padding, unknown, the start and end of a text, then the tokens by falling frequency.
    seed_ : int
        The seed that was used.
    interrupted_ : bool
        Whether Ctrl-C ended the training.

    Examples
    --------
    >>> model = SequenceGenerator(hidden_size=16, learning_rate=0.05, epochs=30, validation_split=0, seed=1)
    >>> model = model.fit(["Doug saw Jane.", "Jane saw Doug."] * 20)
    >>> model.generate(prompt="Jane", temperature=0)
    ['Jane saw Doug.']
    """

    _special_tokens: ClassVar[Sequence[str]] = [*SPECIAL_TOKENS, STOP_TOKEN]

    network_: NextTokenNetwork

    def __init__(
        self,
        *,
        architecture: str = "lstm",
        level: Level = "word",
        embedding_dim: int = 64,
        hidden_size: int = 64,
        layers: int = 1,
        dropout: float = 0.0,
        max_tokens: int | None = 10000,
        lowercase: bool = False,
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

    def fit(self, texts: TextInput) -> Self:
        """Learn vocabulary and weights.

        Parameters
        ----------
        texts : sequence of str, length n

        Returns
        -------
        SequenceGenerator
            Itself.

        Raises
        ------
        InputValueError, InputTypeError
            A parameter or the texts do not make sense; the message says which and what was expected.
        """
        self._check_params()
        sequences = self._split_to_learn(texts)

        def encode(rows: list[int], vocabulary: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
            return self._encode([sequences[row] for row in rows], vocabulary)

        self._learn(sequences, encode, num_outputs=0, data=sequences)
        return self

    def _next_scores(self) -> NextScores:
        device = device_of(self.network_)
        state: Any = None

        def next_scores(ids: torch.Tensor, going_on: torch.Tensor | None) -> torch.Tensor:
            nonlocal state
            if going_on is not None:
                state = _rows(state, going_on.to(device))
            scores, state = self.network_.advance(ids.to(device), state)
            scores = scores.cpu().double()
            scores[:, UNKNOWN_ID] = -torch.inf  # no word that could be written
            return scores

        self.network_.eval()  # whoever trained it further may have left dropout on
        return next_scores

    def predict_proba(self, prompt: str = "") -> pd.DataFrame:
        """Return how probable each token is to come next.

        Parameters
        ----------
        prompt : str
            The text so far.

        Returns
        -------
        DataFrame
            ``token`` and ``probability``, the most probable first. The token ``[END]`` says that the text ends,
            ``[UNK]`` stands for all tokens outside the vocabulary.
        """
        self._check_fitted("predict_proba")
        start = torch.tensor([self._read_prompt(prompt)], device=device_of(self.network_))
        self.network_.eval()
        with torch.inference_mode():
            scores, _ = self.network_.advance(start)
        return token_table(self.vocabulary_, scores[0].cpu().double().softmax(dim=0), leave_out=1)

    def evaluate(self, texts: TextInput) -> dict[str, float]:
        r"""Measure how well the model foretells texts.

        Parameters
        ----------
        texts : sequence of str, length n

        Returns
        -------
        dict
            ``log_loss``, the mean of :math:`-\ln p` over all tokens and the texts' ends, p being the probability that
            the model gave to what came; ``perplexity``, :math:`e` to the power of it; and ``accuracy``, the share of
            steps whose most probable token came.
        """
        self._check_fitted("evaluate")
        sequences = self._split(texts)
        if not sequences:
            raise InputValueError("texts must hold at least one text; given none")
        device = device_of(self.network_)
        ids, targets = (torch.from_numpy(array).to(device) for array in self._encode(sequences, self.vocabulary_))
        batches = StepBatches(ids, targets, batch_size=BATCH_SIZE, shuffle=False)
        measured = evaluate_network(self.network_, batches, _cross_entropy)
        loss = measured["validation_loss"]
        return {"perplexity": math.exp(loss), "log_loss": loss, "accuracy": measured["validation_accuracy"]}

    def _read_ids(self, text: str, caller: str) -> NDArray[np.int64]:
        return np.array([self._read_prompt(text, f"the text of {caller}")])

    @staticmethod
    def _encode(
        sequences: Sequence[Sequence[str]], vocabulary: list[str]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        read = token_ids([[STOP_TOKEN, *sequence] for sequence in sequences], vocabulary)
        return read, token_ids([[*sequence, STOP_TOKEN] for sequence in sequences], vocabulary)

    def _build_network(self, num_embeddings: int, num_outputs: int) -> NextTokenNetwork:  # noqa: ARG002
        return NextTokenNetwork(
            self.architecture,
            num_embeddings,
            self.embedding_dim,
            hidden_size=self.hidden_size,
            layers=self.layers,
            dropout=self.dropout,
        )

    def _num_outputs(self) -> int:
        return len(self.vocabulary_)


def _rows(state: Any, rows: torch.Tensor) -> Any:
    """Return the state of some of the texts; an LSTM has two."""
    return tuple(part[:, rows] for part in state) if isinstance(state, tuple) else state[:, rows]


def _cross_entropy(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return nn.functional.cross_entropy(scores.double(), targets)
