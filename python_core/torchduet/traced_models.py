"""What the recurrent layers of a fitted model read, when the model reads a text."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.devices import device_of
from torchduet.errors import InputTypeError, InputValueError
from torchduet.estimator import Estimator
from torchduet.recurrent import RecurrentLayers
from torchduet.recurrent_weights import kind_of
from torchduet.reversal import in_text_order
from torchduet.sequence_generator import SequenceGenerator
from torchduet.sequence_labeler import SequenceLabeler
from torchduet.sequence_model import SequenceModel
from torchduet.text_classifier import TextClassifier
from torchduet.text_vectorizer import UNKNOWN_ID

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
    model = _traced(model)
    ids, tokens = _text_ids(model, text, caller)
    layers = _find_recurrent(model, caller)
    seen: list[torch.Tensor] = []
    # What the layers are given is asked of the network itself: whatever stands before them belongs to it.
    hook = layers.register_forward_pre_hook(lambda _, arguments: seen.append(arguments[0]))
    try:
        model.network_.eval()
        with torch.inference_mode():
            model.network_(ids)
    finally:
        hook.remove()
    return seen[0][0].cpu().double().numpy(), layers.recurrent, tokens


def _traced(model: Estimator) -> TracedModel:
    """Return a model that can be traced, as that; of another one, say so."""
    if not isinstance(model, TRACED_MODELS):
        raise InputTypeError.about("inputs", "must be numbers or a fitted model with recurrent layers", model)
    return model


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
    device = device_of(model.network_)
    return torch.from_numpy(ids).to(device), [vocabulary[place] for place in ids[0]]


def recurrent_kind(model: TracedModel, caller: str) -> str:
    """Return "rnn", "lstm" or "gru", whatever a model's recurrent layers are."""
    return kind_of(_find_recurrent(model, caller).recurrent)


def _find_recurrent(model: TracedModel, caller: str) -> RecurrentLayers:
    """Return the recurrent layers of a model."""
    found = [module for module in model.network_.modules() if isinstance(module, RecurrentLayers)]
    if len(found) != 1:
        raise InputTypeError(
            f"{caller} needs a model with recurrent layers; given one with architecture = "
            f'"{model.architecture}". Fit one with architecture = "lstm", for instance'
        )
    return found[0]


def output_gradient(model: Estimator, text: Any, label: Any, caller: str) -> NDArray[np.float64]:
    """Return the gradient of a text's cross-entropy loss with respect to what the top recurrent layer shows.

    In double precision, as the traces are.

    Parameters
    ----------
    model : TextClassifier, SequenceGenerator or SequenceLabeler
    text : str
    label : object
        The text's class; the token that comes after the text; or a label per token.
    caller : str

    Returns
    -------
    array of float64, shape (time, hidden * directions)
    """
    model = _traced(model)
    ids, _ = _text_ids(model, text, caller)
    targets = torch.tensor(_answers(model, label, ids.shape[1], caller), device=ids.device)
    in_double = copy.copy(model)
    in_double.network_ = copy.deepcopy(model.network_).double().eval()
    shown: list[torch.Tensor] = []
    _find_recurrent(in_double, caller).register_forward_hook(lambda _, __, readings: shown.extend(readings))
    scores = in_double.network_(ids)  # (1, classes) of a text, or a row per step, the last of which is a generator's
    loss = nn.functional.cross_entropy(scores[-len(targets) :], targets)
    gradients = torch.autograd.grad(loss, shown)  # of each direction, in the order of reading
    return in_text_order(gradients, torch.tensor([ids.shape[1]], device=ids.device))[0].cpu().numpy()


def _answers(model: TracedModel, label: Any, time: int, caller: str) -> list[int]:
    """Return the places, among the network's scores, of the right answers: one, or of a labeler one per token."""
    wanted = "the text's class"
    if isinstance(model, SequenceGenerator):
        wanted = "the token that comes after the text"
    elif isinstance(model, SequenceLabeler):
        wanted = "one for each token"
    if label is None:
        raise InputTypeError(f"{caller} with a fitted model needs label: {wanted}")
    labels = np.ravel(np.asarray(label, dtype=object)).tolist()
    expected = time if isinstance(model, SequenceLabeler) else 1
    if len(labels) != expected:
        raise InputValueError(f"label must be {wanted}, {expected}; given {len(labels)}")
    if isinstance(model, SequenceGenerator):
        if labels[0] not in model.vocabulary_[UNKNOWN_ID:]:  # padding never comes
            raise InputValueError.about("label", "must be a token of the model's vocabulary", labels[0])
        return [model.vocabulary_.index(labels[0])]
    classes = model.classes_.tolist()
    unknown = [one for one in labels if one not in classes]
    if unknown:
        raise InputValueError(
            "label must be one of the classes that the model knows, {classes}; given {label}",
            classes=classes,
            label=unknown[0],
        )
    return [classes.index(one) for one in labels]
