import numpy as np
import pandas as pd
import pytest
from experiments import (
    architecture_settings,
    architecture_test,
    average_pooling_settings,
    contextual_labels,
    contextual_words,
    forecasting_settings,
    forecasting_test,
    label_efficiency,
    label_efficiency_settings,
    labelled_parts,
    learning_curve,
)
from experiments.forecasting_series import SERIES, read
from experiments.stored_table import RESULTS, read_table, write_table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.pipeline import make_pipeline

import torchduet as td
from torchduet.forecasting.backtest_result import coverage_interval

TABLES = sorted(path.stem for path in RESULTS.glob("*.csv"))


def test_each_setting_tried_is_one_step_away_from_the_defaults() -> None:
    defaults = td.TextClassifier().get_params()
    first, *changes = average_pooling_settings.settings()
    assert first == average_pooling_settings.UNCHANGED
    assert len(set(changes)) == len(changes)
    assert all(defaults[parameter] != value for parameter, value in changes)


def test_the_stored_settings_are_those_that_would_be_tried_now() -> None:
    # Fails where a default was changed: then the tables are out of date, and `make experiments` mends that.
    tried = [
        (parameter, "no limit" if value is None else str(value))
        for parameter, value in average_pooling_settings.settings()
    ]
    stored = read_table("average_pooling_settings")[["parameter", "value"]].drop_duplicates()
    assert list(stored.itertuples(index=False, name=None)) == tried


def test_the_test_table_has_every_seed() -> None:
    stored = read_table("average_pooling_test")
    assert stored.loc[stored["model"] == "average pooling", "seed"].tolist() == [1, 2, 3, 4, 5]
    assert stored[["accuracy", "auc", "log_loss"]].notna().all(axis=None)


def test_the_settings_of_architectures_stored_are_those_that_would_be_tried_now() -> None:
    stored = read_table("architecture_settings")
    for architecture in architecture_settings.TRIED:
        tried = [(parameter, str(value)) for parameter, value in architecture_settings.settings(architecture)]
        rows = stored.loc[stored["architecture"] == architecture, ["parameter", "value"]].drop_duplicates()
        assert list(rows.itertuples(index=False, name=None)) == tried


# Accuracy and AUC of the same networks written by hand in torch, with settings chosen in the same way; measured before
# these were written.
BY_HAND = {
    "average pooling": (0.800, 0.861),
    "CNN": (0.796, 0.847),
    "RNN, last state": (0.683, 0.682),
    "LSTM": (0.789, 0.847),
    "GRU": (0.794, 0.852),
    "BiLSTM": (0.773, 0.818),
    "BiGRU": (0.794, 0.856),
    "LSTM, last state": (0.752, 0.796),
    "GRU, last state": (0.756, 0.793),
}


@pytest.mark.parametrize("model", architecture_test.MODELS)
def test_an_architecture_is_as_good_as_one_written_by_hand(model: str) -> None:
    stored = read_table("architecture_test")
    fits = stored[stored["model"] == model]
    assert fits["seed"].tolist() == list(architecture_test.SEEDS)
    assert fits.notna().all(axis=None)
    accuracy, auc = BY_HAND.get(model, (0.0, 0.5))
    assert fits["accuracy"].mean() >= accuracy - 0.01
    assert fits["auc"].mean() >= auc - 0.01


def test_a_larger_part_of_the_reviews_holds_the_smaller_ones() -> None:
    train = pd.DataFrame({"review": [f"review {row}" for row in range(100)]})
    small, large, other = (
        labelled_parts.part_of(train, size, seed)["review"] for size, seed in [(10, 1), (40, 1), (10, 2)]
    )
    assert len(small) == 10
    assert set(small) < set(large)
    assert set(small) != set(other)
    assert labelled_parts.part_of(train, 100, 1).equals(train)


def test_each_part_says_where_its_reviews_stand_among_all() -> None:
    train = pd.DataFrame({"review": [f"review {row}" for row in range(30)]})
    parts = list(labelled_parts.parts_of(train, sizes=(5, 20), seeds=(1, 2)))
    assert [(size, seed) for size, seed, _ in parts] == [(5, 1), (5, 2), (20, 1), (20, 2)]
    for size, seed, part in parts:
        assert part.drop(columns="row").equals(labelled_parts.part_of(train, size, seed))
        assert part["review"].tolist() == train["review"].iloc[part["row"]].tolist()


def test_the_learning_curve_ends_where_the_tables_of_all_reviews_stand() -> None:
    curve = read_table("learning_curve")
    assert sorted(set(curve["reviews"])) == list(learning_curve.SIZES)
    whole = curve[curve["reviews"] == 4000].groupby("model")[["accuracy", "auc"]].mean()
    for table in ("average_pooling_test", "architecture_test"):
        others = read_table(table).groupby("model")[["accuracy", "auc"]].mean()
        both = whole.index.intersection(others.index)
        assert len(both) == 3
        pd.testing.assert_frame_equal(whole.loc[both], others.loc[both], atol=1e-4, rtol=0)


def test_label_efficiency_is_of_all_models_and_sizes_and_ends_where_the_learning_curve_does() -> None:
    stored = read_table("label_efficiency")
    assert stored.groupby(["model", "reviews"]).size().to_dict() == {
        (model, size): len(label_efficiency.SEEDS)
        for model in label_efficiency.MODELS
        for size in label_efficiency_settings.SIZES
    }
    # Which of the reviews are drawn makes no difference where all are: the baseline's numbers are known.
    known = read_table("learning_curve").query("model == 'TF-IDF + logistic regression, tuned' and reviews == 4000")
    whole = stored.query("model == @label_efficiency.BASELINE and reviews == 4000")
    np.testing.assert_allclose(whole["auc"], known["auc"].to_numpy(), atol=1e-6)


def test_epochs_on_few_labels_are_chosen_within_what_was_tried() -> None:
    stored = read_table("label_efficiency_settings")
    chosen = label_efficiency_settings.chosen_epochs(stored)
    assert set(chosen) == {
        (model, size) for model in label_efficiency_settings.MODELS for size in label_efficiency_settings.SIZES
    }
    assert label_efficiency_settings.chosen_dimension(stored) in label_efficiency_settings.DIMENSIONS
    for (model, size), epochs in chosen.items():
        tried = stored.query("model == @model and reviews == @size")["epoch"].max()
        assert tried == label_efficiency_settings.most_epochs(model, size)
        assert 1 <= epochs <= tried


@pytest.mark.parametrize("name", TABLES)
def test_a_stored_table_says_how_it_was_made(name: str) -> None:
    lines = (RESULTS / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    header = [line for line in lines if line.startswith("# ")]
    assert [line.split(":")[0] for line in header[1:]] == ["# command", "# date", "# versions", "# seeds", "# machine"]
    assert f"python -m experiments {name} " in header[1]


def test_a_table_is_read_as_it_was_written(tmp_path) -> None:
    table = pd.DataFrame({"model": ["a, b", "c"], "loss": [0.125, 0.5]})
    write_table("one", table, about="A table", seeds=[1], folder=tmp_path)
    pd.testing.assert_frame_equal(read_table("one", folder=tmp_path), table, check_dtype=False)


def test_a_table_with_the_comment_mark_in_it_is_refused(tmp_path) -> None:
    with pytest.raises(ValueError, match="must not hold '#'"):
        write_table("one", pd.DataFrame({"model": ["number #1"]}), about="A table", seeds=[1], folder=tmp_path)


def test_the_recipes_of_forecasts_stored_are_those_that_would_be_tried_now() -> None:
    stored = read_table("forecasting_settings")
    for name, recipes in forecasting_settings.RECIPES.items():
        assert stored.loc[stored["series"] == name, "recipe"].unique().tolist() == list(recipes)


def test_the_forecasts_stored_are_of_the_recipes_chosen_before_the_test_parts() -> None:
    best = forecasting_settings.chosen(read_table("forecasting_settings"))
    stored = read_table("forecasting_test")
    ours = stored[stored["model"] == forecasting_test.OURS]
    assert ours.groupby("series")["settings"].unique().map(list).to_dict() == {
        name: [one] for name, one in best.items()
    }
    assert ours.groupby("series").size().to_dict() == dict.fromkeys(best, 25)
    assert set(stored["model"]) == {forecasting_test.OURS, forecasting_test.TEXTBOOK, *forecasting_test.BASELINES}


def test_the_origins_that_recipes_are_chosen_by_end_before_the_test_parts() -> None:
    chosen_by, test = read_table("forecasting_settings"), read_table("forecasting_test")
    for name, task in SERIES.items():
        series, _ = read(name)
        first = series.index.astype(str).get_loc(test.loc[test["series"] == name, "origin"].min())
        last = series.index.astype(str).get_loc(chosen_by.loc[chosen_by["series"] == name, "origin"].max())
        assert last + task.horizon == first


@pytest.mark.parametrize("name", SERIES)
def test_the_network_is_better_than_the_last_season_and_than_the_textbook_s(name: str) -> None:
    stored = read_table("forecasting_test")
    means = stored[stored["series"] == name].groupby("model")["mase"].mean()
    assert means[forecasting_test.OURS] < means["seasonal_naive"]
    assert means[forecasting_test.OURS] < means[forecasting_test.TEXTBOOK]


@pytest.mark.parametrize("level", [80, 95])
def test_the_network_s_intervals_hold_what_they_say(level: int) -> None:
    # One fit per series and origin: forecasts of several seeds are of the same numbers.
    stored = read_table("forecasting_test").query("model == 'LSTM' and seed == 1")
    share = float((stored[f"coverage_{level}"] * stored["n"]).sum() / stored["n"].sum())
    assert coverage_interval(share, int(stored["n"].sum()))[1] >= level / 100


def test_few_labels_were_drawn_and_settled_as_they_would_be_now() -> None:
    stored = read_table("contextual_labels")
    models = [contextual_labels.MINILM, contextual_labels.COUNTS]
    expected = [
        (model, size, seed)
        for size in contextual_labels.SIZES
        for seed in contextual_labels.SEEDS
        for model in models
    ]  # fmt: skip
    assert list(stored[["model", "reviews", "seed"]].itertuples(index=False, name=None)) == expected
    assert set(stored["C"]) <= set(contextual_labels.STRENGTHS)
    assert stored.notna().all(axis=None)


def test_word_counts_with_few_labels_are_what_scikit_learn_gives() -> None:
    train, test = (td.datasets.fine_foods(subset=subset) for subset in ("train", "test"))
    part = labelled_parts.part_of(train, 50, seed=1)
    stored = read_table("contextual_labels").query("model == 'TF-IDF' and reviews == 50 and seed == 1").iloc[0]
    fitted = make_pipeline(TfidfVectorizer(), LogisticRegression(C=stored["C"], max_iter=2000))
    probabilities = fitted.fit(part["review"], part["score"].cat.codes).predict_proba(test["review"])
    assert log_loss(test["score"].cat.codes, probabilities) == pytest.approx(stored["log_loss"], abs=1e-4)


def test_the_stored_pairs_of_sentences_are_all_there_are_after_every_layer() -> None:
    stored = read_table("contextual_words")
    sentences = [sentence for those in contextual_words.SENTENCES.values() for sentence in those]
    assert stored.groupby("layers").size().tolist() == [len(sentences) * (len(sentences) - 1) // 2] * 7
    assert {*stored["first"], *stored["second"]} == set(sentences)
    assert stored.loc[stored["layers"] == 0, "similarity"].min() > 0.9  # one word, told apart by its place alone
