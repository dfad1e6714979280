"""What models of the next token share: texts in, texts out."""

from __future__ import annotations

import torch

from torchduet.drawing import NextScores, draw_texts, read_prompt
from torchduet.errors import InputValueError
from torchduet.estimator import Estimator
from torchduet.running_text import split_texts
from torchduet.tokens import Level, TextInput

__all__ = ["NextTokenModel"]


class NextTokenModel(Estimator):
    """Base of models that say what comes next; a model says how, the rest is here."""

    level: Level
    lowercase: bool

    vocabulary_: list[str]

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
        start = self._read_prompt(prompt)
        with torch.inference_mode():
            return draw_texts(
                self._next_scores(),
                start,
                n=n,
                temperature=temperature,
                max_length=max_length,
                seed=seed,
                vocabulary=self.vocabulary_,
                level=self.level,
            )

    def perplexity(self, texts: TextInput) -> float:
        """Return the perplexity: among how many equally probable tokens the model hesitates, on average."""
        return self.evaluate(texts)["perplexity"]

    def evaluate(self, texts: TextInput) -> dict[str, float]:
        """Measure how well the model foretells texts."""
        raise NotImplementedError

    def _next_scores(self) -> NextScores:
        """Return a function that scores what comes next, for one run of `generate`."""
        raise NotImplementedError

    def _split(self, texts: TextInput) -> list[list[str]]:
        return split_texts(texts, level=self.level, lowercase=self.lowercase)

    def _split_to_learn(self, texts: TextInput) -> list[list[str]]:
        sequences = self._split(texts)
        if not any(sequences):
            raise InputValueError(f'texts must hold at least one token at level "{self.level}"; given none')
        return sequences

    def _read_prompt(self, prompt: str, name: str = "prompt") -> list[int]:
        return read_prompt(prompt, self.vocabulary_, level=self.level, lowercase=self.lowercase, name=name)
