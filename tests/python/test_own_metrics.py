"""Metrics that are functions, in training and in evaluate()."""

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics

import torchduet as td
from torchduet.errors import InputTypeError, InputValueError

QUICK = {"seed": 1, "embedding_dim": 8, "epochs": 3, "learning_rate": 0.02, "patience": None}


def correlation(labels, probabilities):
    return sklearn.metrics.matthews_corrcoef(labels, np.array(["great", "other"])[probabilities.argmax(axis=1)])


METRICS = {"log_loss_too": sklearn.metrics.log_loss, "correlation": correlation}


@pytest.fixture
def held_back(reviews):
    return reviews.texts[120:], reviews.labels[120:]


@pytest.fixture
def model(reviews, held_back):
    return td.TextClassifier(**QUICK, metrics=METRICS).fit(reviews.texts[:120], reviews.labels[:120], held_back)


def test_scikit_learns_functions_as_they_come_agree_with_what_is_measured_anyway(model, held_back):
    history = model.history_
    assert list(history) == [
        "epoch", "loss", "validation_loss", "validation_accuracy", "validation_log_loss_too", "validation_correlation",
        "seconds",
    ]  # fmt: skip
    np.testing.assert_allclose(history["validation_log_loss_too"], history["validation_loss"], rtol=1e-6)
    measured = model.evaluate(*held_back)
    assert list(measured) == ["accuracy", "auc", "log_loss", "log_loss_too", "correlation"]
    np.testing.assert_allclose(measured["log_loss_too"], measured["log_loss"], rtol=1e-12)
    expected = sklearn.metrics.matthews_corrcoef(held_back[1], model.predict(held_back[0]))
    np.testing.assert_allclose(measured["correlation"], expected, rtol=1e-12)
    # The model has the weights of the best epoch.
    best = history["validation_loss"].argmin()
    assert measured["correlation"] == history["validation_correlation"][best]


def test_labels_come_as_given_and_in_their_order(reviews, held_back):
    seen = []

    def watch(labels, probabilities):
        seen.append((labels, probabilities))
        return 1

    categories = pd.Categorical(reviews.labels, categories=["other", "great"])
    model = td.TextClassifier(**QUICK, metrics={"watch": watch})
    model.fit(reviews.texts[:120], categories[:120], (held_back[0], categories[120:]))
    assert len(seen) == 3
    for labels, probabilities in seen:
        assert labels.tolist() == held_back[1]
        assert probabilities.shape == (40, 2)
        np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    np.testing.assert_array_equal(
        seen[model.history_["validation_loss"].argmin()][1], model.predict_proba(held_back[0])
    )


def test_training_is_the_same_with_and_without(reviews, model, held_back):
    plain = td.TextClassifier(**QUICK).fit(reviews.texts[:120], reviews.labels[:120], held_back)
    np.testing.assert_array_equal(model.predict_proba(reviews.texts), plain.predict_proba(reviews.texts))
    dropout = [
        td.TextClassifier(**QUICK, dropout=0.5, metrics=metrics).fit(reviews.texts, reviews.labels)
        for metrics in (None, METRICS)
    ]
    np.testing.assert_array_equal(*(model.predict_proba(reviews.texts) for model in dropout))


def test_without_validation_data_the_history_has_none(reviews):
    model = td.TextClassifier(**QUICK, metrics=METRICS, validation_split=0).fit(reviews.texts, reviews.labels)
    assert list(model.history_) == ["epoch", "loss", "seconds"]
    assert "correlation" in model.evaluate(reviews.texts, reviews.labels)


def test_callbacks_see_them(reviews):
    seen = []
    td.TextClassifier(**QUICK, metrics={"one": lambda *_: 1}, callbacks=[seen.append]).fit(
        reviews.texts, reviews.labels
    )
    assert [record["validation_one"] for record in seen] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("metrics", "error", "message"),
    [
        (correlation, InputTypeError, "metrics must hold functions by their names"),
        ([correlation], InputTypeError, "metrics must hold functions by their names"),
        ({"f1": "f1"}, InputTypeError, "metrics must hold functions by their names; given {'f1': 'f1'}"),
        ({"accuracy": correlation}, InputValueError, "names of their own, not one of accuracy, .*; given 'accuracy'"),
        ({"loss": correlation}, InputValueError, "given 'loss'"),
        ({"": correlation}, InputValueError, "given ''"),
        ({"half": lambda *_: None}, InputTypeError, "metrics: 'half' must return a number; given None"),
        ({"two {x}": lambda *_: np.zeros(2)}, InputTypeError, "metrics: 'two {x}' must return a number; given array"),
    ],
)
def test_what_is_no_metric_is_refused(reviews, metrics, error, message):
    with pytest.raises(error, match=message):
        td.TextClassifier(**QUICK, metrics=metrics).fit(reviews.texts, reviews.labels)


def test_its_own_error_comes_out_and_ctrl_c_keeps_the_model(reviews):
    def fails(*_):
        raise ZeroDivisionError("of my own")

    with pytest.raises(ZeroDivisionError, match=r"^of my own$"):
        td.TextClassifier(**QUICK, metrics={"fails": fails}).fit(reviews.texts, reviews.labels)

    calls = []

    def interrupts(*_):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return 0.5

    with pytest.warns(UserWarning, match="interrupted"):
        model = td.TextClassifier(**QUICK, metrics={"own": interrupts}).fit(reviews.texts, reviews.labels)
    assert model.history_["validation_own"].isna().tolist() == [False, True]


def test_a_saved_model_has_none(model, tmp_path, held_back):
    model.save(tmp_path / "m.zip")
    again = td.load(tmp_path / "m.zip")
    assert again.metrics is None
    assert list(again.evaluate(*held_back)) == ["accuracy", "auc", "log_loss"]
    assert list(again.history_) == list(model.history_)
