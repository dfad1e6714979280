"""Models on disk: JSON for what they are, safetensors for their weights, nothing that can run code."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from torchduet.errors import InputValueError
from torchduet.own_tokenizer import Tokenizer, check_tokenizer
from torchduet.parameters import as_path
from torchduet.whole_files import written_whole
from torchduet.word_vectors.files import is_vector_file

__all__ = ["load", "tokenizer_mark", "write"]

FORMAT = "torchduet"
FORMAT_VERSION = 1
DESCRIPTION_FILE = "model.json"
WEIGHTS_FILE = "weights.safetensors"


def write(path: str | Path, kind: type, description: Mapping[str, Any], weights: Mapping[str, torch.Tensor]) -> None:
    """Write a model whole or not at all.

    Parameters
    ----------
    path : str or path
        A folder to make or replace, or a file that ends in ``.zip``.
    kind : type
        The model's class.
    description : dict
        What JSON can hold.
    weights : dict of tensors
        May be empty.

    Raises
    ------
    FileExistsError
        `path` is there and is not a model saved earlier.
    """
    import safetensors.torch

    target = as_path("path", path, "a folder or .zip file")
    _check_replaceable(target)
    tensors = safetensors.torch.save({name: tensor.contiguous() for name, tensor in weights.items()})
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "class": kind.__name__,
        "weights_sha256": hashlib.sha256(tensors).hexdigest(),
        **json.loads(json.dumps(description, default=_as_json)),
    }
    document["sha256"] = _checksum(document)
    parts = {
        DESCRIPTION_FILE: json.dumps(document, ensure_ascii=False, indent=1).encode(),
        WEIGHTS_FILE: tensors,
    }
    with written_whole(target, replaces_folder=True) as made:
        if target.suffix == ".zip":
            with zipfile.ZipFile(made, "w") as archive:
                for name, content in parts.items():
                    archive.writestr(name, content)
        else:
            made.mkdir()
            for name, content in parts.items():
                (made / name).write_bytes(content)


def load(path: str | Path, *, tokenizer: Tokenizer | None = None) -> Any:
    """Read a model that its `save` method wrote.

    Parameters
    ----------
    path : str or path
        The folder or ``.zip`` file.
    tokenizer : function, optional
        For a model that was fitted with one, and only then: the same function again. It is not in the file.

    Returns
    -------
    object
        The model, of the class that it had, ready to be used.

    Raises
    ------
    FileNotFoundError
        There is nothing at `path`.
    ValueError
        What is there is not a saved model, or is damaged, or comes from a newer version; or a tokenizer is missing.

    Examples
    --------
    >>> import os, tempfile
    >>> from torchduet import TextVectorizer
    >>> path = os.path.join(tempfile.mkdtemp(), "vectorizer.zip")
    >>> TextVectorizer().fit(["a b a"]).save(path)
    >>> load(path).vocabulary_
    ['', '[UNK]', 'a', 'b']
    """
    target = as_path("path", path, "a folder or .zip file")
    if target.is_file() and is_vector_file(target):
        from torchduet.word_vectors.loading import load_embeddings

        return load_embeddings(target)
    parts = _read_parts(target)
    document = _parse_description(parts[DESCRIPTION_FILE], path)
    kinds = _model_classes()
    if document["class"] not in kinds:
        raise ValueError(
            f"{path} holds a {document['class']}, which this version does not know; it knows {', '.join(kinds)}"
        )
    kind = kinds[document["class"]]
    if document.get("sha256") != _checksum(document):
        raise ValueError(f"{path} is damaged: {DESCRIPTION_FILE} was changed after it was saved")
    if hashlib.sha256(parts[WEIGHTS_FILE]).hexdigest() != document.get("weights_sha256"):
        raise ValueError(f"{path} is damaged: {WEIGHTS_FILE} is not the one that was saved with {DESCRIPTION_FILE}")
    weights = _parse_weights(parts[WEIGHTS_FILE], path)
    document = _with_tokenizer(document, tokenizer, path)
    try:
        return kind._from_storage(document, weights)
    except ImportError:  # a package that this model needs, which says so
        raise
    except Exception as error:  # a description that was tampered with can make any step stumble
        raise ValueError(f"{path} is damaged: {DESCRIPTION_FILE} and {WEIGHTS_FILE} do not make a model") from error


def tokenizer_mark(tokenizer: Tokenizer | None) -> str | None:
    """Return what stands in a file for a tokenizer: that there was one."""
    return None if tokenizer is None else "function"


def _with_tokenizer(document: dict[str, Any], tokenizer: Tokenizer | None, path: str | Path) -> dict[str, Any]:
    """Return a description with the tokenizer that the user gives; without it, the model would read other words."""
    params = document.get("params")
    had_one = isinstance(params, dict) and params.get("tokenizer") is not None
    if had_one and tokenizer is None:
        raise InputValueError(
            "tokenizer is missing: the model at {path} was fitted with a function of its user's, which a file cannot "
            "hold. Give the same function as the argument tokenizer",
            path=str(path),
        )
    if tokenizer is None or not isinstance(params, dict):
        return document
    if not had_one:
        raise InputValueError("tokenizer belongs to models fitted with one; that at {path} was not", path=str(path))
    check_tokenizer(tokenizer)
    return {**document, "params": {**params, "tokenizer": tokenizer}}


def _model_classes() -> dict[str, Any]:
    from torchduet.bigram import BigramModel
    from torchduet.forecasting.forecaster import Forecaster
    from torchduet.sequence_generator import SequenceGenerator
    from torchduet.sequence_labeler import SequenceLabeler
    from torchduet.tabular.classifier import TabularClassifier
    from torchduet.tabular.regressor import TabularRegressor
    from torchduet.text_classifier import TextClassifier
    from torchduet.text_vectorizer import TextVectorizer

    texts = (TextClassifier, TextVectorizer, SequenceGenerator, SequenceLabeler, BigramModel)
    kinds = (*texts, Forecaster, TabularClassifier, TabularRegressor)
    return {kind.__name__: kind for kind in kinds}


def _check_replaceable(target: Path) -> None:
    """Refuse to replace what is not a saved model: a folder of somebody's files must not vanish."""
    if not target.exists():
        return
    if target.is_dir() == (target.suffix == ".zip") or not _is_replaceable(target):
        raise FileExistsError(f"{target} exists and is not a saved model; choose another path or remove it first")


def _is_replaceable(target: Path) -> bool:
    if target.is_dir():
        names = {item.name for item in target.iterdir()}
        if not names:
            return True
    else:
        try:
            with zipfile.ZipFile(target) as archive:
                names = set(archive.namelist())
        except zipfile.BadZipFile:
            return False
    if names != {DESCRIPTION_FILE, WEIGHTS_FILE}:
        return False
    try:
        # Models of other tools have a model.json too.
        return bool(json.loads(_read_parts(target)[DESCRIPTION_FILE])["format"] == FORMAT)
    except (ValueError, TypeError, KeyError):
        return False


def _checksum(document: dict[str, Any]) -> str:
    """Return the checksum of a description's content, however it is laid out."""
    content = {name: value for name, value in document.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _as_json(value: Any) -> Any:
    """Return a NumPy number as Python's; JSON knows no other."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"a model that holds {value!r} of type {type(value).__name__} cannot be saved as JSON")


def _read_parts(path: Path) -> dict[str, bytes]:
    names = (DESCRIPTION_FILE, WEIGHTS_FILE)
    if not path.exists():
        raise FileNotFoundError(f"there is no saved model at {path}")
    try:
        if path.is_dir():
            return {name: (path / name).read_bytes() for name in names}
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in names}
    except PermissionError:
        raise
    except Exception as error:  # zipfile alone raises a dozen kinds on damaged archives
        raise ValueError(
            f"{path} is not a saved model, or is damaged: expected a folder or .zip file with {DESCRIPTION_FILE} and "
            f"{WEIGHTS_FILE}"
        ) from error


def _parse_description(content: bytes, path: str | Path) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except ValueError as error:
        raise ValueError(f"{path} is damaged: {DESCRIPTION_FILE} is not JSON") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT or not isinstance(document.get("class"), str):
        raise ValueError(f"{path} was not saved by torchduet: {DESCRIPTION_FILE} does not say so")
    if document.get("format_version") != FORMAT_VERSION:
        raise ValueError(
            f"{path} has format version {document.get('format_version')}, this version of torchduet reads "
            f"{FORMAT_VERSION}; update torchduet"
        )
    return document


def _parse_weights(content: bytes, path: str | Path) -> dict[str, torch.Tensor]:
    import safetensors
    import safetensors.torch

    try:
        return safetensors.torch.load(content)
    except safetensors.SafetensorError as error:
        raise ValueError(f"{path} is damaged: {WEIGHTS_FILE} cannot be read ({error})") from error
