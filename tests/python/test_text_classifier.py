"""Texts in, classes out."""

import numpy as np
import pytest
import sklearn.metrics
import torch
from tests.python.fitted_models import QUICK

import torchduet as td
from torchduet.estimator import NotFittedError


def test_it_learns_what_can_be_learned(reviews):
    model = td.TextClassifier(seed=1, embedding_dim=16, epochs=30, learning_rate=0.02)
    model.fit(reviews.texts[:120], reviews.labels[:120])
    assert model.score(reviews.texts[120:], reviews.labels[120:]) >= 0.9
    np.testing.assert_array_equal(model.predict(["delicious coffee", "stale tea"]), ["great", "other"])


def test_learned_values(fitted):
    np.testing.assert_array_equal(fitted.classes_, ["great", "other"])
    assert list(fitted.history_) == ["epoch", "loss", "validation_loss", "validation_accuracy", "seconds"]
    assert fitted.history_["epoch"].tolist() == list(range(1, len(fitted.history_) + 1))
    assert fitted.history_["loss"].is_monotonic_decreasing
    assert isinstance(fitted.network_, torch.nn.Module)
    assert isinstance(fitted.vectorizer_, td.TextVectorizer)
    assert fitted.seed_ == 1
    assert not fitted.interrupted_


def test_fit_returns_the_model_and_does_not_touch_its_arguments(reviews):
    model, texts, labels = td.TextClassifier(**QUICK), list(reviews.texts), list(reviews.labels)
    params = model.get_params()
    assert model.fit(texts, labels) is model
    assert (texts, labels) == (reviews.texts, reviews.labels)
    assert model.get_params() == params


def test_get_weights_is_enough_to_predict_by_hand(reviews, fitted):
    found = fitted.get_weights()
    assert list(found) == ["embedding.weight", "output.weight", "output.bias"]
    assert all(weight.dtype == np.float64 for weight in found.values())
    ids = fitted.vectorizer_.transform(reviews.texts)
    pooled = td.average_pool(td.embed(ids, found["embedding.weight"]), ids != 0)
    scores = np.exp(pooled @ found["output.weight"].T + found["output.bias"])
    expected = scores / scores.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(fitted.predict_proba(reviews.texts), expected, rtol=1e-5)
    found["output.bias"][:] = 0  # a copy: the model does not change
    assert (fitted.network_.output.bias != 0).any()


class TestPredict:
    def test_probabilities_are_the_softmax_of_the_networks_scores(self, reviews, fitted):
        ids = torch.tensor(fitted.vectorizer_.transform(reviews.texts))
        with torch.no_grad():
            scores = fitted.network_.double()(ids).numpy()
            fitted.network_.float()
        expected = np.exp(scores - scores.max(axis=1, keepdims=True))
        expected /= expected.sum(axis=1, keepdims=True)
        probabilities = fitted.predict_proba(reviews.texts)
        assert probabilities.dtype == np.float64
        np.testing.assert_allclose(probabilities, expected, rtol=1e-5)  # ours went through float32

    def test_classes_are_those_of_the_largest_probability(self, reviews, fitted):
        columns = fitted.predict_proba(reviews.texts).argmax(axis=1)
        assert len(set(columns)) == 2
        np.testing.assert_array_equal(fitted.predict(reviews.texts), fitted.classes_[columns])

    def test_company_and_padding_change_nothing(self, reviews, fitted):
        together = fitted.predict_proba([*reviews.texts, "the coffee " * 200])
        alone = np.concatenate([fitted.predict_proba([text]) for text in reviews.texts])
        np.testing.assert_allclose(together[:-1], alone, rtol=1e-6)

    def test_rows_come_in_the_order_of_the_texts(self, reviews, fitted):
        order = np.random.default_rng(1).permutation(len(reviews.texts))
        shuffled = fitted.predict_proba([reviews.texts[place] for place in order])
        np.testing.assert_allclose(shuffled, fitted.predict_proba(reviews.texts)[order], rtol=1e-6)

    def test_more_texts_than_a_batch(self, reviews, fitted):
        many = fitted.predict_proba(reviews.texts * 4)  # 640
        np.testing.assert_allclose(many, np.tile(fitted.predict_proba(reviews.texts), (4, 1)), rtol=1e-6)

    def test_nothing_gives_nothing(self, fitted):
        assert fitted.predict_proba([]).shape == (0, 2)
        assert fitted.predict([]).shape == (0,)

    def test_texts_without_known_words_have_a_probability(self, fitted):
        probabilities = fitted.predict_proba(["", "!!", "zzz"])
        assert np.isfinite(probabilities).all()
        np.testing.assert_array_equal(probabilities[0], probabilities[1])

    def test_texts_without_words_alone_where_length_is_free(self, reviews):
        model = td.TextClassifier(**QUICK, max_length=None).fit(reviews.texts, reviews.labels)
        assert model.predict_proba([""]).shape == (1, 2)

    def test_a_network_left_in_training_mode_still_predicts_without_dropout(self, reviews):
        model = td.TextClassifier(**QUICK, dropout=0.5).fit(reviews.texts, reviews.labels)
        expected = model.predict_proba(reviews.texts)
        model.network_.train()
        np.testing.assert_array_equal(model.predict_proba(reviews.texts), expected)

    @pytest.mark.parametrize("call", ["predict", "predict_proba", "get_weights", "plot", "save", "evaluate", "score"])
    def test_it_says_that_it_was_not_fitted(self, call):
        arguments = {"plot": [], "get_weights": [], "evaluate": [["a"], ["b"]], "score": [["a"], ["b"]]}.get(
            call, ["a"]
        )
        with pytest.raises(NotFittedError, match="needs a fitted TextClassifier; call fit first"):
            getattr(td.TextClassifier(), call)(*arguments)


class TestEvaluate:
    def test_it_measures_as_scikit_learn_does(self, reviews, fitted):
        probabilities = fitted.predict_proba(reviews.texts)
        measured = fitted.evaluate(reviews.texts, reviews.labels)
        assert measured == {
            "accuracy": pytest.approx(sklearn.metrics.accuracy_score(reviews.labels, fitted.predict(reviews.texts))),
            "auc": pytest.approx(sklearn.metrics.roc_auc_score(reviews.labels, probabilities[:, 1])),
            "log_loss": pytest.approx(sklearn.metrics.log_loss(reviews.labels, probabilities)),
        }
        assert fitted.score(reviews.texts, reviews.labels) == measured["accuracy"]

    def test_several_classes(self, reviews):
        labels = [f"{label} {len(text) % 2}" for text, label in zip(reviews.texts, reviews.labels, strict=True)]
        model = td.TextClassifier(**QUICK).fit(reviews.texts, labels)
        probabilities = model.predict_proba(reviews.texts)
        assert probabilities.shape == (len(labels), 4)
        expected = sklearn.metrics.roc_auc_score(labels, probabilities, multi_class="ovr")
        assert model.evaluate(reviews.texts, labels)["auc"] == pytest.approx(expected)

    def test_an_unseen_label_is_named(self, fitted):
        with pytest.raises(ValueError, match="labels: 'so-so' is not one of the classes that the model knows"):
            fitted.evaluate(["a", "b"], ["great", "so-so"])


class TestCoefficients:
    def test_scores_are_the_intercept_and_the_mean_of_the_words_coefficients(self, reviews, fitted):
        ids = fitted.vectorizer_.transform(reviews.texts)
        by_hand = np.stack(
            [fitted.intercept_ + fitted.coef_[:, row[row != 0]].mean(axis=1) for row in ids if (row != 0).any()]
        )
        shares = np.exp(by_hand) / np.exp(by_hand).sum(axis=1, keepdims=True)
        np.testing.assert_allclose(fitted.predict_proba(reviews.texts), shares, rtol=1e-5)
        assert fitted.coef_.shape == (2, len(fitted.vectorizer_.vocabulary_))

    def test_a_telling_word_tells(self, fitted):
        weights = dict(zip(fitted.vectorizer_.vocabulary_, fitted.coef_[0] - fitted.coef_[1], strict=True))
        assert weights["delicious"] > 0 > weights["awful"]

    def test_there_are_none_before_fitting(self):
        assert not hasattr(td.TextClassifier(), "coef_")
        with pytest.raises(NotFittedError, match="coef_ needs a fitted TextClassifier"):
            td.TextClassifier().coef_  # noqa: B018
