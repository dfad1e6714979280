"""Vectors in context, and a classifier that starts from them, in both languages to the last bit."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.parity.running import RunR
from tests.python.tiny_bert import write_tiny_bert

import torchduet as td

pytest.importorskip("transformers", reason='transformers is not installed (pip install "torchduet[bert]")')

TEXTS = ["The river bank.", "the money bank", "unbelievable café", "very very good"]
REVIEWS, LABELS = ["very good", "very bad", "good", "bad"] * 5, ["+", "-"] * 10

IN_R = """
library(torchduet)
hexadecimal <- function(x) sprintf("%a", as.double(t(as.matrix(x))))
bert <- load_embeddings(commandArgs(trailingOnly = TRUE)[[1]])
texts <- c("The river bank.", "the money bank", "unbelievable caf\\u00e9", "very very good")
words <- embed_words(bert, texts, layers = 1)
probabilities <- function(freeze) {
  model <- text_classifier(
    embeddings = bert, freeze_embeddings = freeze, seed = 1, epochs = 3, learning_rate = 0.01, device = "cpu"
  ) |> fit(rep(c("very good", "very bad", "good", "bad"), 5), rep(c("+", "-"), 10))
  hexadecimal(predict(model, texts, type = "prob"))
}
cat(jsonlite::toJSON(list(
  mean = hexadecimal(embed_texts(bert, texts)), cls = hexadecimal(embed_texts(bert, texts, "cls")),
  similarity = hexadecimal(similarity(bert, texts)), places = words$position, texts = words$text,
  words = words$word, vectors = hexadecimal(words[-(1:4)]),
  frozen = probabilities(TRUE), trained = probabilities(FALSE)
)))
"""


def test_vectors_and_probabilities_are_the_same(run_r: RunR, tmp_path: Path) -> None:
    folder = write_tiny_bert(tmp_path / "tiny")
    from_r = json.loads(run_r(IN_R, folder))
    bert = td.load_embeddings(folder)
    assert isinstance(bert, td.ContextualVectors)

    def assert_same(name: str, values: np.ndarray) -> None:
        np.testing.assert_array_equal([float.fromhex(value) for value in from_r[name]], np.ravel(values))

    words = bert.embed_words(TEXTS, layers=1)
    assert from_r["words"] == words["word"].tolist()
    assert from_r["texts"] == (words["text"] + 1).tolist()
    assert from_r["places"] == (words["position"] + 1).tolist()
    assert_same("vectors", words.filter(like="dimension_").to_numpy())
    assert_same("mean", bert.embed_texts(TEXTS))
    assert_same("cls", bert.embed_texts(TEXTS, pooling="cls"))
    assert_same("similarity", bert.similarity(TEXTS).to_numpy())
    for freeze, name in ((True, "frozen"), (False, "trained")):
        model = td.TextClassifier(
            embeddings=bert, freeze_embeddings=freeze, seed=1, epochs=3, learning_rate=0.01, device="cpu"
        ).fit(REVIEWS, LABELS)
        assert np.ptp(model.predict_proba(TEXTS)) > 0.01  # there is something to compare
        assert_same(name, model.predict_proba(TEXTS))
