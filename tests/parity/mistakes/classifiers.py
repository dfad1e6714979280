"""Texts and labels that do not fit, settings that every training has, and what stands apart."""

import torch
from tests.parity.mistakes.mistake import Mistake, setting

DEVICES = ", ".join(["cpu", *(f"cuda:{number}" for number in range(torch.cuda.device_count()))])

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
    "more folds than rows": Mistake(
        "td.cross_validate(td.TextClassifier(), TEXTS, LABELS, folds=21)",
        "cross_validate(text_classifier(), texts, labels, folds = 21)",
        "folds must be at most the number of rows, 20; given 21",
    ),
    "leaving one out repeatedly": Mistake(
        "td.cross_validate(td.TextClassifier(), TEXTS, LABELS, 'leave_one_out', stratified=True)",
        "cross_validate(text_classifier(), texts, labels, method = 'leave_one_out', stratified = TRUE)",
        'stratified = {value} does not go with method "leave_one_out": leaving each row out once is one way, with '
        'nothing to draw. Leave it out, or take method "k_fold"',
        {"value": ("True", "TRUE")},
    ),
    "a missing label in a fold": Mistake(
        "td.cross_validate(td.TextClassifier(), ['a', 'b', 'c', 'd'], ['+', '-', None, '+'], folds=2, stratified=True)",
        "cross_validate(text_classifier(), letters[1:4], c('+', '-', NA, '+'), folds = 2, stratified = TRUE)",
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
    "an unknown architecture": setting(
        "architecture", "'lstmm'", '"lstmm"', 'must be one of "average_pooling", "rnn", "lstm", "gru", "cnn"'
    ),
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
