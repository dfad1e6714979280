"""The same functions of the user's in both languages, base R and NumPy: the same model, the same history."""

import json

import numpy as np
from numpy.typing import NDArray
from tests.parity.running import RunR

import torchduet as td

WORDS = ["fresh", "Tasty", "stale", "awful", "tea", "coffee", "my", "dog"]

# Sums of squares: each element of the gradient is computed in one way only, so both languages round alike.
IN_R = """
library(torchduet)
hexadecimal <- function(x) sprintf("%a", as.double(x))
examples <- jsonlite::fromJSON(commandArgs(trailingOnly = TRUE)[[1]])
squares <- function(scores, targets) {
  errors <- scores - diag(ncol(scores))[targets, ]
  list(loss = sum(errors^2) / length(targets), gradient = 2 * errors / length(targets))
}
brier <- function(labels, probabilities) mean((probabilities[, "other"] - (labels == "other"))^2)
model <- text_classifier(
  seed = 4, epochs = 3, embedding_dim = 8, batch_size = 16, patience = NULL,
  tokenizer = function(texts) strsplit(texts, " ", fixed = TRUE),
  learning_rate = function(epoch) 0.05 / epoch,
  loss = squares,
  metrics = list(brier = brier)
) |> fit(examples$texts, examples$labels)
history <- training_history(model)
cat(jsonlite::toJSON(list(
  vocabulary = vocabulary(model),
  probabilities = hexadecimal(t(as.matrix(predict(model, examples$texts, type = "prob")))),
  rates = hexadecimal(history$learning_rate),
  losses = hexadecimal(history$validation_loss),
  brier = hexadecimal(c(history$validation_brier, evaluate(model, examples$texts, examples$labels)$brier)),
  columns = names(history)
)))
"""


def squares(scores: NDArray[np.float64], targets: NDArray[np.int64]) -> dict[str, object]:
    errors = scores - np.eye(scores.shape[1])[targets]
    return {"loss": (errors**2).sum() / len(targets), "gradient": 2 * errors / len(targets)}


def brier(labels: NDArray[np.str_], probabilities: NDArray[np.float64]) -> float:
    return float(np.mean((probabilities[:, 1] - (labels == "other")) ** 2))


def test_the_same_functions_give_the_same_model(run_r: RunR) -> None:
    generator = np.random.default_rng(8)
    rows = [generator.choice(WORDS, size=int(generator.integers(1, 9))).tolist() for _ in range(120)]
    texts = [" ".join(row) for row in rows]
    labels = ["great" if {"fresh", "Tasty"} & set(row) else "other" for row in rows]
    model = td.TextClassifier(
        seed=4,
        epochs=3,
        embedding_dim=8,
        batch_size=16,
        patience=None,
        tokenizer=lambda texts: [text.split(" ") for text in texts],
        learning_rate=lambda epoch: 0.05 / epoch,
        loss=squares,
        metrics={"brier": brier},
    ).fit(texts, labels)
    from_r = json.loads(run_r(IN_R, json.dumps({"texts": texts, "labels": labels})))

    def floats(name: str) -> list[float]:
        return [float.fromhex(value) for value in from_r[name]]

    assert from_r["columns"] == list(model.history_)
    assert from_r["vocabulary"] == model.vectorizer_.vocabulary_
    assert "Tasty" in from_r["vocabulary"]  # the rules of words would have folded it
    probabilities = model.predict_proba(texts)
    assert np.ptp(probabilities) > 0.1  # the model learned something to compare
    assert floats("probabilities") == probabilities.ravel().tolist()
    assert floats("rates") == model.history_["learning_rate"].tolist()
    measured = [*model.history_["validation_brier"], model.evaluate(texts, labels)["brier"]]
    # Sums go in another order.
    np.testing.assert_allclose(floats("brier"), measured, rtol=1e-12)
    np.testing.assert_allclose(floats("losses"), model.history_["validation_loss"], rtol=1e-6)
