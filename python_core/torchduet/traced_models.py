"""What the recurrent layers of a fitted model read, when the model reads a text."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.errors import InputTypeError, InputValueError
from torchduet.estimator import Estimator
from torchduet.recurrent import RecurrentLayers
from torchduet.recurrent_weights import kind_of
from torchduet.sequence_model import SequenceModel
from torchduet.text_classifier import TextClassifier

__all__ = ["TRACED_MODELS", "TracedModel", "output_gradient", "read_text", "recurrent_kind"]

TracedModel = TextClassifier | SequenceModel
TRACED_MODELS = (TextClassifier, SequenceModel)


def read_text(model: Estimator, text: Any, caller: str) -> tuple[NDArray[np.float64], nn.RNNBase, list[str]]:
    """Return what the recurrent layers are given, shape (time, features), the layers, and the tokens.

    Raises
    ------
    InputTypeError, InputValueError
        The model has no recurrent layer, or there is not one text, or no word in it.
    NotFittedError
        The model is not fitted.
    """
    if not isinstance(model, TRACED_MODELS):
        raise InputTypeError.about("inputs", "must be numbers or a fitted model with recurrent layers", model)
    ids, tokens = _text_ids(model, text, caller)
    holder, layers = _find_recurrent(model, caller)
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


def _text_ids(model: TracedModel, text: Any, caller: str) -> tuple[torch.Tensor, list[str]]:
    """Return the ids of one text, shape (1, time), and its tokens, without padding."""
    model._check_fitted(caller)
    texts = [text] if isinstance(text, str) else list(text) if isinstance(text, list | tuple | np.ndarray) else []
    if len(texts) != 1 or not isinstance(texts[0], str):
        raise InputTypeError(f"{caller} with a fitted model needs one text, a string, as its second argument")
    if isinstance(model, SequenceModel):
        ids, vocabulary = model._read_ids(texts[0], caller), model.vocabulary_
    else:
        ids, vocabulary = np.asarray(model.vectorizer_.transform(texts)), model.vectorizer_.vocabulary_
    ids = ids[:, : int((ids != 0).sum())]
    if not ids.size:
        raise InputValueError(f"{caller} needs a text of at least one word; given {{value}}", value=texts[0])
    device = next(model.network_.parameters()).device
    return torch.from_numpy(ids).to(device), [vocabulary[place] for place in ids[0]]


def recurrent_kind(model: TracedModel, caller: str) -> str:
    """Return "rnn", "lstm" or "gru", whatever a model's recurrent layers are."""
    return kind_of(_find_recurrent(model, caller)[1])


def _find_recurrent(model: TracedModel, caller: str) -> tuple[nn.Module, nn.RNNBase]:
    """Return the part of a network that is called with the inputs of its recurrent layers, and these layers."""
    found = [module for module in model.network_.modules() if isinstance(module, nn.RNNBase)]
    if len(found) != 1:
        raise InputTypeError(
            f"{caller} needs a model with recurrent layers; given one with architecture = "
            f'"{model.architecture}". Fit one with architecture = "lstm", for instance'
        )
    holders = [module for module in model.network_.modules() if isinstance(module, RecurrentLayers)]
    return (holders or found)[0], found[0]


def output_gradient(model: TextClassifier, text: Any, label: Any, caller: str) -> NDArray[np.float64]:
    """Return the gradient of a text's cross-entropy loss with respect to what the top recurrent layer shows.

    In double precision, as the traces are.

    Parameters
    ----------
    model : TextClassifier
    text : str
    label : one of the model's classes
    caller : str

    Returns
    -------
    array of float64, shape (time, hidden * directions)
    """
    ids, _ = _text_ids(model, text, caller)
    classes = model.classes_.tolist()
    place_of = {known: place for place, known in enumerate(classes)}
    labels = np.ravel(np.asarray(label, dtype=object)).tolist()
    if len(labels) != 1 or labels[0] not in place_of:
        raise InputValueError(
            "label must be one of the classes that the model knows, {classes}; given {label}",
            classes=classes,
            label=labels[0] if len(labels) == 1 else label,
        )
    target = torch.tensor([place_of[labels[0]]], device=ids.device)
    in_double = copy.copy(model)
    in_double.network_ = copy.deepcopy(model.network_).double().eval()
    holder, _ = _find_recurrent(in_double, caller)
    shown: list[torch.Tensor] = []
    holder.register_forward_hook(lambda _, __, result: shown.append(result[0]))
    scores = in_double.network_(ids)
    loss = nn.functional.cross_entropy(scores, target)
    (gradient,) = torch.autograd.grad(loss, shown)
    return gradient[0].cpu().numpy()
