"""The seed that settles what is drawn."""

from __future__ import annotations

import torch

__all__ = ["drawn_seed"]


def drawn_seed(seed: int | None) -> int:
    """Return a seed as Python's own integer; instead of None, one drawn from torch's generator.

    So `torch.manual_seed` settles also what is drawn by whoever gives no seed.

    Examples
    --------
    >>> drawn_seed(3)
    3
    """
    return int(torch.randint(2**31 - 1, ())) if seed is None else int(seed)
