"""Vectors of texts from a service behind an address: OpenAI's, or any other that speaks its protocol."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from torchduet.contextual.hosted_cache import VectorCache, service_folder, text_key
from torchduet.contextual.hosted_client import DEFAULT_ADDRESS, Pace, Requests, shown_address
from torchduet.contextual.hosted_cost import LIST_PRICES_DATE, count_tokens, most_tokens, price_of
from torchduet.contextual.hosted_response import HostedError
from torchduet.contextual.text_vectors import TextVectors
from torchduet.datasets.cache import cache_root
from torchduet.errors import InputTypeError, InputValueError, PositionError
from torchduet.parameters import check_flag, check_integer, check_number
from torchduet.tokens import TextInput, as_strings, check_unicode

__all__ = ["HostedEmbeddings"]

ADDRESS_VARIABLE = "OPENAI_BASE_URL"
# What OpenAI's service takes in one request.
MOST_TEXTS = 2048
MOST_TOKENS = 300_000


class HostedEmbeddings(TextVectors):
    """A vector for each text, worked out by a service that is paid by the token.

    The texts leave this machine. Each one's vector is kept in your cache, found again by a hash of the text, so that no
    text is paid for twice; a failure in the middle loses nothing that came before it.

    Parameters
    ----------
    model : str
        For instance "text-embedding-3-small", "text-embedding-3-large", "text-embedding-ada-002".
    dimensions : int, optional
        Shorter vectors, where the model can (OpenAI's third generation).
    base_url : str, optional
        The service's address. None: the environment variable OPENAI_BASE_URL, else OpenAI's own.
    price_per_million : float, optional
        US dollars for a million tokens. None: OpenAI's list price of January 2024, for its own models.
    max_cost : float, optional
        US dollars that one call may cost at most; where it might cost more, nothing is sent.
    batch_size : int
        Texts sent in one request, at most 2,048. Long texts go in smaller ones: a request has at most 300,000 tokens.
    requests_per_minute : float, optional
        A limit to keep to, from one call to the next too. None: as fast as the service answers.
    max_retries : int
        How often a request that failed is sent again. It waits as long as the service asks, or longer each time.
    timeout : float
        Seconds until a request that is not answered has failed.
    cache : bool
        Keep vectors on disk; where not, this object alone remembers them.

    Attributes
    ----------
    tokens_used : int
        What the service has counted since this object was made.

    Notes
    -----
    The key is read from the environment variable OPENAI_API_KEY at every call. It is no argument and no attribute, and
    stands in no message and no file.

    Examples
    --------
    >>> hosted = HostedEmbeddings("text-embedding-3-small", cache=False)
    >>> hosted.estimate_cost(["The cat sat on the mat."] * 2)["texts"]  # nothing is sent
    1
    """

    def __init__(
        self,
        model: str = "text-embedding-3-small",
        *,
        dimensions: int | None = None,
        base_url: str | None = None,
        price_per_million: float | None = None,
        max_cost: float | None = None,
        batch_size: int = 256,
        requests_per_minute: float | None = None,
        max_retries: int = 5,
        timeout: float = 60.0,
        cache: bool = True,
    ) -> None:
        if not isinstance(model, str) or not model:
            raise InputTypeError.about("model", "must be the name of a model", model)
        check_integer("dimensions", dimensions, at_least=1, optional=True)
        check_number("price_per_million", price_per_million, optional=True)
        check_number("max_cost", max_cost, optional=True)
        check_integer("batch_size", batch_size, at_least=1)
        if batch_size > MOST_TEXTS:
            raise InputValueError.about("batch_size", f"must be at most {MOST_TEXTS:,}", batch_size)
        check_number("requests_per_minute", requests_per_minute, above=0.0, optional=True)
        check_integer("max_retries", max_retries, at_least=0)
        check_number("timeout", timeout, above=0.0)
        check_flag("cache", cache)
        self.model = model
        self.dimensions = dimensions
        self.base_url = _address(base_url)
        self.price_per_million = price_per_million
        self.max_cost = max_cost
        self.batch_size = batch_size
        self.requests_per_minute = requests_per_minute
        self.max_retries = max_retries
        self.timeout = timeout
        self._tokens_used = 0
        self._pace = Pace()
        root = cache_root() / "hosted"
        service = {"base_url": self.base_url, "model": model, "dimensions": dimensions}
        self._cache = VectorCache(service_folder(root, **service) if cache else None)

    @property
    def tokens_used(self) -> int:
        """What the service has counted since this object was made."""
        return self._tokens_used

    def embed_texts(self, texts: TextInput) -> NDArray[np.float64]:
        """Return a vector for each text; only those that the cache does not have are sent.

        Parameters
        ----------
        texts : str or sequence of str, length n
            None may be empty: services refuse that.

        Returns
        -------
        array of float64, shape (n, dimension)

        Raises
        ------
        HostedError
            There is no key, the service cannot be reached or refuses, or its answer makes no sense. What was answered
            before is in the cache, and the same call goes on from there.
        InputValueError
            The call might cost more than `max_cost`.
        ImportError
            openai's client is not installed.
        """
        strings = self._checked(texts)
        missing = self._missing(strings)
        if missing:
            self._check_cost(missing)
            self._fetch(missing)
        return self._cache.lookup([text_key(text) for text in strings]).astype(np.float64)

    def estimate_cost(self, texts: TextInput) -> dict[str, Any]:
        """Say what `embed_texts` would cost, without sending anything.

        Parameters
        ----------
        texts : str or sequence of str

        Returns
        -------
        dict
            ``texts`` (how many would be sent: each once, those in the cache not at all), ``tokens`` (about, by the rule
            of four bytes each, which is OpenAI's for English), ``tokens_at_most`` (one for each byte),
            ``price_per_million`` and ``price_date`` (of a list price; None where it was given), ``cost`` and
            ``cost_at_most`` in US dollars; None where no price is known.
        """
        missing = self._missing(self._checked(texts))
        tokens, at_most = count_tokens(missing)
        price = price_of(self.model, self.price_per_million)
        listed = price is not None and self.price_per_million is None
        return {
            "texts": len(missing),
            "tokens": tokens,
            "tokens_at_most": at_most,
            "price_per_million": price,
            "price_date": LIST_PRICES_DATE if listed else None,
            "cost": None if price is None else tokens * price / 1e6,
            "cost_at_most": None if price is None else at_most * price / 1e6,
        }

    def clear_cache(self) -> None:
        """Forget the vectors of this model of this service, on disk too."""
        self._cache.clear()

    def _checked(self, texts: TextInput) -> list[str]:
        """Return texts after making sure that each can be sent."""
        strings = as_strings(texts)
        check_unicode(strings)
        empty = next((place for place, text in enumerate(strings) if not text), None)
        if empty is not None:
            raise PositionError("texts: element {element} is empty, which services refuse; leave it out", element=empty)
        return strings

    def _missing(self, strings: list[str]) -> list[str]:
        """Return the texts without a vector, each once."""
        self._cache.refresh()
        return [text for text in dict.fromkeys(strings) if text_key(text) not in self._cache]

    def _check_cost(self, texts: list[str]) -> None:
        if self.max_cost is None:
            return
        cost = self.estimate_cost(texts)["cost_at_most"]
        if cost is None:
            raise InputValueError(
                "max_cost needs a price, and none is known for {model}; give price_per_million", model=self.model
            )
        if cost > self.max_cost:
            raise InputValueError.about(
                "max_cost", f"would not cover {len(texts)} texts, which may cost {cost:.6f} US dollars", self.max_cost
            )

    def _fetch(self, texts: list[str]) -> None:
        requests = Requests(
            base_url=self.base_url,
            model=self.model,
            dimensions=self.dimensions,
            timeout=self.timeout,
            max_retries=self.max_retries,
            requests_per_minute=self.requests_per_minute,
            pace=self._pace,
        )
        done = 0
        failure: HostedError | None = None
        try:
            for batch in self._batches(texts):
                vectors, tokens = requests.send(batch, self._cache.dimension or self.dimensions)
                self._tokens_used += tokens
                self._cache.add([text_key(text) for text in batch], vectors)
                done += len(batch)
        except HostedError as error:
            if not done:
                raise
            failure = HostedError(
                f"{error}. The vectors of {done} of {len(texts)} texts are kept; the same call goes on from there"
            )
        finally:
            requests.close()
        if failure is not None:
            raise failure

    def _batches(self, texts: Sequence[str]) -> Iterator[list[str]]:
        """Yield the texts of each request: no more than `batch_size`, and of no more tokens than a service takes."""
        batch: list[str] = []
        tokens = 0
        for text in texts:
            more = most_tokens(text)
            if batch and (len(batch) == self.batch_size or tokens + more > MOST_TOKENS):
                yield batch
                batch, tokens = [], 0
            batch.append(text)
            tokens += more
        if batch:
            yield batch

    def __repr__(self) -> str:
        """Say what it is."""
        return f"<HostedEmbeddings {self.model} at {shown_address(self.base_url)}, {self._tokens_used} tokens used>"


def _address(base_url: str | None) -> str:
    name, address = "base_url", base_url
    if address is None:
        name, address = ADDRESS_VARIABLE, os.environ.get(ADDRESS_VARIABLE) or DEFAULT_ADDRESS
    if not (isinstance(address, str) and address.startswith(("https://", "http://"))):
        given = shown_address(address) if isinstance(address, str) else address
        raise InputValueError.about(name, "must be an address that begins with https:// or http://", given)
    return address.rstrip("/")
