from typing import Any, Self

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import torchduet as td
from torchduet import BigramModel, SequenceLabeler, TextClassifier, cross_validate
from torchduet.cloning import with_settings
from torchduet.cross_validation import CrossValidationError
from torchduet.errors import InputTypeError, InputValueError
from torchduet.estimator import Estimator

TEXTS = ["good", "very good", "bad", "very bad"] * 6
LABELS = ["+", "+", "-", "-"] * 6


class Spy(Estimator):
    """A model that keeps what it is given; it is measured by how many rows it was measured on."""

    def __init__(self, seen: Any = None, seed: int | None = None, verbose: Any = "auto", stop: int = -1) -> None:
        self.seen = seen
        self.seed = seed
        self.verbose = verbose
        self.stop = stop

    def fit(self, x: Any, y: Any) -> Self:
        assert not hasattr(self, "fitted_")  # a new one for each fold
        self.fitted_ = True
        self.interrupted_ = len(self.seen) == self.stop
        self.seen.append({"x": list(x), "y": list(y), "seed": self.seed, "verbose": self.verbose})
        return self

    def evaluate(self, x: Any, y: Any) -> dict[str, float]:
        self.seen[-1]["held back"] = list(x)
        return {"rows": len(y), "nothing": float("nan")}


def test_nothing_that_is_held_back_reaches_fit_and_the_model_is_left_as_it_was() -> None:
    seen: list[dict[str, Any]] = []
    model = Spy(seen)
    result = cross_validate(model, list(range(10)), list(range(10, 20)), folds=3, repeats=2, seed=5)
    assert len(seen) == 6
    for call in seen:
        assert sorted([*call["x"], *call["held back"]]) == list(range(10))
        assert [10 + value for value in call["x"]] == call["y"]
        assert call["verbose"] is False
    assert model.get_params() == {"seen": seen, "seed": None, "verbose": "auto", "stop": -1}
    assert not hasattr(model, "fitted_")
    held_back = result.rows.groupby(["repeat", "fold"])["row"].apply(list)
    assert held_back.tolist() == [call["held back"] for call in seen]
    assert [*result.metrics] == ["repeat", "fold", "n_train", "n_test", "rows", "nothing", "seed", "seconds"]
    assert result.metrics["seed"].tolist() == [call["seed"] for call in seen]
    assert result.metrics["seed"].is_unique
    assert result.metrics[["repeat", "fold", "n_train", "n_test"]].to_numpy().tolist() == [
        [repeat, fold, 10 - size, size] for repeat in (1, 2) for fold, size in ((1, 4), (2, 3), (3, 3))
    ]


def test_a_summary_is_the_mean_and_its_standard_error() -> None:
    result = cross_validate(Spy([]), range(10), range(10), folds=4, seed=1)
    sizes = [3, 3, 2, 2]
    expected = {"mean": 2.5, "std_err": np.std(sizes, ddof=1) / 2, "n": 4}
    assert result.summary().set_index("metric").loc["rows"].to_dict() == pytest.approx(expected)
    nothing = result.summary().set_index("metric").loc["nothing"]
    assert np.isnan(nothing["mean"])
    assert nothing["n"] == 0
    assert str(result).startswith("Cross-validation, 4 fit(s)\n metric  mean  std_err  n")


def test_the_leave_one_out_error_of_a_linear_model_is_that_of_the_hat_matrix() -> None:
    generator = np.random.default_rng(1)
    x, noise = generator.normal(size=(12, 3)), generator.normal(size=12)
    y = x @ [1.0, -2.0, 0.5] + noise

    class Linear:
        def fit(self, x: Any, y: Any) -> Self:
            self.model_ = LinearRegression().fit(x, y)
            return self

        def evaluate(self, x: Any, y: Any) -> dict[str, float]:
            return {"error": float((y - self.model_.predict(x)).item())}

    result = cross_validate(Linear(), x, y, method="leave_one_out")
    design = np.column_stack([np.ones(12), x])
    hat = design @ np.linalg.inv(design.T @ design) @ design.T
    expected = (y - hat @ y) / (1 - np.diag(hat))
    np.testing.assert_allclose(result.metrics["error"], expected, rtol=1e-12)


def test_of_one_row_each_the_mean_root_of_squared_errors_is_the_mean_absolute_error() -> None:
    model = td.TabularRegressor(hidden_sizes=(), epochs=1, validation_split=0)
    result = cross_validate(model, np.arange(4.0)[:, None], [1.0, 4.0, 2.0, 8.0], method="leave_one_out", seed=1)
    found = result.summary().set_index("metric")
    assert found.loc["rmse", "mean"] == pytest.approx(found.loc["mae", "mean"])
    assert found.loc["r_squared", "n"] == 0


def test_each_fold_is_what_fitting_by_hand_gives() -> None:
    model = TextClassifier(epochs=2, embedding_dim=4, learning_rate=0.1)
    result = cross_validate(model, TEXTS, LABELS, folds=3, stratified=True, seed=4)
    row = result.metrics.iloc[1]
    test = result.rows.query("fold == 2")["row"].tolist()
    learning = [place for place in range(24) if place not in test]
    fitted = TextClassifier(epochs=2, embedding_dim=4, learning_rate=0.1, seed=int(row["seed"]), verbose=False)
    fitted.fit([TEXTS[place] for place in learning], [LABELS[place] for place in learning])
    expected = fitted.evaluate([TEXTS[place] for place in test], [LABELS[place] for place in test])
    assert row[[*expected]].to_dict() == expected
    again = cross_validate(model, pd.Series(TEXTS), pd.Categorical(LABELS), folds=3, stratified=True, seed=4)
    pd.testing.assert_frame_equal(
        again.metrics.drop(columns="seconds"), result.metrics.drop(columns="seconds"), check_exact=True
    )


def test_a_model_with_a_label_per_word() -> None:
    texts, labels = ["Doug saw Jane", "Jane ran"] * 4, [["name", "verb", "name"], ["name", "verb"]] * 4
    model = SequenceLabeler(embedding_dim=2, hidden_size=2, epochs=1)
    result = cross_validate(model, texts, labels, "hold_out", repeats=2, seed=1)
    assert result.metrics["n_test"].tolist() == [2, 2]
    assert result.summary()["metric"].tolist() == ["accuracy", "auc", "log_loss"]


def test_scikit_learns_models_are_measured_by_their_score_and_stay_unfitted() -> None:
    generator = np.random.default_rng(2)
    x = pd.DataFrame(generator.normal(size=(30, 2)), columns=["a", "b"])
    y = np.where(x["a"] + generator.normal(size=30) > 0, "yes", "no")
    pipeline = make_pipeline(StandardScaler(), LogisticRegression())
    result = cross_validate(pipeline, x, y, folds=3, seed=1)
    assert not hasattr(pipeline[0], "mean_")
    test = result.rows.query("fold == 1")["row"]
    learning = np.setdiff1d(np.arange(30), test)
    by_hand = make_pipeline(StandardScaler(), LogisticRegression()).fit(x.iloc[learning], y[learning])
    assert result.metrics["score"][0] == by_hand.score(x.iloc[test], y[test])
    # A seed for what draws, in a pipeline too.
    trees = make_pipeline(StandardScaler(), DecisionTreeClassifier(splitter="random", max_depth=1))
    first, second = (cross_validate(trees, x, y, seed=3).metrics.drop(columns="seconds") for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    assert first["seed"].is_unique
    assert cross_validate(Ridge(random_state=8), x, x["a"], seed=3).metrics["seed"].tolist() == [8] * 5


def test_a_step_of_a_pipeline_shows_no_progress_unless_it_was_told_to() -> None:
    for verbose, expected in (("auto", False), (True, True)):
        made = with_settings(make_pipeline(StandardScaler(), td.TabularRegressor(verbose=verbose)), {})
        assert made.get_params()["tabularregressor__verbose"] is expected


def test_an_interrupt_keeps_the_folds_that_were_done() -> None:
    with pytest.warns(UserWarning, match="interrupted after 2 of 5 fits"):
        result = cross_validate(Spy([], stop=2), range(10), range(10), seed=1)
    assert result.interrupted
    assert result.metrics["fold"].tolist() == [1, 2]
    assert str(result).startswith("Cross-validation, 2 fit(s), interrupted")
    with pytest.raises(KeyboardInterrupt):
        cross_validate(Spy([], stop=0), range(10), range(10), seed=1)


def test_progress_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[dict[str, Any]] = []
    cross_validate(Spy([]), range(6), range(6), folds=2, repeats=2, seed=1, callbacks=[told.append], verbose=True)
    assert [(record["done"], record["repeat"], record["fold"]) for record in told] == [
        (1, 1, 1),
        (2, 1, 2),
        (3, 2, 1),
        (4, 2, 2),
    ]
    assert {record["total"] for record in told} == {4}
    assert "fold 2/2  repeat 2/2  about 0 s left" in capsys.readouterr().err


def test_torchs_state_is_left_alone_and_no_seed_draws_one() -> None:
    before = torch.get_rng_state()
    cross_validate(Spy([]), range(6), range(6), seed=1)
    assert torch.equal(torch.get_rng_state(), before)
    folds = [cross_validate(Spy([]), range(20), range(20)).rows["row"].tolist() for _ in range(2)]
    assert folds[0] != folds[1]


@pytest.mark.parametrize("name", ["repeat", "fold", "n_train", "n_test", "seed", "seconds"])
def test_a_metric_cannot_have_the_name_of_another_column(name: str) -> None:
    class Measured(Spy):
        def evaluate(self, x: Any, y: Any) -> dict[str, float]:
            return {name: float(len(x) + len(y))}

    with pytest.raises(InputValueError, match=f"evaluate must not give a number called '{name}': a column"):
        cross_validate(Measured([]), range(6), range(6), seed=1)


@pytest.mark.parametrize("model", [td.Forecaster(), td.NaiveForecaster()])
def test_models_of_series_are_sent_to_backtest(model: Any) -> None:
    with pytest.raises(InputTypeError, match=r"must learn from rows .* Use backtest"):
        cross_validate(model, range(10), range(10))


def test_what_is_no_model_or_fails_is_said() -> None:
    for wrong in (td.BigramModel(), td.SequenceGenerator(), TextClassifier, "ridge"):
        with pytest.raises(InputTypeError, match="model must be a model with fit"):
            cross_validate(wrong, TEXTS, LABELS)
    with pytest.raises(InputValueError, match="x and y must have as many rows; given 24 and 2"):
        cross_validate(TextClassifier(), TEXTS, ["+", "-"])
    with pytest.raises(CrossValidationError, match="the model failed in fold 1 of repeat 1: epochs must be at least 1"):
        cross_validate(TextClassifier(epochs=0), TEXTS, LABELS)
    with pytest.raises(InputValueError, match="seed must be at least 0"):
        cross_validate(TextClassifier(), TEXTS, LABELS, seed=-1)


def test_a_model_without_labels_is_measured_on_texts_that_it_has_not_seen():
    texts = ["Doug saw Jane.", "Jane saw Doug.", "Spot saw Jane.", "Jane saw Spot."] * 2
    result = cross_validate(BigramModel(), texts, folds=4, seed=1)
    for fold, metrics in result.metrics.groupby("fold"):
        held_back = set(result.rows[result.rows["fold"] == fold]["row"])
        model = BigramModel().fit([text for row, text in enumerate(texts) if row not in held_back])
        assert metrics["perplexity"].item() == model.evaluate([texts[row] for row in sorted(held_back)])["perplexity"]


def test_labels_are_given_to_a_model_that_learns_them_and_to_no_other():
    with pytest.raises(TypeError, match="y must have a label or a number for each row"):
        cross_validate(TextClassifier(), TEXTS)
    with pytest.raises(TypeError, match="model must be a model with fit"):
        cross_validate(BigramModel(), TEXTS, LABELS)
    with pytest.raises(ValueError, match="stratified folds need the class of each row"):
        cross_validate(BigramModel(), TEXTS, stratified=True)
