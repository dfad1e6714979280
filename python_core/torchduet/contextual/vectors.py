"""Vectors of words and texts that depend on the words around them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from torchduet.batches import LengthBatches
from torchduet.contextual.encoder import ContextualEncoder, Pooling
from torchduet.contextual.pieces import PieceVectorizer
from torchduet.contextual.pretrained import load_pretrained, save_pretrained
from torchduet.contextual.text_vectors import TextVectors
from torchduet.devices import find_device
from torchduet.errors import InputValueError
from torchduet.parameters import as_path, check_choice, check_integer
from torchduet.pooling import average_pool
from torchduet.positions import PositionColumns
from torchduet.text_vectorizer import PADDING_ID
from torchduet.tokens import TextInput, as_strings

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

__all__ = ["ContextualVectors"]

WordTable = Annotated[pd.DataFrame, PositionColumns(("text", "position"))]


class ContextualVectors(TextVectors):
    """A pretrained model that gives each word a vector that depends on its text, and each text a vector.

    Parameters
    ----------
    path : str or path
        A folder with a ``config.json``, or the name of a model of Hugging Face's, like
        "neuralmind/bert-base-portuguese-cased". A model that is not on this machine is not fetched unasked;
        `download_embeddings` does that.
    max_length : int, optional
        Pieces kept of a text, from its start, the marks around it included. None: as many as the model can read.
    batch_size : int
        Texts that go through the model at once; those of like length go together, and no vector depends on it.
    device : str
        Where to compute; see `TextClassifier`.

    Attributes
    ----------
    dimension : int
        Length of a vector.
    layers : int
        How many layers the model has.

    Raises
    ------
    FileNotFoundError
        The model is not on this machine.
    InputValueError
        It cannot give vectors: it is an encoder and a decoder in one (as T5 is), has no fast tokenizer, is of a kind
        that transformers does not have itself (no program beside a model is run), or its weights are incomplete.
    ImportError
        transformers is not installed.

    Notes
    -----
    A model of this kind knows some ten thousands of *pieces*; a word that is none of them is several, and its vector is
    the mean of theirs. A text's vector is the mean over all of its pieces, the marks that the model puts around it
    included, with padding left out (see `average_pool`), as Sentence-BERT has it (Reimers and Gurevych, 2019); or that
    of the first mark, BERT's ``[CLS]``.

    Nothing is drawn: dropout is off, and equal texts get equal vectors.

    Examples
    --------
    >>> bert = ContextualVectors("neuralmind/bert-base-portuguese-cased")  # doctest: +SKIP
    >>> bert.embed_words(["a margem do rio", "a margem de lucro"])  # doctest: +SKIP
    """

    def __init__(
        self, path: str | Path, *, max_length: int | None = None, batch_size: int = 32, device: str = "auto"
    ) -> None:
        where = as_path("path", path, "a folder or a model")
        where_to = self._check(max_length, batch_size, device)
        model, tokenizer = load_pretrained(where)
        self._take(model, tokenizer, str(where), max_length, batch_size, where_to)

    @classmethod
    def from_transformers(
        cls,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        *,
        max_length: int | None = None,
        batch_size: int = 32,
        device: str = "auto",
    ) -> Self:
        """Return one of what transformers has loaded: an encoder, such as ``BertModel``, and its fast tokenizer.

        The model is moved to the device, and keeps its precision.
        """
        made = cls.__new__(cls)
        name = model.name_or_path or type(model).__name__
        made._take(model, tokenizer, name, max_length, batch_size, cls._check(max_length, batch_size, device))
        return made

    @staticmethod
    def _check(max_length: Any, batch_size: Any, device: Any) -> torch.device:
        check_integer("max_length", max_length, at_least=3, optional=True)
        check_integer("batch_size", batch_size, at_least=1)
        return find_device(device)

    def _take(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        name: str,
        max_length: int | None,
        batch_size: int,
        device: torch.device,
    ) -> None:
        longest = longest_text(model, tokenizer)
        if max_length is not None and max_length > longest:
            raise InputValueError.about(
                "max_length", f"must be at most {longest}, the pieces that this model can read", max_length
            )
        self.name = name
        self.batch_size = batch_size
        self.max_length = max_length or longest
        self.device = device
        self.tokenizer = tokenizer
        self.encoder = ContextualEncoder(model).to(device).eval()
        self.vectorizer = PieceVectorizer(tokenizer.backend_tokenizer, self.max_length)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self.encoder.model.config.hidden_size)

    @property
    def layers(self) -> int:
        """How many layers the model has."""
        return int(self.encoder.model.config.num_hidden_layers)

    def embed_words(self, texts: TextInput, *, layers: int | None = None) -> WordTable:
        """Return the vector of each word of each text, in its context.

        Parameters
        ----------
        texts : str or sequence of str, length n
        layers : int, optional
            How many of the model's layers to go through: 0 gives the vectors that the model begins with, which know
            their place in the text but no other word. None: all.

        Returns
        -------
        DataFrame
            A row per word: ``text`` and ``position`` (which text, and which of its words; both count from 0), ``word``
            as it stands in the text, ``pieces`` (how many it was split into), and its vector in as many columns as the
            model has dimensions, ``dimension_1`` and so on. Punctuation marks are words; what lies beyond `max_length`
            is missing.
        """
        strings = as_strings(texts)
        self._check_layers(layers)
        ids, words = self.vectorizer.transform_with_words(strings)
        of_text: list[list[NDArray[np.float64]]] = [[] for _ in strings]
        for batch, hidden, _ in self._hidden(ids, layers):
            for text, pieces in zip(batch.tolist(), hidden, strict=True):
                of_text[text] = [pieces[word.first : word.last].mean(axis=0) for word in words[text]]
        rows = [
            (text, position, word.word, word.last - word.first)
            for text, in_text in enumerate(words)
            for position, word in enumerate(in_text)
        ]
        vectors = np.array([vector for in_text in of_text for vector in in_text]).reshape(len(rows), self.dimension)
        columns = [f"dimension_{number}" for number in range(1, self.dimension + 1)]
        about = pd.DataFrame(rows, columns=["text", "position", "word", "pieces"])
        return pd.concat([about, pd.DataFrame(vectors, columns=columns)], axis=1)

    def embed_texts(
        self, texts: TextInput, *, pooling: Pooling = "mean", layers: int | None = None
    ) -> NDArray[np.float64]:
        """Return a vector for each text.

        Parameters
        ----------
        texts : str or sequence of str, length n
        pooling : {"mean", "cls"}
            The mean over the text's pieces, or the vector of the mark at its start.
        layers : int, optional
            See `embed_words`.

        Returns
        -------
        array of float64, shape (n, dimension)
        """
        strings = as_strings(texts)
        check_choice("pooling", pooling, ("mean", "cls"))
        self._check_layers(layers)
        vectors = np.empty((len(strings), self.dimension))
        for batch, hidden, real in self._hidden(self.vectorizer.transform(strings), layers):
            vectors[batch] = average_pool(hidden, real) if pooling == "mean" else hidden[:, 0]
        return vectors

    def save(self, path: str | Path) -> None:
        """Write model and tokenizer to a folder of JSON and safetensors, which `load_embeddings` and transformers read.

        Raises
        ------
        FileExistsError
            There is something at `path`.
        """
        save_pretrained(self.encoder.model, self.tokenizer, path)

    @torch.inference_mode()
    def _hidden(
        self, ids: NDArray[np.int64], layers: int | None
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]]:
        """Yield, batch by batch, which texts are in it, the vectors of their pieces, and which of these are real."""
        given = torch.from_numpy(ids).to(self.device)
        batches = LengthBatches(given, torch.arange(len(ids)), batch_size=self.batch_size, shuffle=False)
        self.encoder.eval()  # whoever trains the model may have left dropout on
        for inputs, rows in batches:
            hidden = self.encoder(inputs, layers)
            yield rows.numpy(), hidden.double().cpu().numpy(), (inputs != PADDING_ID).cpu().numpy()

    def _check_layers(self, layers: Any) -> None:
        check_integer("layers", layers, at_least=0, optional=True)
        if layers is not None and layers > self.layers:
            raise InputValueError.about("layers", f"must be at most {self.layers}, all that this model has", layers)

    def __repr__(self) -> str:
        """Say what it is."""
        return f"<ContextualVectors {self.name}: {self.layers} layers, {self.dimension} dimensions>"


def longest_text(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> int:
    """Return how many pieces a model can read at once: both its own settings and its tokenizer's may say."""
    positions = getattr(model.config, "max_position_embeddings", None)
    limits = [tokenizer.model_max_length, positions and positions - _first_position(model)]
    known = [int(limit) for limit in limits if limit]
    return min([*known, 1_000_000])


def _first_position(model: PreTrainedModel) -> int:
    """Return the row of the table of positions that a text begins with; RoBERTa's kind begins after padding's."""
    for name, module in model.named_modules():
        if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None:
            return int(module.padding_idx) + 1
    return 0
