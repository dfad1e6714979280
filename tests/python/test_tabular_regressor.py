import warnings

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.model_selection import cross_val_score
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import torchduet as td
from torchduet.errors import InputTypeError, InputValueError
from torchduet.tabular.heads import NumberHead

QUICK = {"seed": 1, "hidden_sizes": (8,), "epochs": 4, "learning_rate": 0.05}


def exact(**settings) -> td.TabularRegressor:
    """Return a linear model that learns from all rows at once until the steps are too small to see."""
    return td.TabularRegressor(
        hidden_sizes=(), validation_split=0, batch_size=10**6, seed=1, epochs=500,
        learning_rate=lambda epoch: 0.05 * 0.5 ** (epoch / 40), **settings,
    )  # fmt: skip


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    generator = np.random.default_rng(5)
    numbers = {name: generator.normal(size=100) * scale for name, scale in (("a", 1.0), ("b", 50.0), ("c", 0.1))}
    return pd.DataFrame({**numbers, "kind": pd.Categorical(generator.choice(["x", "y", "z"], 100))})


@pytest.fixture(scope="module")
def target(table):
    kind = table["kind"].map({"x": 0.0, "y": 5.0, "z": -3.0}).astype(float)
    noise = np.random.default_rng(6).normal(size=100)
    return 1000 + 3 * table["a"] + 0.2 * table["b"] - 20 * table["c"] + kind + noise


def test_a_linear_one_is_linear_regression(table, target):
    model = exact().fit(table, target)
    expected = LinearRegression().fit(pd.get_dummies(table), target).predict(pd.get_dummies(table))
    np.testing.assert_allclose(model.predict(table), expected, atol=1e-3)


def test_with_an_l2_penalty_it_is_ridge_regression(table, target):
    numbers, rows = table[["a", "b", "c"]], len(table)
    model = exact(l2_penalty=0.4).fit(numbers, target)
    scaled = StandardScaler().fit_transform(numbers)
    centred = ((target - target.mean()) / target.std(ddof=0)).to_numpy()
    closed_form = np.linalg.solve(scaled.T @ scaled + rows * 0.4 / 2 * np.eye(3), scaled.T @ centred)
    np.testing.assert_allclose(closed_form, Ridge(alpha=rows * 0.4 / 2).fit(scaled, centred).coef_, rtol=1e-10)
    np.testing.assert_allclose(model.get_weights()["output.weight"][0], closed_form, atol=1e-5)
    # The training loss has the penalty in it.
    errors = ((scaled @ closed_form - centred) ** 2).mean() + 0.2 * (closed_form**2).sum()
    assert model.history_["loss"].iloc[-1] == pytest.approx(errors, rel=1e-4)


def test_get_weights_is_enough_to_predict_by_hand(table, target):
    model = td.TabularRegressor(**QUICK, activation="tanh", validation_split=0).fit(table, target)
    found = model.get_weights()
    numbers = StandardScaler().fit_transform(table[["a", "b", "c"]])
    features = np.hstack([numbers, pd.get_dummies(table["kind"]).to_numpy()])
    states = np.tanh(features @ found["hidden_1.weight"].T + found["hidden_1.bias"])
    scores = states @ found["output.weight"][0] + found["output.bias"]
    np.testing.assert_allclose(model.predict(table), target.mean() + target.std(ddof=0) * scores, rtol=1e-12)


def test_it_reaches_what_scikit_learns_perceptron_reaches():
    days = td.datasets.chicago().sample(1500, random_state=0)
    days, ridership = days.loc[:, "Austin":"California"], days["ridership"]
    training, test = slice(None, 1000), slice(1000, None)
    ours = td.TabularRegressor(seed=1, epochs=30).fit(days[training], ridership[training])
    theirs = TransformedTargetRegressor(
        make_pipeline(
            StandardScaler(),
            MLPRegressor(hidden_layer_sizes=(64,), learning_rate_init=0.01, max_iter=30, random_state=1),
        ),
        transformer=StandardScaler(),
    )
    with warnings.catch_warnings(action="ignore"):  # that it could go on
        theirs.fit(days[training], ridership[training])
    expected = theirs.score(days[test], ridership[test])
    assert expected > 0.7
    assert ours.score(days[test], ridership[test]) > expected - 0.05


def test_units_of_the_target_do_not_matter(table, target):
    model = td.TabularRegressor(**QUICK).fit(table, target)
    other = td.TabularRegressor(**QUICK).fit(table, 8 * target)  # a power of two: every bit stays
    np.testing.assert_array_equal(other.predict(table), 8 * model.predict(table))
    assert other.history_["loss"].tolist() == model.history_["loss"].tolist()


def test_it_measures_as_scikit_learn_does(table, target):
    model = td.TabularRegressor(**QUICK).fit(table, target)
    predictions = model.predict(table)
    measured = model.evaluate(table, target)
    assert measured == {
        "rmse": pytest.approx(sklearn.metrics.root_mean_squared_error(target, predictions)),
        "mae": pytest.approx(sklearn.metrics.mean_absolute_error(target, predictions)),
        "r_squared": pytest.approx(sklearn.metrics.r2_score(target, predictions)),
    }
    assert model.score(table, target) == measured["r_squared"]
    assert np.isnan(model.evaluate(table[:1], target[:1])["r_squared"])
    assert list(model.history_) == ["epoch", "loss", "validation_loss", "seconds"]


def test_a_median_is_not_pulled_by_an_outlier(table):
    numbers = table[["a"]]
    spoiled = pd.Series(np.where(np.arange(100) == 3, 1e4, 0.0))
    assert abs(exact(loss="absolute_error").fit(numbers, spoiled).predict(numbers).mean()) < 1
    assert abs(exact(loss="squared_error").fit(numbers, spoiled).predict(numbers).mean()) > 50


def test_functions_of_the_users_are_given_the_targets_units(table, target):
    seen = []

    def squares(predictions, targets):
        seen.append((predictions, targets))
        errors = predictions - targets
        scale = target.var(ddof=0) * len(errors)  # so that the loss is that of the scaled target
        return {"loss": (errors**2).sum() / scale, "gradient": 2 * errors / scale}

    settings = {**QUICK, "validation_split": 0, "batch_size": 100}
    own = td.TabularRegressor(**settings, loss=squares).fit(table, target)
    np.testing.assert_allclose(np.sort(seen[0][1]), np.sort(target), rtol=1e-6)
    expected = td.TabularRegressor(**settings).fit(table, target)
    np.testing.assert_allclose(own.predict(table), expected.predict(table), rtol=1e-5)
    metrics = {"mae_too": sklearn.metrics.mean_absolute_error}
    measured = td.TabularRegressor(**QUICK, metrics=metrics).fit(table, target).evaluate(table, target)
    assert measured["mae_too"] == pytest.approx(measured["mae"])


def test_a_model_comes_back_as_it_was(table, target, tmp_path):
    model = td.TabularRegressor(**QUICK, batch_normalization="after").fit(table, target)
    model.save(tmp_path / "model.zip")
    back = td.load(tmp_path / "model.zip")
    assert back.predict(table).tobytes() == model.predict(table).tobytes()
    assert back.get_params() == model.get_params()


def test_a_target_that_is_always_the_same(table):
    assert td.TabularRegressor(**QUICK).fit(table, [7.0] * 100).predict(table) == pytest.approx(7.0, abs=0.5)
    assert np.std([0.1] * 6) > 0  # by what is lost in rounding
    assert NumberHead.learn(np.full(6, 0.1)).scale == 1.0


def test_cross_validation(table, target):
    assert cross_val_score(td.TabularRegressor(**{**QUICK, "epochs": 20}), table, target, cv=2).min() > 0.5


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (["a", "b"], "y must hold numbers; given 'a'"),
        ([1.0, None], "y must not be missing: element 1 is. Leave it out"),
        (np.array([np.nan, 1.0]), "y must not be missing: element 0 is"),
        ([1.0, np.inf], "y must hold finite numbers"),
        ([[1.0, 2.0], [3.0, 4.0]], "y must hold numbers; given"),
        (np.ones((2, 2)), r"y must have one dimension; given an array of shape \(2, 2\)"),
        (3, "y must be a sequence with one number per row; given 3"),
        (None, "the target y is None"),
        ([1.0], "X and y must have the same length; given 2 rows and 1 targets"),
        (np.array([1j, 2j]), "Complex data not supported"),
    ],
)
def test_targets_that_do_not_fit(y, message):
    with pytest.raises((InputTypeError, InputValueError), match=message):
        td.TabularRegressor(**QUICK).fit([[1], [2]], y)


def test_a_loss_that_is_none():
    with pytest.raises(InputValueError, match='loss must be "squared_error", "absolute_error", "huber" or a function'):
        td.TabularRegressor(loss="mse").fit([[1], [2], [3]], [1, 2, 3])
