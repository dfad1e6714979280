"""From text to tokens: the first step of treating text as data."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from torchduet.parameters import check_flag
from torchduet.positions import PositionError

if TYPE_CHECKING:
    import polars

__all__ = ["TextInput", "tokenize"]

TextInput = str | Iterable[str]
"""One text, or several: a list, a NumPy array, a pandas Series."""

# A word is a run of letters, marks and digits; an apostrophe inside it belongs to it ("don't", "d'água"), a hyphen does
# not ("sugar-free" is two words). What is neither, an emoji too, separates words.
WORD_PATTERN = r"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*"


def tokenize(texts: TextInput, *, lowercase: bool = True) -> list[list[str]]:
    """Split texts into words.

    A word is a run of letters and digits; apostrophes inside a word belong to it, hyphens separate words. Accented
    letters are brought to their composed form (Unicode NFC) first, so that both ways to write "é" give one token.

    Parameters
    ----------
    texts : str or sequence of str, length n
        One text counts as a sequence of one.
    lowercase : bool, default True
        Fold letters to lower case.

    Returns
    -------
    list of n lists of str
        The words of each text, in order. A text without words gives an empty list.

    Raises
    ------
    TypeError
        An element of `texts` is not a string.
    PositionError
        An element of `texts` is missing; the message names the first one.

    Examples
    --------
    >>> tokenize(["The cat sat.", "Não gostei, não!"])
    [['the', 'cat', 'sat'], ['não', 'gostei', 'não']]
    """
    check_flag("lowercase", lowercase)
    return token_series(texts, lowercase=lowercase).to_list()


def token_series(texts: TextInput, *, lowercase: bool) -> polars.Series:
    """Return the words of each text as a polars Series of lists, the form that counts and looks up fast."""
    # Polars' string engine takes half the CPU time of a regular-expression loop; imported here, as that costs 0.3 s.
    import polars

    # A string knows whether it is ASCII, with nothing to compose; polars' normalize took a quarter of the whole time.
    strings = [text if text.isascii() else unicodedata.normalize("NFC", text) for text in as_strings(texts)]
    try:
        series = polars.Series("tokens", strings, dtype=polars.String)
    except UnicodeEncodeError as error:
        raise _unfit_unicode(strings) from error
    if lowercase:
        series = series.str.to_lowercase()
    return series.str.extract_all(WORD_PATTERN)


def as_strings(texts: TextInput) -> list[str]:
    """Return texts as a list of str; say which element is missing or is not a string."""
    strings: list[Any] = [texts] if isinstance(texts, str) else _as_list(texts)
    for position, text in enumerate(strings):
        if not isinstance(text, str):
            raise _unfit_text(text, position)
    return strings


def _as_list(texts: Any) -> list[Any]:
    # Going through a DataFrame would give the names of its columns, going through a dict its keys.
    if isinstance(texts, bytes | dict | pd.DataFrame) or not isinstance(texts, Iterable):
        hint = "; choose one of its columns" if isinstance(texts, pd.DataFrame) else ""
        raise TypeError(f"texts must be a string or a sequence of strings, not {type(texts).__name__}{hint}")
    # Elements taken one at a time from a pandas or NumPy container cost far more than one conversion.
    if isinstance(texts, pd.Series | pd.Index | np.ndarray):
        values = texts.tolist()
        return values if isinstance(values, list) else [values]  # an array without dimensions holds one text
    return list(texts)


def _unfit_text(text: Any, position: int) -> Exception:
    if text is None or text is pd.NA or (isinstance(text, float) and math.isnan(text)):
        return PositionError(
            "texts: element {element} is missing; leave it out or put an empty text in its place", element=position
        )
    return TypeError(f"texts must hold strings; found {text!r} of type {type(text).__name__}. Convert with str() first")


def _unfit_unicode(strings: list[str]) -> PositionError:
    position = next(place for place, text in enumerate(strings) if any("\ud800" <= sign <= "\udfff" for sign in text))
    return PositionError(
        "texts: element {element} holds half a Unicode character (a lone surrogate), as a file read with the wrong "
        "encoding gives; read it as UTF-8",
        element=position,
    )
