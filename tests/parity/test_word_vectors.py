"""Vectors of words in both languages: every word has its own row, and the numbers are the same."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.parity.running import RunR
from tests.python.embedding_files import fasttext_binary

import torchduet as td

GENERATOR = np.random.default_rng(1)
WORDS = [f"w{place}" for place in range(40)] + ["vovó", ". . ."]
TABLE = GENERATOR.integers(-64, 64, size=(len(WORDS), 5)) / 32
PARTS = (GENERATOR.integers(-64, 64, size=(30, 5)) / 32).astype(np.float32)

IN_R = """
library(torchduet)
hexadecimal <- function(x) sprintf("%a", as.double(t(x)))
paths <- commandArgs(trailingOnly = TRUE)
vectors <- load_embeddings(paths[[1]], cache = FALSE)
parts <- load_embeddings(paths[[2]], cache = FALSE)
near <- most_similar(vectors, c("w7", "w0"), k = 6)
found <- analogy(vectors, "w1", "w2", "w3", k = 4)
cat(jsonlite::toJSON(list(
  words = vocabulary(vectors),
  matrix = hexadecimal(as.matrix(vectors)),
  names = rownames(as.matrix(vectors)),
  similarity = hexadecimal(similarity(vectors, c("w5", "w6"), c("w0", "w1", "w2"))),
  near = near$neighbour, near_similarity = hexadecimal(near$similarity),
  analogy = found$neighbour, analogy_similarity = hexadecimal(found$similarity),
  unknown = hexadecimal(lookup(parts, c("vovós", "vovó"))),
  first = hexadecimal(lookup(vectors, "w0")), last = hexadecimal(lookup(vectors, ". . ."))
)))
"""


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("vectors")
    text = "".join(f"{word} {' '.join(map(repr, row))}\n" for word, row in zip(WORDS, TABLE.tolist(), strict=True))
    (folder / "text").write_text(text)
    (folder / "parts").write_bytes(fasttext_binary(["vovó", "a"], PARTS, buckets=28))
    return [folder / "text", folder / "parts"]


def test_both_languages_have_the_same_vectors(run_r: RunR, paths: list[Path]) -> None:
    from_r = json.loads(run_r(IN_R, *map(str, paths)))

    def floats(name: str) -> np.ndarray:
        return np.array([float.fromhex(value) for value in from_r[name]])

    vectors = td.load_embeddings(paths[0], cache=False)
    parts = td.load_embeddings(paths[1], cache=False)
    # What the file says, row by row: a shift by one row would show.
    assert from_r["words"] == from_r["names"] == vectors.words == WORDS
    np.testing.assert_array_equal(floats("matrix"), TABLE.ravel())
    np.testing.assert_array_equal(vectors.vectors, TABLE)
    np.testing.assert_array_equal(floats("first"), TABLE[0])
    np.testing.assert_array_equal(floats("last"), TABLE[-1])
    # What is computed, to the last bit.
    similarity = vectors.similarity(["w5", "w6"], ["w0", "w1", "w2"])
    np.testing.assert_array_equal(floats("similarity"), similarity.to_numpy().ravel())
    near = vectors.most_similar(["w7", "w0"], 6)
    assert from_r["near"] == near["neighbour"].tolist()
    np.testing.assert_array_equal(floats("near_similarity"), near["similarity"])
    found = vectors.analogy("w1", "w2", "w3", 4)
    assert from_r["analogy"] == found["neighbour"].tolist()
    np.testing.assert_array_equal(floats("analogy_similarity"), found["similarity"])
    np.testing.assert_array_equal(floats("unknown"), parts.lookup(["vovós", "vovó"]).ravel())
