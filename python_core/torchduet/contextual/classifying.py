"""A classifier of texts that starts from a pretrained model: its settings, its training, its files."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.batches import LengthBatches
from torchduet.contextual.encoder import ContextualEncoder, ContextualNetwork, without_pooler
from torchduet.contextual.pieces import PieceVectorizer
from torchduet.contextual.pretrained import import_transformers
from torchduet.contextual.vectors import ContextualVectors
from torchduet.devices import device_of
from torchduet.errors import InputValueError
from torchduet.prediction import BATCH_SIZE

__all__ = ["EncoderStart", "check_encoder_settings", "describe_encoder", "read_encoder"]

# What belongs to a vocabulary that is learned, or to another network.
OTHERS = (
    "architecture", "embedding_dim", "extend_vocabulary", "batch_normalization", "max_tokens", "lowercase", "tokenizer",
    "word_dropout",
)  # fmt: skip


def check_encoder_settings(params: Mapping[str, Any], defaults: Mapping[str, Any]) -> None:
    """Make sure that no setting was changed that does not go with a pretrained model.

    Raises
    ------
    InputValueError
    """
    for name in OTHERS:
        if repr(params[name]) != repr(defaults[name]):
            raise InputValueError.about(
                name, "does not go with embeddings in context, which bring their own words and network", params[name],
                "Leave it out",
            )  # fmt: skip


class EncoderStart:
    """What a classifier's training begins with, where the vectors of a text's words depend on their context.

    Parameters
    ----------
    vectors : ContextualVectors
        Its model is copied: training does not touch it.
    freeze : bool
        Keep the model as it is, and compute each text's features once.
    max_length : int or None
        Pieces kept of a text; never more than the vectors keep.
    dropout : float
    """

    def __init__(self, vectors: ContextualVectors, *, freeze: bool, max_length: int | None, dropout: float) -> None:
        kept = min(max_length or vectors.max_length, vectors.max_length)
        self.vectorizer = PieceVectorizer(vectors.tokenizer.backend_tokenizer, kept)
        self.freeze = freeze
        self.dropout = dropout
        self._encoder = copy.deepcopy(vectors.encoder)
        self._encoder.model = without_pooler(self._encoder.model).requires_grad_(not freeze)
        self._network: ContextualNetwork
        self._texts: list[str] = []

    def data(self) -> list[NDArray[Any]]:
        """Return what processes that train together have to have the same, as bytes: NumPy knows no bfloat16."""
        return [weights.detach().cpu().reshape(-1).view(torch.uint8).numpy() for weights in self._encoder.parameters()]

    def read(self, texts: list[str]) -> NDArray[np.int64]:
        """Return ids of pieces, shape (n, time); of a frozen model the number of each text from 1, shape (n, 1)."""
        if not self.freeze:
            return self.vectorizer.transform(texts)
        first = len(self._texts) + 1
        self._texts += texts
        return np.arange(first, len(self._texts) + 1, dtype=np.int64).reshape(-1, 1)

    def build(self, num_classes: int) -> nn.Module:
        """Return the network to train, from what `read` gives to scores."""
        self._network = ContextualNetwork(self._encoder, num_classes, dropout=self.dropout)
        if not self.freeze:
            return self._network
        return FeatureNetwork(self._features(), self._network)

    def finished(self, trained: nn.Module) -> nn.Module:
        """Return the network from ids of pieces to scores."""
        return trained if trained is self._network else self._network.to(device_of(trained)).eval()

    @torch.inference_mode()
    def _features(self) -> torch.Tensor:
        """Return a vector for each text that was read, shape (n, dimension)."""
        device = device_of(self._encoder)
        ids = torch.from_numpy(self.vectorizer.transform(self._texts)).to(device)
        features = torch.empty(len(ids), self._network.output.in_features)
        rows = torch.arange(len(ids))
        self._network.eval()
        for inputs, of in LengthBatches(ids, rows, batch_size=BATCH_SIZE // 8, shuffle=False):
            features[of] = self._network.features(inputs).cpu()
        return features


class FeatureNetwork(nn.Module):
    """The last layer of a network over features that are there already.

    Parameters
    ----------
    features : tensor, shape (n, dimension)
    network : ContextualNetwork
        Whose last layer is trained.
    """

    features: torch.Tensor

    def __init__(self, features: torch.Tensor, network: ContextualNetwork) -> None:
        super().__init__()
        self.register_buffer("features", features.clone(), persistent=False)  # no tensor of the inference mode
        self.dropout = network.dropout
        self.output = network.output

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """Return scores, shape (batch, num_classes), of the numbers of texts, counted from 1, shape (batch, 1)."""
        scores: torch.Tensor = self.output(self.dropout(self.features[numbers[:, 0] - 1]))
        return scores


def describe_encoder(network: ContextualNetwork, vectorizer: PieceVectorizer) -> dict[str, Any]:
    """Return what JSON can hold of a pretrained model and its tokenizer: all but the weights."""
    config = network.encoder.model.config.to_dict()
    config.pop("_name_or_path", None)  # a folder of the user's, perhaps with their name in it
    return {
        "config": config,
        "tokenizer": json.loads(vectorizer.tokenizer.to_str()),
        "max_length": vectorizer.max_length,
    }


def read_encoder(description: Mapping[str, Any]) -> tuple[ContextualEncoder, PieceVectorizer]:
    """Return the model of a description, with weights that mean nothing yet, and its tokenizer."""
    transformers = import_transformers("this model, which has vectors in context,")
    from tokenizers import Tokenizer

    config = transformers.AutoConfig.for_model(**description["config"])
    # On the CPU whatever the caller's device: transformers keeps tables beside the weights, which no file holds.
    with torch.device("cpu"), torch.random.fork_rng(devices=[]):
        model = transformers.AutoModel.from_config(config, trust_remote_code=False)
    encoder = ContextualEncoder(without_pooler(model))
    return encoder, PieceVectorizer(Tokenizer.from_str(json.dumps(description["tokenizer"])), description["max_length"])
