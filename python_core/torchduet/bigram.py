"""The model that remembers one word only: a table of how often each token follows each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Self

import numpy as np
import pandas as pd
import torch

from torchduet.drawing import STOP_TOKEN, draw_texts, read_prompt, token_table
from torchduet.errors import InputValueError
from torchduet.estimator import Estimator
from torchduet.parameters import check_choice, check_flag
from torchduet.running_text import build_vocabulary, split_texts
from torchduet.tokens import LEVELS, Level, TextInput

__all__ = ["BigramModel"]


class BigramModel(Estimator):
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
    vocabulary_: list[str]

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
        sequences = self._split(texts)
        if not any(sequences):
            raise InputValueError(f'texts must hold at least one token at level "{self.level}"; given none')
        vocabulary = build_vocabulary(sequences, special_tokens=[STOP_TOKEN], max_tokens=None)
        place_of = {token: place for place, token in enumerate(vocabulary)}
        counts = np.zeros((len(vocabulary), len(vocabulary)), dtype=np.int64)
        for sequence in sequences:
            places = [place_of[token] for token in (STOP_TOKEN, *sequence, STOP_TOKEN)]
            np.add.at(counts, (places[:-1], places[1:]), 1)
        self.vocabulary_ = vocabulary
        self.counts_ = pd.DataFrame(counts, index=vocabulary, columns=vocabulary)
        return self

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

    def generate(
        self,
        n: int = 1,
        *,
        prompt: str = "",
        temperature: float = 1.0,
        max_length: int = 100,
        seed: int | None = None,
    ) -> list[str]:
        """Write texts, token by token, each drawn by its probability, until the stop token is drawn.

        Parameters
        ----------
        n : int
            How many.
        prompt : str
            What each text begins with.
        temperature : float
            The logarithms of the probabilities are divided by it: below 1 the likely tokens become likelier, above 1
            all become more alike. 0 takes the most probable token always.
        max_length : int
            Most tokens of a text, those of the prompt included; a text that long is cut off.
        seed : int, optional
            Settles what is drawn; without it, a seed is drawn from torch's generator.

        Returns
        -------
        list of n str

        Raises
        ------
        InputValueError
            The prompt holds a token that is not in the vocabulary, or leaves no room for another.
        """
        self._check_fitted("generate")
        log_probabilities = torch.tensor(self.probabilities_.to_numpy()).log()

        def next_scores(ids: torch.Tensor, _: torch.Tensor | None) -> torch.Tensor:
            return log_probabilities[ids[:, -1]]

        return draw_texts(
            next_scores,
            self._read_prompt(prompt),
            n=n,
            temperature=temperature,
            max_length=max_length,
            seed=seed,
            vocabulary=self.vocabulary_,
            level=self.level,
        )

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

    def perplexity(self, texts: TextInput) -> float:
        """Return the perplexity: among how many equally probable tokens the model hesitates, on average."""
        return self.evaluate(texts)["perplexity"]

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

    def _split(self, texts: TextInput) -> list[list[str]]:
        return split_texts(texts, level=self.level, lowercase=self.lowercase)

    def _read_prompt(self, prompt: str) -> Sequence[int]:
        return read_prompt(prompt, self.vocabulary_, level=self.level, lowercase=self.lowercase)
