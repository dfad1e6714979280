"""A tiny BERT and a service of the tests' own, made in this very process."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "python"))

import embedding_server
import tiny_bert

_running = ExitStack()
_services: list[Any] = []


def has(module: str) -> bool:
    """Say whether a Python package is there."""
    from importlib.util import find_spec

    return find_spec(module) is not None


def write(folder: str) -> str:
    """Write a tiny BERT to a folder."""
    return tiny_bert.write_tiny_bert(folder)


def start_service(key: str, cache: str) -> str:
    """Start a service that speaks OpenAI's protocol; return its address.

    Python has read its environment when it began; what R sets since is put there, too.
    """
    os.environ.update(OPENAI_API_KEY=key, TORCHDUET_CACHE=cache, NO_PROXY="127.0.0.1")
    _services.append(_running.enter_context(embedding_server.embedding_server()))
    return _services[-1].url


def count_requests() -> int:
    """Return how many requests the service has got."""
    return len(_services[-1].requests)


def stop_services() -> None:
    """End the service."""
    _running.close()
    for name in ("OPENAI_API_KEY", "TORCHDUET_CACHE", "NO_PROXY"):
        os.environ.pop(name, None)
