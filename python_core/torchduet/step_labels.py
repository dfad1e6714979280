"""Sequences of tokens, and a label for each of them, checked together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from torchduet.errors import InputTypeError, InputValueError, PositionError
from torchduet.labels import as_series
from torchduet.tokens import Level, tokenize

__all__ = ["as_token_lists", "flat_labels"]


def as_token_lists(texts: Any, *, level: Level, lowercase: bool) -> list[list[str]]:
    """Return the tokens of each text; where tokens are given, these.

    Examples
    --------
    >>> as_token_lists([["Doug", "saw"], ["."]], level="word", lowercase=True)
    [['doug', 'saw'], ['.']]
    >>> as_token_lists(["Doug saw."], level="word", lowercase=True)
    [['doug', 'saw']]
    """
    if isinstance(texts, np.ndarray | pd.Series):
        texts = texts.tolist()
    if not isinstance(texts, list | tuple) or not any(_is_sequence(text) for text in texts):
        return tokenize(texts, level=level, lowercase=lowercase)
    return [_tokens(place, text, lowercase) for place, text in enumerate(texts)]


def flat_labels(labels: Any, tokens: Sequence[Sequence[str]]) -> tuple[pd.Series[Any], list[int]]:
    """Return the labels of all texts in one series, and how many each text has.

    Raises
    ------
    InputTypeError, InputValueError
        They are not one sequence per text, with one label per token; the message names the text.
    """
    if isinstance(labels, str | bytes | dict | pd.DataFrame) or not isinstance(labels, Iterable):
        raise InputTypeError.about("labels", "must be a sequence of labels for each text", labels)
    rows = list(labels)
    unfit = next((row for row in rows if not _is_sequence(row)), None)
    if unfit is not None:
        raise InputTypeError.about("labels", "must be a sequence of labels for each text", unfit)
    if len(rows) != len(tokens):
        raise InputValueError(
            f"texts and labels must have the same length; given {len(tokens)} texts and labels for {len(rows)}"
        )
    parts = []
    for place, (row, sequence) in enumerate(zip(rows, tokens, strict=True)):
        try:
            part = as_series(row)
        except PositionError as error:
            raise PositionError(f"text {{text}}: {error.template}", text=place, **error.values) from error
        if len(part) != len(sequence):
            raise PositionError(
                f"labels must hold one label per token; text {{text}} has {len(sequence)} token(s) and "
                f"{len(part)} label(s)",
                text=place,
            )
        parts.append(part)
    return _joined(parts), [len(part) for part in parts]


def _joined(parts: list[pd.Series[Any]]) -> pd.Series[Any]:
    """Return series after one another; where all are categorical, with the categories of all."""
    if parts and all(isinstance(part.dtype, pd.CategoricalDtype) for part in parts):
        return pd.Series(pd.api.types.union_categoricals([part.array for part in parts], ignore_order=True))
    return pd.Series([label for part in parts for label in part])


def _is_sequence(item: Any) -> bool:
    return isinstance(item, Iterable) and not isinstance(item, str | bytes | dict)


def _tokens(place: int, tokens: Any, lowercase: bool) -> list[str]:
    if isinstance(tokens, str):
        raise PositionError(
            "texts must be all texts or all sequences of tokens; element {element} is a string, others are sequences",
            element=place,
        )
    if not _is_sequence(tokens):
        raise InputTypeError.about("texts", "must be strings, or sequences of strings", tokens)
    row = tokens.tolist() if isinstance(tokens, np.ndarray | pd.Series) else list(tokens)
    for token in row:
        if not isinstance(token, str):
            raise InputTypeError.about("texts", "must be strings, or sequences of strings", token)
        if not token:
            raise PositionError("texts: text {text} has an empty token. Leave it out, with its label", text=place)
    return [token.lower() for token in row] if lowercase else row
