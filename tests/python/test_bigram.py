import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
import torch

import torchduet as td
from torchduet import storage
from torchduet.datasets import childrens_book, sentence_kind
from torchduet.errors import InputTypeError, InputValueError
from torchduet.estimator import NotFittedError

BOOK = childrens_book(1000, seed=1)
NAMES = ["Doug", "Jane", "Spot"]


@pytest.fixture(scope="module")
def model():
    return td.BigramModel().fit(BOOK)


def expected_shares(book):
    """Work the shares of the kinds out by hand, from counts of words that are split at blanks."""
    begin, verb_after, full_stop_after, named = Counter(), Counter(), Counter(), Counter()
    for sentence in book:
        subject, _, object_ = sentence.removesuffix(".").split()
        begin[subject] += 1
        verb_after[subject] += 1
        full_stop_after[object_] += 1
        named[object_] += 1
    s = np.array([begin[name] for name in NAMES]) / len(book)  # the first name
    q = np.array([named[name] for name in NAMES]) / len(book)  # a name after "saw"
    a = np.array(
        [verb_after[name] / (verb_after[name] + full_stop_after[name]) for name in NAMES]
    )  # "saw" after a name
    return {
        "right": float(sum(s[i] * a[i] * q[j] * (1 - a[j]) for i in range(3) for j in range(3) if i != j)),
        "same name": float(sum(s * a * q * (1 - a))),
        "run-on": float((s @ a) * (q @ a)),
        "no verb": float(s @ (1 - a)),
    }


def test_the_three_kinds_of_mistakes_are_as_frequent_as_the_table_says(model):
    expected = expected_shares(BOOK)
    assert math.isclose(sum(expected.values()), 1.0)
    counts = sentence_kind(model.generate(10_000, seed=1)).value_counts()
    assert counts["other"] == 0
    for kind, share in expected.items():
        deviation = math.sqrt(10_000 * share * (1 - share))
        assert abs(counts[kind] - 10_000 * share) < 4 * deviation, kind


def test_in_a_long_book_one_sentence_in_six_is_right():
    # After a name, "saw" and "." are as frequent as each other: 1/2 no verb, 1/4 run-on, 1/4 one verb, of which 1/3 has
    # the same name twice.
    shares = expected_shares(childrens_book(200_000, seed=2))
    ideal = {"right": 1 / 6, "same name": 1 / 12, "run-on": 1 / 4, "no verb": 1 / 2}
    assert all(abs(shares[kind] - share) < 0.005 for kind, share in ideal.items())


def test_counts_and_probabilities_by_hand():
    model = td.BigramModel().fit(["a b a", "b, a"])
    assert model.vocabulary_ == ["[END]", "a", "b", ","]
    assert model.counts_.to_numpy().tolist() == [[0, 1, 1, 0], [2, 0, 1, 0], [0, 1, 0, 1], [0, 1, 0, 0]]
    assert model.probabilities_.loc["b"].tolist() == [0, 0.5, 0, 0.5]
    assert list(model.counts_.index) == list(model.counts_.columns) == model.vocabulary_
    np.testing.assert_allclose(model.probabilities_.sum(axis=1), 1.0, rtol=1e-15)


def test_what_comes_next_is_the_row_of_the_last_token(model):
    table = model.predict_proba("Jane saw Doug saw")
    assert table["token"].tolist()[:3] == model.probabilities_.loc["saw"].nlargest(3).index.tolist()
    assert dict(table.itertuples(index=False)) == model.probabilities_.loc["saw"].to_dict()
    assert model.predict_proba().set_index("token")["probability"]["Doug"] == model.probabilities_.loc["[END]", "Doug"]


def test_perplexity_by_hand():
    model = td.BigramModel().fit(["a b", "a a"])
    # p(a | start) = 1; p(b | a) = p(a | a) = p(end | a) = 1/3; p(end | b) = 1.
    assert model.evaluate(["a b"]) == {
        "perplexity": pytest.approx(3 ** (1 / 3), rel=1e-12),
        "log_loss": pytest.approx(math.log(3) / 3, rel=1e-12),
        "accuracy": pytest.approx(2 / 3),  # after a, the first of the equally probable ones is the end
    }
    assert model.perplexity(["b"]) == math.inf
    assert model.perplexity(["a z"]) == math.inf


def test_temperature(model):
    greedy = model.generate(5, temperature=0)
    assert len(set(greedy)) == 1
    counts = Counter(text.split()[0].strip(".") for text in model.generate(3000, temperature=0.02, seed=1))
    first = model.probabilities_.loc["[END]", NAMES] ** 50
    expected = 3000 * first / first.sum()
    assert all(abs(counts[name] - expected[name]) < 5 * math.sqrt(expected[name] + 1) for name in NAMES)


def test_prompt_and_length(model):
    assert all(text.startswith("Spot saw") for text in model.generate(20, prompt="Spot saw", seed=1))
    assert model.generate(3, prompt="Spot", max_length=2, temperature=1e-300)  # no division by zero
    assert max(len(text.split()) for text in model.generate(2000, max_length=7, seed=1)) <= 7


def test_a_seed_settles_what_is_written(model):
    assert model.generate(20, seed=1) == model.generate(20, seed=1) != model.generate(20, seed=2)


def test_characters_and_case():
    assert td.BigramModel(level="character").fit(["aba"]).vocabulary_ == ["[END]", "a", "b"]
    assert td.BigramModel(lowercase=True).fit(["A a"]).counts_.shape == (2, 2)
    assert td.BigramModel(level="character").fit(["abc"]).generate(temperature=0) == ["abc"]


def test_bad_input_is_named(model):
    with pytest.raises(InputValueError, match='texts must hold at least one token at level "word"; given none'):
        td.BigramModel().fit([])
    with pytest.raises(InputValueError, match="given none"):
        td.BigramModel().fit(["", "  "])
    with pytest.raises(InputValueError, match="prompt: 'Mary' is not in the vocabulary that the model learned"):
        model.generate(prompt="Doug saw Mary")
    with pytest.raises(InputTypeError, match="prompt must be a string; given 1"):
        model.predict_proba(1)
    with pytest.raises(InputValueError, match="temperature must be at least 0; given -1"):
        model.generate(temperature=-1)
    with pytest.raises(InputValueError, match="n must be at least 1; given 0"):
        model.generate(0)
    with pytest.raises(InputValueError, match=r"max_length must be greater than the number of the prompt's tokens, 2"):
        model.generate(prompt="Doug saw", max_length=2)
    with pytest.raises(InputValueError, match="level must be one of"):
        td.BigramModel(level="sentence").fit(["a"])
    with pytest.raises(InputValueError, match="texts must hold at least one text"):
        model.evaluate([])
    with pytest.raises(NotFittedError):
        td.BigramModel().generate()
    assert not hasattr(td.BigramModel(), "probabilities_")


class TestFiles:
    @pytest.mark.parametrize("form", ["model", "model.zip"])
    def test_a_model_comes_back(self, form, tmp_path):
        model = td.BigramModel(level="character", lowercase=True).fit(["Ábc", "cab", "c"])
        model.save(tmp_path / form)
        again = td.load(tmp_path / form)
        assert again.get_params() == {"level": "character", "lowercase": True}
        pd.testing.assert_frame_equal(again.counts_, model.counts_)
        assert again.vocabulary_ == ["[END]", "c", "b", "á", "a"]
        assert again.counts_.loc["[END]", ["c", "b", "á", "a"]].tolist() == [2, 0, 1, 0]
        assert again.generate(20, seed=1) == model.generate(20, seed=1)
        assert again.evaluate(["cab"]) == model.evaluate(["cab"])
        again.fit(["x"])
        assert again.vocabulary_ == ["[END]", "x"]

    def test_pairs_that_never_came_take_no_room(self, tmp_path):
        words = [f"w{number}" for number in range(500)]
        td.BigramModel().fit([" ".join(words)]).save(tmp_path / "model")
        assert (tmp_path / "model" / "weights.safetensors").stat().st_size < 20_000  # 2 MB as a table

    def test_only_a_fitted_model_can_be_saved(self, tmp_path):
        with pytest.raises(NotFittedError, match="save needs a fitted BigramModel"):
            td.BigramModel().save(tmp_path / "model")
        assert not any(tmp_path.iterdir())

    @pytest.mark.parametrize(
        "changes",
        [
            {"vocabulary": ["", "[UNK]", "a"]},
            {"vocabulary": ["[END]"]},
            {"vocabulary": ["[END]", "a", "b", "c"]},
            {"params": {"level": "word", "order": 2}},
        ],
    )
    def test_a_description_that_does_not_fit_the_counts(self, changes, tmp_path):
        model = td.BigramModel().fit(["a b"])
        description = {"params": model.get_params(), "vocabulary": model.vocabulary_} | changes
        counts = torch.tensor(model.counts_.to_numpy())
        pairs = counts.nonzero()
        storage.write(tmp_path / "model", td.BigramModel, description, {"pairs": pairs, "counts": counts[*pairs.T]})
        with pytest.raises(ValueError, match="do not make a model"):
            td.load(tmp_path / "model")
