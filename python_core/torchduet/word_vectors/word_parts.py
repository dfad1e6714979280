"""The parts that fastText cuts words into."""

from __future__ import annotations

from typing import Any

from torchduet.errors import InputTypeError, InputValueError
from torchduet.parameters import check_integer

__all__ = ["check_lengths", "part_places", "subwords"]


def subwords(word: str, *, minn: int = 3, maxn: int = 6) -> list[str]:
    """Return the parts of a word: its n-grams of characters, between marks for its two ends.

    Parameters
    ----------
    word : str
    minn, maxn : int, default 3 and 6
        Length of the shortest and the longest part, marks included.

    Returns
    -------
    list of str
        In fastText's order: by where a part begins, shorter ones first. A mark alone is no part.

    Raises
    ------
    InputValueError, InputTypeError
        An argument does not fit.

    Notes
    -----
    P. Bojanowski, E. Grave, A. Joulin and T. Mikolov (2017), "Enriching word vectors with subword information", TACL 5.
    fastText adds the word as a whole.

    Examples
    --------
    >>> subwords("ninho", maxn=4)
    ['<ni', '<nin', 'nin', 'ninh', 'inh', 'inho', 'nho', 'nho>', 'ho>']
    """
    if not isinstance(word, str):
        raise InputTypeError.about("word", "must be one string", word)
    check_lengths(minn, maxn)
    marked = f"<{word}>"
    return [marked[start:end] for start, end in part_places(len(marked), minn, maxn)]


def part_places(length: int, minn: int, maxn: int) -> list[tuple[int, int]]:
    """Return where each part begins and ends in a word of `length` characters, the marks included.

    Examples
    --------
    >>> part_places(3, 1, 2)  # of <a>: <a, a and a>
    [(0, 2), (1, 2), (1, 3)]
    """
    return [
        (start, end)
        for start in range(length)
        for end in range(start + max(minn, 1), min(start + maxn, length) + 1)
        if not (end - start == 1 and start in (0, length - 1))  # a mark alone
    ]


def check_lengths(minn: Any, maxn: Any) -> None:
    """Make sure that the lengths of the parts of words make sense."""
    check_integer("minn", minn, at_least=1)
    check_integer("maxn", maxn, at_least=1)
    if maxn < minn:
        raise InputValueError(f"maxn must be at least minn = {minn}; given {{value}}", value=maxn)
