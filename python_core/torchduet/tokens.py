"""From text to tokens: the first step of treating text as data."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from torchduet.errors import InputTypeError, PositionError, missing_elements
from torchduet.parameters import check_choice, check_flag

if TYPE_CHECKING:
    import polars

__all__ = ["LEVELS", "Level", "TextInput", "as_strings", "check_unicode", "token_chunks", "tokenize"]

TextInput = str | Iterable[str]
"""One text, or several: a list, a NumPy array, a pandas Series."""

Level = Literal["word", "character"]
LEVELS = ("word", "character")

PATTERNS = {
    # A word begins with a letter or digit; marks may follow, but alone they are no word (an emoji's invisible variation
    # selector is one). An apostrophe inside it belongs to it ("don't", "d'água"), a hyphen does not ("sugar-free" is
    # two words). What is neither, an emoji too, separates words.
    "word": r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*",
    "character": r"(?s).",
}
# One sign that is neither a blank nor part of a word: with it, a text can be written again.
MARK = r"[^\s\p{L}\p{N}]"

# Texts tokenized at once: enough to keep polars busy, few enough that its memory is used again while it is warm.
CHUNK = 4000


def tokenize(texts: TextInput, *, level: Level = "word", lowercase: bool = True) -> list[list[str]]:
    """Split texts into words or characters.

    A word is a run of letters and digits; apostrophes inside a word belong to it, hyphens and emoji separate words.
    Characters are Unicode code points, blanks and punctuation included; an emoji of several code points (a flag, a
    family) is several characters. Accented letters are brought to their composed form (Unicode NFC) first, so that
    both ways to write "é" give one token.

    Parameters
    ----------
    texts : str or sequence of str, length n
        One text counts as a sequence of one.
    level : {"word", "character"}, default "word"
    lowercase : bool, default True
        Fold letters to lower case.

    Returns
    -------
    list of n lists of str
        The tokens of each text, in order. A text without words gives an empty list.

    Raises
    ------
    InputTypeError
        An element of `texts` is not a string.
    PositionError
        An element of `texts` is missing; the message names the first one.

    Examples
    --------
    >>> tokenize(["The cat sat.", "Não gostei, não!"])
    [['the', 'cat', 'sat'], ['não', 'gostei', 'não']]
    >>> tokenize("Olá!", level="character")
    [['o', 'l', 'á', '!']]
    """
    check_choice("level", level, LEVELS)
    check_flag("lowercase", lowercase)
    return [tokens for chunk in token_chunks(texts, level=level, lowercase=lowercase) for tokens in chunk.to_list()]


def token_chunks(texts: TextInput, *, level: Level, lowercase: bool, marks: bool = False) -> Iterator[polars.Series]:
    """Yield the tokens of each text, some thousand texts at a time, as polars Series of lists.

    With `marks`, each punctuation mark between words is a token too.
    """
    # Polars' string engine takes half the CPU time of a regular-expression loop; imported here, as that costs 0.3 s.
    import polars

    strings = as_strings(texts)
    pattern = f"{PATTERNS[level]}|{MARK}" if marks and level == "word" else PATTERNS[level]
    for start in range(0, len(strings), CHUNK):
        # A string knows whether it is ASCII, with nothing to compose; polars' normalize took a quarter of the time.
        composed = [
            text if text.isascii() else unicodedata.normalize("NFC", text) for text in strings[start : start + CHUNK]
        ]
        try:
            series = polars.Series("tokens", composed, dtype=polars.String)
        except UnicodeEncodeError as error:
            raise _unfit_unicode(strings) from error
        yield (series.str.to_lowercase() if lowercase else series).str.extract_all(pattern)


def as_strings(texts: TextInput) -> list[str]:
    """Return texts as a list of str; say which element is missing or is not a string."""
    strings: list[Any] = [texts] if isinstance(texts, str) else _as_list(texts)
    unfit = [position for position, text in enumerate(strings) if not isinstance(text, str)]
    if unfit:
        raise _unfit_texts(strings, unfit)
    return strings


def check_unicode(strings: list[str], *, argument: str = "texts") -> None:
    """Make sure that each string can be written as UTF-8; say which one cannot."""
    try:
        for text in strings:
            text.encode()
    except UnicodeEncodeError as error:
        raise _unfit_unicode(strings, argument) from error


def _as_list(texts: Any) -> list[Any]:
    # Going through a DataFrame would give the names of its columns, going through a dict its keys.
    if isinstance(texts, bytes | dict | pd.DataFrame) or not isinstance(texts, Iterable):
        hint = "Choose one of its columns" if isinstance(texts, pd.DataFrame) else ""
        raise InputTypeError.about("texts", "must be strings", texts, hint)
    # Elements taken one at a time from a pandas or NumPy container cost far more than one conversion.
    if isinstance(texts, pd.Series | pd.Index | np.ndarray):
        values = texts.tolist()
        return values if isinstance(values, list) else [values]  # an array without dimensions holds one text
    return list(texts)


def _unfit_texts(texts: list[Any], positions: list[int]) -> Exception:
    other = [text for text in map(texts.__getitem__, positions) if not _is_missing(text)]
    if other:
        return InputTypeError.about("texts", "must be strings", other[0])
    return missing_elements("texts", positions, "or put an empty text in its place")


def _is_missing(text: Any) -> bool:
    return text is None or text is pd.NA or (isinstance(text, float) and math.isnan(text))


def _unfit_unicode(strings: list[str], argument: str = "texts") -> PositionError:
    position = next(place for place, text in enumerate(strings) if any("\ud800" <= sign <= "\udfff" for sign in text))
    return PositionError(
        f"{argument}: element {{element}} holds half a Unicode character (a lone surrogate), as a file read with the "
        "wrong encoding gives; read it as UTF-8",
        element=position,
    )
