"""Texts and labels of every type that will do, and messages on those that will not."""

import numpy as np
import pandas as pd
import pytest
from tests.python.fitted_models import QUICK, weights

import torchduet as td


class TestUnfitData:
    @pytest.mark.parametrize(
        ("texts", "labels", "kind", "message"),
        [
            (["a", "b"], ["x"], ValueError, "same length; given 2 texts and 1 labels"),
            (["a", "b"], iter(["x", "y", "x"]), ValueError, "same length; given 2 texts and 3 labels"),
            ("a text", ["x", "y"], ValueError, "same length; given 1 texts and 2 labels"),
            ([], [], ValueError, "texts must hold at least one text; given none"),
            (["a", None], ["x", "y"], ValueError, "texts must not be missing: element 1 is"),
            (["a", "b"], ["x", None], ValueError, "labels must not be missing: element 1 is"),
            (["a", "b"], ["x", "x"], ValueError, r"labels must hold at least two classes; given one class, 'x'"),
            (["a", 1], ["x", "y"], TypeError, "texts must be strings; given 1"),
            (["a", "b"], "xy", TypeError, "labels must be a sequence with one label per text; given 'xy'"),
            (pd.DataFrame({"t": ["a"]}), ["x"], TypeError, "texts must be strings; .* Choose one of its columns"),
        ],
    )
    def test_fit_says_what_is_wrong(self, texts, labels, kind, message):
        with pytest.raises(kind, match=message):
            td.TextClassifier(**QUICK).fit(texts, labels)

    def test_a_failed_fit_leaves_a_fitted_model_as_it_was(self, reviews):
        model = td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels)
        before, seed = weights(model), model.seed_
        with pytest.raises(ValueError, match="leaves none"):
            model.set_params(validation_split=0.999, seed=9).fit(reviews.texts, reviews.labels)
        assert weights(model) == before
        assert model.seed_ == seed

    def test_texts_without_any_word_can_be_learned_from(self):
        model = td.TextClassifier(**QUICK).fit(["", "!"] * 10, [0, 1] * 10)
        assert model.predict_proba(["x"]).shape == (1, 2)

    @pytest.mark.parametrize("wrap", [list, tuple, iter, np.array, pd.Series])
    def test_any_sequence_will_do(self, reviews, wrap):
        model = td.TextClassifier(**QUICK).fit(wrap(reviews.texts), wrap(reviews.labels))
        assert weights(model) == weights(td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels))

    def test_a_series_index_means_nothing(self, reviews):
        texts = pd.Series(reviews.texts, index=range(500, 660))
        labels = pd.Series(reviews.labels, index=range(160)).iloc[:]
        model = td.TextClassifier(**QUICK).fit(texts, labels)
        assert weights(model) == weights(td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels))

    @pytest.mark.parametrize(
        ("classes", "labels"),
        [([3, 7], [7, 3]), ([False, True], [True, False]), ([0.5, 2.0], [2.0, 0.5]), (["a", "b"], ["b", "a"])],
    )
    def test_predictions_are_labels_of_the_type_given(self, reviews, classes, labels):
        given = [labels[label == "great"] for label in reviews.labels]
        predicted = td.TextClassifier(**QUICK).fit(reviews.texts, given).predict(reviews.texts)
        assert set(predicted.tolist()) <= set(classes)
        assert predicted.dtype == np.array(classes).dtype

    def test_a_categorys_order_is_the_columns_order(self, reviews):
        labels = pd.Categorical(reviews.labels, categories=["other", "unseen", "great"])
        model = td.TextClassifier(**{**QUICK, "epochs": 15}).fit(reviews.texts, labels)
        assert model.classes_.tolist() == ["other", "unseen", "great"]
        probabilities = model.predict_proba(reviews.texts)
        assert probabilities.shape == (160, 3)
        assert probabilities[:, 1].max() < 0.5  # nothing was of this class
        assert model.score(reviews.texts, labels) > 0.9


def test_texts_in_the_place_of_labels_are_suspected(reviews):
    with pytest.warns(UserWarning, match="labels hold 1[0-9]{2} classes for 160 texts; are texts and labels swapped"):
        td.TextClassifier(**{**QUICK, "epochs": 1}).fit(reviews.labels, reviews.texts)
