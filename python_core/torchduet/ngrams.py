"""Neighbouring tokens taken together: the least that a model can know of word order."""

from collections.abc import Iterable

from torchduet.errors import InputTypeError
from torchduet.parameters import check_flag, check_integer

__all__ = ["ngrams"]


def ngrams(tokens: Iterable[str], *, n: int = 2, up_to: bool = False) -> list[str]:
    """Join every n neighbouring tokens.

    Parameters
    ----------
    tokens : sequence of str
        The tokens of one text, in order, for instance one element of what `tokenize` gives.
    n : int, default 2
        Tokens in a gram.
    up_to : bool, default False
        Give shorter grams too: at each token, the grams of 1, 2, ..., n tokens that begin there.

    Returns
    -------
    list of str
        The tokens of a gram are joined by a blank. A text shorter than n tokens has no gram of n.

    Raises
    ------
    TypeError
        `tokens` is one string, or holds something else than strings.
    ValueError
        n is less than 1.

    Examples
    --------
    >>> ngrams(["The", "cat", "sat"], n=2)
    ['The cat', 'cat sat']
    >>> ngrams(["The", "cat", "sat"], n=2, up_to=True)
    ['The', 'The cat', 'cat', 'cat sat', 'sat']
    """
    check_integer("n", n, at_least=1)
    check_flag("up_to", up_to)
    if isinstance(tokens, str):
        raise InputTypeError.about(
            "tokens", "must be several strings, the tokens of one text", tokens, "Call tokenize first"
        )
    words = list(tokens)
    if len(words) == 1 and isinstance(words[0], str) and any(map(str.isspace, words[0])):
        raise InputTypeError.about("tokens", "must be the tokens of one text", words[0], "Call tokenize first")
    for word in words:
        if not isinstance(word, str):
            raise InputTypeError.about("tokens", "must hold strings", word, "Take one text at a time")
    sizes = range(1, n + 1) if up_to else [n]
    return [
        " ".join(words[start : start + size])
        for start in range(len(words))
        for size in sizes
        if start + size <= len(words)
    ]
