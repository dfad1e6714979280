"""The networks that users can name, the settings that each takes, and its own defaults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from torch import nn

from torchduet.convolutional_network import ConvolutionalNetwork
from torchduet.errors import InputValueError
from torchduet.networks import AveragePoolingNetwork
from torchduet.parameters import check_choice, check_flag, check_integer, check_number
from torchduet.recurrent_networks import RecurrentNetwork
from torchduet.sequence_layers import POOLINGS

__all__ = ["ARCHITECTURES", "Architecture", "network_settings"]


@dataclass(frozen=True)
class Architecture:
    """How a network is built, and what can be set of it."""

    build: Callable[..., nn.Module]
    """From num_embeddings, embedding_dim and num_classes; and, by name, the settings below and those of all."""
    word_dropout: float
    """What None stands for."""
    settings: tuple[str, ...] = ()
    """Those that not every architecture takes."""
    poolings: tuple[str, ...] = ("mean",)
    """What it can pool by; the first is what None stands for."""


_RECURRENT = ("hidden_size", "pooling", "layers", "bidirectional")

ARCHITECTURES: Final[dict[str, Architecture]] = {
    "average_pooling": Architecture(AveragePoolingNetwork, word_dropout=0.0),
    "rnn": Architecture(partial(RecurrentNetwork, "rnn"), 0.2, _RECURRENT, ("max", "mean", "last")),
    "lstm": Architecture(partial(RecurrentNetwork, "lstm"), 0.2, _RECURRENT, ("max", "mean", "last")),
    "gru": Architecture(partial(RecurrentNetwork, "gru"), 0.2, _RECURRENT, ("max", "mean", "last")),
    "cnn": Architecture(ConvolutionalNetwork, 0.0, ("hidden_size", "pooling"), ("max", "mean")),
}

# What is there where nobody has set it: every architecture puts up with that.
_UNSET: Final[dict[str, Any]] = {"hidden_size": 64, "layers": 1, "bidirectional": False}


def network_settings(params: Mapping[str, Any]) -> dict[str, Any]:
    """Check the settings of a network and return those that its architecture is built with.

    Parameters
    ----------
    params : dict
        ``architecture``, ``hidden_size``, ``layers``, ``bidirectional``, ``pooling``, ``batch_normalization``,
        ``dropout`` and ``word_dropout``; what else is in it is not looked at.

    Returns
    -------
    dict
        What `Architecture.build` takes by name; in place of None, the architecture's own default.

    Raises
    ------
    InputValueError, InputTypeError
        A setting does not make sense, or does not belong to the architecture.
    """
    chosen = params["architecture"]
    check_choice("architecture", chosen, tuple(ARCHITECTURES))
    architecture = ARCHITECTURES[chosen]
    for name in ("hidden_size", "layers"):
        check_integer(name, params[name], at_least=1)
    for name in ("bidirectional", "batch_normalization"):
        check_flag(name, params[name])
    check_number("dropout", params["dropout"], below=1.0)
    check_number("word_dropout", params["word_dropout"], below=1.0, optional=True)
    for name, unset in _UNSET.items():
        if params[name] != unset and name not in architecture.settings:
            others = ", ".join(f'"{other}"' for other, that in ARCHITECTURES.items() if name in that.settings)
            remedy = f"Leave it out, or choose an architecture that it belongs to: {others}"
            raise InputValueError.about(name, f'does not belong to architecture "{chosen}"', params[name], remedy)
    pooling = architecture.poolings[0] if params["pooling"] is None else params["pooling"]
    check_choice("pooling", pooling, POOLINGS)
    if pooling not in architecture.poolings:
        allowed = " or ".join(f'"{other}"' for other in architecture.poolings)
        raise InputValueError.about("pooling", f'must be {allowed} with architecture "{chosen}"', pooling)
    word_dropout = architecture.word_dropout if params["word_dropout"] is None else params["word_dropout"]
    settings = {**params, "pooling": pooling, "word_dropout": word_dropout}
    return {name: settings[name] for name in (*architecture.settings, "batch_normalization", "dropout", "word_dropout")}
