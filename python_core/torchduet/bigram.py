"""The model that remembers one word only: a table of how often each token follows each other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from torchduet import storage
from torchduet.drawing import STOP_TOKEN, NextScores, token_table
from torchduet.errors import InputValueError
from torchduet.next_token_model import NextTokenModel
from torchduet.parameters import check_choice, check_flag
from torchduet.running_text import build_vocabulary
from torchduet.text_vectorizer import checked_vocabulary
from torchduet.tokens import LEVELS, Level, TextInput

__all__ = ["BigramModel"]


class BigramModel(NextTokenModel):
    r"""Count in texts which token follows which, and write texts by these counts.

    With :math:`n_{ij}` times that token j comes after token i, the probability of j after i is

    .. math:: p(j \mid i) = \frac{n_{ij}}{\sum_k n_{ik}}

    Nothing before the last token matters, which is what networks with a memory are compared with. A text begins after
    the stop token ``[END]`` and ends with it.

    Parameters
    ----------
    level : {"word", "character"}
        What a token is; see `tokenize`. With words, punctuation marks are tokens too.
    lowercase : bool
        Fold letters to lower case.

    Attributes
    ----------
    counts_ : DataFrame of int, shape (n_tokens, n_tokens)
        How often the token of a column comes after the token of a row; both in the order of `vocabulary_`.
    probabilities_ : DataFrame of float, shape (n_tokens, n_tokens)
        The counts, divided by the sum of their row.
    vocabulary_ : list of str
        The stop token, then the others by falling frequency, ties by first appearance.

    Examples
    --------
    >>> model = BigramModel().fit(["Doug saw Jane.", "Jane saw Doug."])
    >>> model.counts_.loc["saw", ["Doug", "Jane"]].tolist()
    [1, 1]
    >>> model.generate(3, seed=1)
    ['Jane saw Doug.', 'Doug.', 'Doug.']
    """

    counts_: pd.DataFrame

    def __init__(self, *, level: Level = "word", lowercase: bool = False) -> None:
        self.level = level
        self.lowercase = lowercase

    def fit(self, texts: TextInput) -> Self:
        """Count.

        Parameters
        ----------
        texts : sequence of str, length n

        Returns
        -------
        BigramModel
            Itself.
        """
        check_choice("level", self.level, LEVELS)
        check_flag("lowercase", self.lowercase)
        sequences = self._split_to_learn(texts)
        vocabulary = build_vocabulary(sequences, special_tokens=[STOP_TOKEN], max_tokens=None)
        place_of = {token: place for place, token in enumerate(vocabulary)}
        counts = np.zeros((len(vocabulary), len(vocabulary)), dtype=np.int64)
        for sequence in sequences:
            places = [place_of[token] for token in (STOP_TOKEN, *sequence, STOP_TOKEN)]
            np.add.at(counts, (places[:-1], places[1:]), 1)
        self._take_counts(vocabulary, counts)
        return self

    def _take_counts(self, vocabulary: list[str], counts: NDArray[np.int64]) -> None:
        self.vocabulary_ = vocabulary
        self.counts_ = pd.DataFrame(counts, index=vocabulary, columns=vocabulary)

    def save(self, path: str | Path) -> None:
        """Write the model to a folder, or to a file if the path ends in ``.zip``; `torchduet.load` reads it.

        JSON holds what the model is, safetensors its counts; nothing in it can run code.

        Parameters
        ----------
        path : str or path
            A folder to make or replace, or a file that ends in ``.zip``.
        """
        self._check_fitted("save")
        counts = torch.tensor(self.counts_.to_numpy())
        pairs = counts.nonzero()  # (pairs, 2): most tokens never come after most others
        description = {"params": self.get_params(), "vocabulary": self.vocabulary_}
        storage.write(path, type(self), description, {"pairs": pairs, "counts": counts[pairs[:, 0], pairs[:, 1]]})

    @classmethod
    def _from_storage(cls, description: Mapping[str, Any], weights: Mapping[str, torch.Tensor]) -> Self:
        model = cls(**description["params"])
        vocabulary = checked_vocabulary(description["vocabulary"], special_tokens=[STOP_TOKEN])
        counts = np.zeros((len(vocabulary), len(vocabulary)), dtype=np.int64)
        before, after = weights["pairs"].numpy().T
        counts[before, after] = weights["counts"].numpy()
        if not (counts.sum(axis=1) > 0).all():
            raise ValueError("each token must be followed by another one or by the end")
        model._take_counts(vocabulary, counts)
        return model

    @property
    def probabilities_(self) -> pd.DataFrame:
        """How probable each token is after each other.

        Returns
        -------
        DataFrame of float, shape (n_tokens, n_tokens)
        """
        self._check_fitted("probabilities_")
        # No row is without counts: each token of the texts is followed by another one, or by the stop token.
        return self.counts_.div(self.counts_.sum(axis="columns"), axis="index")

    def _next_scores(self) -> NextScores:
        log_probabilities = torch.tensor(self.probabilities_.to_numpy()).log()

        def next_scores(ids: torch.Tensor, _: torch.Tensor | None) -> torch.Tensor:
            return log_probabilities[ids[:, -1]]

        return next_scores

    def predict_proba(self, prompt: str = "") -> pd.DataFrame:
        """Return how probable each token is to come next: the row of `probabilities_` of the prompt's last token.

        Parameters
        ----------
        prompt : str
            The text so far.

        Returns
        -------
        DataFrame
            ``token`` and ``probability``, the most probable first. The token ``[END]`` says that the text ends.
        """
        self._check_fitted("predict_proba")
        row = self.probabilities_.iloc[self._read_prompt(prompt)[-1]]
        return token_table(self.vocabulary_, torch.tensor(row.to_numpy()))

    def evaluate(self, texts: TextInput) -> dict[str, float]:
        r"""Measure how well the model foretells texts.

        Parameters
        ----------
        texts : sequence of str, length n

        Returns
        -------
        dict
            ``log_loss``, the mean of :math:`-\ln p` over all tokens and the texts' ends, p being the probability that
            the model gave to what came (infinite where a pair never came before); ``perplexity``, :math:`e` to the
            power of it; and ``accuracy``, the share of steps whose most probable token came.
        """
        self._check_fitted("evaluate")
        place_of = {token: place for place, token in enumerate(self.vocabulary_)}
        pairs = [
            (place_of.get(before), place_of.get(after))
            for sequence in self._split(texts)
            for before, after in zip((STOP_TOKEN, *sequence), (*sequence, STOP_TOKEN), strict=True)
        ]
        if not pairs:
            raise InputValueError("texts must hold at least one text; given none")
        table = self.probabilities_.to_numpy()
        chosen = [0.0 if before is None or after is None else table[before, after] for before, after in pairs]
        best = table.argmax(axis=1)
        right = [before is not None and best[before] == after for before, after in pairs]
        loss = math.inf if min(chosen) == 0 else float(-np.mean(np.log(chosen)))
        return {"perplexity": math.exp(loss), "log_loss": loss, "accuracy": float(np.mean(right))}
