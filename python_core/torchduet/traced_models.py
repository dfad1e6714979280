"""What the recurrent layers of a fitted model read, when the model reads a text."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.errors import InputTypeError, InputValueError
from torchduet.recurrent import RecurrentLayers
from torchduet.text_classifier import TextClassifier

__all__ = ["find_recurrent", "read_text", "text_ids"]


def read_text(model: TextClassifier, text: Any, caller: str) -> tuple[NDArray[np.float64], nn.RNNBase, list[str]]:
    """Return what the recurrent layers are given, shape (time, features), the layers, and the tokens.

    Raises
    ------
    InputTypeError, InputValueError
        The model has no recurrent layer, or there is not one text, or no word in it.
    NotFittedError
        The model is not fitted.
    """
    ids, tokens = text_ids(model, text, caller)
    holder, layers = find_recurrent(model, caller)
    seen: list[torch.Tensor] = []
    # What the layers are given is asked of the network itself: whatever stands before them belongs to it.
    hook = holder.register_forward_pre_hook(lambda _, arguments: seen.append(arguments[0]))
    try:
        model.network_.eval()
        with torch.inference_mode():
            model.network_(ids)
    finally:
        hook.remove()
    return seen[0][0].cpu().double().numpy(), layers, tokens


def text_ids(model: TextClassifier, text: Any, caller: str) -> tuple[torch.Tensor, list[str]]:
    """Return the ids of one text, shape (1, time), and its tokens, without padding."""
    model._check_fitted(caller)
    texts = [text] if isinstance(text, str) else list(text) if isinstance(text, list | tuple | np.ndarray) else []
    if len(texts) != 1 or not isinstance(texts[0], str):
        raise InputTypeError(f"{caller} with a fitted model needs one text, a string, as its second argument")
    ids = np.asarray(model.vectorizer_.transform(texts))
    ids = ids[:, : int((ids != 0).sum())]
    if not ids.size:
        raise InputValueError(f"{caller} needs a text of at least one word; given {{value}}", value=texts[0])
    vocabulary = model.vectorizer_.vocabulary_
    device = next(model.network_.parameters()).device
    return torch.from_numpy(ids).to(device), [vocabulary[place] for place in ids[0]]


def find_recurrent(model: TextClassifier, caller: str) -> tuple[nn.Module, nn.RNNBase]:
    """Return the part of a network that is called with the inputs of its recurrent layers, and these layers."""
    found = [module for module in model.network_.modules() if isinstance(module, nn.RNNBase)]
    if len(found) != 1:
        raise InputTypeError(
            f"{caller} needs a model with recurrent layers; given one with architecture = "
            f'"{model.architecture}". Fit one with architecture = "lstm", for instance'
        )
    holders = [module for module in model.network_.modules() if isinstance(module, RecurrentLayers)]
    return (holders or found)[0], found[0]
