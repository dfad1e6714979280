"""Weights alone in a file of their own, by the names of PyTorch or of R's torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import torch
from torch import nn

from torchduet.errors import InputTypeError, InputValueError, Shape, literal
from torchduet.layer_names import to_r_torch
from torchduet.parameters import as_path, check_choice
from torchduet.whole_files import written_whole

__all__ = ["export_weights", "import_weights"]

RENAME: Final[dict[str, Callable[[str], str]]] = {"torch": str, "r-torch": to_r_torch}  # from PyTorch's names
MOST_LISTED = 5
VOCABULARY = "torchduet_vocabulary_sha256"


def export_weights(model: Any, path: str | Path, *, names: str = "torch") -> None:
    """Write the weights of a network to a safetensors file, which other tools read.

    Parameters
    ----------
    model : TextClassifier, TabularClassifier, TabularRegressor, SequenceGenerator, SequenceLabeler or torch.nn.Module
        A fitted model, or any network.
    path : str or path
        The file to write, for instance ``weights.safetensors``; one that is there is replaced.
    names : {"torch", "r-torch"}
        PyTorch counts the layers of recurrent weights from zero (``weight_ih_l0``), R's torch from one
        (``weight_ih_l1``); all other names are the same in both. In R:
        ``network$load_state_dict(safetensors::safe_load_file(path, framework = "torch"))``.

    Raises
    ------
    InputTypeError, InputValueError
        There is no network in `model`, or `names` is neither.
    NotFittedError
        The model is not fitted.

    See Also
    --------
    import_weights, TextClassifier.save

    Notes
    -----
    The file holds numbers only. Of a fitted model it also holds a fingerprint of the vocabulary, whose ids are the rows
    of ``embedding.weight``; the vocabulary itself, the classes and the settings are in what the model's `save` writes.

    Examples
    --------
    >>> import os, tempfile
    >>> import safetensors.torch
    >>> import torch
    >>> path = os.path.join(tempfile.mkdtemp(), "weights.safetensors")
    >>> export_weights(torch.nn.GRU(3, 2, bias=False), path, names="r-torch")
    >>> {name: tuple(values.shape) for name, values in safetensors.torch.load_file(path).items()}
    {'weight_hh_l1': (6, 2), 'weight_ih_l1': (6, 3)}
    """
    import safetensors.torch

    check_choice("names", names, tuple(RENAME))
    target = as_path("path", path, "a file")
    rename = RENAME[names]
    state = _network(model, "export_weights").state_dict()
    # Cloned: weights that two layers share are written twice, as safetensors has no place for sharing.
    content = safetensors.torch.save(
        {rename(name): tensor.detach().cpu().contiguous().clone() for name, tensor in state.items()},
        metadata={"format": "pt"} | _vocabulary_mark(model),
    )
    if target.is_dir():
        raise IsADirectoryError(f"path must be the name of a file; given a folder, {path}")
    with written_whole(target) as made:
        made.write_bytes(content)


def import_weights(model: Any, path: str | Path, *, names: str = "torch") -> Any:
    """Read weights from a safetensors file into a network of the same shape.

    Parameters
    ----------
    model : TextClassifier, TabularClassifier, TabularRegressor, SequenceGenerator, SequenceLabeler or torch.nn.Module
        Its weights are replaced.
    path : str or path
    names : {"torch", "r-torch"}
        How the file names them; see `export_weights`. R's torch writes such a file with
        ``safetensors::safe_save_file(network$state_dict(), path)``.

    Returns
    -------
    object
        `model` itself.

    Raises
    ------
    FileNotFoundError
        There is no file at `path`.
    ValueError
        It is no safetensors file, its weights have other names or shapes than the network's, or it comes from a model
        with another vocabulary; the network is then left as it was.

    Examples
    --------
    >>> import os, tempfile
    >>> import torch
    >>> path = os.path.join(tempfile.mkdtemp(), "weights.safetensors")
    >>> here, there = torch.nn.LSTM(3, 2), torch.nn.LSTM(3, 2)
    >>> export_weights(here, path, names="r-torch")
    >>> bool((import_weights(there, path, names="r-torch").weight_ih_l0 == here.weight_ih_l0).all())
    True
    """
    check_choice("names", names, tuple(RENAME))
    network = _network(model, "import_weights")
    path = as_path("path", path, "a file")
    found, metadata = _read(path)
    mark = _vocabulary_mark(model)
    if mark and metadata.get(VOCABULARY, mark[VOCABULARY]) != mark[VOCABULARY]:
        raise ValueError(
            f"{path} was exported from a model with another vocabulary: its ids stand for other words. Import into a "
            "model fitted to the same texts with the same seed, or save and load the whole model"
        )
    state = network.state_dict()
    _check(found, {RENAME[names](name): tensor for name, tensor in state.items()}, path)
    network.load_state_dict({name: found[RENAME[names](name)] for name in state})
    return model


def _network(model: Any, caller: str) -> nn.Module:
    if isinstance(model, nn.Module):
        return model
    if not hasattr(type(model), "_check_fitted"):
        raise InputTypeError.about("model", "must be a fitted model or a torch.nn.Module", model)
    model._check_fitted(caller)
    network = getattr(model, "network_", None)
    if not isinstance(network, nn.Module):
        raise InputTypeError.about("model", "must have a network; this kind of model has none", model)
    return network


def _vocabulary_mark(model: Any) -> dict[str, str]:
    """Return a fingerprint of a fitted model's vocabulary; nothing of a network, or of a model that reads no texts."""
    if isinstance(model, nn.Module) or not (hasattr(model, "vocabulary_") or hasattr(model, "vectorizer_")):
        return {}
    vocabulary = model.vocabulary_ if hasattr(model, "vocabulary_") else model.vectorizer_.vocabulary_
    return {VOCABULARY: hashlib.sha256(json.dumps(vocabulary).encode()).hexdigest()}


def _read(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
    """Return a file's weights and what it says of them."""
    import safetensors

    if not path.is_file():
        raise FileNotFoundError(f"there is no file of weights at {path}")
    try:
        with safetensors.safe_open(path, framework="pt") as opened:
            return {name: opened.get_tensor(name) for name in opened.keys()}, opened.metadata() or {}  # noqa: SIM118
    except safetensors.SafetensorError as error:
        raise ValueError(f"{path} is not a safetensors file, or is damaged ({error})") from error


def _check(given: dict[str, torch.Tensor], expected: dict[str, torch.Tensor], path: str | Path) -> None:
    """Make sure that names and shapes are the network's, before anything of it is changed."""
    if missing := [name for name in expected if name not in given]:
        raise ValueError(
            f"{path} must hold all weights of the network; missing: {_listed(missing)}. It holds "
            f"{_listed([*given])}{_other_names(set(given), set(expected))}"
        )
    if unknown := [name for name in given if name not in expected]:
        raise ValueError(f"{path} holds weights that the network does not have: {_listed(unknown)}")
    for name, tensor in expected.items():
        if given[name].shape != tensor.shape:
            raise InputValueError(
                f"{literal(path)}: {literal(name)} must have shape {{wanted}}, as in the network; given {{given}}",
                wanted=Shape(tensor.shape),
                given=Shape(given[name].shape),
            )


def _other_names(given: set[str], expected: set[str]) -> str:
    """Return how to mend it where all that is wrong is whose names the file was said to have."""
    for names, here, there in (("torch", given, expected), ("r-torch", expected, given)):
        if {to_r_torch(name) for name in here} == there:
            return f'. Read it with names = "{names}"'
    return ""


def _listed(names: list[str]) -> str:
    return ", ".join(names[:MOST_LISTED]) + (", ..." if len(names) > MOST_LISTED else "") if names else "none"
