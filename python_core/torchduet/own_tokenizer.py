"""A tokenizer that is a function of the user's: what it gives is checked, text by text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from torchduet.errors import InputTypeError, InputValueError, PositionError
from torchduet.tokens import TextInput, as_strings

if TYPE_CHECKING:
    import polars

__all__ = ["Tokenizer", "check_tokenizer", "own_tokens"]

Tokenizer = Callable[[list[str]], Sequence[Sequence[str]]]
"""From n texts, all at once, to the tokens of each."""

RESERVED = ("", "[UNK]")  # padding's token, and that of all that are not in the vocabulary


def check_tokenizer(tokenizer: Any) -> None:
    """Make sure that a tokenizer is a function, or None."""
    if tokenizer is not None and not callable(tokenizer):
        raise InputTypeError.about("tokenizer", "must be a function or {none}", tokenizer)


def own_tokens(texts: TextInput, tokenizer: Tokenizer, *, may_hold_blanks: bool) -> polars.Series:
    """Return the tokens of each text as a polars Series of lists; say which text has none that can be used.

    Examples
    --------
    >>> own_tokens(["a-b", "c"], lambda texts: [text.split("-") for text in texts], may_hold_blanks=True).to_list()
    [['a', 'b'], ['c']]
    """
    import polars

    strings = as_strings(texts)
    answer: Any = tokenizer(strings)
    if not isinstance(answer, list | tuple):
        raise InputTypeError.about("tokenizer", "must return a list with the tokens of each text", answer)
    if len(answer) != len(strings):
        expected = f"must return a list with the tokens of each of the {len(strings)} text(s)"
        raise InputValueError.about("tokenizer", expected, len(answer))
    lists = [list(tokens) if isinstance(tokens, list | tuple | np.ndarray) else None for tokens in answer]
    unfit = next((place for place, tokens in enumerate(lists) if tokens is None or not _fit(tokens)), None)
    if unfit is not None:
        raise PositionError(
            "tokenizer must return strings, none of them missing, empty or [UNK]; what it returns for text {text} is "
            "not",
            text=unfit,
        )
    if not may_hold_blanks and any(" " in token for tokens in lists for token in tokens or ()):
        raise InputValueError(
            "tokenizer must return tokens without blanks where ngram_range joins them by blanks; given {token}",
            token=next(token for tokens in lists for token in tokens or () if " " in token),
        )
    return polars.Series("tokens", lists, dtype=polars.List(polars.String))


def _fit(tokens: list[Any]) -> bool:
    return all(isinstance(token, str) and token not in RESERVED for token in tokens)
