import numpy as np
import pandas as pd
import pytest
import torch
from experiments import (
    regularization_early_stopping,
    regularization_masks,
    regularization_reviews,
    regularization_settings,
)
from experiments.few_days import few_days
from experiments.regularization_settings import NOTHING, TRIED, chosen
from experiments.ridge import leave_one_out, ridge
from experiments.stored_table import read_table
from sklearn.linear_model import Ridge

import torchduet as td

SEEDS = list(regularization_settings.SEEDS)
GENERATOR = np.random.default_rng(1)
X, Y = GENERATOR.normal(size=(12, 4)) + 3, GENERATOR.normal(size=12)


def test_ridge_is_scikit_learns() -> None:
    # Theirs counts the sum of squared errors, ours half of n times more of the penalty for the mean.
    theirs = Ridge(alpha=12 * 0.3 / 2, solver="svd").fit(X, Y)
    weights, intercept = ridge(X, Y, 0.3)
    np.testing.assert_allclose(weights, theirs.coef_, rtol=1e-12)
    assert intercept == pytest.approx(theirs.intercept_, rel=1e-12)
    # Without a penalty and with more columns than rows, the smallest weights of those that fit.
    weights, intercept = ridge(X[:3], Y[:3], 0.0)
    np.testing.assert_allclose(X[:3] @ weights + intercept, Y[:3], atol=1e-12)
    centred = X[:3] - X[:3].mean(axis=0)
    np.testing.assert_allclose(weights, np.linalg.pinv(centred) @ (Y[:3] - Y[:3].mean()), atol=1e-12)


def test_the_gradient_of_the_penalized_loss_is_zero_at_the_solution() -> None:
    weights, intercept = ridge(X, Y, 0.3)
    w = torch.tensor(weights, requires_grad=True)
    loss = (torch.tensor(X) @ w + intercept - torch.tensor(Y)).square().mean() + 0.3 / 2 * w.square().sum()
    loss.backward()  # type: ignore[no-untyped-call]
    assert w.grad is not None
    np.testing.assert_allclose(w.grad, 0, atol=1e-14)


def test_errors_of_rows_left_out_are_those_of_fits_without_them() -> None:
    found = leave_one_out(X, Y, 0.3)
    for row in range(12):
        others = np.arange(12) != row
        fitted = Ridge(alpha=12 * 0.3 / 2, solver="svd").fit(X[others], Y[others])
        assert found[row] == pytest.approx(Y[row] - fitted.predict(X[[row]])[0], rel=1e-11)


def test_days_to_learn_from_come_before_those_of_the_test() -> None:
    x, y, test_x, test_y = few_days(1)
    assert (len(x), len(y), len(test_x), len(test_y)) == (80, 80, 971, 971)
    assert x.index.max() < test_x.index.min()
    assert set(few_days(2)[0].index) != set(x.index)
    assert {"ridership", "date"}.isdisjoint(x.columns)


def test_the_settings_stored_are_those_that_would_be_tried_now() -> None:
    stored = read_table("regularization_settings")
    tried = [(kind, value) for kind, _, value in regularization_settings.settings()]
    for _, rows in stored.groupby("seed"):
        assert list(zip(rows["regularization"], rows["value"], strict=True)) == tried
    assert stored["seed"].unique().tolist() == SEEDS


def test_what_was_tested_is_what_cross_validation_chose() -> None:
    best = chosen(read_table("regularization_settings"))
    tested = read_table("regularization_test")
    networks = tested[tested["model"] == "wide network"].set_index(["seed", "regularization"])["value"]
    assert networks.to_dict() == best
    assert set(networks.index.get_level_values("regularization")) == {NOTHING, *TRIED}
    assert tested.groupby(["model", "regularization"]).size().unique().tolist() == [len(SEEDS)]


@pytest.mark.parametrize("model", ["linear", "wide network"])
def test_a_penalty_moves_the_test_error(model: str) -> None:
    stored = read_table("regularization_test")
    of_model = stored[stored["model"] == model]
    tested = of_model.pivot(index="seed", columns="regularization", values="test_rmse")
    gain = tested[NOTHING] - tested["L2 penalty"]
    # More than two standard errors of the mean of the seeds' differences.
    assert gain.mean() > 2 * gain.std() / np.sqrt(len(gain))


def test_the_best_weights_are_better_than_the_last_for_every_seed() -> None:
    stored = read_table("regularization_early_stopping")
    measured = stored.dropna(subset="weights").pivot(index="seed", columns="weights", values="test_log_loss")
    assert measured.index.tolist() == list(regularization_early_stopping.SEEDS)
    assert (measured["best"] < measured["last"]).all()
    best = stored[stored["weights"] == "best"].set_index("seed")["validation_loss"]
    pd.testing.assert_series_equal(best, stored.groupby("seed")["validation_loss"].min())


@pytest.mark.parametrize("kind", ["dropout", "weight decay"])
def test_a_text_classifier_that_learns_too_long_gains_for_every_seed(kind: str) -> None:
    stored = read_table("regularization_reviews")
    assert stored["seed"].unique().tolist() == list(regularization_reviews.SEEDS)
    best = stored.loc[stored.groupby(["seed", "regularization"])["log_loss"].idxmin()]
    pd.testing.assert_frame_equal(best.sort_index(), stored.dropna(subset="test_log_loss"))
    tested = best.pivot(index="seed", columns="regularization", values="test_log_loss")
    assert (tested[kind] < tested["nothing"]).all()


def test_more_masks_come_nearer_to_the_whole_network() -> None:
    means = read_table("regularization_masks").groupby("masks")["distance"].mean()
    assert means.index.tolist() == [regularization_masks.WHOLE, *regularization_masks.MASKS]
    assert means.iloc[0] == 0
    assert (np.diff(means.iloc[1:]) < 0).all()
    # The mean of n independent ones: 1 / sqrt(n).
    assert means[100] == pytest.approx(means[1] / 10, rel=0.25)


def test_a_thinned_network_is_torchs_in_training_with_the_same_mask() -> None:
    x = pd.DataFrame({"a": np.arange(12.0), "b": np.arange(12.0) % 3})
    model = td.TabularRegressor(hidden_sizes=(4,), dropout=0.5, epochs=2, seed=1, validation_split=0).fit(x, x["a"])
    whole = model.predict(x)
    found = regularization_masks.thinned_predictions(model, x, 3, np.random.default_rng(2))
    np.testing.assert_array_equal(model.predict(x), whole)
    masks = np.random.default_rng(2).random((3, 4)) >= 0.5
    weights = model.get_weights()
    features = (x.to_numpy() - x.to_numpy().mean(axis=0)) / x.to_numpy().std(axis=0)
    hidden = np.maximum(features @ weights["hidden_1.weight"].T + weights["hidden_1.bias"], 0)
    for predicted, mask in zip(found, masks, strict=True):
        score = hidden @ (weights["output.weight"][0] * mask * 2) + weights["output.bias"]
        np.testing.assert_allclose(predicted, score * x["a"].std(ddof=0) + x["a"].mean(), rtol=1e-10)
