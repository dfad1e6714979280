"""Bad input in both languages: the same message, but for names, positions and how a language writes values.

Each case is the same mistake made in Python and in R, and one message with a field for every such place.
"""

import json
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest
import torch
from tests.parity.running import RunR

import torchduet as td

DEVICES = ", ".join(["cpu", *(f"cuda:{number}" for number in range(torch.cuda.device_count()))])
TEXTS, LABELS = ["good tea", "bad tea"] * 10, ["+", "-"] * 10
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
# What the languages call what they were given: Python's name, R's.
NAMES = {
    "none": ("None", "NULL"),
    "true": ("True", "TRUE"),
    "false": ("False", "FALSE"),
    "strings": ("strings", "strings, a character vector"),
}


@dataclass
class Mistake:
    python: str
    r: str
    message: str
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def expected(self, language: int) -> str:
        """Return the message in Python (0) or R (1)."""
        return self.message.format(**{name: pair[language] for name, pair in (NAMES | self.fields).items()})


def fit(**params: Any) -> td.TextClassifier:
    return td.TextClassifier(**params).fit(TEXTS, LABELS)


def setting(name: str, python: str, r: str, expectation: str, **values: tuple[Any, Any]) -> Mistake:
    """Return the mistake of a classifier's setting."""
    shown = values.pop("value", (python, r))
    return Mistake(
        f"fit({name}={python})",
        f"quick({name} = {r}) |> fit(texts, labels)",
        f"{name} {expectation}; given {{value}}",
        {"value": shown, **values},
    )


MISTAKES = {
    "a missing text": Mistake(
        "td.TextClassifier().fit(['good', None], ['+', '-'])",
        "quick() |> fit(c('good', NA), c('+', '-'))",
        "{texts} must not be missing: element {second} is. Leave it out, or put an empty text in its place",
        {"texts": ("texts", "`x`"), "second": (1, 2)},
    ),
    "missing texts in a column": Mistake(
        "td.TextClassifier().fit(pd.DataFrame({'t': [None, None, 'a'], 'y': [1, 2, 1]})['t'], [1, 2, 1])",
        "quick() |> fit(y ~ t, data.frame(t = c(NA, NA, 'a'), y = c(1, 2, 1)))",
        "{texts} must not be missing: {unit} {first}, {second} are. Leave them out, or put an empty text in its place",
        {"texts": ("texts", "`t`"), "unit": ("elements", "rows"), "first": (0, 1), "second": (1, 2)},
    ),
    "a missing label": Mistake(
        "td.TextClassifier().fit(['good', 'bad', 'x'], ['+', '-', None])",
        "quick() |> fit(c('good', 'bad', 'x'), c('+', '-', NA))",
        "labels must not be missing: element {third} is. Leave it out",
        {"third": (2, 3)},
    ),
    "one class only": Mistake(
        "td.TextClassifier().fit(TEXTS, ['+'] * 20)",
        "quick() |> fit(texts, rep('+', 20))",
        "labels must hold at least two classes; given one class, {value}",
        {"value": ("'+'", '"+"')},
    ),
    "labels of another length": Mistake(
        "td.TextClassifier().fit(['good', 'bad'], ['+'])",
        "quick() |> fit(c('good', 'bad'), '+')",
        "texts and labels must have the same length; given 2 texts and 1 labels",
    ),
    "no texts": Mistake(
        "td.TextClassifier().fit([], [])",
        "quick() |> fit(character(), character())",
        "texts must hold at least one text; given none",
    ),
    "texts that are numbers": Mistake(
        "td.TextClassifier().fit([1, 2], ['+', '-'])",
        "quick() |> fit(c(1, 2), c('+', '-'))",
        "{texts} must be {strings}; given {value}",
        {"texts": ("texts", "`x`"), "value": ("1", "<numeric>")},
    ),
    "an unseen label": Mistake(
        "fit().evaluate(['good'], ['?'])",
        "quick() |> fit(texts, labels) |> evaluate('good', '?')",
        "labels: {value} is not one of the classes that the model knows: {classes}",
        {"value": ("'?'", '"?"'), "classes": ("['+', '-']", 'c("+", "-")')},
    ),
    "a model that was not fitted": Mistake(
        "td.TextClassifier().predict(['good'])",
        "predict(quick(), 'good')",
        "{name} needs a fitted {model}",
        {
            "name": ("predict", "`predict()`"),
            "model": (
                "TextClassifier; call fit first",
                (
                    "model; given <text_classifier>. Call `fit()` first, and use what it returns: "
                    "`fit()` does not change its argument"
                ),
            ),
        },
    ),
    "validation data of another length": Mistake(
        "td.TextClassifier().fit(TEXTS, LABELS, validation_data=(['good'], ['+', '-']))",
        "quick() |> fit(texts, labels, validation_data = list('good', c('+', '-')))",
        "validation_data: texts and labels must have the same length; given 1 texts and 2 labels",
    ),
    "an unknown architecture": setting("architecture", "'lstmm'", '"lstmm"', 'must be one of "average_pooling"'),
    "a seed that is no number": setting("seed", "'abc'", '"abc"', "must be a whole number or {none}"),
    "a seed below zero": setting("seed", "-1", "-1", "must be at least 0 or {none}"),
    "half a seed": setting("seed", "0.5", "0.5", "must be a whole number or {none}"),
    "no epochs": setting("epochs", "0", "0", "must be at least 1"),
    "epochs in words": setting("epochs", "'ten'", '"ten"', "must be a whole number"),
    "epochs without end": setting("epochs", "float('inf')", "Inf", "must be a whole number", value=("inf", "Inf")),
    "a batch of none": setting("batch_size", "0", "0", "must be at least 1"),
    "no step": setting("learning_rate", "0", "0", "must be greater than 0"),
    "a step without end": setting(
        "learning_rate", "float('inf')", "Inf", "must be greater than 0 and finite", value=("inf", "Inf")
    ),
    "all dropped": setting("dropout", "1", "1", "must be at least 0 and less than 1"),
    "no words": setting("max_length", "0", "0", "must be at least 1 or {none}"),
    "a vocabulary of none": setting("max_tokens", "2", "2", "must be at least 3 or {none}"),
    "a flag in words": setting("lowercase", "'no'", '"no"', "must be {true} or {false}"),
    "a device that is not there": setting(
        "device", "'abacus'", '"abacus"', f"must be a device of this machine, which has {DEVICES}"
    ),
    "an unknown level": Mistake(
        "td.tokenize('a', level='sentence')",
        "tokenize('a', level = 'sentence')",
        'level must be one of "word", "character"; given {value}',
        {"value": ("'sentence'", '"sentence"')},
    ),
    "one size of grams": Mistake(
        "td.TextVectorizer(ngram_range=(2, 1)).fit(['a'])",
        "text_vectorizer(ngram_range = c(2, 1)) |> fit('a')",
        "ngram_range must begin with 1 or more, and end with no less; given {value}",
        {"value": ("(2, 1)", "c(2, 1)")},
    ),
    "an id outside": Mistake(
        "td.one_hot([0, 3], num_classes=3)",
        "one_hot(c(1, 4), num_classes = 3)",
        "ids must lie between {lowest} and {highest}, as num_classes is 3; given {given}",
        {"lowest": (0, 1), "highest": (2, 3), "given": (3, 4)},
    ),
}


@pytest.fixture(scope="module")
def in_r(run_r: RunR) -> dict[str, str]:
    tried = ",\n".join(f"{json.dumps(name)} = message_of({mistake.r})" for name, mistake in MISTAKES.items())
    answers: dict[str, str] = json.loads(run_r(f"{PRELUDE}\ncat(jsonlite::toJSON(list({tried}), auto_unbox = TRUE))"))
    return answers


def plain(message: str) -> str:
    """Return a message without cli's bullets and line ends, and without the full stop that R's sentences have."""
    return " ".join(message.replace("\n\u2139 ", " ").split()).removesuffix(".")


@pytest.mark.parametrize("name", MISTAKES)
def test_python_says_it(name: str) -> None:
    mistake = MISTAKES[name]
    with pytest.raises((ValueError, TypeError)) as caught:
        eval(mistake.python, {"td": td, "pd": pd, "fit": fit, "TEXTS": TEXTS, "LABELS": LABELS})
    assert str(caught.value) == mistake.expected(0)


@pytest.mark.parametrize("name", MISTAKES)
def test_r_says_the_same(name: str, in_r: dict[str, str]) -> None:
    assert plain(in_r[name]) == plain(MISTAKES[name].expected(1))


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
