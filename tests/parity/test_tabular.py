"""Models of tables: the same tables, weights and predictions in both languages."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.parity.running import RunR

import torchduet as td

TABLE = pd.DataFrame(
    {
        "size": [1.5, 2.0, np.nan, 8.0, 9.5, 7.0] * 10,
        "count": pd.array([1, None, 3, 4, 5, 6] * 10, dtype="Int64"),
        "colour": pd.Categorical(["red", "blue", "red", None, "blue", "red"] * 10, categories=["red", "blue", "green"]),
        "shop": ["é", "a", "B", "a", "é", "B"] * 10,  # R's locale would sort them otherwise
        "old": [True, False, True, True, False, False] * 10,
    }
)
KIND = pd.Categorical(["small", "small", "small", "large", "large", "large"] * 10, categories=["small", "large"])
PRICE = np.arange(60) / 7 + 100
IN_R = """
library(torchduet)
hexadecimal <- function(x) sprintf("%a", as.double(as.matrix(x)))
d <- data.frame(
  size = rep(c(1.5, 2, NA, 8, 9.5, 7), 10), count = rep(c(1L, NA, 3L, 4L, 5L, 6L), 10),
  colour = factor(rep(c("red", "blue", "red", NA, "blue", "red"), 10), levels = c("red", "blue", "green")),
  shop = rep(c("\\u00e9", "a", "B", "a", "\\u00e9", "B"), 10), old = rep(c(TRUE, FALSE, TRUE, TRUE, FALSE, FALSE), 10),
  kind = factor(rep(c("small", "large"), each = 3, times = 10), levels = c("small", "large")), price = 0:59 / 7 + 100
)
predictors <- setdiff(names(d), c("kind", "price"))
classifier <- tabular_classifier(c(8, 4), batch_normalization = "before", dropout = 0.2, epochs = 5, seed = 1) |>
  fit(kind ~ . - price, data = d)
save_model(classifier, file.path(Sys.getenv("FOLDER"), "from_r"))
regressor <- tabular_regressor(integer(), l2_penalty = 0.1, weight_decay = 0.1, epochs = 5, seed = 2) |>
  fit(d[predictors], d$price, validation_data = list(d[1:9, predictors], d$price[1:9]))
steps <- tabular_regressor(5, activation = "tanh", epochs = 3, seed = 3, learning_rate = function(epoch) 0.1 / epoch) |>
  fit(price ~ log(size) + shop, data = d)
from_python <- load_model(file.path(Sys.getenv("FOLDER"), "from_python"))
cat(jsonlite::toJSON(list(
  probabilities = hexadecimal(predict(classifier, d, type = "prob")), classes = predict(classifier, d)$.pred_class,
  measured = hexadecimal(evaluate(classifier, d)), history = hexadecimal(training_history(classifier)[1:4]),
  features = summary(classifier)$features, weights = hexadecimal(model_weights(classifier)$hidden_2.weight),
  numbers = hexadecimal(predict(regressor, d)), errors = hexadecimal(evaluate(regressor, d, "price")),
  steps = hexadecimal(predict(steps, d)), from_python = hexadecimal(predict(from_python, d, type = "prob")),
  levels = levels(predict(from_python, d)$.pred_class)
)))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def classifier(folder: Path) -> td.TabularClassifier:
    model = td.TabularClassifier(hidden_sizes=(8, 4), batch_normalization="before", dropout=0.2, epochs=5, seed=1)
    model.fit(TABLE, KIND).save(folder / "from_python")
    return model


@pytest.fixture(scope="module")
def in_r(run_r: RunR, folder: Path, classifier: td.TabularClassifier) -> dict[str, list[str]]:
    assert classifier.n_features_in_ == 5
    answer: dict[str, list[str]] = json.loads(run_r(IN_R, FOLDER=str(folder)))
    return answer


def _floats(lines: list[str]) -> list[float]:
    return [float.fromhex(line) for line in lines]


def test_a_classifier_is_the_same_to_the_last_bit(
    in_r: dict[str, list[str]], classifier: td.TabularClassifier, folder: Path
) -> None:
    expected = classifier.predict_proba(TABLE).ravel(order="F").tolist()
    assert _floats(in_r["probabilities"]) == _floats(in_r["from_python"]) == expected
    assert td.load(folder / "from_r").predict_proba(TABLE).ravel(order="F").tolist() == expected
    assert in_r["classes"] == classifier.predict(TABLE).tolist()
    assert in_r["levels"] == classifier.classes_.tolist() == ["small", "large"]
    assert in_r["features"] == classifier.features_
    assert _floats(in_r["measured"]) == list(classifier.evaluate(TABLE, KIND).values())
    assert _floats(in_r["weights"]) == classifier.get_weights()["hidden_2.weight"].ravel(order="F").tolist()
    history = classifier.history_.drop(columns="seconds").to_numpy(np.float64)
    assert _floats(in_r["history"]) == history.ravel(order="F").tolist()


def test_a_linear_regressor_with_penalties_and_validation_data_is_the_same(in_r: dict[str, list[str]]) -> None:
    model = td.TabularRegressor(hidden_sizes=(), l2_penalty=0.1, weight_decay=0.1, epochs=5, seed=2)
    model.fit(TABLE, PRICE, (TABLE[:9], PRICE[:9]))
    assert _floats(in_r["numbers"]) == model.predict(TABLE).tolist()
    assert _floats(in_r["errors"]) == list(model.evaluate(TABLE, PRICE).values())


def test_a_formulas_transformations_are_columns(in_r: dict[str, list[str]]) -> None:
    columns = pd.DataFrame({"log(size)": np.log(TABLE["size"]), "shop": TABLE["shop"]})
    rate = {"learning_rate": lambda epoch: 0.1 / epoch}
    model = td.TabularRegressor(hidden_sizes=(5,), activation="tanh", epochs=3, seed=3, **rate).fit(columns, PRICE)
    assert _floats(in_r["steps"]) == model.predict(columns).tolist()
