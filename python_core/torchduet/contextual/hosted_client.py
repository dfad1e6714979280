"""Requests to a service that speaks OpenAI's protocol; the key comes from the environment and goes nowhere else."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from torchduet.contextual.hosted_response import HostedError, read_response

__all__ = ["DEFAULT_ADDRESS", "KEY_VARIABLE", "Pace", "Requests", "shown_address"]

KEY_VARIABLE = "OPENAI_API_KEY"
DEFAULT_ADDRESS = "https://api.openai.com/v1"


def shown_address(address: str) -> str:
    """Return an address as messages may show it: without a user's name and password, and without what it asks for.

    Examples
    --------
    >>> shown_address("https://user:secret@host/v1?api-key=secret")
    'https://host/v1'
    """
    return re.sub(r"^(\w+://)?[^/]*@", r"\1", re.split(r"[?#]", address)[0])


class Pace:
    """When the next request may begin, from one call to the next."""

    def __init__(self) -> None:
        self._next = 0.0

    def wait(self, requests_per_minute: float | None) -> None:
        """Wait until a request may begin, which it then does."""
        pause = 0.0 if requests_per_minute is None else 60.0 / requests_per_minute
        # No longer than the pause: another process, which this was pickled for, has another clock.
        time.sleep(min(pause, max(0.0, self._next - time.monotonic())))
        self._next = time.monotonic() + pause


class Requests:
    """A connection for the length of one call.

    openai's client tries again where the network or the service fails (status 408, 409, 429, 500 and above, cut
    connections, timeouts): after as long as the header ``Retry-After`` says, up to two minutes, else after half a
    second, one, two, and so on up to eight, each a little less at random.

    Parameters
    ----------
    base_url : str
    model : str
    dimensions : int or None
        What to ask for; None asks for nothing.
    timeout : float
        Seconds until a request counts as failed.
    max_retries : int
    requests_per_minute : float or None
        How many requests begin in a minute at most.
    pace : Pace
        When the last one began, in whichever call.

    Raises
    ------
    ImportError
        openai's client is not installed.
    HostedError
        There is no key in the environment.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        dimensions: int | None,
        timeout: float,
        max_retries: int,
        requests_per_minute: float | None,
        pace: Pace,
    ) -> None:
        try:
            import openai
        except ImportError as error:
            raise ImportError('hosted embeddings need openai: pip install "torchduet[openai]"') from error
        self._openai = openai
        self._key = os.environ.get(KEY_VARIABLE, "")
        if not self._key:
            raise HostedError(
                f"there is no key for {shown_address(base_url)}: put it into the environment variable {KEY_VARIABLE} "
                "before the program starts (never into a script)"
            )
        self._asked = {"model": model} if dimensions is None else {"model": model, "dimensions": dimensions}
        self._address = base_url
        self._requests_per_minute = requests_per_minute
        self._pace = pace
        self._client = openai.OpenAI(api_key=self._key, base_url=base_url, timeout=timeout, max_retries=max_retries)

    def send(self, texts: Sequence[str], dimension: int | None) -> tuple[NDArray[np.float32], int]:
        """Return the vectors of texts, shape (n, dimension), and how many tokens the service counted.

        Raises
        ------
        HostedError
            The service cannot be reached, refuses, or answers with something else.
        """
        self._pace.wait(self._requests_per_minute)
        try:
            answer = self._client.embeddings.with_raw_response.create(
                input=list(texts), encoding_format="base64", **self._asked
            )
        except self._openai.OpenAIError as error:
            failure = HostedError(self._explain(error))
        else:
            return read_response(answer.http_response.content, count=len(texts), dimension=dimension)
        # Raised out here: in there, openai's error would be its context, which holds the request, and with it the key.
        raise failure

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _explain(self, error: Any) -> str:
        openai = self._openai
        said = str(getattr(error, "message", error)).replace(self._key, "(the key)")
        if isinstance(error, openai.APITimeoutError):
            return "the service did not answer in time; try again later, or give a longer timeout"
        if isinstance(error, openai.APIConnectionError):
            return f"the service at {shown_address(self._address)} cannot be reached ({said})"
        if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
            return f"the service refused the key in {KEY_VARIABLE}: {said}"
        if isinstance(error, openai.RateLimitError):
            return f"the service has had enough requests, or your account has: {said}. Wait, or set requests_per_minute"
        return f"the service refused: {said}"
