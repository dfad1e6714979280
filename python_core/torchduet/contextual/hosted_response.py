"""What a service that speaks OpenAI's protocol answers, taken apart with nothing taken on trust."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["HostedError", "read_response"]


class HostedError(RuntimeError):
    """A service gave no vectors, or none that can be used. What came before it is kept."""


def read_response(content: bytes, *, count: int, dimension: int | None) -> tuple[NDArray[np.float32], int]:
    """Return the vectors of one request, in the order of its texts, and how many tokens the service counted.

    Parameters
    ----------
    content : bytes
        The body of the answer: ``{"data": [{"index": 0, "embedding": ...}, ...], "usage": {"prompt_tokens": ...}}``,
        each vector a list of numbers, or in base 64 the bytes of float32, the lowest byte first.
    count : int
        How many texts were sent.
    dimension : int or None
        The length that vectors must have; None: any, but one for all.

    Raises
    ------
    HostedError
        The answer is anything else.

    Examples
    --------
    >>> read_response(b'{"data": [{"index": 0, "embedding": [1, 2]}]}', count=1, dimension=None)
    (array([[1., 2.]], dtype=float32), 0)
    """
    try:
        answer = json.loads(content)
    except ValueError:
        raise HostedError(f"the service's answer is not JSON: {content[:60]!r}") from None
    items = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise HostedError("the service's answer has no list of vectors, data")
    if len(items) != count:
        raise HostedError(f"the service was sent {count} texts and answered with {len(items)} vectors")
    vectors: list[NDArray[np.float32] | None] = [None] * count
    for item in items:
        place = item.get("index")
        if type(place) is not int or not 0 <= place < count or vectors[place] is not None:
            raise HostedError(f"the service's answer does not say which text each vector is of: index {place!r}")
        vectors[place] = _read_vector(item.get("embedding"))
    lengths = {len(vector) for vector in vectors if vector is not None}
    if len(lengths) > 1 or (dimension is not None and lengths and lengths != {dimension}):
        wanted = "one length" if dimension is None else f"length {dimension}"
        raise HostedError(
            f"the service's vectors must be of {wanted}; they have {', '.join(map(str, sorted(lengths)))}"
        )
    return np.array(vectors, dtype=np.float32), _read_usage(answer)


def _read_vector(given: Any) -> NDArray[np.float32]:
    try:
        vector = np.frombuffer(base64.b64decode(given, validate=True), "<f4") if isinstance(given, str) else given
        vector = np.array(vector, dtype=np.float32)
    except (ValueError, TypeError, OverflowError):
        raise HostedError("the service's answer holds a vector that is none of numbers") from None
    if vector.ndim != 1 or not len(vector) or not np.isfinite(vector).all():
        raise HostedError("the service's answer holds a vector that is none of finite numbers")
    return vector


def _read_usage(answer: dict[str, Any]) -> int:
    """Return the tokens billed; 0 where the service does not say (those that one runs oneself need not)."""
    usage = answer.get("usage")
    tokens = usage.get("prompt_tokens") if isinstance(usage, dict) else None
    return tokens if isinstance(tokens, int) and tokens >= 0 else 0
