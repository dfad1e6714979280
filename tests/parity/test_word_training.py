"""Vectors of words trained in both languages: the same to the last bit."""

import json

import numpy as np
from tests.parity.running import RunR

import torchduet as td

IN_R = """
library(torchduet)
hexadecimal <- function(x) sprintf("%a", as.double(aperm(as.array(x))))
reviews <- fine_foods()$review[1:300]
quick <- list(reviews, embedding_dim = 6, epochs = 2, seed = 1)
glove <- do.call(train_glove, quick)
counts <- co_occurrences(reviews, window = 4)
trained <- list(
  glove = glove,
  cbow = do.call(train_word2vec, quick),
  skip_gram = do.call(train_word2vec, c(quick, method = "skip_gram", engine = "torch")),
  parts = do.call(train_fasttext, c(quick, buckets = 500))
)
cat(jsonlite::toJSON(list(
  vectors = lapply(trained, function(vectors) hexadecimal(as.matrix(vectors))),
  words = rownames(as.matrix(glove)),
  unknown = hexadecimal(lookup(trained$parts, "coffeeish")),
  counts = hexadecimal(counts$count),
  gradient = hexadecimal(glove_gradients(matrix(c(3, 0, 250, 1), 2), diag(2), diag(2) / 3, c(0, 1), c(1, 2))$words)
)))
"""


def _floats(values: list[str]) -> list[float]:
    return [float.fromhex(value) for value in values]


def test_both_languages_train_the_same_vectors(run_r: RunR) -> None:
    from_r = json.loads(run_r(IN_R))
    reviews = td.datasets.fine_foods()["review"][:300]
    quick = {"embedding_dim": 6, "epochs": 2, "seed": 1}
    trained = {
        "glove": td.train_glove(reviews, **quick),
        "cbow": td.train_word2vec(reviews, **quick),
        "skip_gram": td.train_word2vec(reviews, method="skip_gram", engine="torch", **quick),
        "parts": td.train_fasttext(reviews, buckets=500, **quick),
    }
    assert from_r["words"] == trained["glove"].words
    for name, vectors in trained.items():
        assert np.ptp(vectors.vectors) > 0.01  # something was learned
        assert _floats(from_r["vectors"][name]) == vectors.vectors.ravel().tolist()
    assert _floats(from_r["unknown"]) == trained["parts"].lookup("coffeeish").ravel().tolist()
    assert _floats(from_r["counts"]) == td.co_occurrences(reviews, window=4)["count"].tolist()
    found = td.glove_gradients([[3, 250], [0, 1]], np.eye(2), np.eye(2) / 3, [0, 1], [1, 2])
    assert _floats(from_r["gradient"]) == found["words"].ravel().tolist()
