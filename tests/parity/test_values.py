"""The same numbers in both languages: Python here, without R; R in a process of its own, through the bridge."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.parity.running import RunR

import torchduet as td

# R's values come as hexadecimal floats: nothing is lost in printing.
PRELUDE = """
library(torchduet)
hexadecimal <- function(x) sprintf("%a", as.double(aperm(as.array(x))))
"""


def _floats(lines: list[str]) -> NDArray[np.float64]:
    return np.array([float.fromhex(line) for line in lines])


def _ten_lines_in_python() -> NDArray[np.float64]:
    train = td.datasets.fine_foods(subset="train")
    test = td.datasets.fine_foods(subset="test")
    model = td.TextClassifier(architecture="average_pooling", seed=1).fit(train["review"], train["score"])
    return model.predict_proba(test["review"])


TEN_LINES_IN_R = """
train <- fine_foods(subset = "train")
test <- fine_foods(subset = "test")
model <- text_classifier(architecture = "average_pooling", seed = 1) |>
  fit(score ~ review, data = train)
writeLines(hexadecimal(as.matrix(predict(model, test, type = "prob"))))
"""


def test_a_model_trained_from_r_predicts_the_same_to_the_last_bit(run_r: RunR) -> None:
    from_r = _floats(run_r(PRELUDE + TEN_LINES_IN_R).split()).reshape(1000, 2)
    from_python = _ten_lines_in_python()
    assert from_python.shape == (1000, 2)
    assert np.ptp(from_python) > 0.5  # the model learned something to compare
    np.testing.assert_array_equal(from_r, from_python)


FOLDS_IN_R = """
train <- fine_foods(subset = "train")[1:60, ]
found <- text_classifier(embedding_dim = 4, epochs = 1) |>
  cross_validate(score ~ review, train, folds = 3, repeats = 2, stratified = TRUE, seed = 2)
writeLines(hexadecimal(found$rows$row - 1))
writeLines(hexadecimal(as.matrix(found$metrics[c("accuracy", "auc", "log_loss", "seed")])))
writeLines(hexadecimal(as.matrix(summary(found)[c("mean", "std_err", "n")])))
"""


def test_a_cross_validation_from_r_is_the_same_to_the_last_bit(run_r: RunR) -> None:
    train = td.datasets.fine_foods(subset="train")[:60]
    model = td.TextClassifier(embedding_dim=4, epochs=1)
    found = td.cross_validate(model, train["review"], train["score"], folds=3, repeats=2, stratified=True, seed=2)
    tables = [
        found.rows["row"],
        found.metrics[["accuracy", "auc", "log_loss", "seed"]],
        found.summary()[["mean", "std_err", "n"]],
    ]
    expected = np.concatenate([table.to_numpy(np.float64).ravel() for table in tables])
    np.testing.assert_array_equal(_floats(run_r(PRELUDE + FOLDS_IN_R).split()), expected)


SMALL_NETWORKS_IN_R = """
train <- fine_foods(subset = "train")[1:200, ]
test <- fine_foods(subset = "test")[1:50, ]
for (architecture in c("lstm", "gru", "cnn")) {
  model <- text_classifier(
    architecture, seed = 1, epochs = 2, embedding_dim = 8, hidden_size = 8, batch_normalization = TRUE, dropout = 0.2,
    layers = if (architecture == "cnn") 1 else 2, bidirectional = architecture != "cnn"
  ) |> fit(score ~ review, data = train)
  writeLines(hexadecimal(as.matrix(predict(model, test, type = "prob"))))
}
"""


def test_recurrent_and_convolutional_networks_too(run_r: RunR) -> None:
    from_r = _floats(run_r(PRELUDE + SMALL_NETWORKS_IN_R).split()).reshape(3, 50, 2)
    train, test = (td.datasets.fine_foods(subset=subset) for subset in ("train", "test"))
    for architecture, probabilities in zip(("lstm", "gru", "cnn"), from_r, strict=True):
        recurrent = {} if architecture == "cnn" else {"layers": 2, "bidirectional": True}
        model = td.TextClassifier(
            architecture=architecture, seed=1, epochs=2, embedding_dim=8, hidden_size=8, batch_normalization=True,
            dropout=0.2, **recurrent,
        )  # fmt: skip
        model.fit(train["review"][:200], train["score"][:200])
        expected = model.predict_proba(test["review"][:50])
        assert np.ptp(expected) > 0.01  # texts are told apart, so that there is something to compare
        np.testing.assert_array_equal(probabilities, expected)


TRANSFER_IN_R = """
train <- fine_foods(subset = "train")[1:200, ]
test <- fine_foods(subset = "test")[1:50, ]
vectors <- word_vectors(c("coffee", "tea", "good"), rbind(c(0.1, 1, 2), c(-1, 0.3, 0), c(0, 0, 1)))
model <- text_classifier(
  "gru", embeddings = vectors, freeze_embeddings = TRUE, hidden_size = 4, layers = 2, seed = 1, epochs = 2
) |> fit(score ~ review, data = train)
longer <- factor(nchar(train$review) > 300)
model <- freeze(model, "layers.recurrent.weight_ih_l1") |>
  unfreeze("embedding") |>
  refit(train$review, longer, head = "new", learning_rates = c(embedding = 1e-4, layers = 1e-3), epochs = 3, seed = 2)
writeLines(hexadecimal(as.matrix(predict(model, test$review, type = "prob"))))
"""


def test_word_vectors_and_refitted_layers_too(run_r: RunR) -> None:
    from_r = _floats(run_r(PRELUDE + TRANSFER_IN_R).split()).reshape(50, 2)
    train = td.datasets.fine_foods(subset="train")["review"][:200]
    scores = td.datasets.fine_foods(subset="train")["score"][:200]
    vectors = td.WordVectors(["coffee", "tea", "good"], [[0.1, 1, 2], [-1, 0.3, 0], [0, 0, 1]])
    model = td.TextClassifier(
        architecture="gru", embeddings=vectors, freeze_embeddings=True, hidden_size=4, layers=2, seed=1, epochs=2
    ).fit(train, scores)
    model.freeze("layers.recurrent.weight_ih_l0").unfreeze("embedding")
    rates = {"embedding": 1e-4, "layers": 1e-3}
    model.refit(train, (train.str.len() > 300).astype(str), head="new", learning_rates=rates, epochs=3, seed=2)
    expected = model.predict_proba(td.datasets.fine_foods(subset="test")["review"][:50])
    assert np.ptp(expected) > 0.001  # texts are told apart
    np.testing.assert_array_equal(from_r, expected)


DATA_SETS_IN_R = """
trains <- chicago()
all_series <- sapply(c("AirPassengers", "nottem", "sunspots"), series, simplify = FALSE)
cat(jsonlite::toJSON(list(
  series = lapply(all_series, hexadecimal),
  months = lapply(all_series, function(x) sprintf("%d-%02d", floor(time(x) + 1e-6), cycle(x))),
  trains = lapply(trains[names(trains) != "date"], hexadecimal),
  dates = format(trains$date)
)))
"""


def test_data_sets_are_the_same_to_the_last_bit(run_r: RunR) -> None:
    from_r = json.loads(run_r(PRELUDE + DATA_SETS_IN_R))
    for name, values in from_r["series"].items():
        series = td.datasets.series(name)
        np.testing.assert_array_equal(_floats(values), series.to_numpy())
        assert from_r["months"][name] == series.index.astype(str).tolist()
    trains = td.datasets.chicago()
    assert [*from_r["trains"], "date"] == list(trains)
    for name, values in from_r["trains"].items():
        np.testing.assert_array_equal(_floats(values), trains[name].to_numpy())
    assert from_r["dates"] == trains["date"].dt.strftime("%Y-%m-%d").tolist()


def test_this_process_never_started_r() -> None:
    assert not {name for name in sys.modules if name.split(".")[0] in ("rpy2", "torchduet_rbridge")}


@pytest.fixture(scope="module")
def arrays(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    """Inputs that both languages read: exact in JSON, as they are sums of few powers of two."""
    generator = np.random.default_rng(1)
    inputs = {
        "weights": (generator.integers(-1024, 1024, size=(7, 5)) / 512).tolist(),
        "ids": generator.integers(0, 7, size=(4, 6)).tolist(),
        "mask": (generator.random((4, 6)) < 0.7).tolist(),
    }
    path = tmp_path_factory.mktemp("inputs") / "inputs.json"
    path.write_text(json.dumps(inputs))
    return inputs, str(path)


MECHANISMS_IN_R = """
inputs <- jsonlite::fromJSON(commandArgs(trailingOnly = TRUE)[[1]])
ids <- inputs$ids + 1
embedded <- embed(ids, inputs$weights)
pooled <- average_pool(embedded, inputs$mask)
encoded <- one_hot(ids, num_classes = 7)
by_hand <- t(sapply(1:4, function(text) {
  rows <- inputs$weights[ids[text, ], , drop = FALSE]
  colSums(rows * inputs$mask[text, ]) / max(1, sum(inputs$mask[text, ]))
}))
cat(jsonlite::toJSON(lapply(
  list(embedded = embedded, pooled = pooled, encoded = encoded, by_hand = by_hand), hexadecimal
)))
"""


def test_mechanisms_agree_with_each_other_and_with_both_languages_by_hand(
    run_r: RunR, arrays: tuple[dict[str, Any], str]
) -> None:
    inputs, path = arrays
    from_r = {name: _floats(values) for name, values in json.loads(run_r(PRELUDE + MECHANISMS_IN_R, path)).items()}
    ids, weights, mask = (np.array(inputs[name]) for name in ("ids", "weights", "mask"))

    # Through the library, to the last bit.
    embedded = td.embed(ids, weights)
    np.testing.assert_array_equal(from_r["embedded"], _last_axis_first_to_last(embedded))
    np.testing.assert_array_equal(from_r["pooled"], td.average_pool(embedded, mask).ravel())
    np.testing.assert_array_equal(from_r["encoded"], _last_axis_first_to_last(td.one_hot(ids, num_classes=7)))

    # Apart from the library: NumPy here, base R there.
    by_hand = (weights[ids] * mask[:, :, None]).sum(axis=1) / np.maximum(1, mask.sum(axis=1, keepdims=True))
    np.testing.assert_allclose(from_r["by_hand"], by_hand.ravel(), rtol=1e-12)
    np.testing.assert_allclose(from_r["pooled"], by_hand.ravel(), rtol=1e-12)


def _last_axis_first_to_last(array: NDArray[np.float64]) -> NDArray[np.float64]:
    # R's aperm() reverses the axes and R writes column by column: together, row-major order.
    return np.ascontiguousarray(array).ravel()


@pytest.mark.parametrize("suffix", ["", ".zip"])
def test_a_model_saved_in_one_language_is_read_in_the_other(run_r: RunR, tmp_path: Path, suffix: str) -> None:
    texts = ["good", "very good", "bad", "very bad"] * 10
    model = td.TextClassifier(seed=1, epochs=2).fit(texts, ["+", "+", "-", "-"] * 10)
    model.save(tmp_path / f"from_python{suffix}")
    code = f"""
    model <- load_model("{tmp_path}/from_python{suffix}")
    save_model(model, "{tmp_path}/from_r{suffix}")
    writeLines(hexadecimal(as.matrix(predict(model, c("good", "bad"), type = "prob"))))
    """
    expected = model.predict_proba(["good", "bad"])
    np.testing.assert_array_equal(_floats(run_r(PRELUDE + code).split()), expected.ravel())
    np.testing.assert_array_equal(td.load(tmp_path / f"from_r{suffix}").predict_proba(["good", "bad"]), expected)


def test_tokens_and_ids_agree_on_real_reviews(run_r: RunR) -> None:
    code = """
    reviews <- fine_foods(subset = "test")$review
    vectorizer <- text_vectorizer(max_tokens = 500, max_length = 40) |> fit(reviews)
    ids <- transform(vectorizer, reviews)
    cat(jsonlite::toJSON(list(
      tokens = lengths(tokenize(reviews)), vocabulary = vocabulary(vectorizer), ids = as.vector(t(ids))
    )))
    """
    from_r = json.loads(run_r(PRELUDE + code))
    reviews = td.datasets.fine_foods(subset="test")["review"]
    vectorizer = td.TextVectorizer(max_tokens=500, max_length=40)
    ids = vectorizer.fit_transform(reviews)
    assert from_r["tokens"] == [len(tokens) for tokens in td.tokenize(reviews)]
    assert from_r["vocabulary"] == vectorizer.vocabulary_
    np.testing.assert_array_equal(np.array(from_r["ids"]) - 1, ids.ravel())  # R counts from 1


@pytest.mark.parametrize("output", ["count", "tfidf"])
def test_weights_of_tokens_are_equal(run_r: RunR, output: str) -> None:
    reviews = td.datasets.fine_foods(subset="test")["review"][:200]
    vectorizer = td.TextVectorizer(ngram_range=(1, 2), output=output)
    expected = vectorizer.fit_transform(reviews).toarray().sum(axis=0)
    found = run_r(
        PRELUDE
        + f"""
        reviews <- fine_foods(subset = "test")$review[1:200]
        weights <- text_vectorizer(ngram_range = c(1, 2), output = "{output}") |> fit(reviews) |> transform(reviews)
        writeLines(hexadecimal(Matrix::t(weights) %*% rep(1, 200)))
        """
    )
    np.testing.assert_allclose(_floats(found.split()), expected, rtol=1e-14)
