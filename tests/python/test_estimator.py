import inspect

import numpy as np
import pytest
import sklearn.base
import sklearn.exceptions
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.validation import check_is_fitted

import torchduet as td
from torchduet.estimator import NotFittedError

MODELS = [td.TextClassifier, td.TextVectorizer]
QUICK = {"seed": 1, "embedding_dim": 8, "epochs": 8, "learning_rate": 0.05, "validation_split": 0}


@pytest.mark.parametrize("model", MODELS)
def test_the_constructor_only_stores_its_arguments(model):
    names = [name for name in inspect.signature(model.__init__).parameters if name != "self"]
    given = {name: object() for name in names}  # anything goes: checks come with fit
    made = model(**given)
    assert vars(made) == given
    assert all(getattr(made, name) is value for name, value in given.items())
    assert all(name in model.__doc__ for name in names)


@pytest.mark.parametrize("model", MODELS)
def test_params_are_listed_and_set_by_name(model):
    made = model()
    defaults = made.get_params()
    assert made.set_params(max_tokens=77, lowercase=False) is made
    assert made.get_params() == {**defaults, "max_tokens": 77, "lowercase": False}


def test_an_unknown_parameter_is_refused():
    model = td.TextVectorizer()
    with pytest.raises(
        ValueError, match=r"TextVectorizer has no parameter 'epoch'; it has level, ngram_range, max_tokens"
    ):
        model.set_params(epoch=3)
    assert not hasattr(model, "epoch")


def test_repr_shows_what_differs_from_the_defaults():
    assert repr(td.TextVectorizer()) == "TextVectorizer()"
    assert repr(td.TextVectorizer(max_tokens=50, lowercase=False)) == "TextVectorizer(max_tokens=50, lowercase=False)"


def test_not_fitted_is_a_value_error_and_an_attribute_error():
    assert issubclass(NotFittedError, ValueError)
    assert issubclass(NotFittedError, AttributeError)


class TestWithScikitLearn:
    @pytest.mark.parametrize("model", [td.TextClassifier(seed=3, epochs=2), td.TextVectorizer(max_length=7)])
    def test_clone(self, model):
        copy = sklearn.base.clone(model)
        assert copy is not model
        assert copy.get_params() == model.get_params()

    def test_a_clone_is_not_fitted(self, fitted):
        check_is_fitted(fitted)
        with pytest.raises(sklearn.exceptions.NotFittedError):
            check_is_fitted(sklearn.base.clone(fitted))

    def test_it_knows_a_classifier_from_a_transformer(self):
        assert sklearn.base.is_classifier(td.TextClassifier())
        assert not sklearn.base.is_classifier(td.TextVectorizer())
        assert not sklearn.base.is_regressor(td.TextVectorizer())

    def test_pipeline_of_a_classifier(self, reviews):
        pipeline = Pipeline(
            [("strip", FunctionTransformer(lambda texts: texts)), ("model", td.TextClassifier(**QUICK))]
        )
        pipeline.fit(reviews.texts, reviews.labels)
        alone = td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels)
        np.testing.assert_array_equal(pipeline.predict_proba(reviews.texts), alone.predict_proba(reviews.texts))
        assert pipeline.score(reviews.texts, reviews.labels) == alone.score(reviews.texts, reviews.labels)
        pipeline.set_params(model__epochs=1)
        assert pipeline.named_steps["model"].epochs == 1

    def test_a_vectorizer_feeds_scikit_learns_models(self, reviews):
        def counts(ids: np.ndarray) -> np.ndarray:
            return np.stack([np.bincount(row, minlength=30) for row in ids])[:, 1:]

        pipeline = make_pipeline(td.TextVectorizer(max_tokens=30), FunctionTransformer(counts), LogisticRegression())
        assert pipeline.fit(reviews.texts, reviews.labels).score(reviews.texts, reviews.labels) > 0.95

    @pytest.mark.parametrize("wrap", [list, np.array])
    def test_cross_val_score(self, reviews, wrap):
        texts, labels = wrap(reviews.texts), wrap(reviews.labels)
        scores = cross_val_score(td.TextClassifier(**QUICK), texts, labels, cv=3, error_score="raise")
        # Folds are cut class by class, for scikit-learn takes it for a classifier; these texts can be learned.
        assert scores.shape == (3,)
        assert scores.min() > 0.8

    def test_cross_val_score_by_probability(self, reviews):
        for scoring in ("roc_auc", "neg_log_loss"):
            scores = cross_val_score(
                td.TextClassifier(**QUICK), reviews.texts, reviews.labels, cv=2, scoring=scoring, error_score="raise"
            )
            assert np.isfinite(scores).all()

    def test_cross_val_predict(self, reviews):
        model = td.TextClassifier(**QUICK)
        probabilities = cross_val_predict(model, reviews.texts, reviews.labels, cv=2, method="predict_proba")
        np.testing.assert_allclose(probabilities.sum(axis=1), 1.0)

    def test_grid_search(self, reviews, tmp_path):
        search = GridSearchCV(
            td.TextClassifier(**QUICK), {"epochs": np.array([1, 8]), "lowercase": np.array([True])}, cv=2
        )
        search.fit(reviews.texts, reviews.labels)
        assert search.best_params_["epochs"] == 8
        np.testing.assert_array_equal(search.classes_, ["great", "other"])
        search.best_estimator_.save(tmp_path / "best.zip")  # its parameters are NumPy's numbers
        assert td.load(tmp_path / "best.zip").epochs == 8


def test_a_learned_value_says_that_it_has_to_be_learned(fitted):
    for name in ("history_", "vocabulary_"):
        model = td.TextClassifier() if name == "history_" else td.TextVectorizer()
        with pytest.raises(NotFittedError, match=f"{name} needs a fitted Text"):
            getattr(model, name)
    with pytest.raises(AttributeError, match="TextClassifier has no attribute 'histroy_'"):
        fitted.histroy_  # noqa: B018
