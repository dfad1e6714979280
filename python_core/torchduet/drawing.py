"""Texts drawn token by token from the scores of what comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import torch

from torchduet.errors import InputTypeError, InputValueError
from torchduet.parameters import check_integer, check_number
from torchduet.running_text import join_tokens, split_texts
from torchduet.seeds import drawn_seed
from torchduet.tokens import Level

__all__ = ["STOP_TOKEN", "NextScores", "draw_texts", "read_prompt", "token_table"]

STOP_TOKEN = "[END]"  # a text ends with it; and as the one before has ended, the next begins

NextScores = Callable[[torch.Tensor, torch.Tensor | None], torch.Tensor]
"""From ids to read, shape (batch, time), and which rows of the call before go on, shape (rows before,), None at first,
to the scores of what comes next, float64 of shape (batch, tokens); -inf for what never does."""


def read_prompt(
    prompt: Any, vocabulary: Sequence[str], *, level: Level, lowercase: bool, name: str = "prompt"
) -> list[int]:
    """Return the ids of the stop token, after which a text begins, and of a prompt's tokens; `name` is for errors.

    Raises
    ------
    InputTypeError
        The prompt is not a string.
    InputValueError
        A token is not in the vocabulary.
    """
    if not isinstance(prompt, str):
        raise InputTypeError.about(name, "must be a string", prompt)
    id_of = {token: place for place, token in enumerate(vocabulary)}
    (tokens,) = split_texts(prompt, level=level, lowercase=lowercase)
    for token in tokens:
        if token not in id_of:
            raise InputValueError(
                f"{name}: {{token}} is not in the vocabulary that the model learned from its texts. Leave it out",
                token=token,
            )
    return [id_of[STOP_TOKEN], *(id_of[token] for token in tokens)]


def draw_texts(
    next_scores: NextScores,
    start: Sequence[int],
    *,
    n: int,
    temperature: float,
    max_length: int,
    seed: int | None,
    vocabulary: Sequence[str],
    level: Level,
) -> list[str]:
    """Write texts, side by side, each until it draws the stop token or is `max_length` tokens long.

    Parameters
    ----------
    next_scores : callable
    start : sequence of int
        The stop token and the prompt, as `read_prompt` returns them.
    n, temperature, max_length, seed
        As users give them; they are checked here.
    vocabulary : sequence of str
        The token of each score.
    level : {"word", "character"}

    Returns
    -------
    list of n str
    """
    check_integer("n", n, at_least=1)
    check_number("temperature", temperature, at_least=0.0)
    check_integer("max_length", max_length, at_least=1)
    check_integer("seed", seed, at_least=0, optional=True)
    used = len(start) - 1
    if max_length <= used:
        raise InputValueError.about(
            "max_length", f"must be greater than the number of the prompt's tokens, {used}", max_length
        )
    generator = torch.Generator().manual_seed(drawn_seed(seed))
    texts: list[list[int]] = [list(start[1:]) for _ in range(n)]
    rows = torch.arange(n)  # the texts that go on
    scores = next_scores(torch.tensor([list(start)]).expand(n, -1), None)
    for length in range(used + 1, max_length + 1):
        drawn = _draw(scores, temperature, generator)
        going_on = drawn != start[0]
        rows, drawn = rows[going_on], drawn[going_on]
        for row, token in zip(rows.tolist(), drawn.tolist(), strict=True):
            texts[row].append(token)
        if not len(rows) or length == max_length:
            break
        scores = next_scores(drawn.unsqueeze(1), going_on)
    return [join_tokens([vocabulary[token] for token in text], level=level) for text in texts]


def token_table(vocabulary: Sequence[str], probabilities: torch.Tensor, *, leave_out: int = 0) -> pd.DataFrame:
    """Return a row per token, the most probable first, equal ones in the order of the vocabulary.

    Parameters
    ----------
    vocabulary : sequence of str
    probabilities : tensor, shape (len(vocabulary),)
    leave_out : int
        Tokens at the vocabulary's start that are no tokens.

    Returns
    -------
    DataFrame
        ``token`` and ``probability``.
    """
    table = pd.DataFrame({"token": list(vocabulary), "probability": probabilities.numpy()}).iloc[leave_out:]
    return table.sort_values("probability", ascending=False, kind="stable", ignore_index=True)


def _draw(scores: torch.Tensor, temperature: float, generator: torch.Generator) -> torch.Tensor:
    """Return a token per row, drawn with softmax(scores / temperature)."""
    if temperature == 0:
        return scores.argmax(dim=1)
    # The largest score is made 0 first: divided by a tiny temperature it stays 0, and the others become -inf.
    scores = scores - scores.max(dim=1, keepdim=True).values
    return torch.multinomial((scores / temperature).softmax(dim=1), 1, generator=generator)[:, 0]
