"""Each training parameter does something, and an unfit one is named."""

import pytest
from tests.python.fitted_models import QUICK, weights

import torchduet as td
from torchduet.estimator import NotFittedError


class TestTrainingParameters:
    @pytest.mark.parametrize(
        "changed",
        [
            {"learning_rate": 0.01},
            {"weight_decay": 0.5},
            {"dropout": 0.5},
            {"gradient_clip": 0.01},
            {"batch_size": 8},
            {"max_length": 3},
            {"max_tokens": 10},
            {"lowercase": False},
        ],
    )
    def test_each_one_changes_the_model(self, reviews, changed):
        texts = [text.capitalize() for text in reviews.texts]
        assert weights(td.TextClassifier(**QUICK).fit(texts, reviews.labels)) != weights(
            td.TextClassifier(**{**QUICK, **changed}).fit(texts, reviews.labels)
        )

    def test_a_batch_larger_than_the_data_holds_all_of_it(self, reviews):
        model = td.TextClassifier(**QUICK, batch_size=10**6).fit(reviews.texts, reviews.labels)
        assert len(model.history_) == 4

    @pytest.mark.parametrize(
        ("params", "kind", "message"),
        [
            (
                {"architecture": "lstmm"},
                ValueError,
                'architecture must be one of "average_pooling", .*"cnn"; given \'lstmm\'',
            ),
            ({"architecture": None}, TypeError, "architecture must be one of .*; given None"),
            ({"epochs": 0}, ValueError, "epochs must be at least 1; given 0"),
            ({"epochs": 2.5}, TypeError, "epochs must be a whole number; given 2.5"),
            ({"batch_size": 0}, ValueError, "batch_size must be at least 1; given 0"),
            ({"embedding_dim": "64"}, TypeError, "embedding_dim must be a whole number; given '64'"),
            ({"max_tokens": 2}, ValueError, "max_tokens must be at least 3 or None; given 2"),
            ({"max_length": 0}, ValueError, "max_length must be at least 1 or None; given 0"),
            ({"lowercase": 1}, TypeError, "lowercase must be True or False; given 1"),
            ({"learning_rate": 0}, ValueError, "learning_rate must be greater than 0; given 0"),
            ({"learning_rate": "0.1"}, TypeError, "learning_rate must be a number; given '0.1'"),
            ({"weight_decay": -1}, ValueError, "weight_decay must be at least 0; given -1"),
            ({"gradient_clip": 0}, ValueError, "gradient_clip must be greater than 0 or None; given 0"),
            ({"dropout": 1}, ValueError, "dropout must be at least 0 and less than 1; given 1"),
            ({"validation_split": 1}, ValueError, "validation_split must be at least 0 and less than 1; given 1"),
            (
                {"validation_split": 0.999},
                ValueError,
                r"validation_split = 0.999 of 160 text\(s\) leaves none to learn",
            ),
            ({"patience": 0}, ValueError, "patience must be at least 1 or None; given 0"),
            ({"seed": "abc"}, TypeError, "seed must be a whole number or None; given 'abc'"),
            ({"seed": -1}, ValueError, "seed must be at least 0 or None; given -1"),
            ({"verbose": "yes"}, TypeError, "verbose must be True or False or \"auto\"; given 'yes'"),
            ({"callbacks": print}, TypeError, "callbacks must be a sequence of functions; given .*Put it in a list"),
            ({"callbacks": [3]}, TypeError, "callbacks must hold Callback objects or functions; given 3"),
        ],
    )
    def test_an_unfit_one_is_named(self, reviews, params, kind, message):
        model = td.TextClassifier(**{**QUICK, **params})
        with pytest.raises(kind, match=message):
            model.fit(reviews.texts, reviews.labels)
        with pytest.raises(NotFittedError):
            model.predict(["a"])


def test_a_device_that_is_not_there_is_named(reviews):
    with pytest.raises(ValueError, match=r"device must be a device of this machine, which has cpu.*; given 'cuda:99'"):
        td.TextClassifier(**QUICK, device="cuda:99").fit(reviews.texts, reviews.labels)


def test_a_vocabulary_without_limit(reviews):
    model = td.TextClassifier(**QUICK, max_tokens=None).fit(reviews.texts, reviews.labels)
    assert weights(model) == weights(td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels))
