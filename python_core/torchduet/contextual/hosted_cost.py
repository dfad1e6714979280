"""What hosted vectors will cost, before anything is sent."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["LIST_PRICES", "LIST_PRICES_DATE", "count_tokens", "most_tokens", "price_of"]

LIST_PRICES_DATE = "2024-01-25"
"""When OpenAI announced the prices below ("New embedding models and API updates"). They may have changed since."""

LIST_PRICES = {"text-embedding-3-small": 0.02, "text-embedding-3-large": 0.13, "text-embedding-ada-002": 0.10}
"""US dollars for a million tokens."""

BYTES_PER_TOKEN = 4
"""OpenAI's rule of thumb for English; other languages take more tokens."""


def most_tokens(text: str) -> int:
    """Return what a text's tokens are never more than: a token of byte-pair encoding has a byte at least."""
    return len(text.encode())


def count_tokens(texts: Sequence[str]) -> tuple[int, int]:
    """Return about how many tokens texts have, by the rule of thumb, and how many at most.

    Examples
    --------
    >>> count_tokens(["The cat sat."])
    (3, 12)
    """
    at_most = [most_tokens(text) for text in texts]
    return sum(math.ceil(number / BYTES_PER_TOKEN) for number in at_most), sum(at_most)


def price_of(model: str, price_per_million: float | None) -> float | None:
    """Return the price that was given, else the list price that is known, else None."""
    return LIST_PRICES.get(model) if price_per_million is None else price_per_million
