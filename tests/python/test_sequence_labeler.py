import numpy as np
import pandas as pd
import pytest
import sklearn.metrics

import torchduet as td
from torchduet.errors import InputTypeError, InputValueError
from torchduet.estimator import NotFittedError

QUICK = {"seed": 1, "embedding_dim": 4, "hidden_size": 8, "epochs": 3, "learning_rate": 0.02}
GENERATOR = np.random.default_rng(1)
TOKENS = [GENERATOR.choice(["a", "b"], size=size).tolist() for size in GENERATOR.integers(1, 9, size=200)]
# What a step is called depends on the step after it, which only a backward direction can know.
NEXT = [[*tokens[1:], "end"] for tokens in TOKENS]


@pytest.fixture(scope="module", params=["rnn", "lstm", "gru"])
def model(request):
    return td.SequenceLabeler(architecture=request.param, layers=2, **QUICK).fit(TOKENS, NEXT)


def test_both_directions_see_what_follows():
    both, forward = (
        td.SequenceLabeler(bidirectional=way, seed=1, learning_rate=0.02, epochs=10, hidden_size=16).fit(TOKENS, NEXT)
        for way in (True, False)
    )
    assert both.score(TOKENS, NEXT) > 0.99
    assert forward.score(TOKENS, NEXT) < 0.75
    assert [row.tolist() for row in both.predict([["a", "b", "b"], ["b"]])] == [["b", "b", "end"], ["end"]]


def test_learned_values(model):
    assert list(model.history_) == ["epoch", "loss", "validation_loss", "validation_accuracy", "seconds"]
    assert model.classes_.tolist() == ["a", "b", "end"]
    assert model.vocabulary_[:2] == ["", "[UNK]"]
    assert set(model.vocabulary_[2:]) == {"a", "b"}
    assert "layers.recurrent.weight_hh_l1_reverse" in model.summary()["weights"].tolist()


def test_padding_never_changes_a_prediction(model):
    long = ["a", "b"] * 40
    for tokens in (["a"], ["b", "b", "a"]):
        (alone,) = model.predict_proba([tokens])
        together = model.predict_proba([tokens, long])[0]
        np.testing.assert_allclose(together, alone, rtol=0, atol=1e-6)


def test_shapes_and_order(model):
    texts = [["a"] * size for size in (3, 0, 5, 1)]
    assert [row.shape for row in model.predict_proba(texts)] == [(3, 3), (0, 3), (5, 3), (1, 3)]
    assert [len(row) for row in model.predict(texts)] == [3, 0, 5, 1]
    np.testing.assert_allclose(np.concatenate(model.predict_proba(texts)).sum(axis=1), 1.0, rtol=1e-12)
    assert model.predict_proba([]) == model.predict([]) == []
    assert [row.shape for row in model.predict_proba([[], []])] == [(0, 3), (0, 3)]
    for tokens, probabilities in zip(TOKENS[:20], model.predict_proba(TOKENS[:20]), strict=True):
        np.testing.assert_allclose(model.predict_proba([tokens])[0], probabilities, rtol=0, atol=1e-6)


def test_every_real_step_counts_once_and_padding_never(model):
    targets = [label for row in NEXT for label in row]
    probabilities = np.concatenate(model.predict_proba(TOKENS))
    found = model.evaluate(TOKENS, NEXT)
    predicted = model.classes_[probabilities.argmax(axis=1)]
    assert found["accuracy"] == pytest.approx(sklearn.metrics.accuracy_score(targets, predicted), rel=1e-12)
    assert found["log_loss"] == pytest.approx(sklearn.metrics.log_loss(targets, probabilities), rel=1e-6)
    assert found["auc"] == pytest.approx(sklearn.metrics.roc_auc_score(targets, probabilities, multi_class="ovr"))
    assert model.score(TOKENS, NEXT) == found["accuracy"]


def test_texts_are_split_as_tokenize_does(model):
    text = "A b, b!"
    (steps,) = td.tokenize(text)
    np.testing.assert_array_equal(model.predict_proba([text])[0], model.predict_proba([steps])[0])
    np.testing.assert_array_equal(model.predict_proba(text)[0], model.predict_proba([["A", "B", "b"]])[0])
    characters = td.SequenceLabeler(level="character", **QUICK).fit(["ab", "ba"] * 10, [["x", "y"], ["y", "x"]] * 10)
    assert characters.predict_proba("abab")[0].shape == (4, 2)


def test_tokens_may_come_in_any_kind_of_sequence(model):
    expected = model.predict_proba([["a", "b"], ["b"]])
    for texts in (
        [np.array(["a", "b"], dtype=object), np.array(["b"], dtype=object)],
        (("a", "b"), ("b",)),
        pd.Series([["a", "b"], ["b"]]),
        [pd.Series(["a", "b"]), pd.Series(["b"])],
    ):
        for one, other in zip(model.predict_proba(texts), expected, strict=True):
            np.testing.assert_array_equal(one, other)


def test_categories_become_the_classes():
    labels = [pd.Categorical(row, categories=["end", "b", "a", "never"]) for row in NEXT]
    model = td.SequenceLabeler(**QUICK).fit(TOKENS, labels)
    assert model.classes_.tolist() == ["end", "b", "a", "never"]
    assert td.SequenceLabeler(**QUICK).fit([["a", "b"]] * 9, [[1, 0]] * 9).classes_.tolist() == [0, 1]


def test_texts_without_tokens_teach_nothing():
    more = [*TOKENS, [], []]
    one, two = td.SequenceLabeler(**QUICK), td.SequenceLabeler(**QUICK)
    one.fit(more, [*NEXT, [], []])
    two.fit(TOKENS, NEXT)
    assert all((one.get_weights()[name] == weight).all() for name, weight in two.get_weights().items())


@pytest.mark.parametrize("suffix", ["", ".zip"])
def test_a_saved_model_predicts_the_same(model, tmp_path, suffix):
    model.save(tmp_path / f"model{suffix}")
    again = td.load(tmp_path / f"model{suffix}")
    assert again.get_params() == model.get_params()
    for one, other in zip(again.predict(TOKENS), model.predict(TOKENS), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_trace_ends_in_the_probabilities(model):
    trace = {"rnn": td.rnn_trace, "lstm": td.lstm_trace, "gru": td.gru_trace}[model.architecture](model, "a b b")
    top = trace.query("layer == 1 and quantity == 'hidden'").pivot(
        index="step", columns=["direction", "unit"], values="value"
    )
    weights = model.get_weights()
    states = np.hstack([top["forward"], top["backward"]])
    scores = np.exp(states @ weights["output.weight"].T + weights["output.bias"])
    np.testing.assert_allclose(
        model.predict_proba("a b b")[0], scores / scores.sum(axis=1, keepdims=True), rtol=0, atol=1e-6
    )


def test_labels_of_another_length_name_the_text(other_language):
    with pytest.raises(InputValueError) as caught:
        td.SequenceLabeler().fit([["a"], ["a", "b"], ["a"]], [["x"], ["x"], ["y"]])
    message = "labels must hold one label per token; text {} has 2 token(s) and 1 label(s)"
    assert str(caught.value) == message.format(1)
    assert caught.value.message(other_language) == message.format(2)


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        ([], [], "texts must hold at least one token; given none"),
        ([[], []], [[], []], "texts must hold at least one token; given none"),
        ([["a"], ["b"]], [["x"]], "texts and labels must have the same length; given 2 texts and labels for 1"),
        ([["a"], ["b"]], ["x", "y"], "labels must be a sequence of labels for each text; given 'x'"),
        (["a", "b"], "xy", "labels must be a sequence of labels for each text; given 'xy'"),
        ([["a", "b"], ["b"]], [["x", None], ["y"]], "text 0: labels must not be missing: element 1 is"),
        ([["a", "b"], ["b"]], [["x", "x"], ["x"]], "labels must hold at least two classes; given one class, 'x'"),
        ([["a", 1], ["b"]], [["x", "y"], ["x"]], "texts must be strings, or sequences of strings; given 1"),
        ([["a"], 2], [["x"], ["x"]], "texts must be strings, or sequences of strings; given 2"),
        ([["a"], "b"], [["x"], ["y"]], "element 1 is a string, others are sequences"),
        ([["a", ""], ["b"]], [["x", "y"], ["x"]], "texts: text 0 has an empty token. Leave it out, with its label"),
        ([["a"]], [["x"]], "labels must hold at least two classes"),
        ([["a", "b"]], [["x", "y"]], "validation_split = 0.125 of 1 text(s) leaves none to learn from"),
    ],
)
def test_unfit_examples_are_named(texts, labels, message):
    with pytest.raises((InputValueError, InputTypeError)) as caught:
        td.SequenceLabeler().fit(texts, labels)
    assert message in str(caught.value)


def test_unfit_settings_and_requests_are_named(model):
    with pytest.raises(InputTypeError, match="bidirectional must be True or False; given 'both'"):
        td.SequenceLabeler(bidirectional="both").fit(TOKENS, NEXT)
    with pytest.raises(InputValueError, match="hidden_size must be at least 1; given 0"):
        td.SequenceLabeler(hidden_size=0).fit(TOKENS, NEXT)
    with pytest.raises(InputValueError, match="labels: 'z' is not one of the classes that the model knows"):
        model.evaluate([["a"]], [["z"]])
    with pytest.raises(InputValueError, match="texts must hold at least one token; given none"):
        model.evaluate([[]], [[]])
    with pytest.raises(NotFittedError, match="predict needs a fitted SequenceLabeler"):
        td.SequenceLabeler().predict(["a"])


def test_one_step_is_enough():
    model = td.SequenceLabeler(**QUICK | {"validation_split": 0}).fit([["a"], ["b"]], [["x"], ["y"]])
    assert model.predict_proba([["a"]])[0].shape == (1, 2)
