"""An embedding that starts from word vectors learned elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.errors import InputTypeError, InputValueError
from torchduet.parameters import check_flag
from torchduet.sequence_layers import INITIAL_STANDARD_DEVIATION
from torchduet.text_vectorizer import SPECIAL_TOKENS, TextVectorizer
from torchduet.word_vectors.vectors import WordVectors

__all__ = ["DEFAULT_DIMENSION", "PretrainedEmbedding", "check_embeddings"]

DEFAULT_DIMENSION = 64
"""The embedding_dim of models whose user has set none: it gives way to that of the word vectors."""


def check_embeddings(
    embeddings: Any, *, freeze_embeddings: Any, extend_vocabulary: Any, embedding_dim: int
) -> PretrainedEmbedding | None:
    """Check a model's settings of these names, and return what its embedding starts from.

    Raises
    ------
    InputTypeError, InputValueError
        A setting is of the wrong type, makes sense with `embeddings` only, or contradicts them.
    """
    check_flag("freeze_embeddings", freeze_embeddings)
    if extend_vocabulary is not None:
        check_flag("extend_vocabulary", extend_vocabulary)
    if embeddings is None:
        for name, value in (("freeze_embeddings", freeze_embeddings), ("extend_vocabulary", extend_vocabulary)):
            if value:
                raise InputValueError.about(
                    name, "needs embeddings, the word vectors that the model starts from", value, "Give them, too"
                )
        return None
    if not isinstance(embeddings, WordVectors):
        raise InputTypeError.about("embeddings", "must be word vectors or {none}", embeddings)
    dimension = embeddings.vectors.shape[1]
    if embedding_dim not in (dimension, DEFAULT_DIMENSION):
        raise InputValueError.about(
            "embedding_dim", f"must be that of embeddings, {dimension}", embedding_dim, "Leave it out"
        )
    return PretrainedEmbedding(
        embeddings,
        freeze=bool(freeze_embeddings),
        extend=bool(freeze_embeddings if extend_vocabulary is None else extend_vocabulary),
    )


class PretrainedEmbedding:
    """Word vectors that an embedding's rows are filled with, and how many of its words have one.

    Parameters
    ----------
    vectors : WordVectors
    freeze : bool
        Keep the embedding as it is in training.
    extend : bool
        Take the words of `vectors` that the training texts lack into the vocabulary, after theirs.

    Attributes
    ----------
    coverage : dict
        Once an embedding was filled: ``words``, the share of the training texts' vocabulary that has a vector;
        ``tokens``, the share of their running words; ``missing``, the words without one, most frequent first.

    Examples
    --------
    >>> vectors = WordVectors(["good", "bad"], [[1.0, 2.0], [3.0, 4.0]])
    >>> start, vectorizer = PretrainedEmbedding(vectors, freeze=True, extend=False), TextVectorizer()
    >>> ids = start.fit_transform(vectorizer, ["good tea"])
    >>> embedding = nn.Embedding(4, 2, padding_idx=0)
    >>> start.fill(embedding, vectorizer.vocabulary_, ids)
    >>> embedding.weight[vectorizer.vocabulary_.index("good")]
    tensor([1., 2.])
    >>> start.coverage
    {'words': 0.5, 'tokens': 0.5, 'missing': ['tea']}
    """

    coverage: dict[str, Any]

    def __init__(self, vectors: WordVectors, *, freeze: bool, extend: bool) -> None:
        self.vectors = vectors
        self.freeze = freeze
        self.extend = extend
        self._learned = 0

    def fit_transform(self, vectorizer: TextVectorizer, texts: list[str]) -> NDArray[np.int64]:
        """Let a vectorizer learn from the training texts, and from the vectors if asked; return the texts' ids."""
        ids: NDArray[np.int64] = vectorizer.fit_transform(texts)  # type: ignore[assignment]
        self._learned = len(vectorizer.vocabulary_)
        if self.extend:
            known = set(vectorizer.vocabulary_)
            # A word with capitals never comes out of a tokenizer that folds them.
            folds = vectorizer.lowercase and vectorizer.tokenizer is None
            others = (word for word in self.vectors.words if word not in known and not (folds and word != word.lower()))
            vectorizer.vocabulary_ = vectorizer.vocabulary_ + list(others)
            # Words of the training texts that max_tokens had left out may be among them.
            ids = vectorizer.transform(texts)  # type: ignore[assignment]
        return ids

    @torch.no_grad()
    def fill(self, embedding: nn.Embedding | nn.EmbeddingBag, vocabulary: list[str], ids: NDArray[np.int64]) -> None:
        """Give each word of the vocabulary its vector, padding zeros, and every other word a random row.

        Random rows are drawn from torch's generator with the variance of the vectors found (Kim, 2014, section 3.2).

        Parameters
        ----------
        embedding : nn.Embedding or nn.EmbeddingBag
            A row per word of the vocabulary.
        vocabulary : list of str
            As `fit_transform` has left it.
        ids : array of int64, shape (n, time)
            Those of the training texts.

        Raises
        ------
        InputValueError
            No word has a vector.
        """
        found = self._rows_of(vocabulary)  # (len(vocabulary), embedding_dim)
        has_vector = np.asarray(np.isfinite(found).all(axis=1))
        self.coverage = self._coverage(vocabulary, ids, has_vector)
        scale = float(found[has_vector].std()) or INITIAL_STANDARD_DEVIATION
        rows = torch.from_numpy(found).to(embedding.weight)
        without = torch.from_numpy(~has_vector)
        rows[without] = torch.randn(int(without.sum()), rows.shape[1]).to(rows) * scale
        rows[embedding.padding_idx] = 0.0
        embedding.weight.copy_(rows)
        embedding.weight.requires_grad_(not self.freeze)

    def _rows_of(self, vocabulary: list[str]) -> NDArray[np.float32]:
        """Return the vector of each word as it stands, else of the word in lower case, else a row of NaN."""
        found = self.vectors.lookup(vocabulary)
        found[: len(SPECIAL_TOKENS)] = np.nan  # no words, whatever the vectors call by their names
        missing = np.flatnonzero(~np.isfinite(found).all(axis=1))[len(SPECIAL_TOKENS) :]
        found[missing] = self.vectors.lookup([vocabulary[row].lower() for row in missing])
        return found

    def _coverage(self, vocabulary: list[str], ids: NDArray[np.int64], has_vector: NDArray[np.bool_]) -> dict[str, Any]:
        words = range(len(SPECIAL_TOKENS), self._learned)
        counts = np.bincount(ids.ravel(), minlength=len(vocabulary))
        counts[0] = 0  # padding
        missing = [vocabulary[word] for word in words if not has_vector[word]]
        if len(missing) == len(words):
            raise InputValueError(
                "embeddings must have vectors for words of the training texts; they have none of the "
                f"{len(words)}. Are both in the same language, and split into words the same way?"
            )
        return {
            "words": 1 - len(missing) / len(words),
            "tokens": float(counts[has_vector].sum() / counts.sum()),
            "missing": missing,
        }
