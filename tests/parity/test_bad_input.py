"""Bad input in both languages: the same message, but for names, positions and how a language writes values.

Each case is the same mistake made in Python and in R, and one message with a field for every such place; the tables
stand in `tests/parity/mistakes`.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import safetensors.torch
import torch
from tests.parity.mistakes import (
    classifiers,
    contextual,
    forecasting,
    ground,
    networks,
    own_functions,
    tables,
    traces,
    transfer,
    word_training,
    word_vectors,
)
from tests.parity.running import RunR

import torchduet as td

SOURCES = (
    classifiers, contextual, traces, networks, own_functions, ground, forecasting, tables, transfer, word_training,
    word_vectors,
)  # fmt: skip
MISTAKES = {name: mistake for source in SOURCES for name, mistake in source.MISTAKES.items()}
TEXTS, LABELS = ["good tea", "bad tea"] * 10, ["+", "-"] * 10
RNN = {"weight_ih_l0": [[0.5]], "weight_hh_l0": [[-1.0]]}
LSTM = {"weight_ih_l0": [[1.0]] * 4, "weight_hh_l0": [[0.0]] * 4}
PRELUDE = """
library(torchduet)
texts <- rep(c("good tea", "bad tea"), 10)
labels <- rep(c("+", "-"), 10)
quick <- function(...) text_classifier(..., verbose = FALSE)
message_of <- function(expression) {
  tryCatch(
    {
      force(expression)
      "no error"
    },
    torchduet_error = function(condition) conditionMessage(condition)
  )
}
"""
FITTED_IN_R = """
rnn <- list(weight_ih_l1 = matrix(0.5), weight_hh_l1 = matrix(-1))
lstm <- list(weight_ih_l1 = matrix(1, 4), weight_hh_l1 = matrix(0, 4))
fitted <- quick("lstm", hidden_size = 3, epochs = 1, seed = 1) |> fit(texts, labels)
average <- quick(epochs = 1, seed = 1) |> fit(texts, labels)
generator <- sequence_generator(hidden_size = 3, epochs = 1, seed = 1, verbose = FALSE) |> fit(texts)
labeler <- sequence_labeler(hidden_size = 3, epochs = 1, seed = 1, verbose = FALSE) |>
  fit(texts, rep(list(c("x", "y")), 20))
bigrams <- bigram_model() |> fit(texts)
vectors <- word_vectors(c("king", "queen"), diag(2))
short <- file.path(dirname(Sys.getenv("WEIGHTS")), "short.safetensors")
weights <- Sys.getenv("WEIGHTS")
"""


def fit(**params: Any) -> td.TextClassifier:
    return td.TextClassifier(**params).fit(TEXTS, LABELS)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the weights of a network with more hidden units than the one in the tables.

    Beside it is one whose network is the same but for a class less.
    """
    path = tmp_path_factory.mktemp("weights") / "larger.safetensors"
    td.export_weights(fit(architecture="lstm", hidden_size=4, epochs=1, seed=1), path)
    state = fit(architecture="lstm", hidden_size=3, epochs=1, seed=1).network_.state_dict()
    safetensors.torch.save_file(state | {"output.bias": torch.zeros(1)}, path.with_name("short.safetensors"))
    return path


@pytest.fixture(scope="module")
def context(weights: Path) -> dict[str, Any]:
    """Return what the expressions of the tables know."""
    return {
        "td": td,
        "np": np,
        "pd": pd,
        "fit": fit,
        "TEXTS": TEXTS,
        "LABELS": LABELS,
        "RNN": RNN,
        "LSTM": LSTM,
        "FITTED": fit(architecture="lstm", hidden_size=3, epochs=1, seed=1),
        "AVERAGE": fit(epochs=1, seed=1),
        "GENERATOR": td.SequenceGenerator(hidden_size=3, epochs=1, seed=1).fit(TEXTS),
        "LABELER": td.SequenceLabeler(hidden_size=3, epochs=1, seed=1).fit(TEXTS, [["x", "y"]] * 20),
        "SHORT": weights.with_name("short.safetensors"),
        "BIGRAMS": td.BigramModel().fit(TEXTS),
        "WEIGHTS": weights,
        "VECTORS": td.WordVectors(["king", "queen"], [[1.0, 0.0], [0.0, 1.0]]),
    }


@pytest.fixture(scope="module")
def in_r(run_r: RunR, weights: Path) -> dict[str, str]:
    tried = ",\n".join(f"{json.dumps(name)} = message_of({mistake.r})" for name, mistake in MISTAKES.items())
    code = f"{PRELUDE}{FITTED_IN_R}\npdf(NULL)\ncat(jsonlite::toJSON(list({tried}), auto_unbox = TRUE))"
    script = weights.with_name("mistakes.R")  # an argument of Rscript has room for 10,000 bytes only
    script.write_text(code)
    answers: dict[str, str] = json.loads(run_r(f"source({json.dumps(str(script))})", WEIGHTS=str(weights)))
    return answers


def named(message: str, weights: Path) -> str:
    """Return a message with the names of the tables in place of the paths of files."""
    return message.replace(str(weights), "FILE").replace(str(weights.with_name("short.safetensors")), "SHORT")


def plain(message: str) -> str:
    """Return a message without cli's bullets and line ends, and without the full stop that R's sentences have."""
    return " ".join(message.replace("\n\u2139 ", " ").split()).removesuffix(".")


@pytest.mark.parametrize("name", MISTAKES)
def test_python_says_it(name: str, context: dict[str, Any], weights: Path) -> None:
    mistake = MISTAKES[name]
    with pytest.raises((ValueError, TypeError, OSError, RuntimeError)) as caught:
        eval(mistake.python, context)
    assert named(str(caught.value), weights) == mistake.expected(0)


@pytest.mark.parametrize("name", MISTAKES)
def test_r_says_the_same(name: str, in_r: dict[str, str], weights: Path) -> None:
    assert plain(named(in_r[name], weights)) == plain(MISTAKES[name].expected(1))


# Not mistakes: what happens is documented, and the same.
UNUSUAL = ["", "!!", "zzz unknown", "good", "good " * 300]


def test_texts_without_known_words_have_a_probability(run_r: RunR) -> None:
    model = td.TextClassifier(seed=1, epochs=2, batch_size=10**6).fit(TEXTS, LABELS)  # more than there are texts
    expected = model.predict_proba(UNUSUAL)
    # An empty text has no words to average: the bias alone decides, as it does for a text of signs.
    assert (expected[0] == expected[1]).all()
    printed = run_r(
        f"""{PRELUDE}
        model <- quick(seed = 1, epochs = 2, batch_size = 1e6) |> fit(texts, labels)
        unusual <- c('', '!!', 'zzz unknown', 'good', strrep('good ', 300))
        writeLines(sprintf('%a', as.matrix(predict(model, unusual, type = 'prob'))))
        """
    )
    assert [float.fromhex(line) for line in printed.split()] == expected.ravel(order="F").tolist()
