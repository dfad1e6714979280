"""Rows of a table in, classes out; what both models of tables share is tested here."""

import warnings

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics
import torch
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from tests.python.fitted_models import weights
from tests.python.tabular_examples import QUICK

import torchduet as td
from torchduet.errors import InputValueError
from torchduet.estimator import NotFittedError

WINE, KINDS = load_wine(return_X_y=True, as_frame=True)


def test_it_learns_what_can_be_learned(table, labels, fitted_to_table):
    assert fitted_to_table.score(table, labels) > 0.9
    np.testing.assert_array_equal(fitted_to_table.classes_, ["large", "small"])
    assert list(fitted_to_table.history_) == ["epoch", "loss", "validation_loss", "validation_accuracy", "seconds"]
    assert fitted_to_table.features_ == ["size", "size_missing", "colour_blue", "colour_red", "old"]
    assert fitted_to_table.feature_names_in_.tolist() == ["size", "colour", "old"]
    assert fitted_to_table.n_features_in_ == 3


def test_it_reaches_what_scikit_learns_perceptron_reaches():
    order = np.random.default_rng(0).permutation(len(WINE))
    training, test = order[:120], order[120:]
    ours = td.TabularClassifier(seed=1, epochs=40).fit(WINE.iloc[training], KINDS.iloc[training])
    theirs = make_pipeline(StandardScaler(), MLPClassifier((64,), learning_rate_init=0.01, max_iter=40, random_state=1))
    with warnings.catch_warnings(action="ignore"):  # that it could go on
        theirs.fit(WINE.iloc[training], KINDS.iloc[training])
    assert theirs.score(WINE.iloc[test], KINDS.iloc[test]) > 0.9
    assert ours.score(WINE.iloc[test], KINDS.iloc[test]) > theirs.score(WINE.iloc[test], KINDS.iloc[test]) - 0.04


def test_a_linear_one_with_an_l2_penalty_is_logistic_regression():
    rows = len(WINE)
    ours = td.TabularClassifier(
        hidden_sizes=(), validation_split=0, batch_size=rows, l2_penalty=0.1, seed=1, epochs=300,
        learning_rate=lambda epoch: 0.3 * 0.5 ** (epoch / 25),
    ).fit(WINE, KINDS)  # fmt: skip
    scaled = StandardScaler().fit_transform(WINE)
    # scikit-learn minimises the sum of the losses and |w|^2 / (2 C), we their mean and penalty |w|^2 / 2.
    theirs = LogisticRegression(C=1 / (0.1 * rows), tol=1e-10, max_iter=10_000).fit(scaled, KINDS)
    np.testing.assert_allclose(ours.get_weights()["output.weight"], theirs.coef_, atol=2e-3)
    np.testing.assert_allclose(ours.predict_proba(WINE), theirs.predict_proba(scaled), atol=1e-3)


@pytest.mark.parametrize("batch_normalization", [None, "before", "after"])
def test_get_weights_is_enough_to_predict_by_hand(table, labels, batch_normalization):
    model = td.TabularClassifier(**QUICK, batch_normalization=batch_normalization).fit(table, labels)
    found = model.get_weights()

    def normalize(states):
        statistics = (found[f"normalization_1.{name}"] for name in ("running_mean", "running_var", "weight", "bias"))
        mean, variance, weight, bias = statistics
        return (states - mean) / np.sqrt(variance + 1e-5) * weight + bias

    states = model._encoder.encode(table) @ found["hidden_1.weight"].T + found.get("hidden_1.bias", 0.0)
    if batch_normalization == "before":
        states = normalize(states)
    states = np.maximum(states, 0)
    if batch_normalization == "after":
        states = normalize(states)
    shares = np.exp(states @ found["output.weight"].T + found["output.bias"])
    expected = shares / shares.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.predict_proba(table), expected, rtol=1e-12)


class TestPredict:
    def test_columns_are_found_by_name(self, table, fitted_to_table):
        other = table[["old", "size", "colour"]].assign(more="x")
        np.testing.assert_array_equal(fitted_to_table.predict_proba(other), fitted_to_table.predict_proba(table))
        with pytest.raises(InputValueError, match="that TabularClassifier was fitted on; missing: 'old'"):
            fitted_to_table.predict(table.drop(columns="old"))

    def test_company_changes_nothing(self, table, fitted_to_table):
        alone = np.concatenate([fitted_to_table.predict_proba(table.iloc[[row]]) for row in range(20)])
        np.testing.assert_allclose(alone, fitted_to_table.predict_proba(table)[:20], rtol=1e-12)

    def test_nothing_gives_nothing(self, table, fitted_to_table):
        assert fitted_to_table.predict_proba(table.iloc[:0]).shape == (0, 2)

    def test_a_level_that_training_did_not_see(self, table, fitted_to_table):
        with pytest.warns(UserWarning, match="column colour has levels that training did not see: 'green'"):
            found = fitted_to_table.predict_proba(table.assign(colour="green"))
        with pytest.warns(UserWarning, match="'mauve'"):
            np.testing.assert_array_equal(fitted_to_table.predict_proba(table.assign(colour="mauve")), found)
        np.testing.assert_array_equal(fitted_to_table.predict_proba(table.assign(colour=None)), found)

    @pytest.mark.parametrize("call", ["predict", "predict_proba", "get_weights", "evaluate", "score", "save"])
    def test_it_says_that_it_was_not_fitted(self, call):
        arguments = {"get_weights": [], "evaluate": [[[1]], [1]], "score": [[[1]], [1]]}.get(call, [[[1]]])
        with pytest.raises(NotFittedError, match="needs a fitted TabularClassifier; call fit first"):
            getattr(td.TabularClassifier(), call)(*arguments)


def test_it_measures_as_scikit_learn_does(table, labels, fitted_to_table):
    probabilities = fitted_to_table.predict_proba(table)
    assert fitted_to_table.evaluate(table, labels) == {
        "accuracy": pytest.approx(sklearn.metrics.accuracy_score(labels, fitted_to_table.predict(table))),
        "auc": pytest.approx(sklearn.metrics.roc_auc_score(labels, probabilities[:, 1])),
        "log_loss": pytest.approx(sklearn.metrics.log_loss(labels, probabilities)),
    }


def test_what_is_held_back_is_seen_by_nobody():
    table = pd.DataFrame(
        {"level": [f"l{row}" for row in range(40)], "x": np.arange(40.0)}
    )  # each has a level of its own
    model = td.TabularClassifier(**QUICK, validation_split=0.25).fit(table, ["a", "b"] * 20)
    assert len(model.features_) == 30 + 1
    column = model._encoder.columns[1]
    learned = table["x"][table["level"].isin(model._encoder.columns[0].levels)]
    assert (column.mean, column.scale) == (pytest.approx(learned.mean()), pytest.approx(learned.std(ddof=0)))
    given = td.TabularClassifier(**QUICK).fit(table, ["a", "b"] * 20, (table[:4], ["a", "b"] * 2))
    assert len(given.features_) == 41
    assert "validation_loss" in given.history_


class TestSeed:
    def test_the_same_seed_gives_the_same_model_to_the_last_bit(self, table, labels):
        settings = {**QUICK, "dropout": 0.3}
        one, two, other = (td.TabularClassifier(**{**settings, "seed": seed}).fit(table, labels) for seed in (1, 1, 2))
        assert weights(one) == weights(two) != weights(other)
        assert one.predict_proba(table).tobytes() == two.predict_proba(table).tobytes()

    def test_torchs_own_numbers_do_not_change(self, table, labels):
        before = torch.get_rng_state()
        td.TabularClassifier(**QUICK).fit(table, labels)
        assert torch.equal(before, torch.get_rng_state())


def test_functions_of_the_users(table, labels):
    def squares(scores, targets):
        errors = scores - np.eye(scores.shape[1])[targets]
        return {"loss": (errors**2).sum() / len(scores), "gradient": 2 * errors / len(scores)}

    seen = []
    model = td.TabularClassifier(
        **QUICK, loss=squares, metrics={"log_loss_too": sklearn.metrics.log_loss}, callbacks=[seen.append]
    ).fit(table, labels)
    assert model.history_["loss"].iloc[-1] < model.history_["loss"].iloc[0]
    assert len(seen) == len(model.history_)
    measured = model.evaluate(table, labels)
    assert measured["log_loss_too"] == pytest.approx(measured["log_loss"])
    assert "validation_log_loss_too" in model.history_


class TestScikitLearn:
    def test_search_and_cross_validation(self, table, labels):
        search = GridSearchCV(td.TabularClassifier(**QUICK), {"hidden_sizes": [(), (4,)]}, cv=2).fit(table, labels)
        assert search.best_params_["hidden_sizes"] in [(), (4,)]
        assert cross_val_score(td.TabularClassifier(**QUICK), table, labels, cv=2, scoring="roc_auc").min() > 0.5

    def test_pipeline(self, table, labels):
        wider = FunctionTransformer(lambda table: table.assign(square=table["size"] ** 2))
        piped = make_pipeline(wider, td.TabularClassifier(**QUICK)).fit(table, labels)
        assert piped[-1].feature_names_in_.tolist() == ["size", "colour", "old", "square"]
        assert piped.predict(table).shape == (120,)
