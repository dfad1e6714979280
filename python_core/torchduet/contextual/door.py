"""Which paths that `load_embeddings` is given are of vectors in context."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torchduet.contextual.hosted import HostedEmbeddings
from torchduet.contextual.vectors import ContextualVectors
from torchduet.errors import InputValueError
from torchduet.parameters import as_path

__all__ = ["is_model_name", "open_contextual"]

SERVICE = "openai:"
MODEL_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
FILE_NAMES = (".txt", ".vec", ".bin", ".gz", ".zip", ".safetensors", ".csv")


def is_model_name(path: object) -> bool:
    """Say whether this can only be the name of a model of Hugging Face's: an owner, a stroke, a name of no file.

    Examples
    --------
    >>> is_model_name("neuralmind/bert-base-portuguese-cased"), is_model_name("vectors/glove.txt")
    (True, False)
    """
    return (
        isinstance(path, str)
        and MODEL_NAME.fullmatch(path) is not None
        and not path.endswith(FILE_NAMES)
        and not Path(path).exists()
    )


def open_contextual(
    path: Any, settings: Mapping[str, Any], *, cache: bool
) -> ContextualVectors | HostedEmbeddings | None:
    """Return what is behind a path, if it is no file of word vectors.

    Parameters
    ----------
    path : object
    settings : dict
        By name, what was set that is for files alone.
    cache : bool
        Whether vectors of a service are kept; of a model nothing is.

    Raises
    ------
    InputValueError
        There is something among `settings`.
    FileNotFoundError, ImportError
        See `ContextualVectors`; of a path that may be meant as a file's, the message says that there is none.
    """
    hosted = isinstance(path, str) and path.startswith(SERVICE)
    folder = isinstance(path, str | Path) and (as_path("path", path, "a folder") / "config.json").is_file()
    if not (hosted or folder or is_model_name(path)):
        return None
    for name, value in settings.items():
        raise InputValueError.about(name, "is for files of word vectors, and this is none", value, "Leave it out")
    if hosted:
        return HostedEmbeddings(path.removeprefix(SERVICE), cache=cache)
    try:
        return ContextualVectors(path)
    except (FileNotFoundError, ImportError) as error:
        if folder:
            raise
        raise type(error)(f"there is no file at {path}; as the name of a model of Hugging Face's: {error}") from error
